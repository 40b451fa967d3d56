internal import ArgumentParser

/// `quorate electorate`.
struct ElectorateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "electorate", abstract: "Electorates that rest on more than one word.",
    subcommands: [ElectorateSample.self, ElectorateVerify.self])
}
