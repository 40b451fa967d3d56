internal import CanonicalEncoding

/// Reads the flat list of a document's values: RFC 8259 without leniency, except that the three tokens that
/// Python writes for what is no number are kept as such instead of making the whole file unreadable.
///
/// Containers that are open are kept in a list, so that no nesting of the input is a nesting of calls.
struct EvidenceReader {
  private let bytes: [UInt8]
  private let form: EvidenceDocument.Form
  private let limits: EvidenceDocument.Limits
  private var offset = 0
  private var nodes: [EvidenceNode] = []
  private var open: [Int] = []
  private var keys = OpenKeys()

  static func read(
    _ bytes: [UInt8], form: EvidenceDocument.Form, limits: EvidenceDocument.Limits
  ) throws(EvidenceRefusal) -> [EvidenceNode] {
    guard bytes.count <= min(limits.bytes, Int(UInt32.max) - 1) else {
      throw .malformed(.tooLarge(bytes: bytes.count, limit: limits.bytes), line: 0)
    }
    var reader = EvidenceReader(bytes, form, limits)
    do throws(JSONRefusal) {
      switch form {
      case .json: try reader.document()
      case .lines: try reader.lines()
      }
    } catch {
      throw reader.located(error)
    }
    guard !reader.nodes.isEmpty else { throw .empty }
    return reader.nodes
  }

  private init(_ bytes: [UInt8], _ form: EvidenceDocument.Form, _ limits: EvidenceDocument.Limits) {
    self.bytes = bytes
    self.form = form
    self.limits = limits
    // A guess that spares the growing list from being copied more than once or twice.
    nodes.reserveCapacity(min(bytes.count / 16, limits.values) + 4)
  }

  /// The refusal with the line it happened on.
  private func located(_ refusal: JSONRefusal) -> EvidenceRefusal {
    if nodes.count >= limits.values { return .tooManyValues(limit: limits.values) }
    let line = bytes[..<min(offset, bytes.count)].count { $0 == 0x0a } + 1
    return .malformed(refusal, line: line)
  }

  // MARK: Values

  private mutating func document() throws(JSONRefusal) {
    skipSpace()
    guard offset < bytes.count else { return }
    try value()
    skipSpace()
    guard offset == bytes.count else { throw .syntax(offset: offset) }
  }

  private mutating func lines() throws(JSONRefusal) {
    push(.array, extent: 0)
    var count: UInt32 = 0
    while offset < bytes.count {
      skipSpace()
      if offset < bytes.count, bytes[offset] != 0x0a {
        try value()
        count += 1
        skipSpace()
      }
      guard offset == bytes.count || bytes[offset] == 0x0a else { throw .syntax(offset: offset) }
      offset += 1
    }
    guard count > 0 else {
      nodes.removeAll()
      return
    }
    nodes[0].extent = count
    nodes[0].next = UInt32(nodes.count)
  }

  /// One value with everything in it.
  private mutating func value() throws(JSONRefusal) {
    repeat {
      // Too many values are told from other faults by their number.
      guard nodes.count < limits.values else { throw .tooLarge(bytes: bytes.count, limit: limits.bytes) }
      guard try scalarOrOpening() else { continue }
      // A value is complete; what follows depends on what is open around it.
      try closing()
    } while !open.isEmpty
  }

  /// Reads a scalar, or the opening of a container up to its first value; says whether a value is complete.
  private mutating func scalarOrOpening() throws(JSONRefusal) -> Bool {
    guard offset < bytes.count else { throw .syntax(offset: offset) }
    switch bytes[offset] {
    case 0x22: try string(.text, .escapedText)
    case 0x7b: return try opening(.object, closedBy: 0x7d)
    case 0x5b: return try opening(.array, closedBy: 0x5d)
    case 0x74: try literal("true", .yes)
    case 0x66: try literal("false", .no)
    case 0x6e: try literal("null", .null)
    case 0x4e: try literal("NaN", .notANumber)
    case 0x49: try literal("Infinity", .notANumber)
    case 0x2d where offset + 1 < bytes.count && bytes[offset + 1] == 0x49:
      try literal("-Infinity", .notANumber)
    case 0x2d, 0x30...0x39: try number()
    default: throw .syntax(offset: offset)
    }
    return true
  }

  private mutating func opening(
    _ kind: EvidenceNode.Kind, closedBy end: UInt8
  ) throws(JSONRefusal) -> Bool {
    guard open.count < limits.depth else { throw .tooDeep(limit: limits.depth) }
    let place = nodes.count
    push(kind, extent: 0)
    offset += 1
    skipSpace()
    if offset < bytes.count, bytes[offset] == end {
      offset += 1
      nodes[place].next = UInt32(nodes.count)
      return true
    }
    open.append(place)
    if kind == .object {
      keys.open()
      try key()
    }
    return false
  }

