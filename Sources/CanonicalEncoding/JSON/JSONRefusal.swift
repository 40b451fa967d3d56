/// Why bytes were not read as JSON, or a value not as the thing that was expected.
public enum JSONRefusal: CodedRefusal, Hashable {
  /// Not JSON at all, at a byte offset.
  case syntax(offset: Int)
  /// Valid JSON in another form than the one canonical form of RFC 8785, at a byte offset.
  case notCanonical(offset: Int)
  /// A key that stands twice in one object.
  case duplicateKey(String)
  /// A number that is not a plain whole number.
  case numberForm(String)
  /// Arrays and objects nested more deeply than allowed.
  case tooDeep(limit: Int)
  /// More bytes than allowed.
  case tooLarge(bytes: Int, limit: Int)
  /// Bytes that are not valid UTF-8, or an escape that is half of a surrogate pair.
  case invalidText(offset: Int)
  /// A member that must be there is missing.
  case missing(field: String, in: String)
  /// A member nobody knows; what is not understood is refused.
  case unknown(field: String, in: String)
  /// A member of another type, form or range than required; the field `it` is the subject as a whole.
  case unexpected(field: String, in: String, needs: String)

  /// The stable name.
  public var code: String {
    switch self {
    case .syntax: "json.syntax"
    case .notCanonical: "json.notCanonical"
    case .duplicateKey: "json.duplicateKey"
    case .numberForm: "json.numberForm"
    case .tooDeep: "json.tooDeep"
    case .tooLarge: "json.tooLarge"
    case .invalidText: "json.invalidText"
    case .missing: "field.missing"
    case .unknown: "field.unknown"
    case .unexpected: "field.unexpected"
    }
  }

  /// One sentence for a person.
  public var message: String {
    switch self {
    case .syntax(let offset): "not JSON (byte \(offset))"
    case .notCanonical(let offset): "not in the canonical form of RFC 8785 (byte \(offset))"
    case .duplicateKey(let key): "the key \"\(DisplayText.escaped(key))\" stands twice in one object"
    case .numberForm(let text): "\(DisplayText.escaped(text, limit: 40)) is not a plain whole number"
    case .tooDeep(let limit): "nested more than \(limit) levels deep"
    case .tooLarge(let bytes, let limit): "\(bytes) bytes, at most \(limit) are allowed"
    case .invalidText(let offset): "not valid Unicode text (byte \(offset))"
    case .missing(let field, let subject): "\(subject) lacks \"\(field)\""
    case .unknown(let field, let subject): "\(subject) has an unknown field \"\(DisplayText.escaped(field))\""
    case .unexpected("it", let subject, let needs): "\(subject) must be \(needs)"
    case .unexpected(let field, let subject, let needs): "\"\(field)\" of \(subject) must be \(needs)"
    }
  }
}
