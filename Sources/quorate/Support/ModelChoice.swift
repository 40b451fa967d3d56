internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import SafetyProtocol

/// A model, named by its files, by a proposal or by its digests.
struct ModelChoice: ParsableArguments {
  @Option(help: "The model in this folder: its digests are computed.") var model: String?

  @Option(help: "The model that this proposal names.") var proposal: String?

  @Option(help: "The model with these digests: OMS_ROOT,DIR_HASH.") var digests: String?

  /// How many were named.
  var count: Int { [model, proposal, digests].compactMap { $0 }.count }

  /// The model; `nil` where none was named.
  func digests(in session: Session) async throws -> ModelDigests? {
    guard count <= 1 else {
      throw Failure(.usage, "usage", "--model, --proposal and --digests exclude each other")
    }
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

  /// The model, which must be named.
  func required(in session: Session) async throws -> ModelDigests {
    guard let model = try await digests(in: session) else {
      throw Failure(
        .usage, "usage", "say which model: --model DIR, --proposal ID or --digests OMS_ROOT,DIR_HASH")
    }
    return model
  }
}
