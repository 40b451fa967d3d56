package import CanonicalEncoding

/// Records held in memory: what an audit replays into.
///
/// Bytes of all records stand together, so that memory grows with the records and costs little beyond their bytes.
package struct MemoryRecords: Records, Sendable {
  /// The partitions of each space, with empty values.
  private var partitions = ByteTable()
  /// The rows of each partition.
  private var rows = ByteTable()
  /// The row before each row in its partition.
  private var previous: [Int] = []
  /// The newest row of each partition, and how many it has.
  private var chains: [(newest: Int, count: Int)] = []
  /// The partition that changed last, in which the next look-up most often is.
  private var latest: (key: RecordKey, partition: Int)?

  package init() {}

  /// Applies a change.
  package mutating func apply(_ change: Change) {
    let partition = self.partition(of: change.key) ?? newPartition(of: change.key)
    let row = rows.put(change.value, under: change.key.row, in: UInt32(partition))
    if row == previous.count {
      previous.append(chains[partition].newest)
      chains[partition] = (row, chains[partition].count + 1)
    }
    latest = (change.key, partition)
  }

  package func value(_ key: RecordKey) -> [UInt8]? { row(of: key).map { Array(rows.value($0)) } }

  /// Whether a record has this value, or `nil` where there is no such record.
  package func holds(_ value: [UInt8], at key: RecordKey) -> Bool? {
    row(of: key).map { rows.holds(value, at: $0) }
  }

  /// The same for each of many records, which is faster where they are of one partition.
  package func holds(_ records: [(key: RecordKey, value: [UInt8])]) -> [Bool?] {
    guard let first = records.first?.key,
      records.allSatisfy({ $0.key.space == first.space && $0.key.partition == first.partition }),
      let partition = partition(of: first)
    else { return records.map { holds($0.value, at: $0.key) } }
    let numbers = rows.numbers(of: records.map(\.key.row), in: UInt32(partition))
    return zip(numbers, records).map { number, record in number.map { rows.holds(record.value, at: $0) } }
  }

  package func rows(_ space: RecordSpace, _ partition: ByteString) -> [(row: ByteString, value: [UInt8])] {
    var rows: [(row: ByteString, value: [UInt8])] = []
    forEach(space, partition) { rows.append((row: ByteString($0), value: Array($1))) }
    return rows
  }

  package func forEach(
    _ space: RecordSpace, _ partition: ByteString,
    _ body: (_ row: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    guard let number = partitions.number(of: partition, in: space.number) else { return }
    try rows.forEach(ordered(number), body)
  }

  package func records(_ space: RecordSpace) -> [(key: RecordKey, value: [UInt8])] {
    var records: [(key: RecordKey, value: [UInt8])] = []
    for partition in partitions.sorted(all(space)) {
      let name = ByteString(partitions.name(partition))
      for row in ordered(partition) {
        records.append((RecordKey(space, name, ByteString(rows.name(row))), Array(rows.value(row))))
      }
    }
    return records
  }

  /// Keys that cut a space into parts of about the same size; fewer where it has few records.
  ///
  /// A sample in the order of arrival settles it.
  /// - Complexity: O(records of all spaces), without a look at their bytes.
  package func cuts(_ space: RecordSpace, parts: Int) -> [RecordKey] {
    let (wanted, step) = (space.number, count(space) / 1024 + 1)
    var sample: [RecordKey] = []
    var passed = 0
    for row in 0..<rows.count {
      let partition = Int(rows.group(row))
      guard partitions.group(partition) == wanted else { continue }
      passed += 1
      guard passed.isMultiple(of: step) else { continue }
      sample.append(RecordKey(space, ByteString(partitions.name(partition)), ByteString(rows.name(row))))
    }
    guard parts > 1, sample.count >= parts else { return [] }
    sample.sort()
    return (1..<parts).map { sample[$0 * sample.count / parts] }
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
    return partitions.put([], under: key.partition, in: key.space.number)
  }

  /// The rows of a partition in the order of their names.
  private func ordered(_ partition: Int) -> [Int] {
    var numbers: [Int] = []
    numbers.reserveCapacity(chains[partition].count)
    var row = chains[partition].newest
    while row >= 0 {
      numbers.append(row)
      row = previous[row]
    }
    return rows.sorted(numbers)
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
