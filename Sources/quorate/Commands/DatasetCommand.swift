internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate

/// `quorate dataset`.
struct DatasetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset", abstract: "See which algorithms may be run on data, by vote.",
    subcommands: [List.self, Show.self])

  struct List: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the data on which votes have said what may be run.",
      discussion: "quorate dataset list\n\nOn data that is not listed nothing may be run.")
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let now = try session.now()
      let all = try session.chamber.read { try $0.trusts() }.filter { $0.record.counts(at: now) }
        .map { TrustWords(dataset: $0.trust.dataset, standing: $0, history: [$0]) }
      return Answer(
        schema: "quorate.datasets/1", data: .array(all.map(\.json)),
        text: all.isEmpty
          ? "No vote has said what may be run on any data, so nothing may."
          : Format.table(["DATA", "USE", "TRUSTS", "BY"], all.map(\.row), forTerminal: Terminal.isOutput),
        brief: String(all.count), warnings: session.warnings)
    }
  }

  struct Show: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what may be run on some data, and the hash that the next list replaces.",
      discussion: """
        quorate dataset show ./data
        quorate dataset show 0x… -q      (the hash of the list in force, or none)
        """)
    @Argument(help: "The data: a file, a folder, or its digest.") var dataset: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let (dataset, now) = (try await GateGrantOptions.content(dataset), try session.now())
      let words = try session.chamber.read { view in
        TrustWords(
          dataset: dataset, standing: try view.trust(on: dataset, at: now),
          history: try view.trusts().filter { $0.trust.dataset == dataset })
      }
      return Answer(
        schema: "quorate.dataset/1", data: words.json, text: words.text,
        brief: words.standing?.trust.trust.hash.description ?? "none", warnings: session.warnings)
    }
  }
}
