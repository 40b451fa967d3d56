internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import Voting

/// `quorate start`.
struct StartCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Give a waiting proposal a free place among those under vote.",
    discussion: "quorate start P-0007\n\nAnybody may, for the proposal that was submitted first.")
  @Argument(help: "P-0007, 7, or the identity.") var id: String
  @OptionGroup var writing: WriteOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    try await Acts.perform(.start, on: id, reason: "", writing, options)
  }
}

/// `quorate deposit`.
struct DepositCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "deposit",
    abstract: "Commit a deposit to a proposal. Nothing is moved: it is an obligation.",
    discussion: """
      quorate deposit P-0007 akt=500
      quorate deposit P-0007 near=1.5NEAR
      quorate deposit P-0007 akt=500 usdc=20 --reference transfer.json
      """)
  @Argument(help: "P-0007, 7, or the identity.") var id: String
  @Argument(help: "How much of which asset: near=1.5NEAR, or in smallest units akt=500.") var amounts:
    [String]
  @Option(help: "A file that shows the transfer, of which the digest is put on record.") var reference:
    String?
  @OptionGroup var writing: WriteOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let session = try Session(options)
    let lines = try amounts.map { try DepositAmount($0, session.unit(ofAsset:)).line }
    let sorted = lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard let deposit = ProposalDeposit.amounts(sorted) else {
      throw Failure(
        .usage, "usage", "an amount is an asset and a whole number above 0, each asset once: akt=500")
    }
    let record = try session.chamber.read { try session.proposal(id, in: $0) }
    let shown = try reference.map { Digest.sha256(try Files.read($0, limit: Self.referenceLimit)) } ?? .zero
    let words = deposit.map { DepositAmount.text($0, session.unit(ofAsset: $0.asset)) }.joined(
      separator: ", ")
    let summary =
      "\(Format.safe(session.dao.name)): you commit \(words) to \(record.display) \(Format.safe(record.title))"
    if writing.dryRun {
      return Answer(
        schema: "quorate.preview/1", data: .members(["amounts": .array(sorted.map { .string($0) })]),
        text: "Would deposit \(words) on \(record.display). Nothing written (dry run).", brief: words,
        warnings: session.warnings)
    }
    let signed = try await Writing.submit(in: session, summary: { _ in summary }) { preparing, signer in
      try preparing.deposit(deposit, on: record, reference: shown, by: signer)
    }
    let standing = try session.chamber.read { view in
      try Standing(try view.proposal(record.id) ?? record, in: view, at: try session.now())
    }
    let deposits = try DepositWords(standing, session)
    return Answer(
      schema: "quorate.deposit/1",
      data: .members([
        "deposit": deposits.map(\.json) ?? .null, "entry": .integer(signed.receipt.index),
        "proposal": .string(record.display), "state": .string(standing.decision.state.rawValue),
      ]),
      text: "Committed \(words) to \(record.display) (entry \(signed.receipt.index)). Nothing was moved."
        + (deposits?.text ?? ""),
      brief: standing.decision.phase.rawValue, warnings: session.warnings)
  }

  /// The largest file that is read to be named.
  private static var referenceLimit: Int { 64 << 20 }
}
