import CanonicalEncoding
import Governance
import QuorateTesting
import Signing
import Testing

@Suite struct StatementTests {
  private func domain(_ statement: Statement) -> TypedDomain { Statement.domain(of: statement.header.dao) }

  @Test func `each kind is read from its log form, with the same identity`() throws {
    for statement in try StatementSamples.all() {
      let bytes = statement.json.canonicalBytes
      let read = try Statement(statement.kind, parsing: JSONParser.parse(bytes, form: .canonical))
      #expect(read == statement && read.id == statement.id)
      #expect(read.json.canonicalBytes == bytes && read.body.scope == statement.body.scope)
    }
    #expect(Set(try StatementSamples.all().map(\.kind)).count == StatementKind.allCases.count - 1)
  }

  @Test func `what is signed is the digest of the document that the wallet shows`() throws {
    for statement in try StatementSamples.all() {
      let message = statement.message(in: domain(statement))
      let document = try message.json(revealing: ["reason": StatementSamples.reason])
      let data = try TypedData(parsing: JSONParser.parse(document.canonicalBytes, form: .canonical))
      #expect(data.digest == message.digest)
      #expect(document.object?["domain"]?.object?["salt"]?.string == statement.header.dao.description)
    }
    let genesis = try StatementSamples.genesis()
    #expect(try TypedData(parsing: genesis.message.json()).digest == genesis.message.digest)
  }

  @Test func `the digest without the message is that of the message, whatever was hashed before`() throws {
    var hashes = RepeatedHashes()
    let statements = try StatementSamples.all()
    for first in statements {
      for second in statements + statements {
        for statement in [first, second] {
          let digest = statement.digest(in: domain(statement), remembering: &hashes)
          #expect(digest == statement.message(in: domain(statement)).digest)
        }
      }
    }
  }

  @Test func `a statement read after another is read as if it were alone`() throws {
    // Every change of one field, of kinds in every order: what is remembered must never show.
    var forms: [(kind: StatementKind, bytes: [UInt8])] = []
    for statement in try StatementSamples.all() {
      for position in statement.body.values.indices {
        var values = statement.body.values
        values[position] = Self.other(than: values[position])
        let members = type(of: statement.body).schema.json(values).object?.members ?? []
        let dao = JSONObject.Member(key: "dao", value: .string(statement.header.dao.description))
        forms.append((statement.kind, JSONValue.object(JSONObject([dao] + members)).canonicalBytes))
      }
      forms.append((statement.kind, statement.json.canonicalBytes))
    }
    for first in forms {
      var latest = ReadFields()
      for form in [first] + forms + [first] {
        var (reader, alone, nothing) = (
          CanonicalReader(form.bytes), CanonicalReader(form.bytes), ReadFields()
        )
        let read = Statement(form.kind, reading: &reader, like: &latest)
        #expect(read == Statement(form.kind, reading: &alone, like: &nothing))
        if let read {
          #expect(reader.isAtEnd)
          #expect(try read == Statement(form.kind, parsing: JSONParser.parse(form.bytes, form: .canonical)))
        }
      }
    }
  }

  /// Another value of the same form, longer where its length is not fixed, with the other as its beginning.
  private static func other(than value: FieldValue) -> FieldValue {
    switch value {
    case .text(let text): .text(text + "x")
    case .texts(let texts): .texts(texts + ["x"])
    case .erasable(let digest): .erasable(digest == .zero ? Sample.digest(9) : .zero)
    case .digest(let digest):
      .digest(Digest(words: (digest.words.0, digest.words.1, digest.words.2, ~digest.words.3)))
    case .integer(let number): .integer(number * 10 + 1)
    case .account(let account):
      AccountKey(evm: Digest.sha256(account.bytes.bytes)).map { .account($0) } ?? value
    case .accounts, .bytes: value
    }
  }

  @Test func `the genesis is read from its log form and names the DAO`() throws {
    let genesis = try StatementSamples.genesis()
    let json = Genesis.schema.json(genesis.values)
    let read = try #require(Genesis(values: try Genesis.schema.parse(json)))
    #expect(read == genesis && read.daoID == genesis.daoID)
    #expect(read.origin == "example.org/quorate/" + genesis.daoID.description.dropFirst(2))
    for member in json.object?.members ?? [] {
      let rest = JSONObject((json.object?.members ?? []).filter { $0.key != member.key })
      #expect(throws: JSONRefusal.self) { try Genesis.schema.parse(.object(rest)) }
    }
  }

  // MARK: Attacks

