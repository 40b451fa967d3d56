import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing
import TransparencyLog

@Suite struct PublicationTests {
  private static func publisher(
    _ dao: SampleDAO<MemoryLogStore>, to files: MemoryFiles
  ) -> Publisher<MemoryLogStore, MemoryFiles> {
    Publisher(store: dao.store, files: files)
  }

  @discardableResult
  private static func publish(_ dao: SampleDAO<MemoryLogStore>, to files: MemoryFiles) throws -> UInt64 {
    let names = try dao.chamber.read { try NamedDocuments.of($0) }
    return try publisher(dao, to: files)
      .publish(origin: dao.genesis.origin, naming: names, from: dao.documents).checkpoint.size
  }

  /// Entries of no meaning behind the DAO's own, so that the log fills tiles.
  private static func grow(_ dao: SampleDAO<MemoryLogStore>, by count: Int) async throws {
    for number in 0..<count {
      try await dao.submit(
        dao.delegation(to: 1 + number % 2, by: 3), by: 3)
    }
  }

  private static func audit(_ files: MemoryFiles) async throws -> AuditReport {
    var auditor = Auditor(
      log: try ArchivedLog(files), documents: MemoryDocuments(files: files.files),
      verifier: Secp256k1Verifier(), curves: LogCurves(Secp256k1Verifier()), jobs: 1)
    return try await auditor.run()
  }

  @Test func `a published log is audited without its workspace`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let files = MemoryFiles()
    try Self.publish(dao, to: files)
    let report = try await Self.audit(files)
    #expect(report.verdict == .holds, "\(report.lines)")
    #expect(report.dao == dao.id && report.size == dao.store.head()?.size)
  }

  @Test func `the checkpoint comes last, and nothing changes when nothing is new`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let files = MemoryFiles()
    try Self.publish(dao, to: files)
    #expect(files.writes.last == "checkpoint")
    let count = files.writes.count
    try Self.publish(dao, to: files)
    #expect(files.writes.count == count)
  }

  @Test func `a log that grows over the edge of a tile is sound at every step`() async throws {
    let dao = try await SampleDAO(on: MemoryLogStore())
    let files = MemoryFiles()
    for step in [1, 200, 53, 1, 1, 1, 300] {
      try await Self.grow(dao, by: step)
      let size = try Self.publish(dao, to: files)
      let log = try ArchivedLog(files)
      #expect(log.checkpoint.size == size)
      #expect(try TreeCheck.fault(in: log) == nil)
      #expect(try log.entries(from: size - 1, limit: 9).map(\.index) == [size - 1])
    }
    // Who still has an earlier checkpoint, but not its partial tiles, finds them in the full ones.
    let fresh = MemoryFiles(files.files.filter { !$0.key.contains(".p/") || $0.key.hasSuffix("/46") })
    let note = try SignedNote(parsing: try #require(Self.note(of: dao, size: 255)))
    let old = ArchivedLog(fresh, note: note, checkpoint: try Checkpoint(parsing: note.text))
    #expect(try TreeCheck.fault(in: old) == nil)
  }

  private static func note(of dao: SampleDAO<MemoryLogStore>, size: UInt64) -> [UInt8]? {
    dao.store.checkpoints(from: size, limit: 1).first.map { Array($0.note.utf8) }
  }

  @Test func `attack 65: a crash at any write leaves a sound log, and publishing again gives the same bytes`()
    async throws
  {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    try await Self.grow(dao, by: 300)
    let whole = MemoryFiles()
    try Self.publish(dao, to: whole)
    for failing in 0..<whole.writes.count {
      let files = MemoryFiles()
      files.fail(after: failing)
      #expect(throws: StorageError.self) { try Self.publish(dao, to: files) }
      #expect(files.files["checkpoint"] == nil)
      // A second failure in a row, one write later.
      files.fail(after: 1)
      _ = try? Self.publish(dao, to: files)
      files.fail(after: nil)
      try Self.publish(dao, to: files)
      #expect(files.files == whole.files, "after \(failing) writes")
    }
  }

  @Test func `attack 64: a byte that does not read back keeps the checkpoint from being published`()
    async throws
  {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let whole = MemoryFiles()
    try Self.publish(dao, to: whole)
    for path in whole.writes where path.hasPrefix("tile/") {
      let files = FlippingFiles(path: path)
      let names = try dao.chamber.read { try NamedDocuments.of($0) }
      let publisher = Publisher(store: dao.store, files: files)
      #expect(throws: StorageError.self) {
        try publisher.publish(origin: dao.genesis.origin, naming: names, from: dao.documents)
      }
      #expect(files.base.files["checkpoint"] == nil)
    }
  }

  @Test func `attack 61: a log restored from an old copy is not published over a newer one`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let files = MemoryFiles()
    try Self.publish(dao, to: files)
    let before = files.files
    let restored = try await SampleDAO(on: MemoryLogStore(), founders: 2)
    let size = try #require(dao.store.head()?.size)
    #expect(throws: PublicationRefusal.behind(here: 2, published: size)) {
      try Self.publish(restored, to: files)
    }
    #expect(files.files == before)
  }

  @Test func `attack 62: a log that went another way is not published over the one that stands`() async throws
  {
    let dao = try await SampleDAO(on: MemoryLogStore())
    let files = MemoryFiles()
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    try Self.publish(dao, to: files)
    let other = try await SampleDAO(on: MemoryLogStore())
    try await other.submit(other.delegation(to: 3, by: 1), by: 1)
    try await other.submit(other.delegation(to: 2, by: 3), by: 3)
    #expect(throws: PublicationRefusal.fork(size: 3)) { try Self.publish(other, to: files) }
    let stranger = try await SampleDAO(on: MemoryLogStore(), random: 9)
    #expect(throws: PublicationRefusal.otherLog(origin: dao.genesis.origin)) {
      try Self.publish(stranger, to: files)
    }
  }
}

/// Turns a bit over in one file as it is written.
private struct FlippingFiles: LogFilesWriting {
  let path: String
  let base = MemoryFiles()

  func read(_ path: String, limit: Int) throws -> [UInt8]? { try base.read(path, limit: limit) }

  func stream(_ path: String, _ body: ([UInt8]) throws -> Void) throws -> Bool {
    try base.stream(path, body)
  }

  func write(_ bytes: [UInt8], to path: String) throws {
    try base.write(path == self.path ? bytes.flipping(bytes.count / 2, 3) : bytes, to: path)
  }
}
