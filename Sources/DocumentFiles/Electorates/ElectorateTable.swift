internal import CanonicalEncoding
package import Ledger
package import Signing
package import Voting

/// An electorate held in memory, with what it amounts to.
package final class ElectorateTable: ElectorateRows, Sendable {
  /// Recomputed from all rows.
  package let commitment: ElectorateCommitment
  private let rows: [Holding]
  /// Where the rows of each family begin whose accounts begin with 0, 1, 2, … in so many bits.
  private let places: [KeyFamily: (buckets: [UInt32], shift: UInt64)]

  /// Reads the bytes of a file of canonical lines once, for rows and commitment.
  package init(bytes: [UInt8]) throws {
    var rows: [Holding] = []
    commitment = try ElectorateFile(bytes: bytes).commitment { rows.append($0) }
    var places: [KeyFamily: (buckets: [UInt32], shift: UInt64)] = [:]
    for family in KeyFamily.allCases {
      guard let start = rows.firstIndex(where: { $0.account.family == family }) else { continue }
      let end = rows[start...].firstIndex { $0.account.family != family } ?? rows.endIndex
      places[family] = Self.buckets(of: rows[start..<end])
    }
    self.rows = rows
    self.places = places
  }

  /// About one row for each bucket, since accounts are hashes.
  private static func buckets(of rows: ArraySlice<Holding>) -> (buckets: [UInt32], shift: UInt64) {
    let bits = max(1, Int.bitWidth - rows.count.leadingZeroBitCount)
    let shift = UInt64(64 - bits)
    var buckets = [UInt32](repeating: UInt32(rows.endIndex), count: 1 << bits + 1)
    var place = rows.startIndex
    for bucket in 0..<1 << bits {
      buckets[bucket] = UInt32(place)
      while place < rows.endIndex, rows[place].account.padded.words.0 >> shift == bucket { place += 1 }
    }
    return (buckets, shift)
  }

  /// - Complexity: O(1) expected; O(log n) at worst, where accounts were chosen to begin alike.
  package func holding(of account: AccountKey) -> Holding? {
    guard let (buckets, shift) = places[account.family] else { return nil }
    let bucket = Int(account.padded.words.0 >> shift)
    var (low, high) = (Int(buckets[bucket]), Int(buckets[bucket + 1]))
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].account == account { return rows[middle] }
      if rows[middle].account < account { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  package func forEach(_ body: (Holding) throws -> Void) throws { try rows.forEach(body) }
}
