import CanonicalEncoding

/// Why a signed note, or a key for one, was not accepted.
package enum NoteRefusal: CodedRefusal, Hashable {
  /// The bytes are not a signed note; says what was found.
  case malformed(String)
  /// More bytes than a note may have.
  case tooLarge(bytes: Int, limit: Int)
  /// More signature lines than a note may have.
  case tooManySignatures(limit: Int)
  /// A name that is empty or has white space or a plus sign.
  case badName(String)
  /// The text of a verifier key is not one; says why.
  case malformedKey(String)
  /// A verifier key of a kind that is not known here.
  case unknownAlgorithm(type: UInt8?)
  /// Two signers with one key.
  case repeatedKey(name: String)
  /// A line of a known key does not verify, so nothing in the note is believed.
  case wrongSignature(name: String)
  /// None of the known keys signed.
  case unsigned

  /// The stable name.
  package var code: String {
    switch self {
    case .malformed: "note.malformed"
    case .tooLarge: "note.tooLarge"
    case .tooManySignatures: "note.tooManySignatures"
    case .badName: "note.badName"
    case .malformedKey: "note.malformedKey"
    case .unknownAlgorithm: "note.unknownAlgorithm"
    case .repeatedKey: "note.repeatedKey"
    case .wrongSignature: "note.wrongSignature"
    case .unsigned: "note.unsigned"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .malformed(let fault): "not a signed note: \(fault)"
    case .tooLarge(let bytes, let limit): "a note of \(bytes) bytes, at most \(limit) are allowed"
    case .tooManySignatures(let limit): "more than \(limit) signature lines"
    case .badName(let name): "\"\(DisplayText.escaped(name, limit: 80))\" cannot name a key"
    case .malformedKey(let fault): "not a verifier key: \(fault)"
    case .unknownAlgorithm(let type):
      "a verifier key of unknown type \(type.map { "0x" + Hex.encode([$0]) } ?? "(none)")"
    case .repeatedKey(let name): "\(DisplayText.escaped(name, limit: 80)) would sign twice with one key"
    case .wrongSignature(let name):
      "the signature of \(DisplayText.escaped(name, limit: 80)) does not verify"
    case .unsigned: "none of the expected keys signed the note"
    }
  }
}
