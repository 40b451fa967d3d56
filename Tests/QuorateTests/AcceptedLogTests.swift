import CanonicalEncoding
import DocumentFiles
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing
import TransparencyLog

@Suite struct AcceptedLogTests {
  private static func audit(
    _ dao: SampleDAO<MemoryLogStore>, accepted: AcceptedLog?, older: Bool = false
  ) async throws -> AuditReport {
    try await audit(dao.store, dao, accepted, older)
  }

  private static func audit(
    _ log: some LogReading, _ dao: SampleDAO<MemoryLogStore>, _ accepted: AcceptedLog?, _ older: Bool
  ) async throws -> AuditReport {
    var auditor = Auditor(
      log: log, documents: dao.documents, verifier: Secp256k1Verifier(),
      curves: LogCurves(Secp256k1Verifier()), jobs: 1, accepted: accepted, allowsOlder: older,
      trustsAccepted: !older)
    return try await auditor.run(pinned: dao.id)
  }

  private static func accept(_ report: AuditReport) throws -> AcceptedLog {
    AcceptedLog(
      dao: try #require(report.dao), size: report.size, root: report.root, archive: nil, report: report.json)
  }

  @Test func `a log that has grown contains what was accepted`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let accepted = try Self.accept(try await Self.audit(dao, accepted: nil))
    try await dao.submit(dao.delegation(to: 1, by: 0), by: 0)
    let report = try await Self.audit(dao, accepted: accepted)
    #expect(report.verdict == .holds)
    #expect(report.steps.contains { $0.step == .history && $0.detail.contains("accepted here before") })
    let whole = try await Self.audit(dao, accepted: nil)
    #expect(whole.root == report.root && whole.size == report.size)
  }

  @Test func `attack 61: an older state than the accepted one is a rollback, unless it is asked for`()
    async throws
  {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let accepted = try Self.accept(try await Self.audit(dao, accepted: nil))
    let old = try await SampleDAO(on: MemoryLogStore(), founders: 2)
    #expect(try await Self.audit(old, accepted: accepted).faults.keys.sorted() == ["history"])
    #expect(try await Self.audit(old, accepted: accepted, older: true).verdict == .holds)
  }

  @Test func `attack 62: another history than the accepted one is found at the size that was accepted`()
    async throws
  {
    let dao = try await SampleDAO(on: MemoryLogStore())
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    let accepted = try Self.accept(try await Self.audit(dao, accepted: nil))
    let other = try await SampleDAO(on: MemoryLogStore())
    try await other.submit(other.delegation(to: 3, by: 1), by: 1)
    try await other.submit(other.delegation(to: 2, by: 3), by: 3)
    let report = try await Self.audit(other, accepted: accepted)
    #expect(report.faults["history"]?.contains("forked") == true)
  }

  @Test func `a bad signature below the accepted size cannot hide behind it`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let accepted = try Self.accept(try await Self.audit(dao, accepted: nil))
    for index: UInt64 in [1, 4, 7] {
      let store = TamperedStore(base: dao.store, flip: .entry(index, byte: 200, bit: 0))
      let report = try await Self.audit(store, dao, accepted, false)
      #expect(report.faults["history"] != nil && report.verdict == .fails)
    }
  }

  @Test func `what was accepted is read back, and nothing else is`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let report = try await Self.audit(dao, accepted: nil)
    let accepted = try Self.accept(report)
    #expect(try AcceptedLog(parsing: accepted.bytes) == accepted)
    #expect(try AuditReport(parsing: accepted.report).json == report.json)
    let signed = AcceptedLog(
      dao: dao.id, size: 1, root: .zero, archive: nil, note: "log.example\n", report: .null)
    #expect(try AcceptedLog(parsing: signed.bytes) == signed)
    // As versions wrote it that did not keep the rules, or the checkpoint: what they found is not relied on.
    let two = String(decoding: accepted.bytes, as: UTF8.self).replacing("accepted/3", with: "accepted/2")
      .replacing(#""rules":\#(AcceptedLog.presentRules),"#, with: "")
    let one = two.replacing("accepted/2", with: "accepted/1").replacing(#""note":null,"#, with: "")
    for text in [one, two] {
      let old = try AcceptedLog(parsing: Array(text.utf8))
      #expect(old.root == accepted.root && old.size == accepted.size && old.rules < AcceptedLog.presentRules)
    }
    try TemporaryFolder.with { path in
      let folder = AcceptedLogFolder(folder: path + "/accepted")
      #expect(try folder.accepted(dao.id) == nil)
      try folder.accept(accepted)
      let smaller = AcceptedLog(dao: dao.id, size: 1, root: .zero, archive: nil, report: .null)
      try folder.accept(smaller)
      #expect(try folder.accepted(dao.id) == accepted)
      try DurableFile.write([0x7b], to: "\(path)/accepted/\(dao.id.description.dropFirst(2)).json")
      #expect(throws: StorageError.self) { try folder.accepted(dao.id) }
    }
    let failed = try await Self.audit(
      TamperedStore(base: dao.store, flip: .entry(4, byte: 200, bit: 0)), dao, nil, false)
    #expect(throws: JSONRefusal.self) { try AuditReport(parsing: failed.json) }
  }
}
