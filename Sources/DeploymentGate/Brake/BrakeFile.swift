package import CanonicalEncoding
package import Governance
package import Ledger
package import Signing

/// Signatures under one order, as a file that needs no log. Nothing in it has been checked.
package struct BrakeFile: Hashable, Sendable {
  /// One member's act and signature.
  package struct Part: Hashable, Sendable {
    package let act: BrakeAct
    package let signature: RecoverableSignature

    package init(act: BrakeAct, signature: RecoverableSignature) {
      self.act = act
      self.signature = signature
    }
  }

  /// The DAO it is made to.
  package let dao: Digest
  /// In the order of the actors, all under one order.
  package let parts: [Part]

  /// The largest file.
  package static let sizeLimit = 65_535
  private static let format = "quorate.brake/1"

  /// The order that all of them signed.
  package var order: BrakeOrder { parts[0].act.order }

  /// - Parameter parts: At least one; later ones of an actor take the place of earlier ones.
  package init(_ parts: [Part]) throws(BrakeFileRefusal) {
    guard let first = parts.first else { throw .empty }
    dao = first.act.header.dao
    var byActor: [AccountKey: Part] = [:]
    for part in parts {
      guard part.act.header.dao == dao, part.act.order == first.act.order else { throw .mixed }
      byActor[part.act.header.signer] = part
    }
    self.parts = byActor.values.sorted { $0.act.header.signer < $1.act.header.signer }
  }

  /// The same with more signatures under the same order.
  package func adding(_ parts: [Part]) throws(BrakeFileRefusal) -> BrakeFile {
    try BrakeFile(self.parts + parts)
  }

  /// Reads the canonical form.
  package init(parsing bytes: [UInt8]) throws(BrakeFileRefusal) {
    var parts: [Part] = []
    let dao: Digest
    do {
      var fields = try JSONFields(
        try JSONParser.parse(bytes, form: .canonical, limit: Self.sizeLimit), of: "a brake file")
      dao = try fields.digest("dao")
      guard try fields.string("format") == Self.format else { throw fields.unexpected("format", Self.format) }
      for value in try fields.array("signatures") { parts.append(try Part(parsing: value)) }
      try fields.finish()
    } catch let refusal as JSONRefusal {
      throw .form(refusal)
    } catch let refusal as SignatureRefusal {
      throw .signature(refusal)
    } catch {
      throw .empty
    }
    try self.init(parts)
    let isOrdered = zip(parts, parts.dropFirst()).allSatisfy { $0.act.header.signer < $1.act.header.signer }
    guard isOrdered, self.dao == dao else { throw .mixed }
  }

  /// The canonical form.
  package var canonicalBytes: [UInt8] {
    JSONValue.members([
      "dao": .string(dao.description), "format": .string(Self.format),
      "signatures": .array(parts.map(\.json)),
    ]).canonicalBytes
  }

  /// Checks every signature over the domain of a DAO.
  ///
  /// - Returns: Who signed what, with the words of a council behind it or not: that is for the charter to say.
  package func verified(
    dao: Digest, verifier: some SignatureVerifier
  ) throws(BrakeFileRefusal) -> SignedOrder {
    let entries = EntryVerifier(dao: dao, verifier: verifier)
    for part in parts {
      do {
        _ = try entries.verify(
          .brake(part.act), signature: part.signature, received: part.act.header.signedAt)
      } catch { throw .entry(error) }
    }
    return SignedOrder(
      id: order.id(in: dao), order: order, signers: parts.map(\.act.header.signer),
      signedAt: parts.map(\.act.header.signedAt).max() ?? .earliest)
  }
}

extension BrakeFile.Part {
  fileprivate var json: JSONValue {
    .members([
      "signature": .string("0x" + Hex.encode(signature.canonicalBytes)),
      "statement": Statement.brake(act).json,
    ])
  }

  fileprivate init(parsing value: JSONValue) throws {
    var fields = try JSONFields(value, of: "a signature of a brake file")
    signature = try RecoverableSignature(canonicalBytes: try fields.bytes("signature"))
    guard case .brake(let act) = try Statement(.brake, parsing: try fields.value("statement")) else {
      throw fields.unexpected("statement", "an emergency.act")
    }
    self.act = act
    try fields.finish()
  }
}

/// An order whose signatures hold. Only `BrakeFile` makes one.
package struct SignedOrder: Hashable, Sendable {
  package let id: Digest
  package let order: BrakeOrder
  /// Who signed, distinct and in order.
  package let signers: [AccountKey]
  /// When the last of them says it was signed.
  package let signedAt: Timepoint

  fileprivate init(id: Digest, order: BrakeOrder, signers: [AccountKey], signedAt: Timepoint) {
    self.id = id
    self.order = order
    self.signers = signers
    self.signedAt = signedAt
  }
}

/// Why bytes are not a sound brake file.
package enum BrakeFileRefusal: CodedRefusal, Hashable {
  /// It does not read.
  case form(JSONRefusal)
  /// A signature is not in its canonical form.
  case signature(SignatureRefusal)
  /// A signature does not hold.
  case entry(EntryRefusal)
  /// It holds no signature.
  case empty
  /// Its signatures are under several orders or to several DAOs, or not in the order of the actors.
  case mixed

  package var code: String {
    switch self {
    case .form(let refusal): refusal.code
    case .signature(let refusal): refusal.code
    case .entry(let refusal): refusal.code
    case .empty: "brakeFile.empty"
    case .mixed: "brakeFile.mixed"
    }
  }

  package var message: String {
    switch self {
    case .form(let refusal): refusal.message
    case .signature(let refusal): refusal.message
    case .entry(let refusal): refusal.message
    case .empty: "it holds no signature"
    case .mixed: "its signatures are not under one order, to one DAO, in the order of their accounts"
    }
  }
}
