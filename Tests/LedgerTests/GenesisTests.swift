import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing

/// Entries that no chamber takes, admitted straight into an empty ledger.
@Suite struct GenesisTests {
  private static func genesis(
    _ dao: MemoryDAO, name: String? = nil, host: String = "log.example", founders: [AccountKey]? = nil,
    charter: Digest? = nil
  ) -> Genesis {
    Genesis(
      name: name ?? dao.genesis.name, host: host, random: .zero,
      charterHash: charter ?? dao.genesis.charterHash,
      logEd25519: dao.genesis.logEd25519, logSecp256k1: dao.genesis.logSecp256k1,
      founders: founders ?? dao.genesis.founders, clock: .system, createdAt: .founding)
  }

  private static func admit(_ genesis: Genesis, in dao: MemoryDAO, at index: UInt64 = 0) throws -> String {
    var signatures: [AccountKey: RecoverableSignature] = [:]
    for founder in genesis.founders { signatures[founder] = try BelievingVerifier.signature(of: founder) }
    let leaf = LogEntry.bytes(genesis, signatures: signatures, received: .founding)
    let entry = try EntryVerifier(dao: genesis.daoID, verifier: BelievingVerifier())
      .verify(try UnverifiedEntry(parsing: leaf))
    let view = LedgerView(records: MemoryRecords(), documents: dao.documents)
    let position = LogPosition(index: index, received: .founding, previous: .founding)
    switch try view.admit(entry, at: position) {
    case .success(let changes): return "\(changes.count) changes"
    case .failure(let refusal): return refusal.code
    }
  }

  @Test func `a genesis is refused for every fault of its own`() async throws {
    let dao = try await memoryDAO(founders: 3)
    let founders = dao.genesis.founders
    #expect(try Self.admit(Self.genesis(dao), in: dao) == "2 changes")
    #expect(try Self.admit(Self.genesis(dao), in: dao, at: 1) == "genesis.notFirst")
    for list in [[], [founders[1], founders[0]], [founders[0], founders[0]]] {
      #expect(try Self.admit(Self.genesis(dao, founders: list), in: dao) == "genesis.founders")
    }
    let crowd = try (0..<101).map { try SampleKeys.key($0).account }.sorted()
    #expect(try Self.admit(Self.genesis(dao, founders: crowd), in: dao) == "genesis.founders")
    #expect(try Self.admit(Self.genesis(dao, founders: crowd.dropLast()), in: dao) == "2 changes")
    for host in ["", "Log.example", "log example", "log/x", "lög", String(repeating: "a", count: 201)] {
      #expect(try Self.admit(Self.genesis(dao, host: host), in: dao) == "genesis.host")
    }
    #expect(try Self.admit(Self.genesis(dao, name: "a\u{200b}"), in: dao) == "genesis.host")
    #expect(try Self.admit(Self.genesis(dao, name: "Another"), in: dao) == "ballot.displayMismatch")
    #expect(try Self.admit(Self.genesis(dao, charter: .sha256([])), in: dao) == "document.missing")
  }

  /// Charters that contradict themselves, as an edit of the sample's.
  static let contradictions: [(id: String, from: String, to: String)] = [
    ("a threshold above everybody", "at_least: 4%", "at_least: 104%"),
    ("a threshold of nothing", "at_least: 4%", "at_least: 0%"),
    (
      "a super-quorum below the quorum", "    tests:\n",
      "    early: [{name: fast, outcome: passed, when: [{test: share, name: fast, house: holders, count: [For], of: electorate, at_least: 1%}]}]\n    tests:\n"
    ),
  ]

  @Test(arguments: contradictions)
  func `attack 46: a charter that contradicts itself is neither founded on nor adopted`(
    _ row: (id: String, from: String, to: String)
  ) async throws {
    let dao = try await memoryDAO()
    let text = String(decoding: try dao.documents.all[dao.genesis.charterHash].orThrow(), as: UTF8.self)
    try #require(text.contains(row.from))
    let hash = dao.documents.keep(Array(text.replacing(row.from, with: row.to).utf8))
    #expect { try Self.admit(Self.genesis(dao, charter: hash), in: dao) } throws: { error in
      (error as? any CodedRefusal)?.code == "charter.inconsistent"
    }
    let amendment = try dao.amendment("Amend", edits: [(row.from, row.to)])
    try await expectRefusal("charter.inconsistent", of: dao.submission(amendment, by: 0), by: 0, in: dao)
  }

  @Test func `nothing is said to a DAO before it is founded`() async throws {
    let dao = try await memoryDAO()
    let statement = try dao.delegation(to: 2, by: 1)
    let entry = try EntryVerifier(dao: dao.id, verifier: Secp256k1Verifier())
      .verify(statement, signature: dao.sign(statement, by: 1), received: .founding)
    let empty = LedgerView(records: MemoryRecords(), documents: dao.documents)
    for index: UInt64 in [0, 1] {
      let position = LogPosition(index: index, received: .founding, previous: .founding)
      guard case .failure(let refusal) = try empty.admit(entry, at: position) else {
        Issue.record("admitted at \(index)")
        continue
      }
      #expect(refusal == .notFounded && refusal.code == "genesis.missing")
    }
  }

  @Test func `a genesis is signed by exactly its founders`() async throws {
    let dao = try await memoryDAO(founders: 3)
    let verifier = EntryVerifier(dao: dao.id, verifier: Secp256k1Verifier())
    func code(_ signatures: [AccountKey: RecoverableSignature]) throws -> String {
      let leaf = LogEntry.bytes(dao.genesis, signatures: signatures, received: .founding)
      do { _ = try verifier.verify(try UnverifiedEntry(parsing: leaf)) } catch { return error.code }
      return "sound"
    }
    #expect(try code(dao.signatures) == "sound")
    for founder in dao.genesis.founders {
      var fewer = dao.signatures
      fewer[founder] = nil
      #expect(try code(fewer) == "genesis.founders")
      var wrong = dao.signatures
      wrong[founder] = try dao.keys[3].sign(dao.genesis.message.digest)
      #expect(try code(wrong) == "sig.wrongSigner")
    }
    var more = dao.signatures
    more[dao.account(3)] = try dao.keys[3].sign(dao.genesis.message.digest)
    #expect(try code(more) == "genesis.founders")
  }

  @Test func `a second founding of a log is refused`() async throws {
    let dao = try await memoryDAO()
    let other = try SampleDAO(preparedOn: dao.store, random: 7)
    let before = try dao.export()
    await #expect(throws: AdmissionRefusal.notFirst) { try await other.found() }
    #expect(try dao.export() == before)
  }
}
