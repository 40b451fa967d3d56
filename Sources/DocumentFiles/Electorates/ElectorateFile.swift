package import CanonicalEncoding
internal import Foundation
package import Ledger
package import Signing
internal import TransparencyLog
package import Voting

/// An electorate in a file of canonical lines, looked up in place.
///
/// The file is mapped, not read: finding one account among millions touches some twenty pages.
package struct ElectorateFile: ElectorateRows {
  private let data: Data

  package init(path: String) throws {
    data = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
  }

  package init(bytes: [UInt8]) { data = Data(bytes) }

  /// SHA-256 of the whole file.
  package var sha256: Digest {
    var stream = SHA256Stream()
    forEachPiece { stream.update($0) }
    return stream.digest
  }

  package func holding(of account: AccountKey) throws -> Holding? {
    let wanted = Array((account.text + " ").utf8)
    var (low, high) = (data.startIndex, data.endIndex)
    while low < high {
      let start = lineStart(low + (high - low) / 2, from: low)
      let end = lineEnd(start)
      let order = compare(start, wanted)
      if order == 0 {
        guard let holding = Holding(line: [UInt8](data[start..<end])[...]) else {
          throw ElectorateRefusal.line(0, "does not read")
        }
        return holding
      }
      if order < 0 { low = end } else { high = start }
    }
    return nil
  }

  package func forEach(_ body: (Holding) throws -> Void) throws {
    var lines = ElectorateLines()
    try forEachPiece { try lines.take($0) { _, holding in try body(holding) } }
    try lines.finish()
  }

  /// What all rows amount to, with every line and the order checked again.
  /// - Parameter visit: Is shown every row on the way.
  package func commitment(_ visit: (Holding) -> Void = { _ in }) throws -> ElectorateCommitment {
    var sums = ElectorateSums()
    try forEachPiece { try sums.take($0, visit) }
    return try sums.finish()
  }

  private func forEachPiece(_ body: ([UInt8]) throws -> Void) rethrows {
    var position = data.startIndex
    while position < data.endIndex {
      let end = Swift.min(position + (1 << 20), data.endIndex)
      try body([UInt8](data[position..<end]))
      position = end
    }
  }

  private func lineStart(_ position: Int, from low: Int) -> Int {
    var start = position
    while start > low, data[start - 1] != 0x0a { start -= 1 }
    return start
  }

  private func lineEnd(_ start: Int) -> Int {
    var end = start
    while end < data.endIndex, data[end] != 0x0a { end += 1 }
    return Swift.min(end + 1, data.endIndex)
  }

  private func compare(_ start: Int, _ wanted: [UInt8]) -> Int {
    for (offset, byte) in wanted.enumerated() {
      guard start + offset < data.endIndex else { return -1 }
      let found = data[start + offset]
      if found != byte { return found < byte ? -1 : 1 }
    }
    return 0
  }
}

/// Why rows are not an electorate.
package enum ElectorateRefusal: CodedRefusal, Hashable {
  case line(Int, String)
  case duplicate(AccountKey, first: Int, second: Int)
  case account(Int, AccountRefusal)
  case amount(Int, String)
  case overflow(String)
  case columns(String)
  case empty

  package var code: String {
    switch self {
    case .line: "electorate.line"
    case .duplicate: "snapshot.duplicateHolder"
    case .account(_, let refusal): refusal.code
    case .amount: "weight.form"
    case .overflow: "weight.overflow"
    case .columns: "electorate.columns"
    case .empty: "electorate.empty"
    }
  }

  package var message: String {
    switch self {
    case .line(let line, let fault): "line \(line) \(fault)"
    case .duplicate(let account, let first, let second):
      "lines \(first) and \(second) are both \(account.display)"
    case .account(let line, let refusal): "line \(line): \(refusal.message)"
    case .amount(let line, let text):
      "line \(line): \"\(DisplayText.escaped(text, limit: 50))\" is not a whole number below 2^128"
    case .overflow(let asset): "the total of \(asset) reaches 2^128"
    case .columns(let fault): fault
    case .empty: "there are no rows"
    }
  }
}
