internal import CanonicalEncoding
package import Ledger
package import Signing
package import Voting

/// An electorate held in memory, with what it amounts to.
package final class ElectorateTable: ElectorateRows, Sendable {
  /// Recomputed from all rows.
  package let commitment: ElectorateCommitment
  private let rows: PackedHoldings
  /// Where the rows of each family begin whose accounts begin with 0, 1, 2, … in so many bits; few families.
  private let places: [(family: KeyFamily, buckets: [UInt32], shift: UInt64)]

  /// Reads a file of canonical lines once, piece by piece, for rows and commitment.
  package struct Reading {
    private var rows = PackedHoldings()
    private var sums = ElectorateSums()

    package init() {}

    /// Takes the next bytes.
    /// - Throws: `ElectorateRefusal` for the first line that is none, before more of the file is held.
    package mutating func take(_ piece: [UInt8]) throws {
      var sums = sums
      self.sums = ElectorateSums()
      try sums.take(piece) { rows.append($0) }
      self.sums = sums
    }

    /// The table, where the last line has an end.
    package func finish() throws -> ElectorateTable {
      ElectorateTable(rows: rows, commitment: try sums.finish())
    }
  }

  /// Reads the bytes of a file of canonical lines once.
  package convenience init(bytes: [UInt8]) throws {
    var rows = PackedHoldings()
    var sums = ElectorateSums()
    try sums.take(bytes) { rows.append($0) }
    self.init(rows: rows, commitment: try sums.finish())
  }

  private init(rows: PackedHoldings, commitment: ElectorateCommitment) {
    self.commitment = commitment
    var places: [(family: KeyFamily, buckets: [UInt32], shift: UInt64)] = []
    for family in KeyFamily.allCases {
      let start = Self.first(of: rows) { $0 >= family }
      let end = Self.first(of: rows) { $0 > family }
      guard start < end else { continue }
      let (buckets, shift) = Self.buckets(of: rows, start..<end)
      places.append((family, buckets, shift))
    }
    self.rows = rows
    self.places = places
  }

  /// The first row whose family is one of the last; they are in order.
  private static func first(of rows: PackedHoldings, _ isLast: (KeyFamily) -> Bool) -> Int {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if isLast(rows.account(middle).family) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// About one row for each bucket, since accounts are hashes.
  private static func buckets(
    of rows: PackedHoldings, _ range: Range<Int>
  ) -> (buckets: [UInt32], shift: UInt64) {
    let bits = max(1, Int.bitWidth - range.count.leadingZeroBitCount)
    let shift = UInt64(64 - bits)
    var buckets = [UInt32](repeating: UInt32(range.upperBound), count: 1 << bits + 1)
    var place = range.lowerBound
    for bucket in 0..<1 << bits {
      buckets[bucket] = UInt32(place)
      while place < range.upperBound, rows.account(place).padded.words.0 >> shift == bucket { place += 1 }
    }
    return (buckets, shift)
  }

  /// - Complexity: O(1) expected; O(log n) at worst, where accounts were chosen to begin alike.
  package func holding(of account: AccountKey) -> Holding? {
    guard let (_, buckets, shift) = places.first(where: { $0.family == account.family }) else { return nil }
    let bucket = Int(account.padded.words.0 >> shift)
    var (low, high) = (Int(buckets[bucket]), Int(buckets[bucket + 1]))
    while low < high {
      let middle = (low + high) / 2
      let found = rows.account(middle)
      if found == account { return rows[middle] }
      if found < account { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  package func forEach(_ body: (Holding) throws -> Void) throws {
    for row in 0..<rows.count { try body(rows[row]) }
  }
}
