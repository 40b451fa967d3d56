package import CanonicalEncoding

/// The text that stands in a git repository in the place of a large file (Git LFS pointer, version 1).
///
/// ```text
/// version https://git-lfs.github.com/spec/v1
/// oid sha256:53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db
/// size 90868376
/// ```
package struct LargeFilePointer: Hashable, Sendable {
  /// The longest pointer (LFS spec: pointers are shorter than 1024 bytes).
  package static let sizeLimit = 1024

  /// SHA-256 of the file itself.
  package let sha256: Digest
  /// The size of the file itself.
  package let size: UInt64

  /// Reads the three lines that every pointer without extensions has; `nil` for anything else.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count < Self.sizeLimit, let text = String(utf8: bytes[...]) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 4, lines[3].isEmpty, lines[0] == "version https://git-lfs.github.com/spec/v1",
      lines[1].hasPrefix("oid sha256:"), lines[2].hasPrefix("size "),
      let sha256 = Digest(lower: Array(lines[1].utf8)[11...]), let size = UInt64(lines[2].dropFirst(5)),
      String(size) == lines[2].dropFirst(5)
    else { return nil }
    self.sha256 = sha256
    self.size = size
  }
}
