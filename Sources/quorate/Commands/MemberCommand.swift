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
    subcommands: [Import.self, List.self, Rewards.self, Show.self, Stats.self])

  struct Import: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put an electorate on record from CSV or JSON.",
      discussion: """
        quorate member import holders.csv
        quorate member import export.csv --columns HolderAddress,Balance --source "snapshot of 1 Dec, block 123"

        The same as quorate electorate register: the rows are checked, sorted and hashed, and their root is
        registered in the log by the role the charter names.
        """)
    @OptionGroup var what: RegisterOptions
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer { try await what.register(writing, options) }
  }

  struct List: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the members of the electorate that counts, largest first.",
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
        try view.currentElectorate(series: series, at: session.now()).flatMap {
          try view.rows(of: $0)?.holding(of: account)
        }
      }
      guard let holding else {
        throw Failure(
          .notFound, "member.unknown", "\(account.display) is not in the electorate of \(series) that counts")
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
  /// The electorate of a series that counts now, with all rows.
  static func newest(_ series: String, _ session: Session) throws -> (ElectorateRecord, [Holding]) {
    let now = try session.now()
    return try session.chamber.read { view in
      guard let record = try view.currentElectorate(series: series, at: now),
        let rows = try view.rows(of: record)
      else {
        let isRegistered = try view.electorate(series: series) != nil
        throw Failure(
          .notFound, "electorate.missing",
          "no electorate of the series \"\(Format.safe(series))\" "
            + (isRegistered ? "counts now" : "is on record"),
          hint: isRegistered ? "quorate electorate list" : "quorate member import FILE")
      }
      var holdings: [Holding] = []
      try rows.forEach { holdings.append($0) }
      return (record, holdings)
    }
  }

  /// The electorate that an entry registered.
  static func registered(_ index: UInt64, _ session: Session) throws -> ElectorateRecord {
    let record = try session.chamber.read { try $0.electorates() }.first { $0.index == index }
    guard let record else {
      throw Failure(
        .notFound, "electorate.unregistered", "entry \(index) registers no electorate",
        hint: "quorate electorate list")
    }
    return record
  }
}
