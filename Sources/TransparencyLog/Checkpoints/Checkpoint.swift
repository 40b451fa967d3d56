package import CanonicalEncoding

/// What a log says about itself at one size: its name, the number of its leaves and its root.
///
/// The text of a signed note (C2SP tlog-checkpoint). Quorate writes the three lines and never more: what goes
/// beyond them is not signed by all witnesses alike. Lines that another log has added are kept, so that the
/// text is again the one that was signed.
package struct Checkpoint: Sendable, Hashable {
  /// The log's name; compare it as bytes, with `isOf(origin:)`.
  package let origin: String
  /// The number of leaves, below 2^63 as Go's clients need it.
  package let size: UInt64
  /// The root over the leaves.
  package let root: Digest
  /// The lines another log has added, without line feeds.
  package let extensionLines: [String]

  /// A checkpoint of three lines.
  package init(origin: String, size: UInt64, root: Digest) throws(CheckpointRefusal) {
    try self.init(origin: origin, size: size, root: root, extensionLines: [])
  }

  private init(
    origin: String, size: UInt64, root: Digest, extensionLines: [String]
  ) throws(CheckpointRefusal) {
    guard !origin.isEmpty, Self.isLine(origin) else { throw .malformed("the origin is not a line of text") }
    guard size < 1 << 63 else { throw .malformed("the size is 2^63 or more") }
    guard extensionLines.allSatisfy({ !$0.isEmpty && Self.isLine($0) }) else {
      throw .malformed("a further line is empty or has a control character")
    }
    self.origin = origin
    self.size = size
    self.root = root
    self.extensionLines = extensionLines
  }

  /// Reads a text strictly: exactly the one that `text` writes.
  package init(parsing text: String) throws(CheckpointRefusal) {
    guard text.utf8.last == 0x0a else { throw .malformed("no line feed at the end") }
    let lines = text.unicodeScalars.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    guard lines.count >= 3 else { throw .malformed("fewer than three lines") }
    guard let size = UInt128(decimal: lines[1]), size < 1 << 63 else {
      throw .malformed("the size is not a plain whole number below 2^63")
    }
    guard let bytes = Base64.decode(lines[2]), let root = Digest(bytes) else {
      throw .malformed("the root is not canonical base64 of 32 bytes")
    }
    try self.init(
      origin: lines[0], size: UInt64(size), root: root, extensionLines: Array(lines.dropFirst(3)))
  }

  private static func isLine(_ text: String) -> Bool { !text.utf8.contains { $0 < 0x20 } }

  /// The text that is signed.
  package var text: String {
    var text = "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n"
    for line in extensionLines { text += line + "\n" }
    return text
  }

  /// Whether this is a checkpoint of the log of that name, byte for byte.
  package func isOf(origin expected: String) -> Bool { origin.utf8.elementsEqual(expected.utf8) }

  /// What a witness signs with ML-DSA: a structure of the names, the time and the whole tree (C2SP
  /// tlog-cosignature); `nil` where a name has more than 255 bytes.
  package func subtreeMessage(cosigner: String, time: UInt64) -> [UInt8]? {
    guard let cosignerSize = UInt8(exactly: cosigner.utf8.count), cosignerSize > 0,
      let originSize = UInt8(exactly: origin.utf8.count)
    else { return nil }
    var message = Array("subtree/v1\n\0".utf8)
    message.append(cosignerSize)
    message.append(contentsOf: cosigner.utf8)
    message.append(bigEndian: time)
    message.append(originSize)
    message.append(contentsOf: origin.utf8)
    message.append(bigEndian: UInt64(0))
    message.append(bigEndian: size)
    root.append(to: &message)
    return message
  }

  /// Equality of the bytes of the text, which `String` alone does not give.
  package static func == (left: Checkpoint, right: Checkpoint) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  /// Feeds size and root to the hasher.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(size)
    hasher.combine(root)
  }
}

/// Why a text is no checkpoint.
package enum CheckpointRefusal: CodedRefusal, Hashable {
  /// Says which line breaks which rule.
  case malformed(String)

  /// The stable name.
  package var code: String { "checkpoint.malformed" }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .malformed(let fault): "not a checkpoint: \(fault)"
    }
  }
}
