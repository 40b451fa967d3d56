public import CanonicalEncoding

/// What several members of a council must agree on, to the byte, before anything stops.
public struct BrakeOrder: Hashable, Sendable {
  /// What is done.
  public enum Deed: String, CaseIterable, Sendable {
    /// Stops what the scope covers, for a while.
    case pause
    /// Takes back what was approved for a model so far.
    case revoke
    /// Ends a pause of the council's own before its time.
    case resume
    /// Opens a gate for a model against its rules, for a short while.
    case breakGlass = "break-glass"

    /// Whether it can only deny, so that it counts from a signed file alone.
    public var onlyStops: Bool { self == .pause || self == .revoke }
  }

  /// What is done.
  public let deed: Deed
  /// To what.
  public let scope: BrakeScope
  /// The incident it is about: one incident has one deadline.
  public let incident: String
  /// The instant at which a pause ends, unless it is ratified, and a signed file stops denying by itself.
  public let notAfter: Timepoint
  /// The pause that is ended; zero for anything else.
  public let pause: Digest

  /// An order with these parts.
  public init(deed: Deed, scope: BrakeScope, incident: String, notAfter: Timepoint, pause: Digest = .zero) {
    self.deed = deed
    self.scope = scope
    self.incident = incident
    self.notAfter = notAfter
    self.pause = pause
  }

  private static let tag = DomainTag("quorate/brake/v1")

  /// The order's identity in a DAO, which every member's signature adds to.
  public func id(in dao: Digest) -> Digest {
    var instant: [UInt8] = []
    instant.append(bigEndian: notAfter.milliseconds)
    return Self.tag.digest(
      dao.bytes, Array(deed.rawValue.utf8), Array(scope.words.utf8), Array(incident.utf8), instant,
      pause.bytes)
  }
}
