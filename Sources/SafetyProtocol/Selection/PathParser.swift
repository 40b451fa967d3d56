/// Reads the grammar of RFC 9535 (appendix A) by recursive descent, at most `depthLimit` deep.
struct PathParser {
  /// How deep parentheses, filters and functions may be nested.
  static let depthLimit = 32
  /// Integers must be exact in every implementation: RFC 9535 §2.1 and RFC 7493.
  static let largest = 1 << 53 - 1

  let bytes: [UInt8]
  var offset = 0
  var depth = 0

  static func parse(_ text: String) throws(PathRefusal) -> Path {
    guard text.utf8.count <= Path.lengthLimit else { throw .tooLong(limit: Path.lengthLimit) }
    var parser = PathParser(bytes: Array(text.utf8))
    guard parser.takes("$") else { throw .syntax(offset: 0, needs: "$") }
    let path = try parser.segments()
    guard parser.offset == parser.bytes.count else { throw parser.fault("the next step, or the end") }
    return path
  }

  // MARK: Bytes

  var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  func fault(_ needs: String) -> PathRefusal { .syntax(offset: offset, needs: needs) }

  /// Passes over a text if it stands here.
  mutating func takes(_ text: StaticString) -> Bool {
    guard holds(text) else { return false }
    offset += text.utf8CodeUnitCount
    return true
  }

  func holds(_ text: StaticString) -> Bool {
    bytes[offset...].starts(with: text.description.utf8)
  }

  mutating func demand(_ text: StaticString) throws(PathRefusal) {
    guard takes(text) else { throw fault("\(text)") }
  }

  mutating func skipBlank() {
    while let byte = next, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { offset += 1 }
  }

  mutating func deeper<Value>(
    _ body: (inout PathParser) throws(PathRefusal) -> Value
  ) throws(PathRefusal) -> Value {
    guard depth < Self.depthLimit else { throw .tooDeep(limit: Self.depthLimit) }
    depth += 1
    let value = try body(&self)
    depth -= 1
    return value
  }

  // MARK: Segments

  /// The steps behind `$` or `@`; white space is passed over only where a step follows it.
  mutating func segments() throws(PathRefusal) -> Path {
    var segments: [Path.Segment] = []
    while true {
      let start = offset
      skipBlank()
      guard next == 0x2e || next == 0x5b else {
        offset = start
        return Path(segments: segments)
      }
      segments.append(try segment())
    }
  }

  private mutating func segment() throws(PathRefusal) -> Path.Segment {
    if next == 0x5b { return Path.Segment(isDescendant: false, selectors: try bracketed()) }
    let isDescendant = takes("..")
    if !isDescendant { try demand(".") }
    if isDescendant, next == 0x5b {
      return Path.Segment(isDescendant: true, selectors: try bracketed())
    }
    let selector: Path.Selector = takes("*") ? .wildcard : .name(ByteText(try shorthand()))
    return Path.Segment(isDescendant: isDescendant, selectors: [selector])
  }

  /// `member-name-shorthand`: letters, digits, `_` and everything above ASCII, not beginning with a digit.
  private mutating func shorthand() throws(PathRefusal) -> [UInt8] {
    let start = offset
    while let byte = next {
      let isFirst = byte >= 0x80 || byte == 0x5f || 0x61...0x7a ~= byte | 0x20
      guard isFirst || (offset > start && 0x30...0x39 ~= byte) else { break }
      offset += 1
    }
    guard offset > start else { throw fault("a name, * or [") }
    return Array(bytes[start..<offset])
  }

  private mutating func bracketed() throws(PathRefusal) -> [Path.Selector] {
    try demand("[")
    var selectors: [Path.Selector] = []
    repeat {
      skipBlank()
      selectors.append(try selector())
      skipBlank()
    } while takes(",")
    try demand("]")
    return selectors
  }

  private mutating func selector() throws(PathRefusal) -> Path.Selector {
    switch next {
    case 0x22, 0x27: return .name(ByteText(try string()))
    case 0x2a:
      offset += 1
      return .wildcard
    case 0x3f:
      offset += 1
      skipBlank()
      return .filter(try deeper { parser throws(PathRefusal) in try parser.condition() })
    default: return try indexOrSlice()
    }
  }

  private mutating func indexOrSlice() throws(PathRefusal) -> Path.Selector {
    let start = try optionalInteger()
    let position = offset
    skipBlank()
    guard takes(":") else {
      offset = position
      guard let start else { throw fault("a name in quotes, an index, a slice, *, or ?") }
      return .index(start)
    }
    skipBlank()
    let end = try optionalInteger()
    var step = 1
    let behind = offset
    skipBlank()
    if takes(":") {
      skipBlank()
      step = try optionalInteger() ?? 1
    } else {
      offset = behind
    }
    return .slice(start: start, end: end, step: step)
  }

  /// `int`: no leading zero, no `-0`, within ±(2^53 − 1).
  private mutating func optionalInteger() throws(PathRefusal) -> Int? {
    let start = offset
    let isNegative = takes("-")
    let first = offset
    while let byte = next, 0x30...0x39 ~= byte { offset += 1 }
    guard offset > first else {
      guard !isNegative else { throw fault("a digit") }
      return nil
    }
    guard bytes[first] != 0x30 || (offset - first == 1 && !isNegative) else {
      throw .syntax(offset: start, needs: "an integer without leading zeros")
    }
    guard let value = Int(String(decoding: bytes[start..<offset], as: UTF8.self)),
      value.magnitude <= Self.largest
    else { throw .integerRange(offset: start) }
    return value
  }

  // MARK: Texts

  /// A text in either kind of quotes (RFC 9535 §2.3.1.1).
  mutating func string() throws(PathRefusal) -> [UInt8] {
    guard let quote = next, quote == 0x22 || quote == 0x27 else { throw fault("a text in quotes") }
    offset += 1
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case quote:
        offset += 1
        return text
      case 0x00..<0x20: throw fault("no control character; write it as an escape")
      case 0x5c: try escape(into: &text, quote: quote)
      default:
        text.append(byte)
        offset += 1
      }
    }
    throw fault("the closing quote")
  }

  private mutating func escape(into text: inout [UInt8], quote: UInt8) throws(PathRefusal) {
    if offset + 1 < bytes.count, bytes[offset + 1] == quote {
      text.append(quote)
      offset += 2
      return
    }
    // The escapes of JSON, except that the other kind of quote needs none and has none.
    guard let (scalar, length) = JSONEscapes.scalar(in: bytes[...], at: offset), scalar != "\"" || length > 2
    else { throw fault("an escape of RFC 9535") }
    text.append(contentsOf: Array(String(scalar).utf8))
    offset += length
  }
}
