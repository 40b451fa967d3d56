internal import ArgumentParser
internal import Governance

/// What an order is about, as flags.
struct ScopeOptions: ParsableArguments {
  @Flag(name: .customLong("all"), help: "Everything.") var isAll = false

  @Option(
    name: .customLong("env"), help: "Everything in this environment; with a model, only the model there.")
  var environment: String?

  @Option(help: "Every model of this family.") var family: String?

  @OptionGroup var model: ModelChoice

  /// Whether anything was said.
  var isEmpty: Bool {
    !isAll && environment == nil && family == nil && model.isEmpty
  }

  /// The scope, or `nil` where nothing was said.
  func scope(in session: Session) async throws -> BrakeScope? {
    if isEmpty { return nil }
    let kinds = (isAll ? 1 : 0) + (family == nil ? 0 : 1) + (model.isEmpty ? 0 : 1)
    guard kinds <= 1, !(isAll || family != nil) || environment == nil else {
      throw Failure(.usage, "usage", "--all, --family and a model exclude each other")
    }
    for name in [environment, family].compactMap({ $0 }) where !PlainName.isSound(name) {
      throw Failure(.usage, "usage", "\(Format.safe(name)) is not the name of an environment or a family")
    }
    if isAll { return .all }
    if let family { return .family(family) }
    if let model = try await model.model(in: session) { return .model(model, environment: environment) }
    return environment.map { .environment($0) }
  }
}
