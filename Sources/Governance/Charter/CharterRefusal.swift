public import CanonicalEncoding

/// Why a charter is not one.
public enum CharterRefusal: CodedRefusal, Hashable {
  /// A part that does not read.
  case malformed(path: String, JSONRefusal)
  /// A name that is used but not defined.
  case undefined(path: String, name: String)
  /// Values that contradict each other.
  case inconsistent(path: String, String)
  /// The same where `charter lint` has a code of its own for it.
  case contradictory(lint: String, path: String, String)
  /// A meaning of the rules this program does not know.
  case semantics(UInt64)

  /// The stable name.
  public var code: String {
    switch self {
    case .malformed: "charter.malformed"
    case .undefined: "charter.undefined"
    case .inconsistent, .contradictory: "charter.inconsistent"
    case .semantics: "charter.semantics"
    }
  }

  /// Where in the charter.
  package var path: String {
    switch self {
    case .malformed(let path, _), .undefined(let path, _), .inconsistent(let path, _),
      .contradictory(_, let path, _):
      path
    case .semantics: "semantics"
    }
  }

  /// One sentence for a person.
  public var message: String {
    switch self {
    case .malformed(let path, let refusal): "\(path): \(refusal.message)"
    case .undefined(let path, let name):
      "\(path) names \"\(DisplayText.escaped(name))\", which is not defined"
    case .inconsistent(let path, let fault), .contradictory(_, let path, let fault): "\(path): \(fault)"
    case .semantics(let version): "semantics \(version) is not known; this program knows 1"
    }
  }
}

extension CharterRefusal {
  /// What a lint finds and no charter may hold.
  init(_ finding: CharterFinding) {
    self = .contradictory(lint: finding.code.rawValue, path: finding.path, finding.sentence)
  }

  /// The finding that it is; `nil` where no lint has a code for it.
  var finding: CharterFinding? {
    guard case .contradictory(let lint, let path, let fault) = self else { return nil }
    return CharterFinding.Code(rawValue: lint).map { CharterFinding($0, .error, at: path, fault) }
  }
}
