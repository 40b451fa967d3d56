package import CanonicalEncoding

/// Where a file stands in a model's tree: names below its root, joined by slashes and compared as bytes.
///
/// A path that could lead out of the tree, that another system would read differently, or that a terminal would
/// obey instead of showing is never one. Backslashes and line ends are among those, which is also why the lines
/// of `dirHash` never need the escapes that `sha256sum` would write for them.
package struct ModelPath: Hashable, Comparable, Sendable {
  /// The longest path in bytes, as `PATH_MAX` of Linux.
  package static let lengthLimit = 4096
  /// The longest name in bytes, as `NAME_MAX` of Linux.
  package static let nameLimit = 255
  /// The most names in a path.
  package static let depthLimit = 64

  /// The names with slashes between them; UTF-8.
  package let bytes: ByteString

  /// Reads a path of forward slashes.
  package init(_ bytes: ByteString) throws(ModelRefusal) {
    if let fault = Self.fault(of: bytes) { throw .unsafePath(Self.shown(bytes.bytes), fault) }
    guard !bytes.bytes.split(separator: 0x2f).contains(where: Self.isGit) else {
      throw .gitFolder(Self.shown(bytes.bytes))
    }
    self.bytes = bytes
  }

  /// Reads the path of a text.
  package init(_ text: String) throws(ModelRefusal) { try self.init(ByteString(utf8: text)) }

  /// The path as text.
  package var text: String { String(decoding: bytes.bytes, as: UTF8.self) }

  /// The path as it may be shown to people.
  package var shown: String { DisplayText.escaped(text, limit: 200) }

  /// The names from the root on.
  package var names: [ArraySlice<UInt8>] { bytes.bytes.split(separator: 0x2f) }

  /// The name of the file itself.
  package var name: String { names.last.map { String(decoding: $0, as: UTF8.self) } ?? "" }

  /// How many folders lie between the root and the file.
  package var depth: Int { bytes.bytes.count { $0 == 0x2f } }

  /// Order of the bytes of the whole path: that of `LC_ALL=C sort`.
  package static func < (left: ModelPath, right: ModelPath) -> Bool { left.bytes < right.bytes }

  /// Order name by name from the root: `a/b` comes before `a-b`, although the slash is the larger byte.
  ///
  /// No name has a byte below a space, so that a zero in the place of each slash gives this order.
  package static func precedesByNames(_ left: ModelPath, _ right: ModelPath) -> Bool {
    left.bytes.bytes.lexicographicallyPrecedes(right.bytes.bytes) { first, second in
      (first == 0x2f ? 0 : first) < (second == 0x2f ? 0 : second)
    }
  }

  /// Whether this is the other path, or that of a folder the other lies in.
  package func covers(_ other: ModelPath) -> Bool {
    other.bytes.bytes.starts(with: bytes.bytes)
      && (other.bytes.count == bytes.count || other.bytes.bytes[bytes.count] == 0x2f)
  }

  /// What strangers named something, made safe for a terminal also where it is no text.
  package static func shown(_ bytes: [UInt8]) -> String {
    DisplayText.escaped(String(decoding: bytes, as: UTF8.self), limit: 200)
  }

  private static func fault(of path: ByteString) -> String? {
    guard !path.isEmpty else { return "is empty" }
    guard path.count <= lengthLimit else { return "is longer than \(lengthLimit) bytes" }
    guard let text = path.text else { return "is not UTF-8" }
    guard path.bytes.first != 0x2f else { return "is absolute" }
    let names = path.bytes.split(separator: 0x2f, omittingEmptySubsequences: false)
    guard names.count <= depthLimit else { return "has more than \(depthLimit) names" }
    for name in names {
      if let fault = fault(ofName: name) { return fault }
    }
    return text.unicodeScalars.contains(where: isObeyed)
      ? "holds a control character, or one that turns the direction of text" : nil
  }

  private static func fault(ofName name: ArraySlice<UInt8>) -> String? {
    if name.isEmpty { return "has an empty name" }
    if name.elementsEqual([0x2e]) || name.elementsEqual([0x2e, 0x2e]) { return "leads to another folder" }
    if name.count > nameLimit { return "has a name of more than \(nameLimit) bytes" }
    if name.contains(0x5c) { return "holds a backslash, which other systems read as a separator" }
    let letter = name[name.startIndex] | 0x20
    let isDrive = name.dropFirst().first == 0x3a && 0x61...0x7a ~= letter
    return isDrive ? "begins like a drive" : nil
  }

  /// Characters that a terminal obeys, or that make a name read in another order than it is stored.
  private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00..<0x20, 0x7f..<0xa0, 0x2028...0x2029, 0x200e...0x200f, 0x61c, 0x202a...0x202e, 0x2066...0x2069:
      true
    default: false
    }
  }

  /// Git's own folder in any case of its letters, since some file systems tell no case from another.
  private static func isGit(_ name: ArraySlice<UInt8>) -> Bool {
    name.count == 4 && name.first == 0x2e && name.dropFirst().map { $0 | 0x20 } == Array("git".utf8)
  }
}
