internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import Signing
internal import Voting

/// `quorate member`.
struct MemberCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "member", abstract: "Electorates: who holds how much.",
    subcommands: [Import.self, List.self, Show.self, Stats.self])

  struct Import: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put an electorate on record from CSV or JSON.",
      discussion: """
        quorate member import holders.csv
        quorate member import export.csv --columns HolderAddress,Balance --source "snapshot of 1 Dec, block 123"

        The rows are checked, sorted and hashed; their root is registered in the log by the role the charter
        names. Proposals submitted from then on use it.
        """)
    @Argument(help: "A CSV or JSON file.") var file: String
    @Option(help: "The columns of account and amount, if they have unusual names.") var columns: String?
    @Option(help: "The asset the amounts are of.") var asset = "token"
    @Option(help: "The series it belongs to.") var series = "members"
    @Option(help: "Where it comes from, in a few words.") var source: String?
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      try checkAsset(session)
      let bytes = try Files.read(file)
      let electorate = try read(bytes).bytes
      let commitment = try ElectorateFile(bytes: electorate).commitment()
      let name = URL(filePath: file).lastPathComponent
      if writing.dryRun { return report(commitment, nil, session, name) }
      let hash = try session.documents.keep(electorate)
      let summary =
        "\(session.dao.name): you register \(Format.number(Int(commitment.rows), "member")) as \(series)"
      let signed = try await Writing.submit(in: session, summary: { _ in summary }) { preparing, signer in
        try preparing.electorate(
          commitment, file: hash, series: series, source: source ?? name, by: signer)
      }
      return report(commitment, signed.receipt, session, name)
    }

    /// An electorate nobody would count is refused before it is signed.
    private func checkAsset(_ session: Session) throws {
      guard let charter = try session.documents.charter(session.dao.charter) else { return }
      let houses = charter.houses.values.filter { $0.series == series }
      guard !houses.isEmpty else {
        throw Failure(
          .badInput, "electorate.seriesUnknown",
          "series of the charter are \(charter.series.joined(separator: ", "))")
      }
      let assets = houses.map(\.power.assets)
      guard assets.contains(where: { $0.isEmpty || $0.contains(asset) }) else {
        let names = Set(assets.joined()).sorted().joined(separator: ", ")
        throw Failure(.badInput, "electorate.asset", "houses of this series count \(names)")
      }
    }

    private func read(_ bytes: [UInt8]) throws -> ElectorateImport {
      let first = bytes.first { !($0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09) }
      if first == 0x7b || first == 0x5b { return try ElectorateImport(json: bytes, asset: asset) }
      guard let columns else { return try ElectorateImport(csv: bytes, asset: asset) }
      let names = columns.split(separator: ",").map(String.init)
      guard names.count == 2 else {
        throw Failure(.usage, "electorate.columns", "--columns takes ACCOUNT,AMOUNT")
      }
      return try ElectorateImport(csv: bytes, columns: (names[0], names[1]), asset: asset)
    }

    private func report(
      _ commitment: ElectorateCommitment, _ receipt: Receipt?, _ session: Session, _ name: String
    ) -> Answer {
      let totals = commitment.totals.joined(separator: ", ")
      var text = "\(Format.number(Int(commitment.rows), "member")), \(totals)\n  root \(commitment.root)\n"
      text +=
        receipt.map {
          "Registered as series \"\(series)\" (entry \($0.index), single-admin: one registrar's word)."
        }
        ?? "Nothing written (dry run)."
      return Answer(
        schema: "quorate.electorate/1",
        data: .members([
          "entry": receipt.map { .integer($0.index) } ?? .null, "label": .string("single-admin"),
          "root": .string(commitment.root.description), "rows": .integer(commitment.rows),
          "series": .string(series),
          "totals": .array(commitment.totals.map { .string($0) }),
        ]),
        text: text, brief: commitment.root.description, warnings: session.warnings)
    }
  }

  struct List: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the members of the newest electorate, largest first.",
      discussion: "quorate member list --limit 20")
    @Option(help: "The series.") var series = "members"
    @Option(name: [.customShort("L"), .long], help: "At most so many (0: all).") var limit = 30
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let (record, holdings) = try Electorates.newest(series, session)
      let total = Power(holdings.reduce(UInt128(0)) { $0 &+ ($1.amounts.first?.units ?? 0) })
      let sorted = holdings.sorted {
        ($0.amounts.first?.units ?? 0, $1.account) > ($1.amounts.first?.units ?? 0, $0.account)
      }
      let unit = session.unit(ofSeries: series)
      let shown = limit > 0 ? Array(sorted.prefix(limit)) : sorted
      let rows = shown.map { holding in
        let units = Power(holding.amounts.first?.units ?? 0)
        return [holding.account.display, Format.amount(units, unit), Format.percent(units, of: total)]
      }
      var text = Format.table(["ACCOUNT", "HOLDS", "SHARE"], rows, forTerminal: Terminal.isOutput)
      if Terminal.isOutput { text = "Showing \(shown.count) of \(record.rows) members\n" + text }
      return Answer(
        schema: "quorate.members/1",
        data: .array(
          shown.map { holding in
            .members([
              "account": .string(holding.account.display),
              "amounts": .object(
                JSONObject(holding.amounts.map { .init(key: $0.asset, value: .string(String($0.units))) })),
            ])
          }),
        text: text, brief: shown.map(\.account.display).joined(separator: "\n"), warnings: session.warnings)
    }
  }

  struct Show: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show one member.",
      discussion: "quorate member show 0x52908400098527886E0F7030069857D2E4169EE7")
    @Argument(help: "An account or the name of one of your keys.") var who: String
    @Option(help: "The series.") var series = "members"
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let account = try session.account(who)
      let holding = try session.chamber.read { view in
        try view.electorate(series: series).flatMap { try view.rows(of: $0)?.holding(of: account) }
      }
      guard let holding else {
        throw Failure(
          .notFound, "member.unknown", "\(account.display) is not in the newest electorate of \(series)")
      }
      let unit = session.unit(ofSeries: series)
      let amounts = holding.amounts.map { Format.amount(Power($0.units), unit, isExact: true) }.joined(
        separator: ", ")
      return Answer(
        schema: "quorate.member/1",
        data: .members([
          "account": .string(account.display),
          "amounts": .object(
            JSONObject(holding.amounts.map { .init(key: $0.asset, value: .string(String($0.units))) })),
        ]),
        text: "\(account.display)  \(amounts)", brief: amounts, warnings: session.warnings)
    }
  }

  struct Stats: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "How concentrated power is.", discussion: "quorate member stats")
    @Option(help: "The series.") var series = "members"
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let (record, holdings) = try Electorates.newest(series, session)
      let concentration = try Concentration(holdings.map { Power($0.amounts.first?.units ?? 0) })
      let unit = session.unit(ofSeries: series)
      let text = """
        \(Format.number(Int(record.rows), "member")) with \(Format.amount(concentration.total, unit)); \(record.label)
          largest   \(Format.percent(concentration.largest, of: concentration.total))
          top 10    \(Format.percent(concentration.topTen, of: concentration.total))
          majority  \(concentration.majority) members together hold more than half
          Gini      \(concentration.giniText)
        """
      return Answer(
        schema: "quorate.concentration/1",
        data: .members([
          "gini": .members([
            "den": .string(String(concentration.giniDenominator)),
            "num": .string(String(concentration.giniNumerator)),
          ]),
          "label": .string(record.label), "largest": .string(concentration.largest.description),
          "majority": .integer(concentration.majority), "members": .integer(record.rows),
          "topTen": .string(concentration.topTen.description),
          "total": .string(concentration.total.description),
        ]),
        text: text, brief: String(concentration.majority), warnings: session.warnings)
    }
  }
}

/// Electorates as commands look at them.
enum Electorates {
  /// The newest electorate of a series, with all rows.
  static func newest(_ series: String, _ session: Session) throws -> (ElectorateRecord, [Holding]) {
    try session.chamber.read { view in
      guard let record = try view.electorate(series: series), let rows = try view.rows(of: record) else {
        throw Failure(
          .notFound, "electorate.missing",
          "no electorate of the series \"\(Format.safe(series))\" is on record",
          hint: "quorate member import FILE")
      }
      var holdings: [Holding] = []
      try rows.forEach { holdings.append($0) }
      return (record, holdings)
    }
  }
}
