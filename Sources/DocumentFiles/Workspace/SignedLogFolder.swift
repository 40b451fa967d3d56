package import CanonicalEncoding
internal import Foundation
internal import Quorate

/// The newest tree that this machine signed of each log, kept apart from the workspace.
///
/// A log that was restored from a copy does not know what it has signed since. This machine does; and where it does
/// not either, because the log came from another, its witnesses have to be asked before anything is signed.
package struct SignedLogFolder: Sendable {
  /// A size and the root that was signed for it.
  package struct Signed: Hashable, Sendable {
    package let size: UInt64
    package let root: Digest

    package init(size: UInt64, root: Digest) {
      self.size = size
      self.root = root
    }
  }

  private let folder: String

  package init(folder: String) { self.folder = folder }

  private func path(of dao: Digest) -> String { "\(folder)/\(dao.description.dropFirst(2))" }

  /// What was signed last; `nil` where this machine never signed for the DAO, or its note does not read.
  package func latest(of dao: Digest) -> Signed? {
    guard let data = FileManager.default.contents(atPath: path(of: dao)) else { return nil }
    let words = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count == 2, let size = UInt64(words[0]), let root = Digest(words[1]) else { return nil }
    return Signed(size: size, root: root)
  }

  /// Notes what was signed, durably.
  package func note(_ signed: Signed, of dao: Digest) throws {
    guard latest(of: dao) != signed else { return }
    try DurableFile.makeFolder(folder, mode: 0o700)
    try DurableFile.write(Array("\(signed.size) \(signed.root)\n".utf8), to: path(of: dao))
  }
}
