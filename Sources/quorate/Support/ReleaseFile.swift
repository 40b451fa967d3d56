internal import CanonicalEncoding
internal import DeploymentGate
internal import Governance
internal import Ledger
internal import Signing

/// What a release key signed, on its way to somebody who puts it on record.
///
/// Nothing in it is believed: the log takes the signatures only over what it computes itself.
struct ReleaseFile {
  /// A message with its signature.
  struct Part {
    let name: String
    let message: [UInt8]
    let signature: [UInt8]
  }

  /// The DAO it is meant for.
  let dao: Digest
  /// The proposal.
  let proposal: Digest
  /// The release key: its SubjectPublicKeyInfo, DER.
  let key: [UInt8]
  let parts: [Part]

  private static let format = "quorate.release-file/1"
  /// The largest: the signature of a model lists every file.
  static let sizeLimit = 2 * InTotoStatement.sizeLimit

  /// Signs statements with a key.
  init(
    _ statements: [(name: String, statement: InTotoStatement)], of decided: DecidedRelease, to dao: Digest,
    with signer: any AttestationSigner
  ) throws {
    self.dao = dao
    proposal = decided.proposal.id
    key = try signer.key.spki
    parts = try statements.map { name, statement in
      Part(name: name, message: statement.message, signature: try signer.sign(statement.message))
    }
  }

  init(parsing bytes: [UInt8]) throws(JSONRefusal) {
    var fields = try JSONFields(try JSONParser.parse(bytes, limit: Self.sizeLimit), of: "a release file")
    dao = try fields.digest("dao")
    guard try fields.string("format") == Self.format else { throw fields.unexpected("format", Self.format) }
    key = try fields.bytes("key")
    proposal = try fields.digest("proposal")
    let elements = try fields.array("signed")
    guard 1...ReleaseSignature.limit ~= elements.count else {
      throw fields.unexpected("signed", "a list of 1 to \(ReleaseSignature.limit)")
    }
    var parts: [Part] = []
    for element in elements { parts.append(try Part(parsing: element)) }
    self.parts = parts
    try fields.finish()
  }

  var json: JSONValue {
    .members([
      "dao": .string(dao.description), "format": .string(Self.format),
      "key": .string("0x" + Hex.encode(key)), "proposal": .string(proposal.description),
      "signed": .array(parts.map(\.json)),
    ])
  }

  /// The same for a statement.
  var signed: [ReleaseSignature.Signed] {
    parts.map {
      ReleaseSignature.Signed(name: $0.name, message: .sha256($0.message), signature: $0.signature)
    }
  }
}

extension ReleaseFile.Part {
  fileprivate init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a signature of a release file")
    guard let message = Base64.decode(try fields.string("message")) else {
      throw fields.unexpected("message", "canonical base64")
    }
    self.message = message
    name = try fields.string("name")
    signature = try fields.bytes("signature")
    try fields.finish()
  }

  fileprivate var json: JSONValue {
    .members([
      "message": .string(Base64.encode(message)), "name": .string(name),
      "signature": .string("0x" + Hex.encode(signature)),
    ])
  }
}
