internal import CanonicalEncoding

/// The members of one table of a protocol, with where it stands.
struct ProtocolFields {
  let path: String
  private var fields: JSONFields

  init(_ value: JSONValue, at path: String) throws(ProtocolRefusal) {
    self.path = path
    do { fields = try JSONFields(value, of: path.isEmpty ? "a protocol" : path) } catch {
      throw .malformed(path: path.isEmpty ? "protocol" : path, error)
    }
  }

  private init(_ fields: JSONFields, at path: String) { (self.fields, self.path) = (fields, path) }

  /// The same members under a better name, once it is known.
  func moved(to path: String) -> ProtocolFields { ProtocolFields(fields, at: path) }

  private func named(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  private var place: String { path.isEmpty ? "protocol" : path }

  func unexpected(_ key: String, _ needs: String) -> ProtocolRefusal {
    .malformed(path: place, fields.unexpected(key, needs))
  }

  private mutating func taking<Value>(
    _ body: (inout JSONFields) throws(JSONRefusal) -> Value
  ) throws(ProtocolRefusal) -> Value {
    do { return try body(&fields) } catch { throw .malformed(path: place, error) }
  }

  func contains(_ key: String) -> Bool { fields.contains(key) }

  func finish() throws(ProtocolRefusal) {
    do { try fields.finish() } catch { throw .malformed(path: place, error) }
  }

  // MARK: Members

  mutating func string(_ key: String) throws(ProtocolRefusal) -> String {
    try taking { fields throws(JSONRefusal) in try fields.string(key) }
  }

  mutating func boolean(_ key: String) throws(ProtocolRefusal) -> Bool {
    guard let value = try value(key).bool else { throw unexpected(key, "true or false") }
    return value
  }

  mutating func integer(_ key: String, _ range: ClosedRange<UInt64>) throws(ProtocolRefusal) -> UInt64 {
    guard let value = try value(key).unsigned, range.contains(value) else {
      throw unexpected(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A name: a letter, then letters, digits, `.`, `_` and `-`; at most 64.
  mutating func name(_ key: String) throws(ProtocolRefusal) -> String {
    let name = try string(key)
    guard Self.isName(name) else { throw unexpected(key, "a name of letters, digits, . _ and -") }
    return name
  }

  static func isName(_ text: String) -> Bool {
    guard 1...64 ~= text.utf8.count, let first = text.utf8.first, 0x61...0x7a ~= first | 0x20 else {
      return false
    }
    return text.utf8.allSatisfy {
      0x61...0x7a ~= $0 | 0x20 || 0x30...0x39 ~= $0 || $0 == 0x2e || $0 == 0x5f || $0 == 0x2d
    }
  }

  mutating func names(_ key: String, limit: Int) throws(ProtocolRefusal) -> [String] {
    let names = try texts(key, limit: limit)
    guard names.allSatisfy(Self.isName) else { throw unexpected(key, "a list of names") }
    return names
  }

  /// Distinct texts of 1 to 200 characters that can be shown.
  mutating func texts(_ key: String, limit: Int) throws(ProtocolRefusal) -> [String] {
    let texts = try taking { fields throws(JSONRefusal) in try fields.strings(key) }
    guard texts.count <= limit, Set(texts.map { ByteText($0) }).count == texts.count,
      texts.allSatisfy({ DisplayText.fault(of: $0, limit: 200) == nil })
    else { throw unexpected(key, "a list of at most \(limit) distinct, readable texts") }
    return texts
  }

  /// A readable text, or `nil` where there is none.
  mutating func label(_ key: String, limit: Int) throws(ProtocolRefusal) -> String? {
    guard contains(key) else { return nil }
    let text = try string(key)
    if let fault = DisplayText.fault(of: text, limit: limit) {
      throw unexpected(key, "a readable text of at most \(limit) characters: it \(fault.words)")
    }
    return text
  }

  /// A length of time, or `nil` where there is none.
  mutating func span(_ key: String) throws(ProtocolRefusal) -> Span? {
    guard contains(key) else { return nil }
    let text = try string(key)
    guard let span = Span(text) ?? Span(iso8601: text), span > .zero else {
      throw unexpected(key, "a length of time such as 30d or P30D")
    }
    return span
  }

  mutating func decimal(_ key: String) throws(ProtocolRefusal) -> ExactDecimal {
    guard case .text(let text) = try ruleValue(key), let decimal = ExactDecimal(text.text) else {
      throw unexpected(key, "a decimal number, as text")
    }
    guard decimal.digits.count <= 40, decimal.exponent.magnitude <= 400 else {
      throw unexpected(key, "a number of at most 40 digits")
    }
    return decimal
  }

  mutating func ruleValue(_ key: String) throws(ProtocolRefusal) -> RuleValue {
    guard let value = Self.ruleValue(try value(key)) else { throw unexpected(key, "a text, true or false") }
    return value
  }

  mutating func ruleValues(_ key: String) throws(ProtocolRefusal) -> [RuleValue] {
    let items = try value(key).array ?? []
    let values = items.compactMap(Self.ruleValue)
    guard 1...100 ~= values.count, values.count == items.count, Set(values).count == values.count else {
      throw unexpected(key, "a list of 1 to 100 distinct texts")
    }
    return values
  }

  private static func ruleValue(_ value: JSONValue) -> RuleValue? {
    switch value {
    case .string(let text), .number(let text): text.utf8.count <= 200 ? .text(ByteText(text)) : nil
    case .bool(let value): .boolean(value)
    case .null, .array, .object: nil
    }
  }

  mutating func selection(_ key: String) throws(ProtocolRefusal) -> Path {
    let text = try string(key)
    do { return try Path(text) } catch { throw .path(path: named(key), error) }
  }

  mutating func digests(_ key: String, limit: Int) throws(ProtocolRefusal) -> [String: Digest] {
    guard let object = try value(key).object, object.members.count <= limit else {
      throw unexpected(key, "a table of at most \(limit) digests")
    }
    var digests: [String: Digest] = [:]
    for member in object.members {
      guard Self.isName(member.key), let digest = member.value.string.flatMap({ Digest($0) }) else {
        throw unexpected(key, "a table of names, each with 0x and 64 lower-case digits")
      }
      digests[member.key] = digest
    }
    return digests
  }

  mutating func table(_ key: String) throws(ProtocolRefusal) -> ProtocolFields {
    try ProtocolFields(try value(key), at: named(key))
  }

  mutating func list(
    _ key: String, _ range: ClosedRange<Int>
  ) throws(ProtocolRefusal) -> [ProtocolFields] {
    let items = try taking { fields throws(JSONRefusal) in try fields.array(key) }
    guard range.contains(items.count) else {
      throw unexpected(key, "a list of \(range.lowerBound) to \(range.upperBound)")
    }
    var tables: [ProtocolFields] = []
    for (number, item) in items.enumerated() {
      tables.append(try ProtocolFields(item, at: "\(named(key))[\(number)]"))
    }
    return tables
  }

  private mutating func value(_ key: String) throws(ProtocolRefusal) -> JSONValue {
    try taking { fields throws(JSONRefusal) in try fields.value(key) }
  }
}

extension Span {
  /// Reads a length of ISO 8601 in whole weeks, days, hours, minutes and seconds: `P30D`, `PT36H`, `P1DT12H`.
  ///
  /// Years and months have no fixed length and are none.
  package init?(iso8601 text: String) {
    guard text.utf8.first == 0x50 else { return nil }
    var rest = text.utf8.dropFirst()
    var milliseconds: UInt64 = 0
    var units: [(UInt8, UInt64)] = [(0x57, 604_800_000), (0x44, 86_400_000)]
    var isTime = false
    var count = 0
    while !rest.isEmpty {
      if rest.first == 0x54, !isTime {
        (isTime, units) = (true, [(0x48, 3_600_000), (0x4d, 60_000), (0x53, 1000)])
        rest = rest.dropFirst()
        if rest.isEmpty { return nil }
        continue
      }
      let digits = rest.prefix { 0x30...0x39 ~= $0 }
      rest = rest.dropFirst(digits.count)
      guard 1...9 ~= digits.count, let amount = UInt64(String(decoding: digits, as: UTF8.self)),
        let letter = rest.first, let position = units.firstIndex(where: { $0.0 == letter })
      else { return nil }
      milliseconds += amount * units[position].1
      units.removeFirst(position + 1)
      rest = rest.dropFirst()
      count += 1
    }
    guard count > 0, milliseconds <= 34_560_000_000_000 else { return nil }
    self.init(milliseconds: milliseconds)
  }
}
