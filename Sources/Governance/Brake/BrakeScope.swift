internal import CanonicalEncoding

/// What a pause or a revocation covers, in words that a wallet shows and a machine reads back.
public enum BrakeScope: Hashable, Sendable {
  /// Everything everywhere.
  case all
  /// Everything in an environment.
  case environment(String)
  /// Every model of a family.
  case family(String)
  /// A model, everywhere or in one environment.
  case model(ModelDigests, environment: String?)

  /// What a gate is asked about.
  public struct Subject: Hashable, Sendable {
    /// The model; `nil` for what is none.
    public let model: ModelDigests?
    /// The families it was approved in.
    public let families: Set<String>
    /// Where it is to run.
    public let environment: String

    /// A subject with these parts.
    public init(model: ModelDigests?, families: Set<String>, environment: String) {
      self.model = model
      self.families = families
      self.environment = environment
    }
  }

  /// Whether it covers a subject.
  ///
  /// A model is covered by either of its digests: what only denies is better too wide than too narrow, and files that
  /// were renamed are the same files.
  public func covers(_ subject: Subject) -> Bool {
    switch self {
    case .all: true
    case .environment(let environment): environment == subject.environment
    case .family(let family): subject.families.contains(family)
    case .model(let model, let environment):
      (subject.model.map { model.sharesDigest(with: $0) } ?? false)
        && (environment == nil || environment == subject.environment)
    }
  }

  /// Whether something may be covered by both.
  ///
  /// A family and a model overlap, whatever the family holds: its members change, and budgets must not depend on that.
  public func overlaps(_ other: BrakeScope) -> Bool {
    switch (self, other) {
    case (.all, _), (_, .all): true
    case (.environment(let first), .environment(let second)), (.family(let first), .family(let second)):
      first == second
    case (.environment(let first), .model(_, let second?)), (.model(_, let second?), .environment(let first)):
      first == second
    case (.model(let first, let place), .model(let second, let other)):
      first.sharesDigest(with: second) && (place == nil || other == nil || place == other)
    case (.environment, _), (.family, _), (.model, _): true
    }
  }

  /// The scope for people: `everything in production`, digests by their beginning.
  package var shortWords: String {
    switch self {
    case .all: "everything"
    case .environment(let name): "everything in \(name)"
    case .family(let name): "the family \(name)"
    case .model(let model, let environment):
      "the model \(model.omsRoot.short)" + (environment.map { " in \($0)" } ?? "")
    }
  }

  /// `all`, `environment production`, `family minilm`, `model 0x… 0x…`, with ` in production` behind a model.
  public var words: String {
    switch self {
    case .all: "all"
    case .environment(let name): "environment \(name)"
    case .family(let name): "family \(name)"
    case .model(let model, let environment):
      "model \(model.omsRoot) \(model.dirHash)" + (environment.map { " in \($0)" } ?? "")
    }
  }

  /// Reads those words and no others.
  public init?(_ words: String) {
    let parts = words.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let scope: BrakeScope? =
      switch (parts.first, parts.count) {
      case ("all", 1): .all
      case ("environment", 2) where PlainName.isSound(parts[1]): .environment(parts[1])
      case ("family", 2) where PlainName.isSound(parts[1]): .family(parts[1])
      case ("model", 3), ("model", 5): Self.model(parts)
      default: nil
      }
    guard let scope else { return nil }
    self = scope
  }

  private static func model(_ parts: [String]) -> BrakeScope? {
    guard let omsRoot = Digest(parts[1]), let dirHash = Digest(parts[2]) else { return nil }
    let model = ModelDigests(omsRoot: omsRoot, dirHash: dirHash)
    if parts.count == 3 { return .model(model, environment: nil) }
    guard parts[3] == "in", PlainName.isSound(parts[4]) else { return nil }
    return .model(model, environment: parts[4])
  }
}

extension ModelDigests {
  /// Whether they have a digest in common.
  package func sharesDigest(with other: ModelDigests) -> Bool {
    omsRoot == other.omsRoot || dirHash == other.dirHash
  }
}
