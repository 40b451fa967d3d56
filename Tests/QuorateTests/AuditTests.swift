import CanonicalEncoding
import DocumentFiles
import Governance
import Ledger
import Quorate
import QuorateTesting
import SQLiteStorage
import Secp256k1Signing
import Testing
import TransparencyLog

@Suite struct AuditTests {
  @Test func `the audit of a healthy DAO holds, in one job or two`() async throws {
    try await TemporaryFolder.with { folder in
      let dao = try await AuditSample.make(on: try SQLiteLogStore(path: folder + "/log.sqlite", isNew: true))
      let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
      #expect(report.holds, "\(report.faults)")
      #expect(report.voidCount == 0)
      let names = report.steps.map(\.name)
      #expect(names.first == "checkpoint" && names.last == "projections" && names.contains("ballots"))
      let head = try #require(try dao.export().head)
      #expect(report.size == head.size && report.root == head.root)
      for jobs in [2, 3] {
        let again = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id, jobs: jobs)
        #expect(again.lines == report.lines)
      }
    }
  }

  @Test func `one job and two find the same in a bad log`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    for index: UInt64 in [1, 5, 9] {
      let store = TamperedStore(base: dao.store, flip: .entry(index, byte: 200, bit: 0))
      let one = try await AuditSample.audit(store, dao.documents, pinned: dao.id)
      let two = try await AuditSample.audit(store, dao.documents, pinned: dao.id, jobs: 2)
      #expect(!one.holds && one.lines == two.lines)
    }
  }

  @Test func `two audits of more entries than a batch agree`() async throws {
    let dao = try await SampleDAO(on: MemoryLogStore())
    let proposal = try await dao.propose()
    dao.clock.advance(.minutes(1))
    for number in 0..<1100 {
      try await dao.vote(["For", "Against"][number % 2], on: proposal, by: number % 4)
    }
    let one = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    let two = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id, jobs: 2)
    #expect(one.holds && one.size == 1103 && one.lines == two.lines)
  }

  @Test func `another DAO than the one that was asked for is named`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: .zero)
    #expect(report.faults.keys.sorted() == ["identity"])
    let unpinned = try await AuditSample.audit(dao.store, dao.documents, pinned: nil)
    #expect(unpinned.holds && unpinned.trust.contains { $0.contains("--pin") })
  }

  @Test func `attack 61: a log cut off below a signed checkpoint is found`() async throws {
    let dao = try await SampleDAO(on: MemoryLogStore())
    let before = try dao.export()
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    // The entries, the tree and the projections of an older copy, but the checkpoints of today.
    let old = try await SampleDAO(on: MemoryLogStore())
    #expect(try old.export() == before)
    for checkpoint in try dao.export().checkpoints { _ = old.store.store(checkpoint) }
    let report = try await AuditSample.audit(old.store, old.documents, pinned: old.id)
    #expect(report.faults.keys.sorted() == ["checkpoint"])
  }

  @Test func `attack 33: an electorate swapped after it was registered is found`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let record = try #require(try dao.export().records.first { $0.key.space == .electorate })
    let file = try ElectorateRecord(bytes: record.value).file
    let richer = SampleElectorate.bytes([(dao.account(0), 1), (dao.account(3), 999_999)])
    dao.documents.replace(file, with: richer)
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(report.faults["electorates"]?.contains("electorate of entry 1") == true)
  }

  @Test func `a checkpoint signed twice for one size has the same bytes`() async throws {
    let (first, second) = (
      try await AuditSample.make(on: MemoryLogStore()), try await AuditSample.make(on: MemoryLogStore())
    )
    let notes = try first.export().checkpoints
    #expect(try second.export().checkpoints == notes)
    #expect(notes.map(\.size) == Array(1...UInt64(notes.count)))
    let again = try await first.chamber.signHead(origin: first.genesis.origin)
    #expect(again == notes.last)
    #expect(try first.export().checkpoints == notes)
  }

  @Test func `a log without checkpoints, and one without entries, do not hold`() async throws {
    let dao = try SampleDAO(preparedOn: MemoryLogStore())
    let empty = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(!empty.holds)
    let unsigned = Chamber(
      store: dao.store, documents: dao.documents, verifier: Secp256k1Verifier(), signers: [], clock: dao.clock
    )
    await #expect(throws: StorageError.self) {
      try await unsigned.found(dao.genesis, signatures: dao.signatures)
    }
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(report.faults.keys.sorted() == ["checkpoint"])
  }
}
