internal import CanonicalEncoding

/// What JavaScript makes of a JSON value where Snapshot's checks convert it without saying so.
///
/// `["1"]` is an approval ballot that passes every check and counts for nothing, and `"01"` is a choice of a
/// weighted ballot: such ballots exist, and a recount must treat them alike. The names in brackets are those of
/// ECMA-262.
enum ScriptValue {
  /// The number that a value becomes in arithmetic (`ToNumber`), or a NaN.
  static func number(_ value: JSONValue) -> SnapshotDouble {
    switch value {
    case .null: 0
    case .bool(let flag): flag ? 1 : 0
    case .number(let text): SnapshotDouble(text) ?? .nan
    case .string(let text): number(of: text)
    case .array: number(of: text(value))
    case .object: .nan
    }
  }

  /// The text that a value becomes as a key or in comparison with text (`ToString`).
  static func text(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .number: text(of: number(value))
    case .string(let text): text
    case .array(let elements): elements.map { $0 == .null ? "" : text($0) }.joined(separator: ",")
    case .object: "[object Object]"
    }
  }

  /// The text of a number that is a whole one below 2^53; of others one that is no key of a choice.
  private static func text(of number: SnapshotDouble) -> String {
    Int64(exactly: number).map { String($0) } ?? String(number)
  }

  /// Whether a value is a choice from 1 to a count, after conversion: whether `choices[value - 1]` is there.
  static func isChoice(_ value: JSONValue, of count: Int) -> Bool { choice(number(value), of: count) != nil }

  /// The choice that a number means, from 0; `nil` for one between two choices or outside of them.
  static func choice(_ number: SnapshotDouble, of count: Int) -> Int? {
    guard let index = Int(exactly: number - 1), 0..<count ~= index else { return nil }
    return index
  }

  /// Whether no two elements are the same to a `Set` (`SameValueZero`): numbers by value, texts by their text, and
  /// no list or object is the same as another.
  ///
  /// - Complexity: O(n) in the elements.
  static func areDistinct(_ elements: [JSONValue]) -> Bool {
    var (numbers, others) = (Set<SnapshotDouble>(), Set<JSONValue>())
    return elements.allSatisfy { element in
      switch element {
      case .number: numbers.insert(number(element)).inserted
      case .array, .object: true
      case .null, .bool, .string: others.insert(element).inserted
      }
    }
  }

  /// Whether a value and a text are loosely equal (`==`).
  static func isLooselyEqual(_ value: JSONValue, _ text: String) -> Bool {
    switch value {
    case .number, .bool: number(value) == number(of: text)
    case .string, .array, .object: self.text(value) == text
    case .null: false
    }
  }

  /// The members in the order in which JavaScript lists them: keys that are list positions by number, then the
  /// others. Those stand in the order of the canonical form, since a signed ballot has no other.
  static func listed(_ object: JSONObject) -> [JSONObject.Member] {
    let places = object.members.map { member -> UInt32? in
      guard let place = UInt32(member.key), place < .max, String(place) == member.key else { return nil }
      return place
    }
    return zip(object.members, places).enumerated().sorted { left, right in
      switch (left.element.1, right.element.1) {
      case (let first?, let second?): first < second
      case (_?, nil): true
      case (nil, _?): false
      case (nil, nil): left.offset < right.offset
      }
    }.map(\.element.0)
  }

  // MARK: Text

  /// The number that a text becomes (`StringToNumber`), or a NaN: white space around it is ignored, nothing is
  /// zero, and hexadecimal, octal and binary digits are read.
  static func number(of text: String) -> SnapshotDouble {
    var letters = Array(text.unicodeScalars)[...]
    while let letter = letters.first, isSpace(letter) { letters.removeFirst() }
    while let letter = letters.last, isSpace(letter) { letters.removeLast() }
    guard !letters.isEmpty else { return 0 }
    guard letters.allSatisfy(\.isASCII) else { return .nan }
    let digits = letters.map { UInt8(truncatingIfNeeded: $0.value) }
    if digits.count > 2, digits[0] == 0x30, let radix = radix(digits[1]) {
      return number(of: digits[2...], radix: radix)
    }
    let isSigned = digits[0] == 0x2b || digits[0] == 0x2d
    let magnitude = digits[(isSigned ? 1 : 0)...]
    if magnitude.elementsEqual("Infinity".utf8) { return digits[0] == 0x2d ? -.infinity : .infinity }
    guard isDecimal(magnitude) else { return .nan }
    return SnapshotDouble(String(decoding: digits, as: UTF8.self)) ?? .nan
  }

  private static func radix(_ letter: UInt8) -> Int? {
    switch letter | 0x20 {
    case 0x78: 16
    case 0x6f: 8
    case 0x62: 2
    default: nil
    }
  }

  private static func number(of digits: ArraySlice<UInt8>, radix: Int) -> SnapshotDouble {
    var value: SnapshotDouble = 0
    for digit in digits {
      guard let place = Character(UnicodeScalar(digit)).hexDigitValue, place < radix else { return .nan }
      value = value * SnapshotDouble(radix) + SnapshotDouble(place)
    }
    return value
  }

  /// Digits with at most one point among or beside them, and perhaps an exponent.
  private static func isDecimal(_ letters: ArraySlice<UInt8>) -> Bool {
    let parts = letters.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 | 0x20 == 0x65 }
    let mantissa = parts[0].split(separator: 0x2e, maxSplits: 1, omittingEmptySubsequences: false)
    guard mantissa.contains(where: { !$0.isEmpty }), mantissa.allSatisfy({ $0.allSatisfy(isDigit) }) else {
      return false
    }
    guard parts.count == 2 else { return true }
    let exponent = parts[1].first == 0x2b || parts[1].first == 0x2d ? parts[1].dropFirst() : parts[1]
    return !exponent.isEmpty && exponent.allSatisfy(isDigit)
  }

  private static func isDigit(_ letter: UInt8) -> Bool { 0x30...0x39 ~= letter }

  private static func isSpace(_ letter: Unicode.Scalar) -> Bool {
    switch letter.value {
    case 0x09...0x0d, 0xfeff, 0x2028, 0x2029: true
    default: letter.properties.generalCategory == .spaceSeparator
    }
  }
}
