package import CanonicalEncoding

/// Records held in memory: what an audit replays into.
package struct MemoryRecords: Records, Sendable {
  private var spaces: [RecordSpace: [Name: [Name: [UInt8]]]] = [:]

  package init() {}

  /// Applies a change.
  package mutating func apply(_ change: Change) {
    let (partition, row) = (Name(change.key.partition), Name(change.key.row))
    spaces[change.key.space, default: [:]][partition, default: [:]][row] = change.value
  }

  package func value(_ key: RecordKey) -> [UInt8]? { spaces[key.space]?[Name(key.partition)]?[Name(key.row)] }

  package func rows(_ space: RecordSpace, _ partition: ByteString) -> [(row: ByteString, value: [UInt8])] {
    Self.sorted(spaces[space]?[Name(partition)] ?? [:]).map { (row: $0.key, value: $0.value) }
  }

  package func records(_ space: RecordSpace) -> [(key: RecordKey, value: [UInt8])] {
    Self.sorted(spaces[space] ?? [:]).flatMap { partition, rows in
      Self.sorted(rows).map { (key: RecordKey(space, partition, $0.key), value: $0.value) }
    }
  }

  /// How many records a space has.
  package func count(_ space: RecordSpace) -> Int { spaces[space]?.values.reduce(0) { $0 + $1.count } ?? 0 }

  /// Bytes with the first sixteen of them as words beside them: these settle most comparisons without following
  /// the reference to the bytes.
  private struct Name: Hashable {
    let first: UInt64
    let second: UInt64
    let bytes: ByteString

    init(_ bytes: ByteString) {
      first = bytes.word(at: 0)
      second = bytes.word(at: 8)
      self.bytes = bytes
    }

    static func == (left: Name, right: Name) -> Bool {
      left.first == right.first && left.second == right.second && left.bytes == right.bytes
    }

    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
  }

  private static func sorted<Value>(_ rows: [Name: Value]) -> [(key: ByteString, value: Value)] {
    let items = Array(rows)
    // Positions are sorted instead of rows: moving them about counts no references.
    var places = items.indices.map {
      Place(first: items[$0].key.first, second: items[$0].key.second, index: $0)
    }
    places.sort { left, right in
      if left.first != right.first { return left.first < right.first }
      if left.second != right.second { return left.second < right.second }
      return items[left.index].key.bytes < items[right.index].key.bytes
    }
    return places.map { (key: items[$0.index].key.bytes, value: items[$0.index].value) }
  }

  private struct Place {
    let first: UInt64
    let second: UInt64
    let index: Int
  }
}
