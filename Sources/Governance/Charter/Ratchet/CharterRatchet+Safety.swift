internal import CanonicalEncoding
internal import SafetyProtocol
internal import Voting

extension CharterRatchet {
  /// A brake only denies, so that having one is tighter. Of its figures nothing is proven: a longer pause is more safety
  /// and more power of a council.
  mutating func compareBrake(_ old: BrakeRules?, _ new: BrakeRules?) {
    guard old != new else { return }
    note(
      "brake", old == nil ? .tightening : .loosening, old.map { "pauses by \($0.pauseBy)" } ?? "",
      new.map { "pauses by \($0.pauseBy)" } ?? "")
  }

  mutating func compareGate(_ old: GateRules, _ new: GateRules) {
    compareLimit("gate.approval_at_most", old.approvalAtMost, new.approvalAtMost, words: \.description)
    compareLimit("gate.waiver_at_most", old.waiverAtMost, new.waiverAtMost, words: \.description)
    compareLimit("gate.grace", old.grace, new.grace, words: \.description)
    compareLimit("gate.stale_after", old.staleAfter, new.staleAfter, words: \.description)
    compareLeast("gate.failure_window", old.failureWindow, new.failureWindow, words: \.description)
    compareBreakGlass(old.breakGlass, new.breakGlass)
    compareTurnover(old.turnover, new.turnover)
  }

  private mutating func compareBreakGlass(_ old: GateRules.BreakGlass?, _ new: GateRules.BreakGlass?) {
    guard old != new else { return }
    let isTighter =
      if let new { old.map { $0.by == new.by && new.atMost < $0.atMost } ?? false } else { true }
    func words(_ rule: GateRules.BreakGlass?) -> String {
      rule.map { "\($0.by) for \($0.atMost)" } ?? "nobody"
    }
    note("gate.break_glass", isTighter ? .tightening : .loosening, words(old), words(new))
  }

  private mutating func compareTurnover(_ old: GateRules.Turnover?, _ new: GateRules.Turnover?) {
    guard old != new else { return }
    let isTighter =
      if let new {
        old.map { ($0.share == new.share || new.share.isBelow($0.share)) && new.within >= $0.within } ?? true
      } else { false }
    func words(_ rule: GateRules.Turnover?) -> String {
      rule.map { "\($0.share.words) in \($0.within)" } ?? "any"
    }
    note("gate.turnover", isTighter ? .tightening : .loosening, words(old), words(new))
  }

  /// Whose time is that of witnesses is harder to decide, as long as that only keeps things from happening: where it is
  /// asked of a kind that takes something away, an absent witness keeps a revocation from being decided.
  mutating func compareWitnesses(_ old: WitnessRules?, _ new: WitnessRules?) {
    guard let old, let new else {
      if let new { note("witnesses", new.tightness(of: new.requiredFor), "", new.policy.short) }
      if let old { note("witnesses", .loosening, old.policy.short, "") }
      return
    }
    if old.policy != new.policy { note("witnesses.policy", .loosening, old.policy.short, new.policy.short) }
    if old.maxGap != new.maxGap {
      note(
        "witnesses.max_gap", new.maxGap < old.maxGap ? new.tightness(of: new.requiredFor) : .loosening,
        old.maxGap.description, new.maxGap.description)
    }
    // How late witnesses may have looked, and how long evidence is taken, are compromises: nothing is proven of them.
    for (name, before, after) in [
      ("grace", old.grace, new.grace), ("challenge", old.challenge, new.challenge),
    ]
    where before != after {
      note("witnesses.\(name)", .loosening, before.description, after.description)
    }
    // More boxes keep fewer ballots out, and fewer of them give fewer people a say in what is shown when.
    if old.dropBoxes != new.dropBoxes {
      note(
        "witnesses.drop_boxes", .loosening, old.dropBoxes.joined(separator: ", "),
        new.dropBoxes.joined(separator: ", "))
    }
    if old.requiredFor != new.requiredFor {
      let (before, after) = (Set(old.requiredFor), Set(new.requiredFor))
      note(
        "witnesses.required_for",
        before.isSubset(of: after) ? new.tightness(of: after.subtracting(before)) : .loosening,
        old.requiredFor.joined(separator: ", "), new.requiredFor.joined(separator: ", "))
    }
  }

  /// More signatures, by no others than before, are tighter; so is asking for any. Keys that a charter names are
  /// registered by adopting it, which is no part of asking for signatures.
  mutating func compareRelease(_ old: ReleaseRules?, _ new: ReleaseRules?) {
    guard old != new else { return }
    let isTighter =
      if let new {
        new.needs >= old?.needs ?? 0 && Set(new.keys).isSubset(of: old?.keys ?? [])
      } else { false }
    func words(_ rules: ReleaseRules?) -> String {
      rules.map { "\($0.needs) signatures, \($0.keys.count) keys" } ?? ""
    }
    note("release", isTighter ? .tightening : .loosening, words(old), words(new))
  }
}

extension CharterRatchet {
  /// A lapse lets happen again what was stopped, and having none lets few entrench themselves: no change is tighter.
  mutating func compareTightening(_ old: TighteningRules?, _ new: TighteningRules?) {
    guard old != new else { return }
    note(
      "tightening.lapses_after", .loosening, old?.lapsesAfter.description ?? "",
      new?.lapsesAfter.description ?? "")
  }
}

extension WitnessRules {
  /// What it is to ask more of the witnesses of some kinds. A kind without a variant has all variants of it, so that it
  /// only lets things happen if each of them does.
  fileprivate func tightness(of kinds: some Sequence<String>) -> Tightness {
    kinds.allSatisfy { KindNature(of: $0) == .grants } ? .tightening : .loosening
  }
}