  /// After a complete value: on to the next one of the innermost container, or out of all that end here.
  private mutating func closing() throws(JSONRefusal) {
    while let place = open.last {
      nodes[place].extent += 1
      skipSpace()
      guard offset < bytes.count else { throw .syntax(offset: offset) }
      let isObject = nodes[place].kind == .object
      if bytes[offset] == 0x2c {
        offset += 1
        skipSpace()
        if isObject { try key() }
        return
      }
      guard bytes[offset] == (isObject ? 0x7d : 0x5d) else { throw .syntax(offset: offset) }
      offset += 1
      nodes[place].next = UInt32(nodes.count)
      if isObject { try keys.close(nodes, bytes) }
      open.removeLast()
    }
  }

  private mutating func key() throws(JSONRefusal) {
    guard offset < bytes.count, bytes[offset] == 0x22 else { throw .syntax(offset: offset) }
    keys.add(nodes.count)
    try string(.key, .escapedKey)
    skipSpace()
    guard offset < bytes.count, bytes[offset] == 0x3a else { throw .syntax(offset: offset) }
    offset += 1
    skipSpace()
  }

  private mutating func push(_ kind: EvidenceNode.Kind, extent: Int) {
    nodes.append(
      EvidenceNode(
        kind: kind, start: UInt32(offset), extent: UInt32(extent), next: UInt32(nodes.count + 1)))
  }

  /// Space, tab and carriage return, and in one-value files also the line feed.
  private mutating func skipSpace() {
    while offset < bytes.count {
      let byte = bytes[offset]
      guard byte == 0x20 || byte == 0x09 || byte == 0x0d || (byte == 0x0a && form == .json) else { return }
      offset += 1
    }
  }

  // MARK: Scalars

  private mutating func literal(_ text: StaticString, _ kind: EvidenceNode.Kind) throws(JSONRefusal) {
    let end = offset + text.utf8CodeUnitCount
    guard bytes.holds(Array(text.description.utf8), at: offset) else { throw .syntax(offset: offset) }
    push(kind, extent: end)
    offset = end
  }

  private mutating func number() throws(JSONRefusal) {
    let place = nodes.count
    push(.number, extent: 0)
    if bytes[offset] == 0x2d { offset += 1 }
    let start = offset
    try digits()
    guard offset - start == 1 || bytes[start] != 0x30 else { throw .syntax(offset: start) }
    if offset < bytes.count, bytes[offset] == 0x2e {
      offset += 1
      try digits()
    }
    if offset < bytes.count, bytes[offset] | 0x20 == 0x65 {
      offset += 1
      if offset < bytes.count, bytes[offset] == 0x2b || bytes[offset] == 0x2d { offset += 1 }
      try digits()
    }
    nodes[place].extent = UInt32(offset)
  }

  private mutating func digits() throws(JSONRefusal) {
    let start = offset
    while offset < bytes.count, 0x30...0x39 ~= bytes[offset] { offset += 1 }
    guard offset > start else { throw .syntax(offset: offset) }
  }

  private mutating func string(
    _ plain: EvidenceNode.Kind, _ escaped: EvidenceNode.Kind
  ) throws(JSONRefusal) {
    offset += 1
    let start = offset
    var kind = plain
    while true {
      offset = bytes.endOfPlainText(from: offset)
      guard offset < bytes.count, bytes[offset] >= 0x20 else { throw .syntax(offset: offset) }
      if bytes[offset] == 0x22 { break }
      guard let (_, length) = JSONEscapes.scalar(in: bytes[...], at: offset) else {
        throw escapeFault
      }
      kind = escaped
      offset += length
    }
    guard bytes.isUTF8(in: start..<offset) else { throw .invalidText(offset: start) }
    nodes.append(
      EvidenceNode(
        kind: kind, start: UInt32(start), extent: UInt32(offset), next: UInt32(nodes.count + 1)))
    offset += 1
  }

  /// Half a surrogate pair is invalid text; any other escape that is none is no JSON.
  private var escapeFault: JSONRefusal {
    let isUnit =
      offset + 6 <= bytes.count && bytes[offset + 1] == 0x75
      && Hex.decode(String(decoding: bytes[offset + 2..<offset + 6], as: UTF8.self)) != nil
    return isUnit ? .invalidText(offset: offset) : .syntax(offset: offset)
  }
}
