internal import ArgumentParser
internal import CanonicalEncoding
internal import Governance
internal import Ledger

extension ElectorateCommand {
  struct List: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "List electorates, the newest first: which block they are of, who says so, and whether they count.",
      discussion: """
        quorate electorate list
        quorate electorate list --series safety --json

        SIGNED says how many attesters stand by it, of how many there are.
        """)
    @Option(help: "Only this series.") var series: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let lines = try ElectorateLine.all(session).filter { $0.record.series == series ?? $0.record.series }
      let table = Format.table(
        ["ENTRY", "SERIES", "ROWS", "BLOCK", "SIGNED", "STATE"], lines.map(\.cells),
        forTerminal: Terminal.isOutput)
      return Answer(
        schema: "quorate.electorates/1", data: .array(lines.map(\.json)),
        text: lines.isEmpty ? "no electorates" : table,
        brief: lines.filter { $0.counts }.map { String($0.record.index) }.joined(separator: "\n"),
        warnings: session.warnings)
    }
  }
}
