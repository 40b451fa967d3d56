internal import CanonicalEncoding
package import Ledger
internal import Signing
internal import TransparencyLog
package import Voting

/// The rows of an electorate's file, read piece by piece: what is held is one piece and the line it ends within.
struct ElectorateLines {
  private var rest: [UInt8] = []
  private var number = 1

  /// The longest line.
  private static let lineLimit = 1 << 20

  /// Takes the next bytes, and shows every line they complete, with the row it is.
  /// - Throws: `ElectorateRefusal.line` for a line that is no row, and what `body` throws.
  mutating func take(
    _ piece: [UInt8], _ body: (_ line: ArraySlice<UInt8>, _ row: Holding) throws -> Void
  ) throws {
    rest.append(contentsOf: piece)
    var start = 0
    while let feed = rest[start...].firstIndex(of: 0x0a) {
      let line = rest[start...feed]
      guard let holding = Holding(line: line) else { throw ElectorateRefusal.line(number, "does not read") }
      try body(line, holding)
      number += 1
      start = feed + 1
    }
    rest.removeFirst(start)
    guard rest.count <= Self.lineLimit else {
      throw ElectorateRefusal.line(number, "is longer than any row")
    }
  }

  /// Looks that the last line has an end.
  func finish() throws {
    guard rest.isEmpty else { throw ElectorateRefusal.line(number, "has no end") }
  }
}

/// What the rows of an electorate's file amount to, with every line and the order checked again.
package struct ElectorateSums {
  private var lines = ElectorateLines()
  private var range = CompactRange()
  private var totals: [String: UInt128] = [:]
  private var locked: [String: UInt128] = [:]
  private var shares = HeldShares()
  private var last: AccountKey?

  package init() {}

  /// Takes the next bytes of the file.
  /// - Parameter visit: Is shown every row on the way.
  /// - Throws: `ElectorateRefusal` for the first row that does not read, is out of order or adds up to too much.
  package mutating func take(_ piece: [UInt8], _ visit: (Holding) -> Void = { _ in }) throws {
    var lines = lines
    self.lines = ElectorateLines()
    try lines.take(piece) { line, holding in
      if let last, !(last < holding.account) {
        throw ElectorateRefusal.line(Int(range.size) + 1, "does not come after the line before it")
      }
      last = holding.account
      visit(holding)
      range.append(TreeHash.leaf(line))
      for amount in holding.amounts { try Self.add(amount.units, of: amount.asset, to: &totals) }
      shares.take(holding)
      for lock in holding.locks { try Self.add(lock.amount, of: lock.asset, to: &locked) }
    }
    self.lines = lines
  }

  /// Root, rows and totals, where the last line has an end.
  package func finish() throws -> ElectorateCommitment {
    try lines.finish()
    let texts = Self.texts(totals) { "\($0)=\($1)" } + Self.texts(locked) { "lock=\($0):\($1)" }
    return ElectorateCommitment(
      root: range.root, rows: range.size, totals: texts, exceeded: shares.exceeded)
  }

  private static func add(
    _ units: UInt128, of asset: String, to totals: inout [String: UInt128]
  ) throws(ElectorateRefusal) {
    let (sum, overflow) = totals[asset, default: 0].addingReportingOverflow(units)
    guard !overflow else { throw .overflow(asset) }
    totals[asset] = sum
  }

  private static func texts(_ totals: [String: UInt128], _ text: (String, UInt128) -> String) -> [String] {
    totals.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { text($0.key, $0.value) }
  }
}
