package import CanonicalEncoding

/// Votes of a body that does not use Quorate, as somebody wrote them down.
package struct VoteList: Sendable {
  /// One line of it.
  package struct Row: Hashable, Sendable {
    /// Where it stands in the file, from 1.
    package let number: Int
    /// Any name; equal names are one voter.
    package let voter: String
    /// The house it votes in; the first of the track where it is left out.
    package let house: String?
    /// What it says; nothing for a member who only lends power or does not vote.
    package let choice: String?
    /// What it counts for, in smallest units.
    package let power: UInt128
    /// When it was cast.
    package let at: Timepoint?
    /// Whom the voter lends power to.
    package let delegate: String?

    package init(
      number: Int, voter: String, house: String? = nil, choice: String?, power: UInt128,
      at: Timepoint? = nil, delegate: String? = nil
    ) {
      self.number = number
      self.voter = voter
      self.house = house
      self.choice = choice
      self.power = power
      self.at = at
      self.delegate = delegate
    }
  }

  /// The lines in their order.
  package let rows: [Row]

  package init(rows: [Row]) { self.rows = rows }

  /// Whether every ballot says when it was cast.
  package var isDated: Bool { rows.allSatisfy { $0.choice == nil || $0.at != nil } }
}
