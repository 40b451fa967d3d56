package import CanonicalEncoding

/// What an audit found, step by step.
package struct AuditReport: Sendable {
  /// One thing that was checked.
  package struct Step: Sendable {
    /// What was checked.
    package let name: String
    /// Whether it holds.
    package let holds: Bool
    /// What was compared, or the first thing that is wrong.
    package let detail: String
  }

  /// An entry without effect, or one that is not what it should be.
  package struct BadEntry: Hashable, Sendable {
    package let index: UInt64
    package let code: String
    package let message: String
  }

  /// The checks in order.
  package private(set) var steps: [Step] = []
  /// Entries without effect, in order; at most a hundred are kept.
  package private(set) var voids: [BadEntry] = []
  /// How many entries have no effect.
  package private(set) var voidCount = 0
  /// How many entries were replayed.
  package var size: UInt64 = 0
  /// The root recomputed from the entries.
  package var root: Digest = .zero
  /// Who the log belongs to.
  package var origin = ""
  /// Whether the DAO's clock is one moved by hand.
  package var isRehearsal = false
  /// What still rests on trust, one sentence each.
  package var trust: [String] = []

  package init() {}

  /// Whether every step holds.
  package var holds: Bool { steps.allSatisfy(\.holds) }

  package mutating func add(_ name: String, _ holds: Bool, _ detail: String) {
    steps.append(Step(name: name, holds: holds, detail: detail))
  }

  package mutating func addVoid(_ index: UInt64, _ refusal: any CodedRefusal) {
    voidCount += 1
    if voids.count < 100 {
      voids.append(BadEntry(index: index, code: refusal.code, message: refusal.message))
    }
  }
}
