package import CanonicalEncoding

/// Which side of voting its two boundary instants belong to.
///
/// Systems differ, and a ballot in the boundary instant counts or does not: Snapshot takes both instants, the
/// OpenZeppelin governor only the closing one, Aragon only the opening one.
package struct Ends: Hashable, Sendable {
  /// Whether a ballot at the opening instant is in time.
  package let takesOpening: Bool
  /// Whether a ballot at the closing instant is in time.
  package let takesClosing: Bool

  package init(takesOpening: Bool = true, takesClosing: Bool = false) {
    self.takesOpening = takesOpening
    self.takesClosing = takesClosing
  }

  /// The opening instant counts, the closing one does not.
  package static let usual = Ends()

  /// The first instant at which a ballot is in time.
  package func first(from opens: Timepoint) -> Timepoint { takesOpening ? opens : opens + Self.tick }

  /// The first instant at which none is any more.
  package func end(of closes: Timepoint) -> Timepoint { takesClosing ? closes + Self.tick : closes }

  /// The instant that rules call the opening, whether or not it counts.
  package func opening(of schedule: Schedule) -> Timepoint {
    takesOpening ? schedule.opens : schedule.opens - Self.tick
  }

  /// The instant that rules call the closing, whether or not it counts.
  package func closing(of schedule: Schedule) -> Timepoint {
    takesClosing ? schedule.closes - Self.tick : schedule.closes
  }

  /// The smallest step of the clock.
  private static let tick = Span(milliseconds: 1)
}

extension Ends {
  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the ends of voting")
    takesOpening = try Self.isInclusive("opening", &fields)
    takesClosing = try Self.isInclusive("closing", &fields)
    try fields.finish()
  }

  private static func isInclusive(_ key: String, _ fields: inout JSONFields) throws(JSONRefusal) -> Bool {
    switch try fields.string(key) {
    case "inclusive": return true
    case "exclusive": return false
    default: throw fields.unexpected(key, "inclusive or exclusive")
    }
  }

  package var json: JSONValue {
    func word(_ isInclusive: Bool) -> JSONValue { .string(isInclusive ? "inclusive" : "exclusive") }
    return .members(["closing": word(takesClosing), "opening": word(takesOpening)])
  }
}
