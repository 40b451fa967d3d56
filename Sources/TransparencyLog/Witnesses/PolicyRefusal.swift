package import CanonicalEncoding

/// Why a text is no witness policy. Lines count from 1.
package enum PolicyRefusal: CodedRefusal, Hashable {
  /// More bytes than a policy may have.
  case tooLarge(bytes: Int, limit: Int)
  /// Says what is wrong with a line.
  case malformed(line: Int, String)
  /// A verifier key that does not read.
  case key(line: Int, NoteRefusal)
  /// One public key in two lines: one witness would count twice.
  case repeatedKey(line: Int, name: String)
  /// Two definitions of a name.
  case repeatedName(line: Int, name: ByteString)
  /// A member that is in a group already: it would count in two ways.
  case repeatedMember(line: Int, name: ByteString)
  /// A name that no line before defines; a group that contains itself would need one.
  case undefined(line: Int, name: ByteString)
  /// No line says what is enough.
  case noQuorum

  /// The stable name.
  package var code: String {
    switch self {
    case .tooLarge: "policy.tooLarge"
    case .malformed: "policy.malformed"
    case .key: "policy.key"
    case .repeatedKey: "policy.repeatedKey"
    case .repeatedName: "policy.repeatedName"
    case .repeatedMember: "policy.repeatedMember"
    case .undefined: "policy.undefined"
    case .noQuorum: "policy.noQuorum"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .tooLarge(let bytes, let limit): "a policy of \(bytes) bytes, at most \(limit) are allowed"
    case .malformed(let line, let fault): "line \(line) of the policy: \(fault)"
    case .key(let line, let refusal): "line \(line) of the policy: \(refusal.message)"
    case .repeatedKey(let line, let name):
      "line \(line) of the policy: the key of \(DisplayText.escaped(name, limit: 80)) stands in a line before"
    case .repeatedName(let line, let name): "line \(line) of the policy: \(Self.text(name)) is defined twice"
    case .repeatedMember(let line, let name):
      "line \(line) of the policy: \(Self.text(name)) is a member of a group already"
    case .undefined(let line, let name):
      "line \(line) of the policy: \(Self.text(name)) is not defined by a line before"
    case .noQuorum: "the policy has no quorum line"
    }
  }

  private static func text(_ name: ByteString) -> String {
    "\"\(DisplayText.escaped(name.text ?? "0x" + name.hex, limit: 80))\""
  }
}
