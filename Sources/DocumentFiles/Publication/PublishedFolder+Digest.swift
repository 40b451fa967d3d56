package import CanonicalEncoding
internal import Foundation
internal import Quorate
internal import TransparencyLog

extension PublishedFolder {
  /// The most files that are looked at: more than a log of 2^28 entries has.
  private static let fileLimit = 1 << 21

  /// SHA-256 over the names and contents of all files of the published log: who finds it again finds the same files.
  ///
  /// What else lies in the folder is not looked at; nor does an audit.
  ///
  /// - Returns: `nil` where there is no checkpoint, something is no regular file or cannot be read, or there are too many.
  /// - Complexity: O(bytes) in time; memory does not grow with them.
  package func digest() -> Digest? {
    guard var paths = files(below: "blob", "tile"),
      (try? read("checkpoint", limit: SignedNote.sizeLimit)) != nil
    else { return nil }
    paths.append("checkpoint")
    var stream = SHA256Stream()
    for path in paths.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      guard let hash = try? digest(of: path) else { return nil }
      var name: [UInt8] = []
      name.append(bigEndian: UInt64(path.utf8.count))
      stream.update(name + path.utf8)
      stream.update(hash.bytes)
    }
    return stream.digest
  }

  /// All regular files below some folders; `nil` where there is anything else.
  private func files(below folders: String...) -> [String]? {
    var paths: [String] = []
    for folder in folders {
      guard let files = FileManager.default.enumerator(atPath: "\(root)/\(folder)") else { continue }
      for case let path as String in files {
        switch files.fileAttributes?[.type] as? FileAttributeType {
        case .typeDirectory: continue
        case .typeRegular: paths.append("\(folder)/\(path)")
        default: return nil
        }
        guard paths.count <= Self.fileLimit else { return nil }
      }
    }
    return paths
  }
}
