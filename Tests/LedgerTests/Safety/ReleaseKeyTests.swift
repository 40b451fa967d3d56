import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing

/// Keys for releases: named by the charter, registered, rotated and taken back by vote.
@Suite struct ReleaseKeyTests {
  private static func spki(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 91) }

  private static func id(_ byte: UInt8) -> Digest { .sha256(spki(byte)) }

  private static func block(_ keys: [(byte: UInt8, holder: String)]) -> String {
    let list = keys.map {
      "{holder: \($0.holder), algorithm: ecdsa-p256, spki: \"0x\(Hex.encode(spki($0.byte)))\"}"
    }
    return "release: {needs: 2, keys: [\(list.joined(separator: ", "))]}"
  }

  private static let founding = block([(1, "lab-one"), (2, "lab-two")])

  private func releaseDAO() async throws -> MemoryDAO {
    try await memoryDAO(edits: SafetySample.edits(brake: Self.founding))
  }

  private func amend(_ dao: MemoryDAO, _ release: String) throws -> String {
    let accounts = [dao.account(0)]
    let yaml = try SampleCharter.yaml(
      name: "Helios Labs", founders: accounts, edits: SafetySample.edits(brake: release))
    return #"{"type":"charter.amend","charter":"\#(dao.documents.keep(Array(yaml.utf8)))"}"#
  }

  private func counting(_ dao: MemoryDAO) throws -> [Digest: String] {
    let now = dao.clock.now()
    return try dao.chamber.read { view in
      Dictionary(
        uniqueKeysWithValues: try view.releaseKeys().filter { $0.counts(at: now) }.map { ($0.id, $0.holder) })
    }
  }

  @Test func `keys of the first charter are there from the founding`() async throws {
    let dao = try await releaseDAO()
    #expect(try counting(dao) == [Self.id(1): "lab-one", Self.id(2): "lab-two"])
    let again = """
      {"type":"key.register","purpose":"release","holder":"X","algorithm":"ecdsa-p256","spki":"0x\(Hex.encode(Self.spki(1)))"}
      """
    try await expectRefusal(
      "key.exists", of: dao.submission(SafetySample.content(again), by: 0), by: 0, in: dao)
  }

  @Test func `an amendment adds keys and ends those it leaves out`() async throws {
    let dao = try await releaseDAO()
    try await dao.carryOut(amend(dao, Self.block([(2, "lab-two"), (3, "lab-three")])))
    #expect(try counting(dao) == [Self.id(2): "lab-two", Self.id(3): "lab-three"])
    let former = try #require(try dao.chamber.read { try $0.releaseKey(Self.id(1)) })
    #expect(former.counts(at: .founding) && former.record.endedBy?.number == 1)
    // A key that ended is not named again, and nobody takes over another's.
    for (release, code) in [
      (Self.founding, "key.takenBack"), (Self.block([(2, "lab-nine")]), "key.exists"),
    ] {
      try await expectRefusal(code, of: amendment(dao, release), by: 0, in: dao)
    }
    // Without a block every key that a charter named ends.
    try await dao.carryOut(amend(dao, "brake: {pause_by: council}"))
    #expect(try counting(dao).isEmpty)
  }

  @Test func `a rotated key is held by whoever held the first, and the first ends`() async throws {
    let dao = try await releaseDAO()
    try await dao.carryOut(Self.rotate(1, 4))
    try await dao.carryOut(Self.rotate(4, 5))
    #expect(try counting(dao) == [Self.id(2): "lab-two", Self.id(5): "lab-one"])
  }

  // MARK: Amendments after votes about keys

  /// The charter's list after key 1 was replaced by 4, 4 by 5, and key 2 taken back.
  static let amendments: [(id: String, keys: [(byte: UInt8, holder: String)], counts: [UInt8])] = [
    ("the list as it was", [(1, "lab-one"), (2, "lab-two")], [5]),
    ("one more", [(1, "lab-one"), (2, "lab-two"), (3, "lab-three")], [5, 3]),
    ("without the key that was replaced", [(2, "lab-two"), (3, "lab-three")], [3]),
    ("without the key that was taken back", [(1, "lab-one"), (3, "lab-three")], [5, 3]),
    ("the new key in its place", [(5, "lab-one"), (3, "lab-three")], [5, 3]),
    ("both", [(1, "lab-one"), (5, "lab-one")], [5]),
    ("none of them", [(3, "lab-three")], [3]),
  ]

  @Test(arguments: amendments) func `an amendment brings no key back, and ends a holder whom it leaves out`(
    _ row: (id: String, keys: [(byte: UInt8, holder: String)], counts: [UInt8])
  ) async throws {
    let dao = try await votedDAO()
    try await dao.carryOut(amend(dao, Self.block(row.keys) + " # as amended"))
    #expect(try Set(counting(dao).keys) == Set(row.counts.map(Self.id)), "\(row.id)")
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  static let refused: [(id: String, keys: [(byte: UInt8, holder: String)], code: String)] = [
    ("a key that took the place of one and was replaced", [(4, "lab-one"), (2, "lab-two")], "key.takenBack"),
    ("a new holder for the key in force", [(5, "lab-two"), (2, "lab-two")], "key.exists"),
    ("a new holder for a key on the list", [(1, "lab-nine"), (2, "lab-two")], "key.exists"),
  ]

  @Test(arguments: refused)
  func `an amendment that names a key anew is refused where that ended or is another's`(
    _ row: (id: String, keys: [(byte: UInt8, holder: String)], code: String)
  ) async throws {
    let dao = try await votedDAO()
    try await expectRefusal(row.code, of: amendment(dao, Self.block(row.keys)), by: 0, in: dao)
  }

  private func amendment(_ dao: MemoryDAO, _ release: String) throws -> Statement {
    try dao.submission(SafetySample.content(amend(dao, release)), by: 0)
  }

  private func votedDAO() async throws -> MemoryDAO {
    let dao = try await releaseDAO()
    try await dao.carryOut(Self.rotate(1, 4))
    try await dao.carryOut(Self.rotate(4, 5))
    try await dao.carryOut(
      #"{"type":"key.revoke","purpose":"release","key":"\#(Self.id(2))","reason":"lost"}"#)
    #expect(try counting(dao) == [Self.id(5): "lab-one"])
    return dao
  }

  private static func rotate(_ from: UInt8, _ to: UInt8) -> String {
    """
    {"type":"key.rotate","purpose":"release","replaces":"\(id(from))","algorithm":"ecdsa-p256",\
    "spki":"0x\(Hex.encode(spki(to)))"}
    """
  }
}
