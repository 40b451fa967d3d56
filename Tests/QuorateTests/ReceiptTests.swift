import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing
import TransparencyLog

@Suite struct ReceiptTests {
  typealias MemoryDAO = SampleDAO<MemoryLogStore>

  private static func verify(_ bytes: [UInt8], _ dao: MemoryDAO) throws -> VerifiedEntry {
    let verifier = Secp256k1Verifier()
    return try Receipt(parsing: bytes)
      .verify(keys: dao.logKeys, dao: dao.id, with: verifier, curves: LogCurves(verifier))
  }

  @Test func `the receipt of every entry verifies, then and later`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    for entry in try dao.export().entries {
      let receipt = try await dao.chamber.receipt(index: entry.index, origin: dao.genesis.origin)
      #expect(receipt.leaf == entry.bytes && receipt.index == entry.index)
      let verified = try Self.verify(receipt.proof.bytes, dao)
      if case .statement(let statement, let id) = verified.content { #expect(statement.id == id) }
    }
  }

  @Test func `a statement submitted again gets the receipt of its entry`() async throws {
    let dao = try await SampleDAO(on: MemoryLogStore())
    let statement = try dao.delegation(to: 2, by: 1)
    let signature = try dao.sign(statement, by: 1)
    let first = try await dao.chamber.submit(statement, signature: signature)
    let second = try await dao.chamber.submit(statement, signature: signature)
    #expect(first.proof.bytes == second.proof.bytes)
    try await dao.submit(dao.delegation(to: 3, by: 1), by: 1)
    let later = try await dao.chamber.submit(statement, signature: signature)
    #expect(later.index == first.index && later.leaf == first.leaf)
    _ = try Self.verify(later.proof.bytes, dao)
  }

  @Test func `a receipt changed in any byte is refused`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let receipt = try await dao.chamber.receipt(index: 2, origin: dao.genesis.origin)
    let bytes = receipt.proof.bytes
    _ = try Self.verify(bytes, dao)
    for byte in bytes.indices {
      for bit: UInt8 in [0, 5] {
        let altered = bytes.flipping(byte, bit)
        #expect(throws: (any Error).self, "byte \(byte), bit \(bit)") { try Self.verify(altered, dao) }
      }
    }
    for count in [0, 1, bytes.count / 2, bytes.count - 1] {
      #expect(throws: (any Error).self) { try Self.verify(Array(bytes.prefix(count)), dao) }
    }
    #expect(throws: (any Error).self) { try Self.verify(bytes + [0x0a], dao) }
  }

  @Test func `a receipt proves nothing for another DAO, another log or one key alone`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let other = try await SampleDAO(on: MemoryLogStore(), random: 5)
    let verifier = Secp256k1Verifier()
    let curves = LogCurves(verifier)
    let receipt = try await dao.chamber.receipt(index: 2, origin: dao.genesis.origin)
    #expect(throws: EntryRefusal.signature(.wrongDomain)) {
      try receipt.verify(keys: dao.logKeys, dao: other.id, with: verifier, curves: curves)
    }
    #expect(throws: NoteRefusal.self) {
      try receipt.verify(keys: other.logKeys, dao: dao.id, with: verifier, curves: curves)
    }
    let checkpoint = try #require(try dao.export().checkpoints.last)
    let whole = try SignedNote(parsing: Array(checkpoint.note.utf8))
    for signature in whole.signatures {
      let half = try SignedNote(text: whole.text, signatures: [signature])
      let weak = try Receipt(
        index: receipt.index, leaf: receipt.leaf, path: receipt.proof.path, note: half)
      #expect(throws: NoteRefusal.unsigned) {
        try weak.verify(keys: dao.logKeys, dao: dao.id, with: verifier, curves: curves)
      }
    }
  }

  @Test func `a reason is kept beside the log only with the statement that signs its hash`() async throws {
    let dao = try await SampleDAO(on: MemoryLogStore())
    let proposal = try await dao.propose()
    dao.clock.advance(.minutes(1))
    let prepared = try dao.chamber.read { view in
      try Preparing(view, at: dao.clock.now(), random: CountedRandomness()).ballot(
        on: try #require(try view.proposal(proposal)), house: "holders", by: dao.account(1), choice: "For",
        reason: "It is time", replacing: false)
    }
    let signature = try dao.sign(prepared.statement, by: 1)
    let before = try dao.export()
    await #expect(throws: AdmissionRefusal.displayMismatch(field: "reason")) {
      try await dao.chamber.submit(prepared.statement, signature: signature, reason: "Something else")
    }
    #expect(try dao.export() == before)
    #expect(dao.store.reason(Reason.hash("Something else")) == nil)
    _ = try await dao.chamber.submit(prepared.statement, signature: signature, reason: prepared.reason)
    #expect(dao.store.reason(Reason.hash(prepared.reason)).map { Reason.shown($0) } == "It is time")
  }
}
