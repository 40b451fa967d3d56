internal import CanonicalEncoding
internal import Quorate
internal import Secp256k1Signing
internal import TransparencyLog

/// The proof that a log is not the one this machine accepted before.
enum AcceptedFork {
  /// Where it is written, as `audit compare` does.
  static let file = "fork-evidence.json"

  /// Writes it where an audit that failed leaves no doubt, and says so in the answer.
  ///
  /// - Parameters:
  ///   - accepted: What was accepted before.
  ///   - sight: The log that was audited.
  static func prove(
    _ accepted: AcceptedLog?, against sight: () throws -> LogSight, in answer: inout Answer
  ) {
    guard answer.status == .badEvidence, let note = accepted?.note,
      let evidence = try? evidence(Array(note.utf8), sight())
    else { return }
    do {
      let name = try OutputFile.keep(evidence: evidence, at: file)
      answer.note(
        "Wrote \(name), which proves it. Anybody can check it: quorate audit verify \(name)")
    } catch { answer.note("\(file), which would prove what the log's keys signed, cannot be written.") }
  }

  private static func evidence(_ note: [UInt8], _ sight: LogSight) throws -> [UInt8]? {
    let verifier = Secp256k1Verifier()
    let before = try LogSight(note: try SignedNote(parsing: note), log: nil)
    return try LogComparison(before, sight, with: verifier, curves: LogCurves(verifier)).evidence
  }
}
