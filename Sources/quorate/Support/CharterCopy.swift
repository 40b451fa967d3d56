internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation

/// `charter.yaml`, a copy of the charter in force for people, around an amendment.
///
/// The copy is brought up to date where it was one. What somebody has written into it since is theirs.
struct CharterCopy {
  /// Whether nothing would be lost with the file: it is not there, or holds the charter in force. One that cannot be read
  /// is somebody's.
  private let isCopy: Bool

  /// Looks at it before the amendment takes effect.
  init(_ session: Session) throws {
    let hash = try session.charterHash()
    let held = Result { try Self.held(session) }
    if case .success(let digest) = held { isCopy = digest == nil || digest == hash } else { isCopy = false }
  }

  /// Brings it up to date, or says why it stays as it is.
  func refresh(_ session: Session) throws -> Answer.Warning? {
    let bytes = try session.charterBytes()
    if isCopy {
      try DurableFile.write(bytes, to: session.layout.charter)
      return nil
    }
    if let held = try? Self.held(session), held == Digest.sha256(bytes) { return nil }
    return Answer.Warning(
      code: "W011",
      message: "charter.yaml was edited and stays as it is; quorate charter show prints the charter in force")
  }

  /// SHA-256 of the file.
  private static func held(_ session: Session) throws -> Digest? {
    try FilePresence.content(of: session.layout.charter).map { .sha256($0) }
  }
}
