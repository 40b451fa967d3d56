import CanonicalEncoding
import Ledger
import QuorateTesting
import Testing

/// Records in tables of bytes, beside the same records in dictionaries.
@Suite struct MemoryRecordsTests {
  /// The obvious way, slow and large.
  private struct Reference {
    private(set) var values: [RecordKey: [UInt8]] = [:]

    mutating func apply(_ change: Change) { values[change.key] = change.value }

    func records(_ space: RecordSpace) -> [Change] {
      values.filter { $0.key.space == space }.sorted { $0.key < $1.key }.map { Change($0.key, $0.value) }
    }
  }

  private static let spaces: [RecordSpace] = [.ballot, .sequence, .dao]

  /// Names of every length from none on, many of them beginning alike.
  private static func name(_ numbers: inout RepeatableNumbers) -> ByteString {
    let count = [0, 1, 7, 8, 9, 16, 17, 24][numbers.below(8)]
    return ByteString((0..<count).map { place in UInt8(place < 16 ? numbers.below(2) : numbers.below(256)) })
  }

  private static func change(_ numbers: inout RepeatableNumbers) -> Change {
    let space = spaces[numbers.below(spaces.count)]
    let partition = ByteString([UInt8](repeating: UInt8(numbers.below(4)), count: numbers.below(3)))
    return Change(RecordKey(space, partition, name(&numbers)), numbers.bytes(numbers.below(40)))
  }

  @Test(arguments: [1, 2, 3]) func `records are those of a dictionary, in order`(_ seed: UInt64) {
    var numbers = RepeatableNumbers(seed: seed)
    var (records, reference) = (MemoryRecords(), Reference())
    for round in 0..<3000 {
      let change = Self.change(&numbers)
      #expect(records.value(change.key) == reference.values[change.key])
      records.apply(change)
      reference.apply(change)
      #expect(records.value(change.key) == change.value)
      guard round % 500 == 499 else { continue }
      for space in Self.spaces {
        let expected = reference.records(space)
        #expect(records.records(space).map { Change($0.key, $0.value) } == expected)
        #expect(records.count(space) == expected.count)
        for partition in Set(expected.map(\.key.partition)) {
          let rows = records.rows(space, partition).map { Change(RecordKey(space, partition, $0), $1) }
          #expect(rows == expected.filter { $0.key.partition == partition })
        }
      }
      #expect(records.count(.charter) == 0 && records.rows(.ballot, ByteString([9])).isEmpty)
    }
  }

  @Test func `a record holds its value and no other`() {
    var numbers = RepeatableNumbers(seed: 4)
    var records = MemoryRecords()
    var changes: [RecordKey: [UInt8]] = [:]
    for _ in 0..<500 {
      let change = Self.change(&numbers)
      records.apply(change)
      changes[change.key] = change.value
    }
    for (key, value) in changes {
      #expect(records.holds(value, at: key) == true)
      #expect(records.holds(value + [0], at: key) == false)
      for place in value.indices {
        var other = value
        other[place] ^= 1
        #expect(records.holds(other, at: key) == false)
      }
      #expect(records.holds(value, at: RecordKey(.act, key.partition, key.row)) == nil)
      let longer = RecordKey(key.space, key.partition, key.row + ByteString([1]))
      #expect(records.holds(value, at: longer) == changes[longer].map { $0 == value })
    }
  }

  @Test(arguments: [1, 3, 500]) func `records of a run are compared as each alone`(_ width: Int) {
    var numbers = RepeatableNumbers(seed: 11)
    var records = MemoryRecords()
    var asked: [(key: RecordKey, value: [UInt8])] = []
    for _ in 0..<500 {
      let change = Self.change(&numbers)
      // Every third is not there, or has another value by then.
      if !asked.count.isMultiple(of: 3) { records.apply(change) }
      asked.append((change.key, change.value))
    }
    #expect(records.holds([]) == [])
    for run in [asked, asked.sorted { $0.key < $1.key }] {
      for start in stride(from: 0, to: run.count, by: width) {
        let part = Array(run[start...].prefix(width))
        #expect(records.holds(part) == part.map { records.holds($0.value, at: $0.key) })
      }
    }
  }

  @Test(arguments: [2, 3, 8]) func `cuts part a space into about equal parts`(_ parts: Int) {
    var numbers = RepeatableNumbers(seed: 5)
    var records = MemoryRecords()
    for number in 0..<5000 {
      let row = ByteString(numbers.bytes(9))
      records.apply(
        Change(RecordKey(number % 5 == 0 ? .act : .ballot, ByteString([UInt8(number % 2)]), row), [1]))
    }
    let keys = records.records(.ballot).map(\.key)
    let cuts = records.cuts(.ballot, parts: parts)
    #expect(cuts.count == parts - 1)
    for (from, below) in zip([nil] + cuts, cuts + [nil]) {
      let part = keys.filter(RecordRange(from: from, below: below).contains)
      #expect(abs(part.count - keys.count / parts) < keys.count / parts / 2, "\(part.count)")
    }
    #expect(records.cuts(.dao, parts: parts).isEmpty && records.cuts(.ballot, parts: 1).isEmpty)
  }

  @Test func `values that change their length leave no bytes behind for good`() {
    var records = MemoryRecords()
    let keys = (0..<40).map { RecordKey(.proposal, ByteString([UInt8($0)]), ByteString([])) }
    for round in 1..<200 {
      for (number, key) in keys.enumerated() {
        let value = [UInt8](
          repeating: UInt8(truncatingIfNeeded: number + round), count: 500 + round % 7 + number)
        records.apply(Change(key, value))
        #expect(records.holds(value, at: key) == true)
      }
    }
    for (number, key) in keys.enumerated() {
      #expect(records.value(key)?.count == 500 + 199 % 7 + number)
    }
  }

  @Test func `names that differ only where one ends are different names`() {
    var records = MemoryRecords()
    for count in 0...40 {
      records.apply(
        Change(RecordKey(.ballot, ByteString([]), ByteString([UInt8](repeating: 0, count: count))), [7]))
    }
    #expect(records.count(.ballot) == 41)
    #expect(records.rows(.ballot, ByteString([])).map(\.row.count) == Array(0...40))
  }
}
