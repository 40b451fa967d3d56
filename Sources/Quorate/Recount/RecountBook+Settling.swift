internal import CanonicalEncoding
internal import Governance
internal import Signing
internal import Voting

/// Ballots that change nothing, or less than they say, because of what the others do: known once all lines are read.
extension RecountBook {
  /// Whether a voter may cast several ballots, each for a part of its power: where they name amounts, and none takes the
  /// place of another.
  func takesParts(_ rules: TrackRules) -> Bool {
    rules.method(in: house) is FractionalSplit && !rules.ballot(in: house).isReplaceable
  }

  mutating func settle(_ rules: TrackRules) throws {
    switch rules.delegation.mode {
    case .validators: break
    case .followMajority: try nameFollowed(rules)
    case .none, .full, .override, .basisPoints: try spend(rules)
    }
    rejected.sort { $0.row < $1.row }
  }

  /// Names the ballots of those whose votes had been cast by following.
  private mutating func nameFollowed(_ rules: TrackRules) throws {
    guard events.contains(where: { loans.followees[$0.voter] != nil }) else { return }
    let followed = Set(try count(rules).contributions.filter(\.isFollowed).map(\.voter))
    for event in events where followed.contains(event.voter) {
      reject(event.row, .followed, "those whom \(event.row.voter) follows had cast this vote")
    }
  }

  /// Joins the ballots of those who voted in several goes, and names the lines that ask for more than there is.
  ///
  /// What a voter has depends on who voted, and never on what they chose: one count in front of the others tells it.
  private mutating func spend(_ rules: TrackRules) throws {
    let method = rules.method(in: house)
    guard method is FractionalSplit || method is ConvictionVote else { return }
    let joins = takesParts(rules) ? method as? FractionalSplit : nil
    var cast: [AccountKey: [Int]] = [:]
    for (position, event) in events.enumerated() { cast[event.voter, default: []].append(position) }
    var dropped: Set<Int> = []
    for contribution in try count(rules).contributions {
      let power = try contribution.own.adding(contribution.delegated)
      let positions = cast[contribution.voter] ?? []
      guard power > .zero, let last = positions.last else { continue }
      if let joins {
        dropped.formUnion(join(positions, of: contribution.voter, having: power, joins))
      } else if !method.covers(contribution.choice, with: power) {
        overdrawn[contribution.voter] = power
        reject(events[last].row, .overdrawn, Self.words(of: events[last].row, asking: nil, power))
      }
    }
    events = events.enumerated().filter { !dropped.contains($0.offset) }.map(\.element)
  }

  /// Joins the ballots of one voter, first to last.
  /// - Returns: Those that do not count. Where that is none of them, the first stands for them, and gives nothing.
  private mutating func join(
    _ positions: [Int], of voter: AccountKey, having power: Power, _ method: FractionalSplit
  ) -> [Int] {
    var (standing, dropped): (Choice?, [Int]) = (nil, [])
    for position in positions {
      let row = events[position].row
      do throws(CountRefusal) {
        let joined = try method.cast(events[position].choice, onto: standing, with: power)
        parts += standing == nil ? 0 : 1
        standing = joined.standing
        events[position].choice = joined.standing
      } catch {
        dropped.append(position)
        reject(row, .overdrawn, Self.words(of: row, asking: error, power))
      }
    }
    guard let standing else {
      overdrawn[voter] = power
      return Array(dropped.dropFirst())
    }
    ballots[voter] = standing
    return dropped
  }

  private static func words(of row: VoteList.Row, asking refusal: CountRefusal?, _ power: Power) -> String {
    switch refusal {
    case .exceedsPower(let asked, let left):
      "it asks for \(asked) of \(row.voter), who has \(left)\(left == power ? "" : " left")"
    case .powerSpent: "earlier ballots have spent all that \(row.voter) has"
    case let other?: other.message
    case nil: "it asks for more than the \(power) of \(row.voter)"
    }
  }
}
