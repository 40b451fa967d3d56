import CanonicalEncoding
import DocumentFiles
import Foundation
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import TransparencyLog

/// Turns over single bits of everything a workspace stores; the audit must find each and say where.
@Suite struct AuditTamperTests {
  typealias MemoryDAO = SampleDAO<MemoryLogStore>

  /// One stored thing: how many bytes it has, the step that must fail and what it must say, and how to turn over
  /// a bit of it.
  struct Target {
    let count: Int
    let step: String
    let words: String
    let flip: (Int, UInt8) -> Flip

    init(_ count: Int, _ step: String, saying words: String, flip: @escaping (Int, UInt8) -> Flip) {
      self.count = count
      self.step = step
      self.words = words
      self.flip = flip
    }

    func isNamed(in faults: [String: String]) -> Bool {
      // A genesis that does not read ends the audit before it comes to the entries.
      faults[step]?.contains(words) ?? (words == "entry 0:" && faults["identity"] != nil)
    }
  }

  /// Every column of every table. Only counts of refusals are left out: they are no part of the record.
  private static func targets(of dao: MemoryDAO) throws -> [Target] {
    let export = try dao.export()
    let frontier = try #require(dao.store.head()).range.hashes.count * 32
    var targets = [
      Target(6, "projections", saying: "instant of receipt") { .received(byte: $0, bit: $1) },
      Target(1, "tree", saying: "head") { .size(bit: $1) },
      Target(frontier, "tree", saying: "not the tree of the entries") { .frontier(byte: $0, bit: $1) },
    ]
    for entry in export.entries {
      let identity = try #require(entry.identity)
      let words = "entry \(entry.index) is looked up"
      targets.append(
        Target(32, "projections", saying: words) { .identity(entry.index, identity.flipping($0, $1)) })
    }
    for (hash, text) in dao.store.reasons(after: nil, limit: .max) {
      targets += [
        Target(text.utf8.count, "projections", saying: "reason kept") { .reason(hash, byte: $0, bit: $1) },
        Target(32, "projections", saying: "reason kept") { .reasonHash(hash, byte: $0, bit: $1) },
      ]
    }
    for entry in export.entries {
      let words = "entry \(entry.index):"
      targets += [
        Target(entry.bytes.count, "tree", saying: words) { .entry(entry.index, byte: $0, bit: $1) },
        Target(32, "tree", saying: words) { .entryHash(entry.index, byte: $0, bit: $1) },
      ]
    }
    for node in nodes(below: UInt64(export.entries.count)) {
      let words = "level \(node.level), index \(node.index) "
      targets.append(Target(32, "tree", saying: words) { .node(node, byte: $0, bit: $1) })
    }
    for checkpoint in export.checkpoints {
      let (count, words) = (checkpoint.note.utf8.count, "size \(checkpoint.size)")
      let isNewest = checkpoint.size == UInt64(export.entries.count)
      targets.append(
        Target(count, isNewest ? "checkpoint" : "history", saying: words) {
          .checkpoint(checkpoint.size, byte: $0, bit: $1)
        })
    }
    for record in export.records {
      let words = "\"\(record.key.space.rawValue)\""
      let name = record.key.partition.count + record.key.row.count
      targets += [
        Target(record.value.count, "projections", saying: words) { .record(record.key, byte: $0, bit: $1) },
        Target(name, "projections", saying: words) { .recordName(record.key, byte: $0, bit: $1) },
      ]
    }
    return targets.filter { $0.count > 0 }
  }

  /// The perfect subtrees of two leaves and more.
  private static func nodes(below size: UInt64) -> [NodeID] {
    (1..<64).flatMap { level in (0..<(size >> UInt64(level))).map { NodeID(level: level, index: $0) } }
  }

  private static func faults(of dao: MemoryDAO, _ flip: Flip) async throws -> [String: String] {
    let store = TamperedStore(base: dao.store, flip: flip)
    return try await AuditSample.audit(store, dao.documents, pinned: dao.id).faults
  }

