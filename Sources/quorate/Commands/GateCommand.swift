internal import ArgumentParser

/// `quorate gate`.
struct GateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate", abstract: "Ask whether a model may run, and why.",
    subcommands: [Check.self, Explain.self, Inventory.self, Reconcile.self, BreakGlass.self, Serve.self])
}
