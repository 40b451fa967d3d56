package import CanonicalEncoding

/// One kind of action: its fields, how they are read strictly, and how they are put in words.
///
/// A field that may be left out is never written empty, so that one action has one canonical form.
package protocol ActionBody: Hashable, Sendable {
  /// The kind of proposal whose only action this is.
  static var kind: String { get }
  /// Reads every field but `type`.
  init(reading fields: inout JSONFields) throws(JSONRefusal)
  /// Every field but `type`.
  var members: [JSONObject.Member] { get }
  /// What it does, in words that name every digest and every limit.
  var words: String { get }
}

extension ActionBody {
  /// Reads one action of this kind and nothing else.
  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a \(Self.kind) action")
    guard try fields.string("type") == Self.kind else { throw fields.unexpected("type", Self.kind) }
    self = try Self(reading: &fields)
    try fields.finish()
  }

  /// The canonical form, `type` included.
  var json: JSONValue {
    .object(JSONObject(members + [.init(key: "type", value: .string(Self.kind))]))
  }
}

extension [JSONObject.Member] {
  /// Members with these texts.
  init(texts: KeyValuePairs<String, String>) {
    self = texts.map { .init(key: $0.key, value: .string($0.value)) }
  }

  /// Adds a text, unless there is none.
  mutating func add(_ key: String, _ text: String?) {
    if let text { append(.init(key: key, value: .string(text))) }
  }

  /// Adds a digest, an instant or another value by its text, unless there is none.
  mutating func add(_ key: String, _ value: (some CustomStringConvertible)?) { add(key, value?.description) }

  /// Adds a list, unless it is empty.
  mutating func add(_ key: String, list: [JSONValue]) {
    if !list.isEmpty { append(.init(key: key, value: .array(list))) }
  }

  /// Adds a list of texts, unless it is empty.
  mutating func add(_ key: String, texts: [String]) { add(key, list: texts.map { .string($0) }) }

  /// Adds a whole number.
  mutating func add(_ key: String, number: UInt64) { append(.init(key: key, value: .integer(number))) }
}
