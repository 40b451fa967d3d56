internal import CanonicalEncoding
package import Quorate
internal import Synchronization

/// What a witness has cosigned, in memory.
package final class MemoryWitnessStore: WitnessStore {
  private struct State {
    var records: [ByteString: WitnessRecord] = [:]
    var evidence: [ByteString: [[UInt8]]] = [:]
  }

  private let state = Mutex(State())
  /// Whether the next update fails after everything was decided: a full disk.
  private let isFull = Mutex(false)

  package init() {}

  package func fill(_ isFull: Bool) { self.isFull.withLock { $0 = isFull } }

  package func latest(of origin: String) -> WitnessRecord? {
    state.withLock { $0.records[ByteString(utf8: origin)] }
  }

  package func all() -> [WitnessRecord] {
    state.withLock { state in
      state.records.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  package func update<Value>(
    of origin: String, _ body: (WitnessRecord?) throws -> (record: WitnessRecord, value: Value)
  ) throws -> Value {
    try state.withLock { state in
      let (record, value) = try body(state.records[ByteString(utf8: origin)])
      if isFull.withLock({ $0 }) { throw StorageError("full", "the disk is full") }
      state.records[ByteString(utf8: origin)] = record
      return value
    }
  }

  package func keepEvidence(_ request: [UInt8], of origin: String, at seconds: UInt64) {
    let origin = ByteString(utf8: origin)
    state.withLock { state in
      guard state.evidence[origin, default: []].count < WitnessRecord.evidenceLimit else { return }
      state.evidence[origin, default: []].append(request)
    }
  }

  package func evidence(of origin: String) -> [[UInt8]] {
    state.withLock { $0.evidence[ByteString(utf8: origin)] ?? [] }
  }
}
