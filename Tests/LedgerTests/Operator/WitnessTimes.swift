/// What witnesses that are honest can have signed: a checkpoint of so many entries, at a tick of their clocks.
///
/// The quorum is two of three, so its witnessed time is that of the later of two lines.
struct WitnessedSize: Hashable {
  let size: UInt64
  /// When the second of its witnesses signed.
  let tick: Int
  /// When the tree had that size first.
  let birth: Int
  /// The history that it is of, where the operator keeps two and it goes beyond what they share.
  var history = History.shared

  enum History: Hashable {
    /// What both begin with, or the only one.
    case shared
    case first
    case second
  }
}

/// Whether three honest witnesses can have signed all of some checkpoints, two lines each.
///
/// A witness signs what is there, by its own clock, and never a smaller tree than it signed before, nor one that does not
/// continue it. The operator asks whom he likes, when he likes, and keeps the answers as long as he likes.
enum HonestWitnesses {
  private struct Line {
    let witness: Int
    let checkpoint: WitnessedSize
    let tick: Int

    func agrees(with other: Line) -> Bool {
      witness != other.witness
        || HonestWitnesses.signsBoth((checkpoint, tick), (other.checkpoint, other.tick))
    }
  }

  /// Whether one witness can have signed two checkpoints, each at a tick.
  static func signsBoth(_ one: (at: WitnessedSize, tick: Int), _ other: (at: WitnessedSize, tick: Int))
    -> Bool
  {
    let histories = [one.at.history, other.at.history]
    guard histories[0] == histories[1] || histories.contains(.shared) else { return false }
    return one.at.size == other.at.size || (one.at.size < other.at.size) == (one.tick < other.tick)
      || one.tick == other.tick
  }

  /// - Complexity: exponential in the number of checkpoints, which is small.
  static func canSign(_ checkpoints: [WitnessedSize]) -> Bool { canSign(checkpoints[...], beside: []) }

  private static func canSign(_ checkpoints: ArraySlice<WitnessedSize>, beside lines: [Line]) -> Bool {
    guard let next = checkpoints.first else { return true }
    guard next.birth <= next.tick else { return false }
    for last in 0..<3 {
      let second = Line(witness: last, checkpoint: next, tick: next.tick)
      guard lines.allSatisfy(second.agrees) else { continue }
      for other in 0..<3 where other != last {
        for tick in next.birth...next.tick {
          let first = Line(witness: other, checkpoint: next, tick: tick)
          guard lines.allSatisfy(first.agrees) else { continue }
          if canSign(checkpoints.dropFirst(), beside: lines + [first, second]) { return true }
        }
      }
    }
    return false
  }
}
