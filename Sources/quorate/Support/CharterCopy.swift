internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation

/// `charter.yaml`, a copy of the charter in force for people, around an amendment.
///
/// The copy is brought up to date where it was one. What somebody has written into it since is theirs.
struct CharterCopy {
  /// Whether nothing would be lost with the file: it is not there, or holds the charter in force.
  private let isCopy: Bool

  /// Looks at it before the amendment takes effect.
  init(_ session: Session) throws {
    let hash = try session.charterHash()
    isCopy = Self.held(session).map { $0 == hash } ?? true
  }

  /// Brings it up to date, or says why it stays as it is.
  func refresh(_ session: Session) throws -> Answer.Warning? {
    let bytes = try session.charterBytes()
    if isCopy {
      try DurableFile.write(bytes, to: session.layout.charter)
      return nil
    }
    guard Self.held(session) != Digest.sha256(bytes) else { return nil }
    return Answer.Warning(
      code: "W011",
      message: "charter.yaml was edited and stays as it is; quorate charter show prints the charter in force")
  }

  /// SHA-256 of the file.
  private static func held(_ session: Session) -> Digest? {
    FileManager.default.contents(atPath: session.layout.charter).map { .sha256([UInt8]($0)) }
  }
}
