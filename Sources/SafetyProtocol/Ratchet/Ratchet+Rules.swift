internal import CanonicalEncoding

extension Ratchet {
  /// Compares the rules of one name each; a renamed rule is one removed and one added.
  mutating func compareRules(_ old: ProtocolTerms, _ new: ProtocolTerms) {
    for rule in old.rules {
      let place = "rules.\(rule.id)"
      guard let other = new.rules.first(where: { $0.id.isSpelt(like: rule.id) }) else {
        note(place, .loosening, rule.test.words, "")
        continue
      }
      let (before, after) = (old.role(of: rule), new.role(of: other))
      if before != after {
        note(place + ".role", Self.tightness(from: before, to: after), before.rawValue, after.rawValue)
      }
      compare(rule, other, isTrigger: before == .trigger && after == .trigger, at: place)
    }
    for rule in new.rules where !old.rules.contains(where: { $0.id.isSpelt(like: rule.id) }) {
      // A trigger or safeguard does something through its capability only, where it is compared.
      note("rules.\(rule.id)", new.role(of: rule) == .block ? .tightening : .neutral, "", rule.test.words)
    }
  }

  /// What only warned may become mandatory, and what was mandatory sometimes may become so always. Any other
  /// change takes something away.
  private static func tightness(
    from old: ProtocolTerms.Role, to new: ProtocolTerms.Role
  ) -> Tightness {
    switch (old, new) {
    case (.warn, .block), (.warn, .safeguard), (.safeguard, .block): .tightening
    default: .loosening
    }
  }

  private mutating func compare(
    _ old: SafetyRule, _ new: SafetyRule, isTrigger: Bool, at place: String
  ) {
    if !old.evidence.isSpelt(like: new.evidence) {
      note(place + ".evidence", .loosening, old.evidence, new.evidence)
    }
    if old.subject != new.subject {
      note(
        place + ".subject", Self.tightness(of: new.test, from: old.subject, to: new.subject),
        old.subject.words, new.subject.words)
    }
    if old.test != new.test {
      note(
        place + ".test", Self.tightness(from: old.test, to: new.test, isTrigger: isTrigger), old.test.words,
        new.test.words)
    }
    compareLimit(place + ".maxAge", old.maxAge, new.maxAge) { $0.description }
    if !old.note.isSpelt(like: new.note) { note(place + ".note", .neutral, old.note, new.note) }
  }

  /// Another path proves nothing. Of the same path, one value is tighter than all of at least one, and more
  /// values are tighter than fewer.
  private static func tightness(
    of test: RuleTest, from old: SafetyRule.Subject, to new: SafetyRule.Subject
  ) -> Tightness {
    switch (old, new) {
    case (.each(let before, let least), .each(let after, let more)):
      before == after && more > least ? .tightening : .loosening
    case (.each(let before, let least), .value(let after)):
      // No value at all is absent, but it is not each of one or more.
      before == after && least <= 1 && test != .absentOrNull ? .tightening : .loosening
    default: .loosening
    }
  }

  /// A rule that must pass is tighter if fewer values pass; a trigger is tighter if fewer values show that a
  /// capability is not there.
  private static func tightness(
    from old: RuleTest, to new: RuleTest, isTrigger: Bool
  ) -> Tightness {
    let asksForPresence = [old, new].contains { $0 == .absentOrNull || $0 == .present }
    guard !asksForPresence else { return .loosening }
    let (before, after) =
      isTrigger ? (old.rejection, new.rejection) : (old.acceptance, new.acceptance)
    if before == after { return .neutral }
    return after.isSubset(of: before) ? .tightening : .loosening
  }
}

extension SafetyRule.Subject {
  /// In words.
  package var words: String {
    switch self {
    case .value(let path): path.text
    case .each(let path, let least): "each of at least \(least) at \(path.text)"
    case .ratio(let part, let whole): "\(part.text) / \(whole.text)"
    }
  }
}
