/// A JSON value that loses nothing: numbers keep their text, objects their distinct keys.
public enum JSONValue: Hashable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number, exactly as written.
  case number(String)
  /// A text of Unicode scalars.
  case string(String)
  /// Values in order.
  case array([JSONValue])
  /// Members with distinct keys.
  case object(JSONObject)

  /// A whole number.
  public static func integer(_ value: some FixedWidthInteger) -> JSONValue { .number(String(value)) }

  /// An object of the given members; keys must be distinct.
  package static func members(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(JSONObject(members.map { JSONObject.Member(key: $0.key, value: $0.value) }))
  }

  /// An object with a further member, whose key it must not have; any other value as it is.
  package func adding(_ key: String, _ value: JSONValue) -> JSONValue {
    guard case .object(let object) = self else { return self }
    return .object(JSONObject(object.members + [.init(key: key, value: value)]))
  }

  /// The same with another value behind the keys that lead there; as it is where they lead nowhere.
  package func replacing(_ keys: some Collection<String>, with value: JSONValue) -> JSONValue {
    guard let key = keys.first else { return value }
    guard case .object(let object) = self, object[key] != nil else { return self }
    return .object(
      JSONObject(
        sorted: object.members.map { member in
          member.key == key
            ? .init(key: key, value: member.value.replacing(keys.dropFirst(), with: value)) : member
        }))
  }

  /// The text of a string, or `nil`.
  public var string: String? { if case .string(let text) = self { text } else { nil } }

  /// The elements of an array, or `nil`.
  public var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }

  /// The object, or `nil`.
  public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }

  /// The truth value, or `nil`.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// A number written as a plain whole number that fits, or `nil`.
  public var unsigned: UInt64? {
    guard case .number(let text) = self, let value = UInt64(text), String(value) == text else { return nil }
    return value
  }
}

/// The members of a JSON object, in the order of RFC 8785: by the UTF-16 code units of the keys.
public struct JSONObject: Hashable, Sendable {
  /// A key and its value.
  public struct Member: Hashable, Sendable {
    /// The key.
    public let key: String
    /// The value.
    public let value: JSONValue

    /// A key with a value.
    public init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The members, sorted by key.
  public let members: [Member]

  /// Sorts the members; keys must be distinct.
  package init(_ members: [Member]) { self.members = members.sorted { Self.precedes($0.key, $1.key) } }

  /// Members already known to be sorted and distinct.
  init(sorted members: [Member]) { self.members = members }

  /// The value of a key, or `nil`.
  public subscript(key: String) -> JSONValue? { members.first { $0.key == key }?.value }

  /// RFC 8785 §3.2.3: order of UTF-16 code units, which for ASCII keys is that of the bytes.
  static func precedes(_ left: String, _ right: String) -> Bool {
    for (first, second) in zip(left.utf8, right.utf8) where first != second {
      return first | second < 0x80 ? first < second : left.utf16.lexicographicallyPrecedes(right.utf16)
    }
    return left.utf8.count < right.utf8.count
  }
}
