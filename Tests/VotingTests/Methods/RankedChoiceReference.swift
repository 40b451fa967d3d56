import Voting

/// Instant run-off as it is done by hand: all ballots are dealt anew in every round.
struct RunoffByHand {
  var rounds: [[Int: Int]] = []
  var exhausted: [Int] = []
  var left: [[Int]] = []
  var places: [[Int]] = []

  init(_ ballots: [PoweredBallot], options: Int, ties: RankedChoice.Ties, settlesLastTwo: Bool = false) {
    var standing = Array(0..<options)
    while true {
      var piles = Dictionary(uniqueKeysWithValues: standing.map { ($0, 0) })
      var lost = 0
      for ballot in ballots {
        if let best = ballot.choice.positions.first(where: { standing.contains($0) }) {
          piles[best, default: 0] += Int(ballot.power)
        } else {
          lost += Int(ballot.power)
        }
      }
      rounds.append(piles)
      exhausted.append(lost)
      let total = piles.values.reduce(0, +)
      let values = (0..<options).map { piles[$0] ?? 0 }
      let isSettledTie = settlesLastTwo && standing.count == 2 && Set(piles.values).count == 1
      let isOver =
        total == 0 || (standing.count <= 2 && !isSettledTie) || piles.values.contains { 2 * $0 > total }
      if isOver {
        places = grouped(standing, by: values) + left.reversed()
        return
      }
      let leaving = leaving(standing, ties)
      if leaving.count == standing.count {
        places = [standing] + left.reversed()
        return
      }
      left.append(leaving)
      standing.removeAll { leaving.contains($0) }
    }
  }

  private func leaving(_ standing: [Int], _ ties: RankedChoice.Ties) -> [Int] {
    func least(_ options: [Int], round: Int) -> [Int] {
      let least = options.map { rounds[round][$0] ?? 0 }.min()
      return options.filter { rounds[round][$0] == least }
    }
    let tied = least(standing, round: rounds.count - 1)
    switch ties {
    case .lowestListed: return [tied[0]]
    case .allTiedOut: return tied
    case .mostFirstPreferences: return least(tied, round: 0)
    case .earlierRound:
      return (0..<rounds.count).reversed().reduce(tied) { $1 == rounds.count - 1 ? $0 : least($0, round: $1) }
    }
  }
}
