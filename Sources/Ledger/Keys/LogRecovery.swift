package import CanonicalEncoding
internal import Governance
package import Signing

/// What the recoverers of a log sign together where its keys are lost: that it is to go on under others.
///
/// Bound to one DAO, one change of keys and one new pair, and good until an instant: it cannot be kept for later.
package struct LogRecovery: Hashable, Sendable {
  /// The DAO.
  package let dao: Digest
  /// Its name, as wallets show it.
  package let daoName: String
  /// The number of the change that it is to become.
  package let number: UInt64
  /// The commitment to the new pair.
  package let keys: Digest
  /// The entry from which on the pair before is not to be believed; `nil` where it was lost, and not stolen.
  package let doubtedFrom: UInt64?
  /// Why, in a sentence.
  package let reason: String
  /// The last instant at which it may be put on record.
  package let validUntil: Timepoint

  package init(
    dao: Digest, daoName: String, number: UInt64, keys: Digest, doubtedFrom: UInt64?, reason: String,
    validUntil: Timepoint
  ) {
    self.dao = dao
    self.daoName = daoName
    self.number = number
    self.keys = keys
    self.doubtedFrom = doubtedFrom
    self.reason = reason
    self.validUntil = validUntil
  }

  private static let type = TypedStructType(
    name: "LogRecovery",
    members: [
      ("dao", "string"), ("change", "uint64"), ("newKeys", "bytes32"), ("doubtedFrom", "string"),
      ("reason", "string"), ("validUntil", "uint64"),
    ])

  private var doubt: String { doubtedFrom.map { String($0) } ?? "-" }

  /// What each recoverer signs.
  package var message: TypedMessage {
    TypedMessage(
      type: Self.type, domain: Statement.domain(of: dao),
      values: [
        .text(daoName), .integer(number), .word(keys), .text(doubt), .text(reason),
        .integer(validUntil.milliseconds),
      ])
  }

  /// The log form.
  package var json: JSONValue {
    .members([
      "change": .integer(number), "dao": .string(dao.description), "dao_name": .string(daoName),
      "doubted_from": .string(doubt), "new_keys": .string(keys.description), "reason": .string(reason),
      "valid_until": .integer(validUntil.milliseconds),
    ])
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a recovery of a log's keys")
    number = try fields.integer("change")
    dao = try fields.digest("dao")
    daoName = try fields.string("dao_name")
    let doubt = try fields.string("doubted_from")
    doubtedFrom = doubt == "-" ? nil : UInt128(decimal: doubt).flatMap { UInt64(exactly: $0) }
    keys = try fields.digest("new_keys")
    reason = try fields.string("reason")
    validUntil = try fields.timepoint("valid_until")
    try fields.finish()
    guard self.doubt.utf8.elementsEqual(doubt.utf8), doubtedFrom ?? 0 < 1 << 53 else {
      throw fields.unexpected("doubted_from", "an entry, or -")
    }
    guard DisplayText.fault(of: reason, limit: 300) == nil else {
      throw fields.unexpected("reason", "a sentence of at most 300 characters")
    }
  }
}

/// A recovery with the signatures under it, put on record or on its way there.
package struct LogRecoveryEntry: Hashable, Sendable {
  package let recovery: LogRecovery
  /// In order of accounts, each once.
  package let signatures: [AccountKey: RecoverableSignature]

  package init(_ recovery: LogRecovery, signatures: [AccountKey: RecoverableSignature]) {
    self.recovery = recovery
    self.signatures = signatures
  }

  private static let tag = DomainTag("quorate/log-recovery/v1")

  /// The identity of the entry: of what was signed, with who signed it.
  package var id: Digest { Self.tag.digest(json.canonicalBytes) }

  /// The members `recovery` and `signatures`.
  package var members: [JSONObject.Member] {
    let list = signatures.sorted { $0.key < $1.key }.map { recoverer, signature in
      JSONValue.members([
        "recoverer": .string(recoverer.text),
        "signature": .string("0x" + Hex.encode(signature.canonicalBytes)),
      ])
    }
    return [.init(key: "recovery", value: recovery.json), .init(key: "signatures", value: .array(list))]
  }

  private var json: JSONValue { .object(JSONObject(members)) }

  private static let format = "quorate.log-recovery/1"
  /// As many signatures as a plan can ask for.
  package static let sizeLimit = 1 << 16

  /// The canonical JSON of a file.
  package var bytes: [UInt8] {
    JSONValue.object(JSONObject(members + [.init(key: "format", value: .string(Self.format))])).canonicalBytes
  }

  /// Reads the canonical JSON of a file; nothing is verified yet.
  package init(parsing bytes: [UInt8]) throws {
    var fields = try JSONFields(
      try JSONParser.parse(bytes, form: .canonical, limit: Self.sizeLimit), of: "a file of a recovery")
    guard try fields.string("format") == Self.format else { throw fields.unexpected("format", Self.format) }
    try self.init(reading: &fields)
    try fields.finish()
  }

  /// Reads the members `recovery` and `signatures`.
  package init(reading fields: inout JSONFields) throws {
    recovery = try LogRecovery(parsing: try fields.value("recovery"))
    var signatures: [AccountKey: RecoverableSignature] = [:]
    var last: AccountKey?
    for element in try fields.array("signatures") {
      var row = try JSONFields(element, of: "a recoverer's signature")
      let recoverer = try row.account("recoverer")
      let signature = try RecoverableSignature(canonicalBytes: try row.bytes("signature"))
      try row.finish()
      if let last, !(last < recoverer) {
        throw row.unexpected("recoverer", "in the order of the accounts, each once")
      }
      last = recoverer
      signatures[recoverer] = signature
    }
    self.signatures = signatures
  }

  /// Refuses a signature that is not by the account it stands under.
  ///
  /// Whether these people may recover the log is for a `LogKeyChain` to say.
  package func requireSignatures(with verifier: any SignatureVerifier) throws(SignatureRefusal) {
    let digest = recovery.message.digest
    for (recoverer, signature) in signatures {
      try verifier.requireSignature(of: digest, signature, by: recoverer)
    }
  }

  /// The same with a signature more.
  package func adding(_ signature: RecoverableSignature, of recoverer: AccountKey) -> LogRecoveryEntry {
    var signatures = signatures
    signatures[recoverer] = signature
    return LogRecoveryEntry(recovery, signatures: signatures)
  }
}
