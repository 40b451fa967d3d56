import CanonicalEncoding
import Ledger
import Quorate
import QuorateTesting
import TransparencyLog

/// One bit of what a store holds, turned over.
enum Flip: Sendable, Hashable {
  case entry(UInt64, byte: Int, bit: UInt8)
  case entryHash(UInt64, byte: Int, bit: UInt8)
  case node(NodeID, byte: Int, bit: UInt8)
  /// The identity under which an entry is looked up.
  case identity(UInt64, Digest)
  /// A bit of the size in the head.
  case size(bit: UInt8)
  case frontier(byte: Int, bit: UInt8)
  case reason(Digest, byte: Int, bit: UInt8)
  case reasonHash(Digest, byte: Int, bit: UInt8)
  /// The instant in the head, of which six bytes are in use.
  case received(byte: Int, bit: UInt8)
  case checkpoint(UInt64, byte: Int, bit: UInt8)
  case record(RecordKey, byte: Int, bit: UInt8)
  case recordName(RecordKey, byte: Int, bit: UInt8)
}

/// A store that reads one bit wrongly, wherever it is asked for it.
struct TamperedStore<Base: LogStore>: LogStore {
  let base: Base
  let flip: Flip

  func head() throws -> LogHead? {
    guard let head = try base.head() else { return nil }
    var (range, received) = (head.range, head.received)
    switch flip {
    case .received(let byte, let bit):
      received = Timepoint(milliseconds: received.milliseconds ^ (1 << UInt64(byte * 8 + Int(bit))))
    case .size(let bit): range = try Self.range(size: head.size ^ (1 << UInt64(bit)), range.hashes)
    case .frontier(let byte, let bit):
      var hashes = range.hashes
      hashes[byte / 32] = hashes[byte / 32].flipping(byte % 32, bit)
      range = try Self.range(size: head.size, hashes)
    default: break
    }
    return LogHead(range: range, received: received)
  }

  private static func range(size: UInt64, _ hashes: [Digest]) throws -> CompactRange {
    guard let range = CompactRange(size: size, hashes: hashes) else {
      throw StorageError("corrupt", "the head of the log does not read")
    }
    return range
  }

  func read<Value>(_ body: (TamperedRecords<Base.Snapshot>) throws -> Value) throws -> Value {
    try base.read { try body(TamperedRecords(base: $0, flip: flip)) }
  }

  func transact<Value>(_ body: (Base.Transaction) throws -> Value) throws -> Value { try base.transact(body) }

  func entries(from index: UInt64, limit: Int) throws -> [StoredEntry] {
    try base.entries(from: index, limit: limit).map { entry in
      switch flip {
      case .entry(entry.index, let byte, let bit):
        StoredEntry(
          index: entry.index, bytes: entry.bytes.flipping(byte, bit), hash: entry.hash,
          identity: entry.identity)
      case .entryHash(entry.index, let byte, let bit):
        StoredEntry(
          index: entry.index, bytes: entry.bytes, hash: entry.hash.flipping(byte, bit),
          identity: entry.identity)
      case .identity(entry.index, let identity):
        StoredEntry(index: entry.index, bytes: entry.bytes, hash: entry.hash, identity: identity)
      default: entry
      }
    }
  }

  func node(_ id: NodeID) throws -> Digest {
    let hash = try base.node(id)
    return switch flip {
    case .node(id, let byte, let bit): hash.flipping(byte, bit)
    case .entryHash(id.index, let byte, let bit) where id.level == 0: hash.flipping(byte, bit)
    default: hash
    }
  }

  private func read(_ checkpoint: StoredCheckpoint) -> StoredCheckpoint {
    guard case .checkpoint(checkpoint.size, let byte, let bit) = flip else { return checkpoint }
    let bytes = Array(checkpoint.note.utf8).flipping(byte, bit)
    return StoredCheckpoint(size: checkpoint.size, note: String(decoding: bytes, as: UTF8.self))
  }

  func checkpoint() throws -> StoredCheckpoint? { try base.checkpoint().map { read($0) } }

  func checkpoints(from size: UInt64, limit: Int) throws -> [StoredCheckpoint] {
    try base.checkpoints(from: size, limit: limit).map { read($0) }
  }

  func store(_ checkpoint: StoredCheckpoint) throws -> StoredCheckpoint { try base.store(checkpoint) }

  func index(of statement: Digest) throws -> UInt64? {
    let index = try base.index(of: statement)
    guard case .identity(let altered, let identity) = flip else { return index }
    return statement == identity ? altered : index == altered ? nil : index
  }

  func reason(_ hash: Digest) throws -> String? {
    try reasons(after: nil, limit: .max).first { $0.hash == hash }?.text
  }

  func reasons(after hash: Digest?, limit: Int) throws -> [(hash: Digest, text: String)] {
    try base.reasons(after: hash, limit: limit).map { kept in
      switch flip {
      case .reason(kept.hash, let byte, let bit):
        (kept.hash, String(decoding: Array(kept.text.utf8).flipping(byte, bit), as: UTF8.self))
      case .reasonHash(kept.hash, let byte, let bit): (kept.hash.flipping(byte, bit), kept.text)
      default: kept
      }
    }
  }

  func keep(_ promised: PromisedStatement) throws { try base.keep(promised) }

  func forget(promised id: Digest) throws { try base.forget(promised: id) }

  func countRefusals(_ codes: [String], at instant: Timepoint) throws {
    try base.countRefusals(codes, at: instant)
  }

  func refusals() throws -> [(code: String, count: UInt64)] { try base.refusals() }
}

/// Records of which one bit is read wrongly.
struct TamperedRecords<Base: Records>: Records {
  let base: Base
  let flip: Flip

  func value(_ key: RecordKey) throws -> [UInt8]? { try base.value(key).map { read(key, $0).value } }

  func rows(_ space: RecordSpace, _ partition: ByteString) throws -> [(row: ByteString, value: [UInt8])] {
    try base.rows(space, partition).map { row, value in
      let (key, value) = read(RecordKey(space, partition, row), value)
      return (key.row, value)
    }
  }

  func records(_ space: RecordSpace) throws -> [(key: RecordKey, value: [UInt8])] {
    try base.records(space).map { read($0.key, $0.value) }
  }

  private func read(_ key: RecordKey, _ value: [UInt8]) -> (key: RecordKey, value: [UInt8]) {
    switch flip {
    case .record(key, let byte, let bit): return (key, value.flipping(byte, bit))
    case .recordName(key, let byte, let bit):
      let count = key.partition.count
      if byte < count {
        let partition = ByteString(key.partition.bytes.flipping(byte, bit))
        return (RecordKey(key.space, partition, key.row), value)
      }
      return (
        RecordKey(key.space, key.partition, ByteString(key.row.bytes.flipping(byte - count, bit))), value
      )
    default: return (key, value)
    }
  }
}

extension [UInt8] {
  /// The bytes with one bit turned over.
  func flipping(_ byte: Int, _ bit: UInt8) -> [UInt8] {
    var bytes = self
    bytes[byte] ^= 1 << bit
    return bytes
  }
}

extension Digest {
  func flipping(_ byte: Int, _ bit: UInt8) -> Digest { Digest(bytes.flipping(byte, bit)) ?? .zero }
}
