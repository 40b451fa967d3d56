import CanonicalEncoding
import Secp256k1Signing
import Signing
import Testing

@Suite struct TypedMessageTests {
  let verifier = Secp256k1Verifier()
  let domain = TypedDomain(name: "Quorate", version: "1", salt: Sample.digest(0))
  let ballot = TypedStructType(
    name: "Ballot",
    members: [("proposal", "bytes32"), ("choice", "string"), ("voter", "address"), ("sequence", "uint64")])

  private func message(
    _ domain: TypedDomain, _ type: TypedStructType, proposal: Int = 1, sequence: UInt64 = 7
  ) throws -> TypedMessage {
    let voter = try Sample.key(1).account
    return TypedMessage(
      type: type, domain: domain,
      values: [.word(Sample.digest(proposal)), .text("For"), .address(voter), .integer(sequence)])
  }

  @Test func `the digest is that of the document a wallet reads, for random messages`() throws {
    var random = SeededGenerator(seed: 712)
    for number in 0..<400 {
      let message = Self.randomMessage(number, &random)
      let document = try message.json()
      let data = try TypedData(parsing: JSONParser.parse(document.canonicalBytes, form: .canonical))
      #expect(data.digest == message.digest, "message \(number)")
      #expect(data.domainSeparator == message.domain.separator)
      #expect(data.types.encodedType(message.type.name) == message.type.encodedType)
      #expect(data.types.typeHash(of: message.type.name) == message.type.typeHash)
    }
  }

  @Test func `a text known by its hash has the digest of the text and is shown only as the text`() throws {
    let type = TypedStructType(name: "Note", members: [("reason", "string")])
    let text = "Since the Café closed"
    let open = TypedMessage(type: type, domain: domain, values: [.text(text)])
    let hash = Keccak256.digest(Array(text.utf8))
    let closed = TypedMessage(type: type, domain: domain, values: [.textHash(hash)])
    #expect(closed.digest == open.digest)
    #expect(try closed.json(revealing: ["reason": text]) == open.json())
    let decomposed = "Since the Cafe\u{301} closed"
    for texts in [[:], ["reason": "another"], ["reason": decomposed], ["other": text]] {
      #expect(throws: TypedDataRefusal.textUnknown(member: "reason")) { try closed.json(revealing: texts) }
    }
  }

  // MARK: Attacks

  @Test func `attack 7: a signature for one proposal fits no other`() throws {
    let key = try Sample.key(1)
    let digests = try (0..<20).map { try message(domain, ballot, proposal: $0).digest }
    for (signed, digest) in digests.enumerated() {
      let signature = try key.sign(digest)
      for (submitted, other) in digests.enumerated() {
        let isAccepted = (try? verifier.requireSignature(of: other, signature, by: key.account)) != nil
        #expect(isAccepted == (signed == submitted))
      }
    }
  }

  @Test(arguments: [
    (id: "name", domain: TypedDomain(name: "Quorate ", version: "1", salt: Sample.digest(0))),
    (id: "version", domain: TypedDomain(name: "Quorate", version: "1.0", salt: Sample.digest(0))),
    (id: "salt", domain: TypedDomain(name: "Quorate", version: "1", salt: Sample.digest(1))),
    (id: "parts shifted", domain: TypedDomain(name: "Quorate1", version: "", salt: Sample.digest(0))),
  ])
  func `attack 10: a signature for another domain fits nothing`(
    _ row: (id: String, domain: TypedDomain)
  ) throws {
    let key = try Sample.key(1)
    let signature = try key.sign(message(row.domain, ballot).digest)
    let expected = try message(domain, ballot).digest
    let refusal = #expect(throws: SignatureRefusal.self) {
      try verifier.requireSignature(of: expected, signature, by: key.account)
    }
    #expect(["sig.wrongSigner", "sig.unrecoverable"].contains(refusal?.code))
  }

  static let foreignFields: [(id: String, member: String, type: String, value: JSONValue)] = [
    (id: "another chain", member: "chainId", type: "uint256", value: JSONValue.integer(1)),
    (
      id: "a contract", member: "verifyingContract", type: "address",
      value: .string("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")
    ),
    (id: "an own field", member: "extra", type: "string", value: .string("")),
  ]

  @Test(arguments: foreignFields)
  func `attack 10: a domain with a field more has another separator`(
    _ row: (id: String, member: String, type: String, value: JSONValue)
  ) throws {
    let declared = JSONValue.members(["name": .string(row.member), "type": .string(row.type)])
    let types = JSONValue.array((TypedDomain.type.json.array ?? []) + [declared])
    var members = domain.json.object?.members ?? []
    members.append(JSONObject.Member(key: row.member, value: row.value))
    let data = try TypedData(
      parsing: .members([
        "types": .members(["EIP712Domain": types]), "primaryType": .string("EIP712Domain"),
        "domain": .object(JSONObject(members)), "message": .members([:]),
      ]))
    #expect(data.domainSeparator != domain.separator)
  }

  @Test func `attack 11: the same values under another type have another digest`() throws {
    let expected = try message(domain, ballot).digest
    let others: [TypedStructType] = [
      TypedStructType(name: "Ballot2", members: ballot.members),
      TypedStructType(name: "Ballot", members: ballot.members.map { ($0.name + "_", $0.type) }),
      TypedStructType(name: "Ballot", members: ballot.members.dropLast() + [("sequence", "uint256")]),
    ]
    let digests = try others.map { try message(domain, $0).digest }
    #expect(Set(digests + [expected]).count == others.count + 1)
  }

  @Test func `attack 12: a personal signature of the digest fits no typed message, nor the reverse`() throws {
    let key = try Sample.key(1)
    let digest = try message(domain, ballot).digest
    let personal = PersonalMessage.digest(of: digest.bytes)
    for (signed, submitted) in [(personal, digest), (digest, personal)] {
      let signature = try key.sign(signed)
      #expect(throws: SignatureRefusal.self) {
        try verifier.requireSignature(of: submitted, signature, by: key.account)
      }
    }
  }
}
