internal import CanonicalEncoding

/// A part of an account's power given to a target, in basis points (Ocean `veAllocate.sol` `setAllocation`).
///
/// Its text is the target and the points: `nft-1:6000`.
package struct Allocation: Hashable, Sendable {
  /// What gets it: 1 to 64 characters of `a–z`, `0–9`, `-`, `.`.
  package let target: String
  /// Hundredths of a percent, from 1 to 10,000.
  package let points: UInt16

  /// The whole, in basis points.
  package static let all: UInt16 = 10_000

  /// A part; `nil` for another target's spelling, for no points and for more than all.
  package init?(target: String, points: UInt64) {
    guard Self.isTarget(target), 1...UInt64(Self.all) ~= points else { return nil }
    self.target = target
    self.points = UInt16(points)
  }

  /// The one spelling, as in a line.
  package var text: String { "\(target):\(points)" }

  /// Reads the one spelling; `nil` for any other.
  init?(text: ArraySlice<UInt8>) {
    guard let colon = text.firstIndex(of: 0x3a), let target = String(utf8: text[..<colon]),
      let points = UInt128(decimal: text[(colon + 1)...])
    else { return nil }
    self.init(target: target, points: UInt64(clamping: points))
  }

  /// Whether no target stands twice and no more than all is given.
  package static func areValid(_ allocations: [Allocation]) -> Bool {
    guard Set(allocations.map(\.target)).count == allocations.count else { return false }
    return allocations.reduce(0) { $0 + UInt64($1.points) } <= UInt64(all)
  }

  private static func isTarget(_ text: String) -> Bool {
    1...64 ~= text.utf8.count
      && text.utf8.allSatisfy { 0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2d || $0 == 0x2e }
  }
}
