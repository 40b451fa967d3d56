package import CanonicalEncoding

/// How members of actions and records are put together: what is not there is left out, never written empty.
extension [JSONObject.Member] {
  /// Members with these texts.
  package init(texts: KeyValuePairs<String, String>) {
    self = texts.map { .init(key: $0.key, value: .string($0.value)) }
  }

  /// Adds a text, unless there is none.
  package mutating func add(_ key: String, _ text: String?) {
    if let text { append(.init(key: key, value: .string(text))) }
  }

  /// Adds a digest, an instant or another value by its text, unless there is none.
  package mutating func add(_ key: String, _ value: (some CustomStringConvertible)?) {
    add(key, value?.description)
  }

  /// Adds a list, unless it is empty.
  package mutating func add(_ key: String, list: [JSONValue]) {
    if !list.isEmpty { append(.init(key: key, value: .array(list))) }
  }

  /// Adds a list of texts, unless it is empty.
  package mutating func add(_ key: String, texts: [String]) { add(key, list: texts.map { .string($0) }) }

  /// Adds a whole number.
  package mutating func add(_ key: String, number: UInt64) {
    append(.init(key: key, value: .integer(number)))
  }
}
