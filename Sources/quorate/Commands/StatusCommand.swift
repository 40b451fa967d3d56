internal import ArgumentParser

/// `quorate status`.
struct StatusCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "What is stopped, what is being decided, and what may run.",
    discussion: "quorate status")
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let session = try Session(options)
    let status = try DAOStatus(session)
    return Answer(
      schema: "quorate.status/1", data: status.json, text: status.text, brief: status.brief,
      warnings: session.warnings.filter { !["W003", "W004"].contains($0.code) })
  }
}
