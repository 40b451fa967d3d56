internal import ArgumentParser
internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import SafetyProtocol
internal import Signing

/// What a gate is asked about grants: amounts of them, and algorithms on data.
struct GateGrantOptions: ParsableArguments {
  @Option(help: "The proposal that granted an amount: P-0007, or its whole identity.") var grant: String?

  @Option(help: "How much of the grant: a whole number.") var amount: String?

  @Option(help: "The unit of the amount (default: the grant's).") var unit: String?

  @Option(help: "The job or order that the amount is for: its file, or its digest.") var reference: String?

  @OptionGroup var job: JobOptions

  @Option(help: "The network or provider it is spent with.") var provider: String?

  @Option(help: "Who asks: an address or the name of a key.") var holder: String?

  @Option(help: "The data: a file, a folder, or its digest.") var dataset: String?

  @Option(help: "The algorithm: a file, a folder, or the digest of its container.") var algorithm: String?

  @Option(
    help: "The algorithm as it was published: a file of published-algorithm/1, for data that trusts some.")
  var published: String?

  @Flag(help: "The algorithm is code that was never published, for data that trusts some.") var raw = false

  /// What is asked: what is said, or what the flags are about.
  func action(named text: String?) throws -> GateRequest.Action {
    guard let text else {
      if published != nil || raw { return .run }
      if dataset != nil || algorithm != nil { return .compute }
      // Whether a job may run, unless the question is told to be another: what is only left of a grant opens nothing.
      return grant == nil ? .deploy : .use
    }
    guard let action = GateRequest.Action(rawValue: text) else {
      let known = GateRequest.Action.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(.usage, "usage", "--action takes \(known)")
    }
    return action
  }

  /// The question of an action; `nil` where it is about a model.
  func question(_ action: GateRequest.Action) async throws -> GrantQuestion? {
    guard action == .run || (published == nil && !raw) else {
      throw Failure(.usage, "usage", "--published and --raw are about data.compute")
    }
    switch action {
    case .compute: return .data(try await data())
    case .run: return .trust(try await trust())
    case .draw, .use: return .amount(try asked())
    case .deploy, .rollBack, .release:
      let isUnused = [grant, amount, unit, reference, provider, holder, dataset, algorithm].allSatisfy {
        $0 == nil
      }
      guard isUnused, job.isEmpty else {
        throw Failure(
          .usage, "usage", "\(action.rawValue) is about a model, and grants are asked about alone")
      }
      return nil
    }
  }

  private func asked() throws -> AmountQuestion {
    guard dataset == nil, algorithm == nil else {
      throw Failure(
        .usage, "usage", "--dataset and --algorithm are about access to data, not about an amount")
    }
    guard let grant, let name = GrantName(grant) else {
      throw Failure(
        .usage, "usage", "--grant takes P-0007 or a whole identity: a beginning could mean another tomorrow")
    }
    if let file = try job.read() {
      guard amount == nil, unit == nil, reference == nil, provider == nil else {
        throw Failure(.usage, "usage", "--job says what is asked for and where; leave out the rest")
      }
      return AmountQuestion(
        of: name, file.ask.asks, holder: try holder.map(Session.account), provider: file.ask.network,
        reference: file.reference, job: file.ask)
    }
    guard let amount, let number = UInt128(decimal: amount), number > 0 else {
      throw Failure(.usage, "usage", "--amount takes a whole number above 0, below 2^128")
    }
    return AmountQuestion(
      of: name, [.init(number, unit)], holder: try holder.map(Session.account), provider: provider,
      reference: try reference.map { try Self.digest($0) })
  }

  private func data() async throws -> DataQuestion {
    guard let dataset, let algorithm, let holder else {
      throw Failure(
        .usage, "usage", "data is computed on by somebody with something: --dataset, --algorithm and --holder"
      )
    }
    guard grant == nil, amount == nil, unit == nil, reference == nil, provider == nil, job.isEmpty else {
      throw Failure(.usage, "usage", "access to data has no amount: ask about a grant by itself")
    }
    return DataQuestion(
      dataset: try await Self.content(dataset), algorithm: try await Self.content(algorithm),
      holder: try Session.account(holder))
  }

  private func trust() async throws -> TrustQuestion {
    guard let dataset, (published != nil) != raw else {
      throw Failure(
        .usage, "usage", "say on which data, and what is to be run: --dataset with --published FILE or --raw")
    }
    let isUnused = [grant, amount, unit, reference, provider, holder, algorithm].allSatisfy { $0 == nil }
    guard isUnused, job.isEmpty else {
      throw Failure(.usage, "usage", "what data trusts is asked about alone: --dataset, --published, --raw")
    }
    return TrustQuestion(
      dataset: try await Self.content(dataset),
      algorithm: try published.map {
        try AlgorithmDocument.parse(try Files.read($0, limit: YAMLDocument.sizeLimit))
      })
  }

  /// A digest as it is given, or that of a file.
  static func digest(_ text: String) throws -> Digest {
    if let digest = Digest(text) ?? Digest(registry: text) { return digest }
    return .sha256(try Files.read(text))
  }

  /// The same, and of a folder the digest of its whole tree, which names its files too.
  static func content(_ text: String) async throws -> Digest {
    guard try FilePresence.isFolder(text) else { return try digest(text) }
    return try await ModelFolder(text).contents().tree.dirHash
  }
}
