package import CanonicalEncoding

/// Records held in memory: what an audit replays into.
package struct MemoryRecords: Records, Sendable {
  private var spaces: [RecordSpace: [ByteString: [ByteString: [UInt8]]]] = [:]

  package init() {}

  /// Applies a change.
  package mutating func apply(_ change: Change) {
    spaces[change.key.space, default: [:]][change.key.partition, default: [:]][change.key.row] = change.value
  }

  package func value(_ key: RecordKey) -> [UInt8]? { spaces[key.space]?[key.partition]?[key.row] }

  package func rows(_ space: RecordSpace, _ partition: ByteString) -> [(row: ByteString, value: [UInt8])] {
    (spaces[space]?[partition] ?? [:]).sorted { $0.key < $1.key }.map { (row: $0.key, value: $0.value) }
  }

  package func records(_ space: RecordSpace) -> [(key: RecordKey, value: [UInt8])] {
    (spaces[space] ?? [:]).sorted { $0.key < $1.key }.flatMap { partition, rows in
      rows.sorted { $0.key < $1.key }.map { (key: RecordKey(space, partition, $0.key), value: $0.value) }
    }
  }
}