  @Test func `attack 63: a bit turned over in any field of any table is found and named`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let targets = try Self.targets(of: dao)
    let seed: UInt64 = 63
    print("seed \(seed)")
    var random = RepeatableNumbers(seed: seed)
    // Each thing at least twice, and more where there is more of it.
    var turned = 0
    for target in targets {
      for _ in 0..<max(3, target.count / 100) {
        turned += 1
        let flip = target.flip(random.below(target.count), UInt8(random.below(8)))
        let faults = try await Self.faults(of: dao, flip)
        #expect(target.isNamed(in: faults), "\(flip): \(faults)")
      }
    }
    #expect(turned > 300)
  }

  @Test func `attack 63: a ballot handed in again never gets the receipt of another entry`() async throws {
    let dao = try await SampleDAO(on: MemoryLogStore())
    let proposal = try await dao.propose()
    dao.clock.advance(.minutes(1))
    let ballot = try dao.ballot(on: proposal, by: 1)
    let size = try #require(dao.store.head()).size
    for index in 0..<size {
      let desk = try dao.desk(over: TamperedStore(base: dao.store, flip: .identity(index, ballot.id)))
      let error = await #expect(throws: StorageError.self, "entry \(index)") {
        try await desk.submit(ballot, signature: dao.sign(ballot, by: 1))
      }
      #expect(error?.code == "storage.corrupt")
      await #expect(throws: StorageError.self, "a promise over entry \(index)") {
        try await desk.answer(
          to: Submission(ballot, signature: try dao.sign(ballot, by: 1)), within: .minutes(1))
      }
    }
    #expect(try await dao.submit(ballot, by: 1) == size)
  }

  @Test func `attack 63: a reason that was altered is not shown as the voter's`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let (hash, text) = try #require(dao.store.reasons(after: nil, limit: 1).first)
    #expect(try dao.store.keptReason(hash) == .stated("Nobody was asked."))
    for place in 0..<text.utf8.count {
      let store = TamperedStore(base: dao.store, flip: .reason(hash, byte: place, bit: 0))
      #expect(try store.keptReason(hash) == .altered, "byte \(place)")
    }
    let renamed = TamperedStore(base: dao.store, flip: .reasonHash(hash, byte: 0, bit: 0))
    #expect(try renamed.keptReason(hash.flipping(0, 0)) == .altered)
    #expect(try renamed.keptReason(hash) == .erased)
  }

  @Test func `attack 63: every byte of one entry matters`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let entry = try #require(try dao.export().entries.min { $0.bytes.count < $1.bytes.count })
    for byte in entry.bytes.indices {
      let faults = try await Self.faults(of: dao, .entry(entry.index, byte: byte, bit: 0))
      #expect(faults["tree"]?.contains("entry \(entry.index):") == true, "byte \(byte)")
    }
  }

  @Test func `attack 63: every byte of the genesis matters`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    for byte in try #require(try dao.export().leaves.first).indices {
      let faults = try await Self.faults(of: dao, .entry(0, byte: byte, bit: 0))
      #expect(faults["identity"] != nil || faults["tree"]?.contains("entry 0:") == true, "byte \(byte)")
    }
  }

  @Test func `attack 26: a bit turned over in any document is found and named`() async throws {
    try await TemporaryFolder.with { folder in
      let dao = try await AuditSample.make(on: MemoryLogStore())
      let kept = DocumentFolder(folder: folder)
      for bytes in dao.documents.all.values { try kept.keep(bytes) }
      var random = RepeatableNumbers(seed: 26)
      for (hash, bytes) in dao.documents.all.sorted(by: { $0.key < $1.key }) {
        for _ in 0..<12 {
          let altered = bytes.flipping(random.below(bytes.count), UInt8(random.below(8)))
          try Data(altered).write(to: URL(filePath: kept.path(of: hash)))
          let documents = DocumentMemory(DocumentFolder(folder: folder))
          let faults = try await AuditSample.audit(dao.store, documents, pinned: dao.id).faults
          // Either the step of the documents says which one, or the first entry without it.
          let isNamed = faults["electorates"] != nil || faults["statements"] != nil
          #expect(isNamed, "\(hash): \(faults)")
        }
        try Data(bytes).write(to: URL(filePath: kept.path(of: hash)))
        let report = try await AuditSample.audit(dao.store, DocumentFolder(folder: folder), pinned: dao.id)
        #expect(report.holds)
      }
    }
  }
}
