import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing
import TransparencyLog

/// Several statements taken in with one transaction.
@Suite struct SubmissionTests {
  private static let curves = LogCurves(Secp256k1Verifier())

  private func founded() async throws -> SampleDAO<MemoryLogStore> {
    try await SampleDAO(
      on: MemoryLogStore(), holdings: [100, 100, 100, 100], keyPlan: try SampleLogKeys.plan)
  }

  private func signed(
    _ dao: SampleDAO<MemoryLogStore>, to target: Int, by member: Int, sequence: UInt64 = 1
  ) throws -> Submission {
    let statement = try dao.delegation(to: target, by: member).with("sequence", .integer(sequence))
    return Submission(statement, signature: try dao.sign(statement, by: member))
  }

  @Test func `each gets a receipt of its own place under one checkpoint`() async throws {
    let dao = try await founded()
    let start = try #require(dao.store.head()).size
    let submissions = try [1, 2, 3].map { try signed(dao, to: 0, by: $0) }
    let receipts = try await dao.chamber.submit(submissions).map { try $0.get() }
    #expect(receipts.map(\.index) == [start, start + 1, start + 2])
    #expect(Set(receipts.map(\.proof.note.bytes)).count == 1)
    for receipt in receipts {
      _ = try receipt.verify(keys: dao.logKeys, dao: dao.id, with: Secp256k1Verifier(), curves: Self.curves)
    }
    #expect(dao.store.checkpoint()?.size == start + 3)
  }

  @Test func `a refusal keeps no other out, and is counted`() async throws {
    let dao = try await founded()
    let start = try #require(dao.store.head()).size
    let honest = try signed(dao, to: 0, by: 1)
    let forged = Submission(
      try dao.delegation(to: 0, by: 2), signature: try dao.sign(dao.delegation(to: 0, by: 2), by: 3))
    let gap = try signed(dao, to: 0, by: 3, sequence: 1 + StatementHeader.sequenceGap + 1)
    let last = try signed(dao, to: 3, by: 2)
    let results = try await dao.chamber.submit([honest, forged, gap, last])
    let words = results.map { result in
      do { return try "entry \(result.get().index)" } catch {
        return (error as? any CodedRefusal)?.code ?? "\(error)"
      }
    }
    #expect(words == ["entry \(start)", "sig.wrongSigner", "sequence.gap", "entry \(start + 1)"])
    #expect(dao.store.head()?.size == start + 2)
    #expect(Set(dao.store.refusals().map(\.code)) == ["sig.wrongSigner", "sequence.gap"])
  }

  @Test func `the same statement twice, or again, is one entry`() async throws {
    let dao = try await founded()
    let start = try #require(dao.store.head()).size
    let one = try signed(dao, to: 0, by: 1)
    let twice = try await dao.chamber.submit([one, one]).map { try $0.get().index }
    let again = try await dao.chamber.submit([one]).map { try $0.get().index }
    #expect(twice + again == [start, start, start])
    #expect(dao.store.head()?.size == start + 1)
  }

  @Test func `what follows in one transaction is judged after what came before it`() async throws {
    let dao = try await founded()
    let first = try signed(dao, to: 0, by: 1)
    let stale = try signed(dao, to: 2, by: 1)
    let next = try signed(dao, to: 3, by: 1, sequence: 2)
    let results = try await dao.chamber.submit([first, stale, next])
    #expect(throws: AdmissionRefusal.self) { try results[1].get() }
    #expect(try results[2].get().index == results[0].get().index + 1)
  }

  @Test func `nothing submitted writes and signs nothing`() async throws {
    let dao = try await founded()
    let before = dao.store.head()
    #expect(try await dao.chamber.submit([]).isEmpty)
    #expect(dao.store.head() == before)
  }
}
