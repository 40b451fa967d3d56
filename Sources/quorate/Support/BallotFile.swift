internal import CanonicalEncoding
internal import Governance
internal import Quorate
internal import Signing

/// A ballot on its way to another wallet and back.
struct BallotFile {
  /// The most bytes of one, and of what a drop-box gives for it.
  static let sizeLimit = 1 << 20
  let statement: Statement
  let reason: String
  var signature: String?

  init(_ prepared: Prepared) {
    statement = prepared.statement
    reason = prepared.reason
  }

  /// The signature: that of a flag, else the one in the file.
  func signature(or flag: String?) throws -> RecoverableSignature {
    guard let text = flag ?? signature else {
      throw Failure(
        .usage, "sig.missing", "there is no signature; give --signature or fill it into the file")
    }
    let digits = text.hasPrefix("0x") ? String(text.dropFirst(2)) : text
    guard let bytes = Hex.decode(digits) else {
      throw Failure(.badInput, "sig.length", "a signature is hexadecimal digits")
    }
    return try RecoverableSignature(parsing: bytes)
  }

  /// The statement, the reason behind its hash, what the wallet signs, and room for the signature.
  func json(signed signature: RecoverableSignature? = nil) throws -> JSONValue {
    let message = statement.message(in: Statement.domain(of: statement.header.dao))
    let typed = try message.json(revealing: reason.isEmpty ? [:] : ["reason": reason])
    return .members([
      "format": .string("quorate.ballot/1"), "kind": .string(statement.kind.rawValue),
      "reason": .string(reason),
      "signature": .string(signature.map { "0x" + Hex.encode($0.canonicalBytes) } ?? ""),
      "statement": statement.json, "typedData": typed,
    ])
  }

  init(parsing bytes: [UInt8]) throws {
    var fields = try JSONFields(try JSONParser.parse(bytes), of: "a ballot file")
    guard try fields.string("format") == "quorate.ballot/1" else {
      throw fields.unexpected("format", "quorate.ballot/1")
    }
    guard let kind = StatementKind(rawValue: try fields.string("kind")), kind == .ballot else {
      throw fields.unexpected("kind", "ballot.cast")
    }
    reason = try fields.string("reason")
    let signature = fields.optional("signature")?.string ?? ""
    self.signature = signature.isEmpty ? nil : signature
    statement = try Statement(kind, parsing: try fields.value("statement"))
    // Read and ignored: what counts is the statement, whose typed data is a function of it.
    _ = fields.optional("typedData")
    try fields.finish()
    guard case .ballot(let ballot) = statement, Reason.hash(reason) == ballot.reasonHash else {
      throw Failure(.badEvidence, "ballot.reason", "the reason is not the one whose hash the ballot holds")
    }
  }
}
