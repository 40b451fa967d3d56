internal import ArgumentParser
internal import Governance

extension GateCommand {
  struct BreakGlass: AnsweringCommand {
    static let configuration = CommandConfiguration(
      commandName: "break-glass",
      abstract: "As the council that the charter names, open a gate against its rules for a short while.",
      discussion: """
        quorate gate break-glass INC-9 --model ./tiny-model --env production --for 1h -r "restores the service"
        quorate gate break-glass INC-9 -r "agreed"       the next member signs the same order

        For one model in one environment, never against a pause. It stands in the log for good.
        """)
    @Argument(help: "The incident it is about.") var incident: String
    @OptionGroup(title: "What is opened") var scope: ScopeOptions
    @OptionGroup var order: OrderOptions
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      guard !order.offline, order.file == nil else {
        throw Failure(.usage, "usage", "an order to break glass counts in the log only; a file opens nothing")
      }
      return try await CouncilSigning.perform(.breakGlass, incident, scope, order, writing, options)
    }
  }
}
