internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import TransparencyLog

/// What is known about witnesses and time: from the entries, and from the witnesses an auditor trusts.
struct WitnessFindings {
  /// A part of a step of the audit.
  struct Finding {
    let step: AuditStep
    let verdict: AuditReport.Verdict
    let detail: String
  }

  /// What the entries say that witnesses had seen, of the policy with the latest instant; `nil` where none has.
  private let onRecord: (policy: Digest, log: WitnessedLog)?
  /// The newest checkpoint, where the auditor's own witnesses stand by it.
  private let newest: NewestCheckpoint?
  /// How many proposals there are, how many of them go by witnesses' time, and how many of those are settled.
  private let proposals: (all: Int, timed: Int, settled: Int)
  /// The first cut-off that does not follow from the checkpoints on record, in words; `nil` for none.
  private let fault: String?
  /// How the operator set the clock back, in words.
  private let corrections: [String]
  private let size: UInt64

  /// - Parameters:
  ///   - size: How many entries there are.
  ///   - seen: The checkpoints on record that witnesses had seen, in order.
  ///   - newest: What the witnesses of the auditor's policy say; `nil` where no policy was given.
  ///   - corrections: The entries by which the operator set the clock back.
  init(
    in view: LedgerView<MemoryRecords, AnyDocuments>, size: UInt64, seen: [SeenCheckpoint],
    newest: NewestCheckpoint?, corrections: [(index: UInt64, correction: ClockCorrection)]
  ) throws {
    self.corrections = corrections.map { index, correction in
      "entry \(index) sets the clock back from \(correction.shown.sentence) to \(correction.corrected.sentence)"
    }
    let all = try view.proposals()
    let timed = all.compactMap(\.witnessing)
    let check = CutoffCheck(seen: seen)
    fault = all.lazy.compactMap { check.fault(in: $0) }.first
    proposals = (all.count, timed.count, timed.count { $0.settled != nil })
    onRecord = try view.witnessedLogs.max { $0.value.time < $1.value.time }.map { ($0.key, $0.value) }
    self.newest = newest
    self.size = size
  }

  /// Whether the time of any proposal is that of witnesses.
  var isTimed: Bool { proposals.timed > 0 }

  /// What the step about witnesses says.
  var steps: [Finding] {
    var steps: [Finding] = []
    if let newest { steps.append(Finding(step: .witnesses, verdict: newest.verdict, detail: newest.detail)) }
    if let onRecord {
      let text =
        "on record: enough witnesses of policy \(onRecord.policy.short) had seen \(onRecord.log.size) entries "
        + "by \(onRecord.log.time.sentence)"
      steps.append(Finding(step: .witnesses, verdict: .holds, detail: text))
    } else if newest == nil {
      steps.append(
        Finding(step: .witnesses, verdict: .absent, detail: "no policy names witnesses (--policy FILE)"))
    }
    return steps
  }

  /// What the step about time says.
  func time(isRehearsal: Bool) -> Finding {
    if let fault { return Finding(step: .time, verdict: .fails, detail: fault) }
    var text = isRehearsal ? "simulated clock: a rehearsal" : "instants never decrease"
    if !corrections.isEmpty {
      text += "; but by the operator's word " + corrections.joined(separator: ", ")
    }
    if proposals.timed > 0 {
      text +=
        "; \(proposals.timed) of \(proposals.all) proposals go by witnesses' time alone "
        + "(timeAssurance: witnessed), \(proposals.settled) of them settled"
    }
    if !isRehearsal, proposals.timed < proposals.all || proposals.all == 0 {
      text +=
        proposals.timed > 0
        ? ", the others by the operator's" : "; they are the operator's (timeAssurance: operator)"
    }
    return Finding(step: .time, verdict: isRehearsal ? .absent : .holds, detail: text)
  }

  /// What still rests on trust, one sentence each.
  func trust(isRehearsal: Bool) -> [String] {
    var sentences: [String] = []
    let seen = newest?.witnessed
    if !corrections.isEmpty {
      sentences.append(
        "that the clock was wrong when the operator set it back, and not since (\(corrections.joined(separator: ", ")))"
      )
    }
    if isRehearsal {
      sentences.append("nothing about time: this DAO's clock is simulated, it is a rehearsal")
    } else if proposals.timed < proposals.all || proposals.timed == 0 {
      sentences.append(clock(seen?.time ?? onRecord?.log.time, isAll: seen != nil))
    }
    if let onRecord, proposals.timed > 0 {
      sentences.append(
        "that fewer witnesses of policy \(onRecord.policy.short) lie together than it needs: they keep the time of "
          + "\(proposals.timed) proposals")
    }
    if let seen {
      sentences.append(
        "that not \(seen.cosignatures.count) witnesses together help the operator to show others another log")
    } else if let onRecord {
      let unseen = size - min(size, onRecord.log.size)
      if unseen > 0 {
        sentences.append(
          "that the operator shows everybody the same from entry \(size - unseen) on: no witness is on record for that"
        )
      }
    } else {
      sentences.append("that the operator shows everybody this same log: no witness has cosigned it")
    }
    return sentences
  }

  private func clock(_ time: Timepoint?, isAll: Bool) -> String {
    guard let time else { return "the operator's clock: no witness confirms when entries were received" }
    return "the operator's clock for what was received before \(time.sentence), by when witnesses had seen "
      + (isAll ? "all of it" : "it")
  }
}

/// What the witnesses of an auditor's own policy say about the newest checkpoint.
struct NewestCheckpoint {
  /// How enough of them have seen it; `nil` where they have not.
  var witnessed: WitnessedCheckpoint?
  let verdict: AuditReport.Verdict
  let detail: String

  init(
    _ stored: StoredCheckpoint?, keys: LogKeyChain, under policy: WitnessPolicy, curves: any NoteCurves
  ) {
    guard let stored else {
      self.init(verdict: .incomplete, detail: "there is no checkpoint of these entries")
      return
    }
    do {
      let note = try SignedNote(parsing: Array(stored.note.utf8))
      let seen = try policy.verify(
        note, of: keys.origin, keys: keys.period(ofSize: stored.size).keys, with: curves)
      if let time = seen.time { try keys.requireDelay(ofSize: stored.size, seenBy: time) }
      let time = seen.time.map { ", seen by then at \($0.sentence)" } ?? ""
      self.init(
        verdict: .holds,
        detail: "\(seen.cosignatures.count) witnesses cosigned it, needed \(policy.words)\(time)")
      witnessed = seen
    } catch {
      var isTooFew = false
      if case .insufficient? = error as? WitnessRefusal { isTooFew = true }
      self.init(
        verdict: isTooFew ? .incomplete : .fails,
        detail: (error as? any CodedRefusal)?.message ?? "\(error)")
    }
  }

  private init(verdict: AuditReport.Verdict, detail: String) {
    self.verdict = verdict
    self.detail = detail
  }
}
