import CanonicalEncoding
import DocumentFiles
import Foundation
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

  /// Every entry, hash, node, checkpoint and record.
  private static func targets(of dao: MemoryDAO) throws -> [Target] {
    let export = try dao.export()
    var targets = [Target(6, "projections", saying: "instant of receipt") { .received(byte: $0, bit: $1) }]
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

  @Test func `attack 63: a bit turned over anywhere in the store is found and named`() async throws {
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
