internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Signing

/// An attester's word on an electorate: what is signed, and what comes of it.
struct ElectorateAnswer {
  let verdict: ElectorateAttestation.Verdict
  let claim: ElectorateClaim
  let record: ElectorateRecord
  let session: Session

  init(
    _ verdict: ElectorateAttestation.Verdict, _ claim: ElectorateClaim, _ record: ElectorateRecord,
    _ session: Session
  ) {
    self.verdict = verdict
    self.claim = claim
    self.record = record
    self.session = session
  }

  /// Every field that is signed.
  var lines: [String] {
    let block = claim.block
    return [
      "\(Format.safe(session.dao.name)): you \(verdict == .attests ? "attest" : "object to") "
        + "the electorate of entry \(record.index)",
      "  series    \(claim.series), \(Format.number(Int(claim.rows), "member")), "
        + claim.totals.joined(separator: ", "),
      "  root      \(claim.root)", "  file      \(claim.file)",
      "  block     \(block.height) of \(Format.safe(block.chain)), \(block.time.sentence)",
      "  hash      \(block.hash)", "  state     \(block.stateRoot)", "  recipe    \(claim.recipe)",
    ]
  }

  /// Refuses what would be refused if it were submitted now.
  /// - Parameter documents: What is kept only when it is submitted.
  func check(documents: [Digest] = []) throws {
    let account = try Session.keys.entry(try Session.keyName(session.options)).account
    let prepared = try session.chamber.read { view in
      try DAOPreparing(view, at: try session.now()).attestation(verdict, of: claim, by: account)
    }
    guard let refusal = try Ballots.preview(prepared.statement, session) else { return }
    if case .documentMissing(let hash) = refusal, documents.contains(hash) { return }
    throw refusal
  }

  func preview(_ lines: [String]) -> Answer {
    Answer(
      schema: "quorate.preview/1",
      data: .members([
        "claim": .string(claim.id.description), "electorate": .integer(record.index),
        "verdict": .string(verdict.rawValue),
      ]),
      text: (lines + ["Nothing written (dry run)."]).joined(separator: "\n"), brief: claim.id.description,
      warnings: session.warnings)
  }

  func submit(_ lines: [String]) async throws -> Answer {
    let signed = try await Writing.submit(
      in: session, summary: { _ in lines.joined(separator: "\n") },
      receiptName: { "electorate-\(record.index)-\($1)" }
    ) {
      try $0.attestation(verdict, of: claim, by: $1)
    }
    let index = signed.receipt.index
    let now = try session.now()
    let state = try session.chamber.read { view in
      try view.claimStates(series: claim.series, at: now).first { $0.record.claim == claim }?.state
    }
    let words = state.map { "\nThe electorate of entry \(record.index) \($0.words)." } ?? ""
    return Answer(
      schema: "quorate.attested/1",
      data: .members([
        "claim": .string(claim.id.description), "electorate": .integer(record.index),
        "entry": .integer(index), "receipt": .string(signed.path),
        "state": state.map { .string($0.word) } ?? .null, "verdict": .string(verdict.rawValue),
      ]),
      text: lines.joined(separator: "\n") + "\nSigned (entry \(index)).\(words)\nReceipt \(signed.path)",
      brief: state?.word ?? "", warnings: session.warnings)
  }
}
