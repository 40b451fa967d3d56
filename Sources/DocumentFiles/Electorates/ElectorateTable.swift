internal import CanonicalEncoding
package import Ledger
package import Signing
package import Voting

/// An electorate held in memory, with what it amounts to.
package final class ElectorateTable: ElectorateRows, Sendable {
  /// Recomputed from all rows.
  package let commitment: ElectorateCommitment
  private let rows: [Holding]
  /// The first eight bytes of the accounts of each family, in order, and where the family's rows begin.
  private let places: [KeyFamily: (start: Int, words: [UInt64])]

  /// Reads the bytes of a file of canonical lines once, for rows and commitment.
  package init(bytes: [UInt8]) throws {
    var rows: [Holding] = []
    commitment = try ElectorateFile(bytes: bytes).commitment { rows.append($0) }
    var places: [KeyFamily: (start: Int, words: [UInt64])] = [:]
    for family in KeyFamily.allCases {
      guard let start = rows.firstIndex(where: { $0.account.family == family }) else { continue }
      let words = rows[start...].prefix { $0.account.family == family }.map { $0.account.padded.words.0 }
      places[family] = (start, words)
    }
    self.rows = rows
    self.places = places
  }

  /// - Complexity: O(log n); the search stays within a small array of words, which a cache holds.
  package func holding(of account: AccountKey) -> Holding? {
    guard let (start, words) = places[account.family] else { return nil }
    let word = account.padded.words.0
    var (low, high) = (0, words.count)
    while low < high {
      let middle = (low + high) / 2
      if words[middle] < word { low = middle + 1 } else { high = middle }
    }
    while low < words.count, words[low] == word {
      if rows[start + low].account == account { return rows[start + low] }
      low += 1
    }
    return nil
  }

  package func forEach(_ body: (Holding) throws -> Void) throws { try rows.forEach(body) }
}
