extension JSONValue {
  /// The one canonical text (RFC 8785): sorted keys, no white space, the shortest escapes.
  ///
  /// Numbers are written as they were read; values that are hashed hold whole numbers only.
  /// - Complexity: O(n) in the output.
  public var canonicalBytes: [UInt8] {
    var writer = JSONWriter()
    writer.write(self)
    return writer.bytes
  }

  /// The same members over several lines, indented by two spaces: for files that people read.
  public var indented: String {
    var writer = JSONWriter(isIndented: true)
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self) + "\n"
  }
}

/// Writes JSON text.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private let isIndented: Bool
  private var depth = 0

  init(isIndented: Bool = false) { self.isIndented = isIndented }

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: bytes.append(contentsOf: Array("null".utf8))
    case .bool(let value): bytes.append(contentsOf: Array((value ? "true" : "false").utf8))
    case .number(let text): bytes.append(contentsOf: Array(text.utf8))
    case .string(let text): write(string: text)
    case .array(let elements):
      enclose(elements, open: 0x5b, close: 0x5d) { writer, element in writer.write(element) }
    case .object(let object):
      enclose(object.members, open: 0x7b, close: 0x7d) { writer, member in
        writer.write(string: member.key)
        writer.bytes.append(0x3a)
        if writer.isIndented { writer.bytes.append(0x20) }
        writer.write(member.value)
      }
    }
  }

  private mutating func enclose<Element>(
    _ elements: [Element], open: UInt8, close: UInt8, _ body: (inout JSONWriter, Element) -> Void
  ) {
    bytes.append(open)
    depth += 1
    for (position, element) in elements.enumerated() {
      if position > 0 { bytes.append(0x2c) }
      breakLine()
      body(&self, element)
    }
    depth -= 1
    if !elements.isEmpty { breakLine() }
    bytes.append(close)
  }

  private mutating func breakLine() {
    guard isIndented else { return }
    bytes.append(0x0a)
    bytes.append(contentsOf: [UInt8](repeating: 0x20, count: depth * 2))
  }

  private mutating func write(string text: String) {
    bytes.append(0x22)
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5c:
        bytes.append(0x5c)
        bytes.append(byte)
      case 0x08: escape(0x62)
      case 0x09: escape(0x74)
      case 0x0a: escape(0x6e)
      case 0x0c: escape(0x66)
      case 0x0d: escape(0x72)
      case 0x00..<0x20: bytes.append(contentsOf: Array("\\u00\(Hex.encode([byte]))".utf8))
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
  }

  private mutating func escape(_ letter: UInt8) {
    bytes.append(0x5c)
    bytes.append(letter)
  }
}
