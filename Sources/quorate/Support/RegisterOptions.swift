internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Voting

/// How the rows of an electorate are read from a file.
struct RowOptions: ParsableArguments {
  @Option(help: "The columns of account and amount, if they have unusual names.") var columns: String?
  @Option(help: "The asset the amounts are of.") var asset = "token"

  /// The canonical bytes of the rows in a file.
  func rows(in path: String) throws -> [UInt8] { try Self.rows(in: path, asset: asset, columns: columns) }

  /// The canonical bytes of the rows in a file: CSV, JSON, or an electorate as it is.
  static func rows(in path: String, asset: String, columns: String? = nil) throws -> [UInt8] {
    let bytes = try Files.read(path)
    if bytes.starts(with: Array("evm:".utf8)) { return bytes }
    let first = bytes.first { !($0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09) }
    if first == 0x7b || first == 0x5b { return try ElectorateImport(json: bytes, asset: asset).bytes }
    guard let columns else { return try ElectorateImport(csv: bytes, asset: asset).bytes }
    let names = columns.split(separator: ",").map(String.init)
    guard names.count == 2 else {
      throw Failure(.usage, "electorate.columns", "--columns takes ACCOUNT,AMOUNT")
    }
    return try ElectorateImport(csv: bytes, columns: (names[0], names[1]), asset: asset).bytes
  }
}

/// What is put on record by `electorate register` and by `member import`, which are one thing.
struct RegisterOptions: ParsableArguments {
  @Argument(help: "A CSV or JSON file, or the canonical lines of an electorate.") var file: String
  @OptionGroup var rows: RowOptions
  @Option(help: "The series it belongs to.") var series = "members"
  @Option(help: "Where it comes from, in a few words.") var source: String?

  func register(_ writing: WriteOptions, _ options: GlobalOptions) async throws -> Answer {
    let session = try Session(options)
    let charter = try session.documents.charter(session.charterHash())
    if let charter { try checkAsset(charter) }
    let electorate = try rows.rows(in: file)
    let commitment = try ElectorateFile(bytes: electorate).commitment()
    guard !writing.dryRun else { return report(commitment, nil, charter, session) }
    let hash = try session.documents.keep(electorate)
    let summary =
      "\(Format.safe(session.dao.name)): you register \(Format.number(Int(commitment.rows), "member")) as "
      + Format.safe(series)
    let signed = try await Writing.submit(in: session, summary: { _ in summary }) { preparing, signer in
      try preparing.electorate(
        commitment, file: hash, series: series, source: source ?? URL(filePath: file).lastPathComponent,
        by: signer)
    }
    return report(commitment, signed.receipt, charter, session)
  }

  /// An electorate nobody would count is refused before it is signed.
  private func checkAsset(_ charter: Charter) throws {
    let houses = charter.houses.values.filter { $0.series == series }
    guard !houses.isEmpty else {
      throw Failure(
        .badInput, "electorate.seriesUnknown",
        "series of the charter are \(charter.series.joined(separator: ", "))")
    }
    let assets = houses.map(\.power.assets)
    guard assets.contains(where: { $0.isEmpty || $0.contains(rows.asset) }) else {
      let names = Set(assets.joined()).sorted().joined(separator: ", ")
      throw Failure(.badInput, "electorate.asset", "houses of this series count \(names)")
    }
  }

  private func report(
    _ commitment: ElectorateCommitment, _ receipt: Receipt?, _ charter: Charter?, _ session: Session
  ) -> Answer {
    var text =
      "\(Format.number(Int(commitment.rows), "member")), \(commitment.totals.joined(separator: ", "))\n"
      + "  root \(commitment.root)\n"
    text += receipt.map { registered($0.index, charter) } ?? "Nothing written (dry run)."
    return Answer(
      schema: "quorate.electorate/1",
      data: .members([
        "entry": receipt.map { .integer($0.index) } ?? .null,
        "label": .string(charter?.electorates == nil ? "single-admin" : "not attested"),
        "root": .string(commitment.root.description), "rows": .integer(commitment.rows),
        "series": .string(series), "totals": .array(commitment.totals.map { .string($0) }),
      ]),
      text: text, brief: commitment.root.description, warnings: session.warnings)
  }

  private func registered(_ index: UInt64, _ charter: Charter?) -> String {
    guard let rules = charter?.electorates, let needs = charter?.roles[rules.attestedBy]?.needs else {
      return "Registered as series \"\(series)\" (entry \(index), single-admin: one registrar's word)."
    }
    return """
      Registered as series "\(series)" (entry \(index)). It counts once \(Format.number(needs, "attester")) \
      agree, and \(rules.window) later.
      Next, as an attester:  quorate electorate attest \(index) --help
      """
  }
}