  @Test func `attack 25: no statement is read as one of another kind`() throws {
    for statement in try StatementSamples.all() {
      for kind in StatementKind.allCases where kind != statement.kind {
        #expect(throws: JSONRefusal.self, "\(statement.kind) as \(kind)") {
          try Statement(kind, parsing: statement.json)
        }
      }
      #expect(throws: JSONRefusal.self) { try Genesis.schema.parse(statement.json) }
      #expect(throws: ProposalFault.self) { try ProposalContent(canonical: statement.json.canonicalBytes) }
    }
    let genesis = Genesis.schema.json(try StatementSamples.genesis().values)
    for kind in StatementKind.allCases {
      #expect(throws: JSONRefusal.self) { try Statement(kind, parsing: genesis) }
    }
    let content = try JSONParser.parse(try ProposalTests.content().canonicalBytes)
    for kind in StatementKind.allCases {
      #expect(throws: JSONRefusal.self) { try Statement(kind, parsing: content) }
    }
  }

  @Test func `attack 25: the same bytes under two kinds have two identities and two digests`() throws {
    let statements = try StatementSamples.all()
    let bytes = statements[0].json.canonicalBytes
    let ids = StatementKind.allCases.map { Statement.id(kind: $0, json: bytes) }
    #expect(Set(ids).count == StatementKind.allCases.count)
    let types = statements.map { type(of: $0.body).schema.typed } + [Genesis.schema.typed]
    let count = StatementKind.allCases.count
    #expect(Set(types.map(\.typeHash)).count == count && Set(types.map(\.name)).count == count)
  }

  @Test func `every field is needed, and none is added`() throws {
    for statement in try StatementSamples.all() {
      let members = try #require(statement.json.object?.members)
      for member in members {
        let rest = JSONObject(members.filter { $0.key != member.key })
        let refusal = #expect(throws: JSONRefusal.self, "\(statement.kind) without \(member.key)") {
          try Statement(statement.kind, parsing: .object(rest))
        }
        #expect(refusal?.code == "field.missing")
      }
      let more = JSONObject(members + [.init(key: "note", value: .string(""))])
      let refusal = #expect(throws: JSONRefusal.self) {
        try Statement(statement.kind, parsing: .object(more))
      }
      #expect(refusal?.code == "field.unknown")
    }
  }

  static let others: [JSONValue] = [
    .null, .bool(true), .integer(0), .integer(1 << 53 - 1), .number("9007199254740992"), .number("1e3"),
    .number("-1"),
    .string(""), .string("x"), .string("0x"), .string("\(Digest.zero)"),
    .string(Sample.digest(9).description),
    .string(Sample.digest(9).description.uppercased()), .array([]), .array([.string("y")]),
    .array([.integer(1)]),
    .string("evm:3333333333333333333333333333333333333334"),
    .string("evm:" + String(repeating: "0", count: 40)),
    .string("0x3333333333333333333333333333333333333334"), .string("revoke"), .string("cancel"),
    .members([:]),
  ]

  @Test func `a changed field is refused, or is another statement with another identity and digest`() throws {
    for statement in try StatementSamples.all() {
      let members = try #require(statement.json.object?.members)
      var digests: Set = [statement.message(in: domain(statement)).digest]
      var ids: Set = [statement.id]
      var accepted = 0
      for (place, member) in members.enumerated() {
        for other in Self.others where other != member.value {
          var members = members
          members[place] = .init(key: member.key, value: other)
          let json = JSONValue.object(JSONObject(members))
          guard let read = try? Statement(statement.kind, parsing: json) else { continue }
          accepted += 1
          #expect(read.json == json)
          ids.insert(read.id)
          digests.insert(read.message(in: domain(read)).digest)
        }
      }
      #expect(accepted > members.count / 2)
      #expect(ids.count == accepted + 1 && digests.count == accepted + 1, "\(statement.kind)")
    }
  }

  @Test func `attack 6: the same statement to another DAO has another digest`() throws {
    for statement in try StatementSamples.all() {
      let other = Statement.domain(of: Sample.digest(101))
      #expect(statement.message(in: other).digest != statement.message(in: domain(statement)).digest)
    }
  }

  @Test func `attack 24: the identity of a proposal binds each of its parts`() throws {
    var identities: [Digest] = []
    for kind in ["model.deploy", "text.resolution", "model.deplo", ""] {
      for content in 1...2 {
        for charter in 1...2 {
          for sequence: UInt64 in [0, 1, 256, 1 << 40] {
            identities.append(
              try StatementSamples.submission(
                kind: kind, content: content, charter: charter, sequence: sequence
              )
              .proposalID)
          }
        }
      }
    }
    #expect(Set(identities).count == identities.count)
  }

  @Test func `attack 28: the proposer and the DAO are in a proposal's identity`() throws {
    let mine = try StatementSamples.submission()
    func submission(_ dao: Int, _ signer: UInt8) throws -> Digest {
      let header = StatementHeader(
        dao: Sample.digest(dao), daoName: "Sample DAO", signer: try Sample.account(signer), sequence: 7,
        signedAt: mine.header.signedAt, validUntil: mine.header.validUntil)
      return ProposalSubmission(
        header: header, title: mine.title, kind: mine.kind, actions: mine.actions,
        contentHash: mine.contentHash,
        charterHash: mine.charterHash
      ).proposalID
    }
    #expect(try submission(100, 0x33) == mine.proposalID)
    #expect(
      Set([try submission(100, 0x33), try submission(100, 0x34), try submission(101, 0x33)]).count == 3)
  }

  // MARK: Reasons

  @Test(arguments: [
    "", "Because.", "two\nlines", "(salt 010203)", "a\n\n(salt 01)", "a\n\n(salt 01)\n\nand more",
    "\n\n(salt ",
  ]) func `a reason is shown whole, without its own salt`(_ text: String) {
    let salted = Reason.salted(text, salt: [0xab, 0xcd])
    #expect(Reason.shown(salted) == text)
    #expect(Reason.hash(salted) == (text.isEmpty ? .zero : Keccak256.digest(Array(salted.utf8))))
    #expect(text.isEmpty || Reason.hash(salted) != Reason.hash(Reason.salted(text, salt: [0xab, 0xce])))
  }
}
