internal import CanonicalEncoding
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import TransparencyLog

/// What a receipt says about time: that it is included, or that witnesses had seen it; never one for the other.
struct ReceiptTime {
  /// By when enough witnesses had seen the log with the entry in it.
  let time: Timepoint?
  /// By when they had to.
  let by: Timepoint?
  /// Why witnesses do not stand by it, where they were asked for.
  private let missing: String?

  /// - Throws: `NoteRefusal` where a line of a witness does not verify.
  init(_ receipt: Receipt, keys: LogKeyChain, policy: WitnessPolicy?, by: Timepoint?) throws {
    guard policy != nil || by == nil else {
      throw Failure(.usage, "usage", "only witnesses can say by when; name them with --policy FILE")
    }
    self.by = by
    do throws(WitnessRefusal) {
      time = try policy?.verify(
        receipt.proof.note, of: receipt.proof.checkpoint.origin,
        keys: keys.period(ofSize: receipt.proof.checkpoint.size).keys,
        with: LogCurves(Secp256k1Verifier())
      ).time
      missing = nil
    } catch {
      guard case .insufficient = error else { throw error }
      time = nil
      missing = error.message
    }
  }

  private var isInTime: Bool? { by.map { by in time.map { $0 <= by } ?? false } }

  /// The word for programs.
  var word: String {
    guard time != nil else { return "included" }
    return isInTime.map { $0 ? "witnessed-in-time" : "witnessed-late" } ?? "witnessed"
  }

  var status: ExitStatus {
    if missing != nil { return .undecided }
    return isInTime == false ? .no : .ok
  }

  /// One line for a person.
  var line: String {
    guard let time else {
      return missing.map { "? included, not witnessed: \($0)" }
        ?? "– included; no witness was asked for (--policy FILE)"
    }
    switch (isInTime, by) {
    case (true?, let by?):
      return "✓ witnessed in time: enough had seen it by \(time.sentence), needed by \(by.sentence)"
    case (false?, let by?):
      return "✗ witnessed, not in time: enough had seen it by \(time.sentence), needed by \(by.sentence)"
    default: return "✓ witnessed: enough had seen it by \(time.sentence)"
    }
  }

  /// What is left to the operator's word.
  func caveat(_ received: Timepoint) -> String {
    let word = "the operator's word (\(received.sentence))"
    return time == nil
      ? ", or when it was received beyond \(word)" : "; that it was received before that is \(word)"
  }
}
