import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import TransparencyLog

@Suite struct BundleTests {
  @Test func `a bundle holds by itself, and is the same whenever it is made`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let bytes = try BundleSample.bytes(of: dao)
    let report = try await BundleSample.audit(bytes, pinned: dao.id)
    #expect(report.verdict == .holds, "\(report.lines)")
    #expect(report.steps.map(\.step.rawValue) == Array(1...16))
    #expect(try BundleSample.bytes(of: dao) == bytes)
    #expect(try BundleSample.packed(BundleSample.files(bytes)) == bytes)
  }

  @Test func `another DAO than the pinned one is named`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let report = try await BundleSample.audit(try BundleSample.bytes(of: dao), pinned: .zero)
    #expect(report.faults.keys.sorted() == ["identity"])
  }

  @Test func `a receipt of the auditor is looked up, and one of another log is not found`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let bytes = try BundleSample.bytes(of: dao)
    let receipt = try await dao.chamber.receipt(index: 4, origin: dao.genesis.origin)
    let held = try await BundleSample.audit(bytes, receipts: [("mine", receipt.proof.bytes)])
    #expect(held.steps.last { $0.step == .receipts }?.verdict == .holds)
    let other = try await AuditSample.make(on: MemoryLogStore())
    try await other.submit(other.delegation(to: 1, by: 0), by: 0)
    let index = try #require(dao.store.head()?.size)
    let later = try await other.chamber.receipt(index: index, origin: dao.genesis.origin)
    let missing = try await BundleSample.audit(bytes, receipts: [("theirs", later.proof.bytes)])
    // Only a larger log can tell.
    let open = try #require(missing.steps.last { $0.step == .receipts })
    #expect(open.verdict == .incomplete && open.detail.contains("under size \(index + 1)"), "\(open.detail)")
    // Whatever it was given under: another entry in the place of one that is here is no matter of size.
    let first = try await other.chamber.receipt(index: index - 1, origin: dao.genesis.origin)
    let fork = try await AuditSample.make(on: MemoryLogStore())
    try await fork.submit(fork.delegation(to: 2, by: 0), by: 0)
    let here = try await BundleSample.audit(
      try BundleSample.bytes(of: fork),
      receipts: [
        ("theirs", later.proof.bytes), ("before", first.proof.bytes),
      ])
    #expect(here.faults["receipts"]?.contains("theirs: entry \(index) is not the one") == true)
  }

  @Test func `attack 81: a bundle of another version is not read as if it were this one`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    var files = try BundleSample.files(try BundleSample.bytes(of: dao))
    let text = String(decoding: try #require(files[BundleManifest.path]), as: UTF8.self)
    files[BundleManifest.path] = Array(text.replacing("quorate.audit/1", with: "quorate.audit/2").utf8)
    let newer = try await BundleSample.audit(BundleSample.archive(files))
    #expect(newer.verdict == .incomplete)
    files[BundleManifest.path] = Array(text.replacing("\"format\"", with: "\"extra\":1,\"format\"").utf8)
    #expect(try await BundleSample.audit(BundleSample.archive(files)).verdict == .fails)
    files[BundleManifest.path] = nil
    #expect(try await BundleSample.audit(BundleSample.archive(files)).verdict == .fails)
  }

  @Test func `a missing file leaves the audit incomplete, and is named`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let files = try BundleSample.files(try BundleSample.bytes(of: dao))
    for path in files.keys where path != BundleManifest.path {
      var fewer = files
      fewer[path] = nil
      let report = try BundleSample.inspect(BundleSample.archive(fewer))
      #expect(report.verdict == .incomplete && report.faults["files"] == "\(path) is missing")
    }
  }

  @Test(arguments: [
    (id: "four digits", files: ["P-9998", "P-9999"], proposals: ["P-9998", "P-9999"], isNamed: true),
    ("the first of five digits", ["P-9999", "P-10000"], ["P-9999", "P-10000"], true),
    ("another than the manifest names", ["P-9999", "P-10000"], ["P-9999", "P-10001"], false),
    ("one more than the manifest names", ["P-9999", "P-10000"], ["P-9999"], false),
  ])
  func `claims are those the manifest names, though files come in the order of bytes`(
    id: String, files claimed: [String], proposals: [String], isNamed: Bool
  ) async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    var files = try BundleSample.files(try BundleSample.bytes(of: dao))
    let claim = try #require(files[OutcomeClaim.path(of: "P-0001")])
    for path in files.keys where path.hasPrefix("tally/") { files[path] = nil }
    for proposal in claimed { files[OutcomeClaim.path(of: proposal)] = claim }
    let report = try await BundleSample.audit(try BundleSample.packed(files, proposals: proposals))
    // What they claim is another matter: they are of another proposal.
    let fault = try #require(report.faults["claims"])
    #expect((fault != "the claims are not those the manifest names") == isNamed, "\(id): \(fault)")
  }

  @Test func `a bundle without the witness policy is incomplete, and accuses nobody`() async throws {
    let dao = try await SampleDAO.witnessed(on: MemoryLogStore())
    dao.clock.advance(.minutes(1))
    try await dao.witness()
    var files = try BundleSample.files(try BundleSample.bytes(of: dao))
    let whole = try await BundleSample.audit(try BundleSample.packed(files), pinned: dao.id)
    #expect(whole.verdict == .holds, "\(whole.faults)")
    let policy = try SampleWitnesses.policy().bytes
    let path = try #require(files.first { $0.key.hasPrefix("blob/") && $0.value == policy }?.key)
    files[path] = nil
    let report = try await BundleSample.audit(try BundleSample.packed(files), pinned: dao.id)
    #expect(report.verdict == .incomplete, "\(report.faults)")
    #expect(report.faults.values.contains { $0.contains("policy") }, "\(report.faults)")
  }

  @Test func `a document that was left out of a bundle leaves the audit incomplete, and proves nothing`()
    async throws
  {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let files = try BundleSample.files(try BundleSample.bytes(of: dao))
    let blobs = files.keys.filter { $0.hasPrefix("blob/") }
    #expect(blobs.count > 2)
    for path in blobs {
      var fewer = files
      fewer[path] = nil
      let bytes = try BundleSample.packed(fewer, proposals: ["P-0001", "P-0002", "P-0003"])
      let report = try await BundleSample.audit(bytes, pinned: dao.id)
      #expect(report.verdict == .incomplete, "\(path): \(report.steps)")
    }
  }

  /// Steps and the positions of entries without effect that they tell: a delegation, a ballot and an act.
  @Test(arguments: [(0, 3), (5, 2), (6, 1), (7, 0)] as [(UInt64, Int)])
  func `a document that was left out explains nothing in front of it`(lacking: UInt64, open: Int) {
    var report = AuditReport()
    for (index, kind, step) in [
      (4, .delegation, .delegations), (5, .ballot, .ballots), (6, .act, .statements),
    ] as [(UInt64, StatementKind, AuditStep)] {
      report.addVoid(index, AdmissionRefusal.alreadySigned, kind: kind)
      report.add(step, false, "the content of a proposal is missing")
    }
    report.add(.claims, false, "another outcome is claimed")
    report.leaveOpenWhatFollows(lacking)
    #expect(report.steps.count { $0.verdict == .incomplete } == open + 1, "\(report.lines)")
    #expect(report.verdict == (open == 3 ? .incomplete : .fails))
    let ahead = report.steps.filter { $0.verdict == .fails }
    #expect(ahead.allSatisfy { $0.detail.contains(" has no effect: ") }, "\(report.lines)")
  }

  @Test(arguments: [
    "foo.txt", "blob/foo", "log/old/01.note", "log/old/x.note", "log/old/999999.note", "log/old/0.note",
    "log/tile/0/000",
    "log/tile/2/000.p/1", "policy.txt", "tally/P-9999.json", "log/extra",
  ])
  func `nothing travels in a bundle out of its place`(path: String) async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    var files = try BundleSample.files(try BundleSample.bytes(of: dao))
    files[path] = Array("smuggled".utf8)
    let bytes = try BundleSample.packed(files, proposals: ["P-0001", "P-0002", "P-0003"])
    let report = try await BundleSample.audit(bytes, pinned: dao.id)
    #expect(report.faults["files"]?.hasPrefix(path) == true, "\(report.faults)")
  }

  @Test func `a document that no entry names may travel, and is said to`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    var files = try BundleSample.files(try BundleSample.bytes(of: dao))
    let proposals = ["P-0001", "P-0002", "P-0003"]
    let honest = try await BundleSample.audit(
      try BundleSample.packed(files, proposals: proposals), pinned: dao.id)
    #expect(honest.steps.allSatisfy { !$0.detail.contains("no entry in force names") })
    let path = BlobPath.of(.sha256([1, 2, 3]))
    files[path] = [1, 2, 3]
    let report = try await BundleSample.audit(
      try BundleSample.packed(files, proposals: proposals), pinned: dao.id)
    #expect(report.verdict == .holds)
    #expect(report.steps.contains { $0.detail.contains("no entry in force names the document \(path)") })
  }

  @Test func `a blob that does not have the hash in its name is found, also where nobody reads it`()
    async throws
  {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    var files = try BundleSample.files(try BundleSample.bytes(of: dao))
    files["blob/sha256/ab/ab\(String(repeating: "0", count: 62))"] = [1, 2, 3]
    let report = try await BundleSample.audit(try BundleSample.packed(files), pinned: dao.id)
    #expect(report.faults["files"]?.contains("hash in its name") == true)
  }
}
