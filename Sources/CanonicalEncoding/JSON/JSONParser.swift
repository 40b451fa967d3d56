/// Reads JSON strictly: RFC 8259 without leniency, keys distinct, depth and size bounded.
///
/// In the `canonical` form exactly one text exists for each value (RFC 8785, restricted to whole numbers of less
/// than 2^53 in magnitude): everything that is signed or hashed is read in that form, so that no two byte strings
/// can stand for one statement.
public struct JSONParser {
  /// How strictly the text is read.
  public enum Form: Sendable {
    /// Any well-formed JSON with distinct keys.
    case wellFormed
    /// The canonical text only.
    case canonical
  }

  /// How deep arrays and objects may be nested.
  public static let depthLimit = 64

  private let bytes: [UInt8]
  private let form: Form
  private var offset = 0
  private var depth = 0
  /// The key of the outermost object whose value is looked for, and where its text was found.
  private var wanted: String?
  private var found: Range<Int>?

  /// Reads one value that fills all of the bytes.
  /// - Complexity: O(n) in the bytes.
  public static func parse(
    _ bytes: [UInt8], form: Form = .wellFormed, limit: Int = 16 << 20
  ) throws(JSONRefusal) -> JSONValue {
    guard bytes.count <= limit else { throw .tooLarge(bytes: bytes.count, limit: limit) }
    var parser = JSONParser(bytes: bytes, form: form)
    parser.skipSpace()
    let value = try parser.value()
    parser.skipSpace()
    guard parser.offset == bytes.count else { throw parser.fault }
    return value
  }

  /// Reads one canonical object and says where the text of one of its members stands.
  ///
  /// That text is the member's own canonical text, so that it can be hashed without being written again.
  package static func parse(
    canonical bytes: [UInt8], limit: Int, locating key: String
  ) throws(JSONRefusal) -> (value: JSONValue, text: ArraySlice<UInt8>?) {
    guard bytes.count <= limit else { throw .tooLarge(bytes: bytes.count, limit: limit) }
    var parser = JSONParser(bytes: bytes, form: .canonical)
    parser.wanted = key
    let value = try parser.value()
    guard parser.offset == bytes.count else { throw parser.fault }
    return (value, parser.found.map { bytes[$0] })
  }

  private init(bytes: [UInt8], form: Form) {
    self.bytes = bytes
    self.form = form
  }

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// The refusal for an unexpected byte here. White space in canonical text is its own fault.
  private var fault: JSONRefusal {
    if form == .canonical, let next, Self.isSpace(next) { return .notCanonical(offset: offset) }
    return .syntax(offset: offset)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
  }

  private mutating func skipSpace() {
    guard form == .wellFormed else { return }
    while let byte = next, Self.isSpace(byte) { offset += 1 }
  }

  private mutating func value() throws(JSONRefusal) -> JSONValue {
    switch next {
    case 0x22: return .string(try string())
    case 0x7b: return try object()
    case 0x5b: return try array()
    case 0x74: return try literal("true", .bool(true))
    case 0x66: return try literal("false", .bool(false))
    case 0x6e: return try literal("null", .null)
    case .some(0x2d), .some(0x30...0x39): return .number(try number())
    default: throw fault
    }
  }

