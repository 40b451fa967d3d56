internal import CanonicalEncoding
internal import Governance
internal import Signing
internal import Voting

/// What members have lent for a proposal, in the form that the mode of its delegation is counted in.
struct FrozenLending {
  private let loans: [AccountKey: [DelegationRecord]]
  private let rules: DelegationRules

  init(_ loans: [AccountKey: [DelegationRecord]], _ rules: DelegationRules) {
    self.loans = loans
    self.rules = rules
  }

  /// Counts ballots with what is lent to their voters.
  ///
  /// - Parameters:
  ///   - ballots: At most one for each voter, with its entry; where members follow others the order decides.
  ///   - method: How the house adds them up.
  ///   - options: What could be chosen.
  ///   - rows: The electorate.
  ///   - source: How its rows become power.
  ///   - instant: The instant whose power counts.
  /// - Throws: `CountRefusal`, or what reading a row throws.
  /// - Complexity: O(electorate + ballots log ballots + loans).
  func count(
    _ ballots: [(index: UInt64, ballot: StandingBallot)], by method: any CountingMethod,
    among options: [String], of rows: any ElectorateRows, source: any PowerSource, at instant: Timepoint
  ) throws -> Count {
    switch rules.mode {
    case .validators:
      var book = StakeBook()
      try rows.forEach { try book.add($0) }
      let counting = StakeCount(book, options: options.count)
      return try counting.count(try ballots.map { try StakeBallot($0.ballot) })
    case .followMajority(let following):
      guard let sides = following.positions(in: options) else { break }
      var electorate = ElectoratePowers()
      try rows.forEach { try electorate.add($0.account, source.power(of: $0, at: instant)) }
      let followees = loans.mapValues { $0.map(\.delegate) }
      return try FollowingCount(electorate, followees: followees, sides: sides).count(
        ballots.sorted { $0.index < $1.index }.map(\.ballot), method: method,
        options: options.count)
    case .none, .full, .override, .basisPoints: break
    }
    var counting = Counting(
      ballots: ballots.map(\.ballot), lending: lending, limits: rules.limits, source: source, at: instant)
    try rows.forEach { try counting.add($0) }
    return try counting.finish(method: method, options: options.count)
  }

  /// The modes in which standing ballots alone decide.
  private var lending: Lending {
    if case .basisPoints(let rules) = rules.mode { return .parts(loans.mapValues(\.parts), rules) }
    return .whole(loans.compactMapValues(\.first?.delegate), depthLimit: rules.depthLimit)
  }
}

extension Collection<DelegationRecord> {
  /// As parts of a power.
  var parts: [DelegatedPart] {
    map { DelegatedPart(delegate: $0.delegate, basisPoints: $0.basisPoints) }
  }
}
