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
    var fields = try JSONFields(value, of: DisplayText.withArticle("\(Self.kind) action"))
    guard try fields.string("type") == Self.kind else { throw fields.unexpected("type", Self.kind) }
    self = try Self(reading: &fields)
    try fields.finish()
  }

  /// The canonical form, `type` included.
  var json: JSONValue {
    .object(JSONObject(members + [.init(key: "type", value: .string(Self.kind))]))
  }
}