  private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONRefusal) -> JSONValue {
    for character in text.description.utf8 {
      guard next == character else { throw .syntax(offset: offset) }
      offset += 1
    }
    return value
  }

  private mutating func enter() throws(JSONRefusal) {
    depth += 1
    guard depth <= Self.depthLimit else { throw .tooDeep(limit: Self.depthLimit) }
    offset += 1
    skipSpace()
  }

  private mutating func array() throws(JSONRefusal) -> JSONValue {
    try enter()
    var elements: [JSONValue] = []
    while next != 0x5d {
      if !elements.isEmpty { try separator() }
      elements.append(try value())
      skipSpace()
    }
    offset += 1
    depth -= 1
    return .array(elements)
  }

  private mutating func separator() throws(JSONRefusal) {
    guard next == 0x2c else { throw fault }
    offset += 1
    skipSpace()
  }

  private mutating func object() throws(JSONRefusal) -> JSONValue {
    try enter()
    var members: [JSONObject.Member] = []
    var isSorted = true
    while next != 0x7d {
      if !members.isEmpty { try separator() }
      guard next == 0x22 else { throw fault }
      let start = offset
      let key = try string()
      skipSpace()
      guard next == 0x3a else { throw fault }
      offset += 1
      skipSpace()
      if let last = members.last {
        guard last.key != key else { throw .duplicateKey(key) }
        if !JSONObject.precedes(last.key, key) {
          guard form == .wellFormed else { throw misplaced(key, among: members, at: start) }
          isSorted = false
        }
      }
      let position = offset
      members.append(JSONObject.Member(key: key, value: try value()))
      if depth == 1, key == wanted { found = position..<offset }
      skipSpace()
    }
    offset += 1
    depth -= 1
    if isSorted { return .object(JSONObject(sorted: members)) }
    let object = JSONObject(members)
    for (left, right) in zip(object.members, object.members.dropFirst()) where left.key == right.key {
      throw .duplicateKey(left.key)
    }
    return .object(object)
  }

  private func misplaced(_ key: String, among members: [JSONObject.Member], at start: Int) -> JSONRefusal {
    members.contains { $0.key == key } ? .duplicateKey(key) : .notCanonical(offset: start)
  }

  // MARK: Numbers

  private mutating func number() throws(JSONRefusal) -> String {
    let start = offset
    if next == 0x2d { offset += 1 }
    let whole = try digits()
    guard whole.count == 1 || bytes[whole.lowerBound] != 0x30 else { throw numberFault(from: start) }
    var isWhole = true
    if next == 0x2e {
      isWhole = false
      offset += 1
      _ = try digits()
    }
    if next == 0x65 || next == 0x45 {
      isWhole = false
      offset += 1
      if next == 0x2b || next == 0x2d { offset += 1 }
      _ = try digits()
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if form == .canonical {
      guard isWhole, let value = Int64(text), value.magnitude < 1 << 53, text != "-0" else {
        throw .numberForm(text)
      }
    }
    return text
  }

  private func numberFault(from start: Int) -> JSONRefusal {
    let end = bytes[start...].prefix(40).firstIndex { !(0x2b...0x39 ~= $0) && $0 | 0x20 != 0x65 }
    return .numberForm(String(decoding: bytes[start..<(end ?? min(start + 40, bytes.count))], as: UTF8.self))
  }

  private mutating func digits() throws(JSONRefusal) -> Range<Int> {
    let start = offset
    while let byte = next, 0x30...0x39 ~= byte {
      offset += 1
      // Canonical numbers have at most sixteen digits; a longer one is refused without reading on.
      if form == .canonical, offset - start > 16 {
        throw .numberForm(String(decoding: bytes[start..<offset], as: UTF8.self))
      }
    }
    guard offset > start else { throw .syntax(offset: offset) }
    return start..<offset
  }

  // MARK: Texts

  private mutating func string() throws(JSONRefusal) -> String {
    offset += 1
    let start = offset
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x22:
        guard let text = String(utf8: bytes[start..<offset]) else { throw .invalidText(offset: start) }
        offset += 1
        return text
      case 0x5c: return try escapedString(from: start)
      case 0x00..<0x20: throw .syntax(offset: offset)
      default: offset += 1
      }
    }
    throw .syntax(offset: offset)
  }

  private mutating func escapedString(from start: Int) throws(JSONRefusal) -> String {
    var text = Array(bytes[start..<offset])
    while let byte = next {
      offset += 1
      switch byte {
      case 0x22:
        guard let string = String(validating: text, as: UTF8.self) else { throw .invalidText(offset: start) }
        return string
      case 0x5c: try escape(into: &text)
      case 0x00..<0x20: throw .syntax(offset: offset - 1)
      default: text.append(byte)
      }
    }
    throw .syntax(offset: offset)
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONRefusal) {
    guard let byte = next else { throw .syntax(offset: offset) }
    offset += 1
    switch byte {
    case 0x22, 0x5c: text.append(byte)
    case 0x2f:
      guard form == .wellFormed else { throw .notCanonical(offset: offset - 2) }
      text.append(byte)
    case 0x62: text.append(0x08)
    case 0x66: text.append(0x0c)
    case 0x6e: text.append(0x0a)
    case 0x72: text.append(0x0d)
    case 0x74: text.append(0x09)
    case 0x75: try unicodeEscape(into: &text)
    default: throw .syntax(offset: offset - 2)
    }
  }

  private mutating func unicodeEscape(into text: inout [UInt8]) throws(JSONRefusal) {
    let start = offset - 2
    var code = try fourDigits()
    if form == .canonical {
      // RFC 8785 §3.2.2.2: only control characters without a short form are written as \u00xx, in lower case.
      let isShort = [0x08, 0x09, 0x0a, 0x0c, 0x0d].contains(code)
      let isLower = bytes[start + 2..<offset].allSatisfy { !(0x41...0x46 ~= $0) }
      guard code < 0x20, !isShort, isLower else { throw .notCanonical(offset: start) }
    }
    if 0xd800...0xdbff ~= code {
      guard next == 0x5c, offset + 1 < bytes.count, bytes[offset + 1] == 0x75 else {
        throw .invalidText(offset: start)
      }
      offset += 2
      let low = try fourDigits()
      guard 0xdc00...0xdfff ~= low else { throw .invalidText(offset: start) }
      code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw .invalidText(offset: start) }
    text.append(contentsOf: Array(String(scalar).utf8))
  }

  private mutating func fourDigits() throws(JSONRefusal) -> UInt32 {
    guard offset + 4 <= bytes.count,
      let pair = Hex.decode(String(decoding: bytes[offset..<offset + 4], as: UTF8.self))
    else { throw .syntax(offset: offset) }
    offset += 4
    return UInt32(pair[0]) << 8 | UInt32(pair[1])
  }
}
