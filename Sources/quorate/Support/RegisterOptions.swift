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

  /// The rows of a list in their canonical bytes, and in words from which of its columns they are; `nil` where it has
  /// none, or none that was passed over.
  typealias Rows = (bytes: [UInt8], columns: String?)

  /// The rows in a file.
  func rows(in path: String) throws -> Rows { try Self.read(path, asset: asset, columns: columns) }

  /// The canonical bytes of the rows in a file: CSV, JSON, or an electorate as it is.
  static func rows(in path: String, asset: String, columns: String? = nil) throws -> [UInt8] {
    try read(path, asset: asset, columns: columns).bytes
  }

  private static func read(_ path: String, asset: String, columns: String?) throws -> Rows {
    let bytes = try Files.text(path)
    if bytes.starts(with: Array("evm:".utf8)) { return (bytes, nil) }
    let first = bytes.first { !($0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09) }
    let list =
      first == 0x7b || first == 0x5b
      ? try ElectorateImport(json: bytes, asset: asset)
      : try ElectorateImport(csv: bytes, columns: try names(columns), asset: asset)
    guard !list.columns.passedOver.isEmpty else { return (list.bytes, nil) }
    let (read, passed) = (
      list.columns.read.map(Format.safe).joined(separator: ", "),
      list.columns.passedOver.map(Format.safe).joined(separator: ", ")
    )
    return (list.bytes, "from the columns \(read); passed over: \(passed)")
  }

  /// The two columns of `--columns`.
  private static func names(_ columns: String?) throws -> (account: String, amount: String)? {
    guard let columns else { return nil }
    let names = columns.split(separator: ",").map(String.init)
    guard names.count == 2 else {
      throw Failure(.usage, "electorate.columns", "--columns takes ACCOUNT,AMOUNT")
    }
    return (names[0], names[1])
  }
}

/// What is put on record by `electorate register` and by `member import`, which are one thing.
struct RegisterOptions: ParsableArguments {
  @Argument(help: "A CSV or JSON file, or the canonical lines of an electorate.") var file: String
  @OptionGroup var rows: RowOptions
  @Option(help: "The series it belongs to.") var series = "members"
  @Option(help: "Where it comes from, in a few words.") var source: String?
  @Flag(help: "Also where the list gives nobody power in any house that reads it.") var powerless = false

  func register(_ writing: WriteOptions, _ options: GlobalOptions) async throws -> Answer {
    let session = try Session(options)
    let charter = try session.documents.charter(session.charterHash())
    let (electorate, columns) = try rows.rows(in: file)
    let list = ElectorateFile(bytes: electorate)
    let commitment = try list.commitment()
    try commitment.checkShares()
    if let charter { try checkAsset(charter, commitment) }
    let totals = try charter.map { try powers(of: list, $0, at: try session.now()) } ?? []
    guard !writing.dryRun else { return report(commitment, nil, totals, columns, charter, session) }
    let hash = try session.documents.keep(electorate)
    let summary =
      "\(Format.safe(session.dao.name)): you register \(Format.number(Int(commitment.rows), "member")) as "
      + Format.safe(series)
    let signed = try await Writing.submit(in: session, summary: { _ in summary }) { preparing, signer in
      try preparing.electorate(
        commitment, file: hash, series: series, source: source ?? URL(filePath: file).lastPathComponent,
        by: signer)
    }
    return report(commitment, signed.receipt, totals, columns, charter, session)
  }

  /// An electorate nobody would count is refused before it is signed.
  private func checkAsset(_ charter: Charter, _ commitment: ElectorateCommitment) throws {
    let houses = charter.houses.values.filter { $0.series == series }
    guard !houses.isEmpty else {
      throw Failure(
        .badInput, "electorate.seriesUnknown",
        "series of the charter are \(charter.series.joined(separator: ", "))")
    }
    // Locks, stakes and roles name what they are of themselves.
    guard commitment.totals.contains(where: { $0.hasPrefix(rows.asset + "=") }) else { return }
    let assets = houses.map(\.power.assets)
    guard assets.contains(where: { $0.isEmpty || $0.contains(rows.asset) }) else {
      let names = Set(assets.joined()).sorted()
      throw Failure(
        .badInput, "electorate.asset",
        "houses of this series count \(names.joined(separator: ", ")): \(needs(houses))",
        hint: "the same command with --asset \(names.first ?? "ASSET")")
    }
  }

  /// What everybody has together in each house that reads the list.
  ///
  /// - Throws: `electorate.powerless` where nobody has anything, unless that is asked for.
  private func powers(
    of list: ElectorateFile, _ charter: Charter, at now: Timepoint
  ) throws -> [(house: String, total: Power)] {
    let houses = charter.houses.values.filter { $0.series == series }.sorted { $0.name < $1.name }
    let powers = try houses.map { house in
      (house: house.name, total: try list.total(of: house, lent: charter.delegation, at: now))
    }
    guard powerless || powers.isEmpty || powers.contains(where: { $0.total > .zero }) else {
      throw Failure(
        .badInput, "electorate.powerless", "the list gives nobody power as it is now: \(needs(houses))",
        hint: "quorate help member-file; or the same command with --powerless")
    }
    return powers
  }

  /// `stakers counts stake with bonded validators, from the columns …`.
  private func needs(_ houses: some Sequence<House>) -> String {
    houses.sorted { $0.name < $1.name }
      .map { "\($0.name) counts \(PowerWords.text($0, lent: nil)), from \(PowerWords.columns($0))" }
      .joined(separator: "; ")
  }

  private func report(
    _ commitment: ElectorateCommitment, _ receipt: Receipt?, _ powers: [(house: String, total: Power)],
    _ columns: String?, _ charter: Charter?, _ session: Session
  ) -> Answer {
    let parts = [Format.number(Int(commitment.rows), "member")] + commitment.totals
    var text = parts.joined(separator: ", ") + "\n" + (columns.map { "  \($0)\n" } ?? "")
    for power in powers {
      let amount = Format.amount(power.total, session.unit(ofHouse: power.house), isExact: true)
      text += "  power in \(power.house): \(power.total > .zero ? amount : "nobody has any")\n"
    }
    text += "  root \(commitment.root)\n"
    text += receipt.map { registered($0.index, charter) } ?? "Nothing written (dry run)."
    return Answer(
      schema: "quorate.electorate/1",
      data: .members([
        "entry": receipt.map { .integer($0.index) } ?? .null,
        "label": .string(charter?.electorates == nil ? "single-admin" : "not attested"),
        "powers": .object(
          JSONObject(powers.map { .init(key: $0.house, value: .string($0.total.description)) })),
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
