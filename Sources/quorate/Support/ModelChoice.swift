internal import ArgumentParser
internal import Governance
internal import Ledger
internal import Quorate

/// A model by its files, its digests, or the proposal that names it.
struct ModelChoice: ParsableArguments {
  @OptionGroup var digests: ModelDigestOptions

  @Option(help: "The model that this proposal names.") var proposal: String?

  /// Whether anything was said.
  var isEmpty: Bool { digests.isEmpty && proposal == nil }

  /// The model; `nil` where none was named.
  func model(in session: Session) async throws -> ModelDigests? {
    guard let proposal else { return try await digests.digests() }
    guard digests.isEmpty else {
      throw Failure(.usage, "usage", "--proposal names the model; leave out --model, --digest and --dir-hash")
    }
    return try session.chamber.read { view in
      let record = try session.proposal(proposal, in: view)
      guard let model = try view.content(of: record)?.actions.first?.model else {
        throw Failure(.badInput, "proposal.noModel", "\(record.display) names no model")
      }
      return model
    }
  }

  /// The model, which must be named.
  func required(in session: Session) async throws -> ModelDigests {
    guard let model = try await model(in: session) else {
      throw Failure(
        .usage, "usage", "say which model: --model DIR, --proposal ID, or --digest 0x… with --dir-hash 0x…")
    }
    return model
  }
}
