package import CanonicalEncoding

/// Why a document is no safety protocol.
package enum ProtocolRefusal: CodedRefusal, Hashable {
  /// A part that does not read.
  case malformed(path: String, JSONRefusal)
  /// A path of RFC 9535 that is none.
  case path(path: String, PathRefusal)
  /// A name that is used but not defined.
  case undefined(path: String, name: String)
  /// Values that contradict each other.
  case inconsistent(path: String, String)

  /// The stable name.
  package var code: String {
    switch self {
    case .malformed: "protocol.malformed"
    case .path: "protocol.path"
    case .undefined: "protocol.undefined"
    case .inconsistent: "protocol.inconsistent"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .malformed(let path, let refusal): "\(path): \(refusal.message)"
    case .path(let path, let refusal): "\(path): \(refusal.message)"
    case .undefined(let path, let name):
      "\(path) names \"\(DisplayText.escaped(name, limit: 80))\", which is not defined"
    case .inconsistent(let path, let fault): "\(path): \(fault)"
    }
  }
}
