import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing

/// DAOs whose tightenings lapse after ten days.
enum LapseWorld {
  static let span = Span.days(10)
  static let block = "tightening: {lapses_after: 10d}\n"
  /// An edit that tightens: proposals of one kind take the harder track.
  static let harder = [
    (from: "model.deploy: {track: standard", to: "model.deploy: {track: constitutional")
  ]
  /// Another one.
  static let stricter = [
    (from: "weights.release: {track: standard", to: "weights.release: {track: constitutional")
  ]
  /// An edit that changes nothing.
  static let comment = [(from: "# the meaning of the rules below", to: "# what the rules below mean")]
  /// An edit that loosens.
  static let looser = [(from: "timelock: 4m", to: "timelock: 3m")]

  static func edits(block: String = block) -> [(from: String, to: String)] {
    func variants(_ kind: String, _ topic: String) -> String {
      "  \(kind): {track: constitutional, topic: \(topic)}\n"
        + "  \(kind)/tightening: {track: standard, topic: \(topic)}\n"
        + "  \(kind)/neutral: {track: standard, topic: \(topic)}\n"
    }
    let plain = "  charter.amend: {track: constitutional, topic: charter}\n"
    let safety = "  protocol.amend: {track: standard, topic: safety}\n"
    return SafetySample.edits() + [
      (from: plain, to: variants("charter.amend", "charter")),
      (from: safety, to: variants("protocol.amend", "safety")),
      (from: "electorates_by: registrar\n", to: "electorates_by: registrar\n" + block),
    ]
  }

  static func dao(block: String = block, more: [(from: String, to: String)] = []) async throws -> MemoryDAO {
    try await memoryDAO(founders: 3, edits: edits(block: block) + more)
  }

  /// An action about the protocol `frontier`.
  static func safety(_ kind: String, _ version: Int, _ hash: Digest, _ more: String = "") -> String {
    #"{"type":"protocol.\#(kind)","id":"frontier","version":\#(version),"sha256":"\#(hash)"\#(more)}"#
  }

  static func amending(_ version: Int, _ hash: Digest, _ change: String, of replaced: Digest) -> String {
    safety("amend", version, hash, #","change":"\#(change)","replaces":"\#(replaced)""#)
  }
}

/// A version of a protocol that is in force, and when it lapses.
struct VersionInForce: Equatable {
  let version: UInt64
  let lapses: Timepoint?
}

extension MemoryDAO {
  /// The charter in force at an instant.
  func charter(at now: Timepoint? = nil) throws -> Digest {
    try chamber.read { try $0.charterHash(at: now ?? clock.now()) }
  }

  /// The hash of the charter that an amendment would adopt.
  func hash(of content: ProposalContent) throws -> Digest {
    guard case .amendCharter(let hash, _) = content.actions.first else { throw SampleFault("no amendment") }
    return hash
  }

  /// Amends the charter.
  /// - Returns: The proposal, the new charter, and when it took effect.
  @discardableResult
  func amend(
    _ edits: [(from: String, to: String)], _ change: ProtocolAmendment.Change?
  ) async throws -> (proposal: Digest, charter: Digest, at: Timepoint) {
    let content = try amendment("Amend", edits: edits, change: change)
    let proposal = try await carryOut(content)
    return (proposal, try hash(of: content), clock.now())
  }

  /// The content that confirms a charter.
  func confirmation(of charter: Digest) throws -> ProposalContent {
    try SafetySample.content(.amendCharter(hash: charter, change: .confirming))
  }

  /// The version of `frontier` in force at an instant, and when it lapses.
  func frontier(at now: Timepoint? = nil) throws -> VersionInForce? {
    try chamber.read { view in
      try view.protocolVersions("frontier").inForce(at: now ?? clock.now()).map {
        VersionInForce(version: $0.safety.version, lapses: $0.lapses)
      }
    }
  }
}
