internal import Quorate
internal import Ledger
internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import SafetyProtocol

/// What an order is about, as flags.
struct ScopeOptions: ParsableArguments {
  @Flag(name: .customLong("all"), help: "Everything.") var isAll = false

  @Option(
    name: .customLong("env"), help: "Everything in this environment; with a model, only the model there.")
  var environment: String?

  @Option(help: "Every model of this family.") var family: String?

  @Option(help: "The model in this folder: its digests are computed.") var model: String?

  @Option(help: "The model that this proposal names.") var proposal: String?

  @Option(help: "The model with these digests: OMS_ROOT,DIR_HASH.") var digests: String?

  /// Whether anything was said.
  var isEmpty: Bool {
    !isAll && environment == nil && family == nil && model == nil && proposal == nil && digests == nil
  }

  /// The scope, or `nil` where nothing was said.
  func scope(in session: Session) async throws -> BrakeScope? {
    if isEmpty { return nil }
    let named = [model, proposal, digests].compactMap { $0 }.count
    let kinds = (isAll ? 1 : 0) + (family == nil ? 0 : 1) + named
    guard kinds <= 1, !(isAll || family != nil) || environment == nil else {
      throw Failure(.usage, "usage", "--all, --family, --model, --proposal and --digests exclude each other")
    }
    for name in [environment, family].compactMap({ $0 }) where !PlainName.isSound(name) {
      throw Failure(.usage, "usage", "\(Format.safe(name)) is not the name of an environment or a family")
    }
    if isAll { return .all }
    if let family { return .family(family) }
    if let model = try await digestsOfModel(session) { return .model(model, environment: environment) }
    return environment.map { .environment($0) }
  }

  private func digestsOfModel(_ session: Session) async throws -> ModelDigests? {
    if let model {
      let tree = try await ModelFolder(model).contents().tree
      return ModelDigests(omsRoot: tree.omsRoot, dirHash: tree.dirHash)
    }
    if let proposal {
      return try session.chamber.read { view in
        let record = try session.proposal(proposal, in: view)
        guard let model = try view.content(of: record)?.actions.first?.model else {
          throw Failure(.badInput, "proposal.noModel", "\(record.display) names no model")
        }
        return model
      }
    }
    guard let digests else { return nil }
    let parts = digests.split(separator: ",").map { Digest(String($0)) }
    guard parts.count == 2, let omsRoot = parts[0], let dirHash = parts[1] else {
      throw Failure(
        .usage, "usage", "--digests takes both digests of a model: OMS_ROOT,DIR_HASH",
        hint: "quorate model digest DIR")
    }
    return ModelDigests(omsRoot: omsRoot, dirHash: dirHash)
  }
}
