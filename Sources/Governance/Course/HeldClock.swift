package import CanonicalEncoding

/// That the log's clock was ahead while a proposal was on record, and was set back since.
///
/// The log alone cannot say whether the clock was wrong then or is wrong now. So nothing that followed from what it had
/// shown is taken back: the vote goes on from there, and what was over stays over.
package struct HeldClock: Hashable, Sendable {
  /// The entry that set it back.
  package let index: UInt64
  /// What it had shown.
  package let until: Timepoint
  /// What it was set back to: what was decided behind that counts as decided then.
  package let corrected: Timepoint
  /// Whether nothing could change the proposal any more by what it had shown.
  package let isOver: Bool

  package init(index: UInt64, until: Timepoint, corrected: Timepoint, isOver: Bool) {
    self.index = index
    self.until = until
    self.corrected = corrected
    self.isOver = isOver
  }

  package var json: JSONValue {
    .members([
      "corrected": .integer(corrected.milliseconds), "index": .integer(index),
      "over": .bool(isOver), "until": .integer(until.milliseconds),
    ])
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a correction of the clock")
    corrected = try fields.timepoint("corrected")
    index = try fields.integer("index")
    isOver = try fields.truth("over")
    until = try fields.timepoint("until")
    try fields.finish()
  }
}

extension [HeldClock] {
  /// The instant up to which a vote has been followed: it never goes back.
  package func followed(at now: Timepoint) -> Timepoint { reduce(now) { Swift.max($0, $1.until) } }

  /// The instant at which something counts as decided.
  package func counted(_ decided: Timepoint) -> Timepoint {
    reduce(decided) { $1.corrected < $0 && $0 <= $1.until ? $1.corrected : $0 }
  }

  /// Whether what was put on record as an entry came only after the clock had shown an instant.
  package func isLate(_ index: UInt64, for instant: Timepoint) -> Bool {
    contains { instant <= $0.until && $0.index <= index }
  }
}
