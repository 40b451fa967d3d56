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
      let powers = try MemberPowers(series, session)
      let order = powers.order
      let shown = limit > 0 ? Array(order.prefix(limit)) : order
      let rows = shown.map { [powers.holdings[$0].account.display] + powers.cells(of: $0) }
      var text = Format.table(["ACCOUNT"] + powers.header, rows, forTerminal: Terminal.isOutput)
      if Terminal.isOutput {
        let head =
          ["Showing \(shown.count) of \(Format.number(Int(powers.record.rows), "member"))"] + powers.sources
        text = head.joined(separator: "\n") + "\n" + text
      }
      return Answer(
        schema: "quorate.members/1", data: .array(shown.map(powers.json)), text: text,
        brief: shown.map { powers.holdings[$0].account.display }.joined(separator: "\n"),
        warnings: session.warnings)
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
      let powers = try MemberPowers(series, session)
      guard let row = powers.holdings.firstIndex(where: { $0.account == account }) else {
        throw Failure(
          .notFound, "member.unknown", "\(account.display) is not in the electorate of \(series) that counts",
          hint: "quorate member list")
      }
      let lines = powers.benches.flatMap { bench in
        ["  \(bench.house.name)  \(bench.text(of: row))", "      from \(bench.words)"]
      }
      let listed = powers.holdings[row].amounts.map { "\($0.asset)=\($0.units)" }
      let held =
        (listed.isEmpty ? [] : ["  listed  \(listed.joined(separator: ", "))"])
        + LockWords.lines(powers.holdings[row].locks)
      return Answer(
        schema: "quorate.member/1", data: powers.json(of: row),
        text: ([account.display] + lines + held).joined(separator: "\n"),
        brief: powers.benches.map { Format.amount($0.cast[row], $0.unit, isExact: true) }.joined(
          separator: ", "),
        warnings: session.warnings)
    }
  }

  struct Stats: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "How concentrated power is.", discussion: "quorate member stats")
    @Option(help: "The series.") var series = "members"
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let powers = try MemberPowers(series, session)
      let record = powers.record
      var lines = ["\(Format.number(Int(record.rows), "member")); \(record.label)"]
      for bench in powers.benches {
        let (spread, total) = (bench.concentration, bench.concentration.total)
        lines += [
          "\(bench.house.name): \(Format.amount(total, bench.unit)), from \(bench.words)",
          "  largest   \(Format.percent(spread.largest, of: total))",
          "  top 10    \(Format.percent(spread.topTen, of: total))",
          "  majority  " + Self.majority(spread), "  Gini      \(spread.giniText)",
        ]
      }
      let first = powers.benches.first?.spread.object?.members ?? []
      let own: [JSONObject.Member] = [
        .init(
          key: "houses",
          value: .object(JSONObject(powers.benches.map { .init(key: $0.house.name, value: $0.spread) }))),
        .init(key: "label", value: .string(record.label)),
        .init(key: "members", value: .integer(record.rows)),
      ]
      return Answer(
        schema: "quorate.concentration/1", data: .object(JSONObject(first + own)),
        text: lines.joined(separator: "\n"),
        brief: powers.benches.map { String($0.concentration.majority) }.joined(separator: "\n"),
        warnings: session.warnings)
    }

    private static func majority(_ spread: Concentration) -> String {
      switch spread.majority {
      case 0: "nobody has power"
      case 1: "1 member has more than half"
      default: "\(Format.grouped(spread.majority)) members together have more than half"
      }
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
