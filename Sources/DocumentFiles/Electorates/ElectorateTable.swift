internal import CanonicalEncoding
package import Ledger
package import Signing
package import Voting

/// An electorate held in memory, with what it amounts to.
package final class ElectorateTable: ElectorateRows, Sendable {
  /// Recomputed from all rows.
  package let commitment: ElectorateCommitment
  private let rows: [Holding]
  /// Where the rows of each family are.
  private let places: [KeyFamily: Places]

  /// The rows of one family, by the first eight bytes of their accounts.
  private struct Places: Sendable {
    let start: Int
    let words: [UInt64]
    /// Where the words begin whose top bits are 0, 1, 2, …; accounts are hashes, so that few share them.
    let buckets: [UInt32]
    let shift: UInt64

    init(start: Int, words: [UInt64]) {
      self.start = start
      self.words = words
      let bits = max(1, Int.bitWidth - words.count.leadingZeroBitCount)
      shift = UInt64(64 - bits)
      var buckets = [UInt32](repeating: 0, count: 1 << bits + 1)
      var place = 0
      for bucket in buckets.indices.dropLast() {
        buckets[bucket] = UInt32(place)
        while place < words.count, Int(words[place] >> shift) == bucket { place += 1 }
      }
      buckets[1 << bits] = UInt32(words.count)
      self.buckets = buckets
    }

    /// The first place whose word is not less.
    /// - Complexity: O(1) expected, O(log n) at worst.
    func first(_ word: UInt64) -> Int {
      let bucket = Int(word >> shift)
      var (low, high) = (Int(buckets[bucket]), Int(buckets[bucket + 1]))
      while low < high {
        let middle = (low + high) / 2
        if words[middle] < word { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }

  /// Reads the bytes of a file of canonical lines once, for rows and commitment.
  package init(bytes: [UInt8]) throws {
    var rows: [Holding] = []
    commitment = try ElectorateFile(bytes: bytes).commitment { rows.append($0) }
    var places: [KeyFamily: Places] = [:]
    for family in KeyFamily.allCases {
      guard let start = rows.firstIndex(where: { $0.account.family == family }) else { continue }
      let words = rows[start...].prefix { $0.account.family == family }.map { $0.account.padded.words.0 }
      places[family] = Places(start: start, words: Array(words))
    }
    self.rows = rows
    self.places = places
  }

  /// - Complexity: O(1) expected, O(log n) at worst.
  package func holding(of account: AccountKey) -> Holding? {
    guard let places = places[account.family] else { return nil }
    let word = account.padded.words.0
    var place = places.first(word)
    while place < places.words.count, places.words[place] == word {
      if rows[places.start + place].account == account { return rows[places.start + place] }
      place += 1
    }
    return nil
  }

  package func forEach(_ body: (Holding) throws -> Void) throws { try rows.forEach(body) }
}
