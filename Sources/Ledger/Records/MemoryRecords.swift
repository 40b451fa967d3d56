package import CanonicalEncoding

/// Records held in memory: what an audit replays into.
///
/// Bytes of all records stand together, so that memory grows with the records and costs little beyond their bytes.
package struct MemoryRecords: Records, Sendable {
  /// The partitions of each space.
  private var partitions = ByteTable()
  /// The rows of each partition.
  private var rows = ByteTable()
  /// What belongs to each row.
  private var contents: [Content] = []
  /// The newest row of each partition, and how many it has.
  private var chains: [(newest: Int, count: Int)] = []
  private var values = ByteArena()
  /// Bytes of values that were replaced by longer or shorter ones.
  private var abandoned = 0
  /// The partition that changed last, in which the next look-up most often is.
  private var latest: (key: RecordKey, partition: Int)?

  private struct Content: Sendable {
    var value: ByteArena.Run
    /// The row before this one in its partition.
    let previous: Int
  }

  package init() {}

  /// Applies a change.
  package mutating func apply(_ change: Change) {
    let partition = self.partition(of: change.key) ?? newPartition(of: change.key)
    let (row, isNew) = rows.numbered(change.key.row, in: UInt32(partition))
    if isNew {
      contents.append(Content(value: values.keep(change.value), previous: chains[partition].newest))
      chains[partition] = (row, chains[partition].count + 1)
    } else {
      let old = contents[row].value
      contents[row].value = values.replace(old, with: change.value)
      if Int(old.count) != change.value.count { abandoned += Int(old.count) }
      if abandoned > 1 << 20, abandoned * 2 > values.size { compact() }
    }
    latest = (change.key, partition)
  }

  package func value(_ key: RecordKey) -> [UInt8]? { row(of: key).map { values.bytes(contents[$0].value) } }

  /// Whether a record has this value, or `nil` where there is no such record.
  package func holds(_ value: [UInt8], at key: RecordKey) -> Bool? {
    row(of: key).map { values.holds(value, in: contents[$0].value) }
  }

  package func rows(_ space: RecordSpace, _ partition: ByteString) -> [(row: ByteString, value: [UInt8])] {
    var rows: [(row: ByteString, value: [UInt8])] = []
    forEach(space, partition) { rows.append((row: $0, value: $1)) }
    return rows
  }

  package func forEach(
    _ space: RecordSpace, _ partition: ByteString, _ body: (ByteString, [UInt8]) throws -> Void
  ) rethrows {
    guard let number = partitions.number(of: partition, in: space.number) else { return }
    for row in ordered(number) { try body(rows.name(row), values.bytes(contents[row].value)) }
  }

  package func records(_ space: RecordSpace) -> [(key: RecordKey, value: [UInt8])] {
    var records: [(key: RecordKey, value: [UInt8])] = []
    forEach(space) { records.append(($0, $1)) }
    return records
  }

  package func forEach(_ space: RecordSpace, _ body: (RecordKey, [UInt8]) throws -> Void) rethrows {
    for partition in partitions.sorted(all(space)) {
      let name = partitions.name(partition)
      for row in ordered(partition) {
        try body(RecordKey(space, name, rows.name(row)), values.bytes(contents[row].value))
      }
    }
  }

  /// How many records a space has.
  package func count(_ space: RecordSpace) -> Int { all(space).reduce(0) { $0 + chains[$1].count } }

  private func all(_ space: RecordSpace) -> [Int] {
    (0..<partitions.count).filter { partitions.group($0) == space.number }
  }

  private func row(of key: RecordKey) -> Int? {
    partition(of: key).flatMap { rows.number(of: key.row, in: UInt32($0)) }
  }

  private func partition(of key: RecordKey) -> Int? {
    if let latest, latest.key.space == key.space, latest.key.partition == key.partition {
      return latest.partition
    }
    return partitions.number(of: key.partition, in: key.space.number)
  }

  private mutating func newPartition(of key: RecordKey) -> Int {
    chains.append((newest: -1, count: 0))
    return partitions.numbered(key.partition, in: key.space.number).number
  }

  /// The rows of a partition in the order of their names.
  private func ordered(_ partition: Int) -> [Int] {
    var numbers: [Int] = []
    numbers.reserveCapacity(chains[partition].count)
    var row = chains[partition].newest
    while row >= 0 {
      numbers.append(row)
      row = contents[row].previous
    }
    return rows.sorted(numbers)
  }

  /// Leaves the bytes behind that nothing refers to.
  private mutating func compact() {
    var kept = ByteArena()
    for row in contents.indices { contents[row].value = kept.keep(values.bytes(contents[row].value)) }
    (values, abandoned) = (kept, 0)
  }
}

extension RecordSpace {
  /// Tells the spaces apart in tables of partitions.
  fileprivate var number: UInt32 { Self.numbers[self] ?? .max }

  private static let numbers: [RecordSpace: UInt32] = {
    var numbers: [RecordSpace: UInt32] = [:]
    for space in allCases { numbers[space] = UInt32(numbers.count) }
    return numbers
  }()
}
