/// What witnesses that are honest can have signed: a checkpoint of so many entries, at a tick of their clocks.
///
/// The quorum is two of three, so its witnessed time is that of the later of two lines.
struct WitnessedSize: Hashable {
  let size: UInt64
  /// When the second of its witnesses signed.
  let tick: Int
  /// When the tree had that size first.
  let birth: Int
}

/// Whether three honest witnesses can have signed all of some checkpoints, two lines each.
///
/// A witness signs what is there, by its own clock, and never a smaller tree than it signed before. The operator asks
/// whom he likes, when he likes, and keeps the answers as long as he likes.
enum HonestWitnesses {
  private struct Line {
    let witness: Int
    let size: UInt64
    let tick: Int

    /// Whether one witness can have signed both.
    func agrees(with other: Line) -> Bool {
      witness != other.witness || size == other.size || (size < other.size) == (tick < other.tick)
        || tick == other.tick
    }
  }

  /// - Complexity: exponential in the number of checkpoints, which is small.
  static func canSign(_ checkpoints: [WitnessedSize]) -> Bool { canSign(checkpoints[...], beside: []) }

  private static func canSign(_ checkpoints: ArraySlice<WitnessedSize>, beside lines: [Line]) -> Bool {
    guard let next = checkpoints.first else { return true }
    guard next.birth <= next.tick else { return false }
    for last in 0..<3 {
      let second = Line(witness: last, size: next.size, tick: next.tick)
      guard lines.allSatisfy(second.agrees) else { continue }
      for other in 0..<3 where other != last {
        for tick in next.birth...next.tick {
          let first = Line(witness: other, size: next.size, tick: tick)
          guard lines.allSatisfy(first.agrees) else { continue }
          if canSign(checkpoints.dropFirst(), beside: lines + [first, second]) { return true }
        }
      }
    }
    return false
  }
}
