internal import ArgumentParser
internal import Governance

/// `quorate review`.
struct ReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "As a reviewer, let a proposal through to the vote or turn it down.",
    discussion: "quorate review approve P-0007\nquorate review reject P-0007 -r \"no evaluation attached\"",
    subcommands: [Approve.self, Reject.self, Slash.self])

  struct Approve: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let a proposal through to the vote.", discussion: "quorate review approve P-0007")
    @Argument(help: "P-0007, 7, or the identity.") var id: String
    @Option(name: .shortAndLong, help: "Why; public.") var reason = ""
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      try await Acts.perform(.approve, on: id, reason: reason, writing, options)
    }
  }

  struct Reject: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Turn a proposal down.", discussion: "quorate review reject P-0007 -r \"no evaluation\"")
    @Argument(help: "P-0007, 7, or the identity.") var id: String
    @Option(name: .shortAndLong, help: "Why; public.") var reason: String
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      try await Acts.perform(.reject, on: id, reason: reason, writing, options)
    }
  }

  struct Slash: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Turn a proposal down; its deposit is forfeit.",
      discussion: "quorate review slash P-0007 -r \"spam\"")
    @Argument(help: "P-0007, 7, or the identity.") var id: String
    @Option(name: .shortAndLong, help: "Why; public.") var reason: String
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      try await Acts.perform(.slash, on: id, reason: reason, writing, options)
    }
  }
}

/// `quorate waive`.
struct WaiveCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "waive", abstract: "As a council member, give up the right to stop a proposal.",
    discussion: "quorate waive P-0007")
  @Argument(help: "P-0007, 7, or the identity.") var id: String
  @Option(name: .shortAndLong, help: "Why; public.") var reason = ""
  @OptionGroup var writing: WriteOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    try await Acts.perform(.waive, on: id, reason: reason, writing, options)
  }
}

/// `quorate postpone`.
struct PostponeCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "postpone", abstract: "As a guardian, put the execution of a proposal off, once.",
    discussion: "quorate postpone P-0007 -r \"an evaluator reports a regression\"")
  @Argument(help: "P-0007, 7, or the identity.") var id: String
  @Option(name: .shortAndLong, help: "Why; public.") var reason: String
  @OptionGroup var writing: WriteOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    try await Acts.perform(.postpone, on: id, reason: reason, writing, options)
  }
}
