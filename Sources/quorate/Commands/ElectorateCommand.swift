internal import ArgumentParser

/// `quorate electorate`.
struct ElectorateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "electorate", abstract: "Which list of holders counts, and on whose word.",
    discussion: """
      quorate electorate register holders.csv --source "snapshot of block 21000000"
      quorate electorate attest 1 --chain eip155:1 --height 21000000 …
      quorate electorate list
      """,
    subcommands: [
      Register.self, Attest.self, Object.self, List.self, ElectorateSample.self, ElectorateVerify.self,
    ])

  struct Register: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put an electorate on record, like member import.",
      discussion: """
        quorate electorate register holders.csv
        quorate electorate register export.csv --columns HolderAddress,Balance

        The rows are checked, sorted and hashed; their root is registered in the log
        by the role the charter names. Where the charter names attesters, it counts
        once enough of them agree; else proposals submitted from then on use it.
        """)
    @OptionGroup var what: RegisterOptions
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer { try await what.register(writing, options) }
  }
}
