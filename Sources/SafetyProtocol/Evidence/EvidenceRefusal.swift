package import CanonicalEncoding

/// Why bytes were not read as evidence.
package enum EvidenceRefusal: CodedRefusal, Hashable {
  /// Not well-formed JSON, at a line counted from one.
  case malformed(JSONRefusal, line: Int)
  /// More values than are held at once.
  case tooManyValues(limit: Int)
  /// No value at all.
  case empty

  /// The stable name.
  package var code: String {
    switch self {
    case .malformed(let refusal, _): refusal.code
    case .tooManyValues: "evidence.tooManyValues"
    case .empty: "evidence.empty"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .malformed(let refusal, 0): refusal.message
    case .malformed(let refusal, let line): "line \(line): \(refusal.message)"
    case .tooManyValues(let limit): "more than \(limit) values"
    case .empty: "there is nothing in it"
    }
  }
}
