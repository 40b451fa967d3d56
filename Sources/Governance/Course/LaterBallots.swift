package import Voting

/// Ballots of a house that came after the vote had been decided, and change nothing.
package struct LaterBallots: Hashable, Sendable {
  /// The sums that were judged.
  package let judged: Tally
  /// By how many ballots the whole count has more.
  package let ballots: Int
  /// How much more power they have cast.
  package let power: Power
}

extension Decision {
  /// What of a house's count came after the decision; `nil` where the whole count was judged.
  ///
  /// - Parameter tally: The sums of every ballot that was taken, or stands on a list.
  package func later(of tally: Tally, in house: String) -> LaterBallots? {
    guard decided != nil, let judged = tallies[house], !judged.hasSums(of: tally) else { return nil }
    // Absent members who are counted at the close make the judged sums larger: that is no later ballot.
    guard decidedBy != nil || judged.cast < tally.cast else { return nil }
    return LaterBallots(
      judged: judged, ballots: max(0, tally.ballots - judged.ballots),
      power: tally.cast.excess(over: judged.cast))
  }
}
