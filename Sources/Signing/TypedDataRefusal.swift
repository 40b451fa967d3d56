package import CanonicalEncoding

/// Why a document was not read as EIP-712 typed data, or a message not shown as one.
package enum TypedDataRefusal: CodedRefusal, Hashable {
  /// Not an object of types, primary type, domain and message.
  case document(JSONRefusal)
  /// A type that is neither atomic nor declared; the lenient `int` and `uint` are among them.
  case unknownType(String)
  /// A declaration that nobody can encode: a bad or repeated name, or the name of an atomic type.
  case badDeclaration(String)
  /// A struct that contains itself.
  case recursive(String)
  /// More types than allowed.
  case tooManyTypes(Int)
  /// A member that the type names is not there.
  case missingMember(String)
  /// A member that the type does not name: it would be shown, but not signed.
  case unknownMember(String)
  /// `null` where a value belongs.
  case null(String)
  /// A value of another form than its type demands.
  case badValue(member: String, type: String)
  /// A number out of the range of its type.
  case outOfRange(member: String, type: String)
  /// A list of another length than its type says.
  case wrongCount(member: String, type: String)
  /// A text of which only the hash is known, and which was not supplied.
  case textUnknown(member: String)

  /// The stable name.
  package var code: String {
    switch self {
    case .document: "typed.document"
    case .unknownType: "typed.unknownType"
    case .badDeclaration: "typed.badDeclaration"
    case .recursive: "typed.recursive"
    case .tooManyTypes: "typed.tooManyTypes"
    case .missingMember: "typed.missingMember"
    case .unknownMember: "typed.unknownMember"
    case .null: "typed.null"
    case .badValue: "typed.badValue"
    case .outOfRange: "typed.outOfRange"
    case .wrongCount: "typed.wrongCount"
    case .textUnknown: "typed.textUnknown"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .document(let refusal): refusal.message
    case .unknownType(let type): "the type \(Self.shown(type)) is neither declared nor one of EIP-712"
    case .badDeclaration(let name): "\(Self.shown(name)) is not declared as a list of distinct named members"
    case .recursive(let type): "the type \(Self.shown(type)) contains itself"
    case .tooManyTypes(let limit): "more than \(limit) types are declared"
    case .missingMember(let member): "the member \(Self.shown(member)) is missing"
    case .unknownMember(let member): "the member \(Self.shown(member)) belongs to no type"
    case .null(let member): "the member \(Self.shown(member)) is null"
    case .badValue(let member, let type):
      "\(Self.shown(member)) is not in the one form of \(Self.shown(type))"
    case .outOfRange(let member, let type):
      "\(Self.shown(member)) is out of the range of \(Self.shown(type))"
    case .wrongCount(let member, let type):
      "\(Self.shown(member)) has not as many elements as \(Self.shown(type)) says"
    case .textUnknown(let member):
      "only the hash of \(Self.shown(member)) is known; give the text it was made from"
    }
  }

  private static func shown(_ text: String) -> String { "\"\(DisplayText.escaped(text, limit: 60))\"" }
}
