internal import CanonicalEncoding
internal import Governance
internal import Signing
internal import Voting

/// The lines of one house, made ready for counting.
struct RecountBook {
  let house: String
  var rejected: [UncountedLine] = []
  private(set) var replacements: [ReplacedLine] = []
  /// How many lines name a choice.
  private var choices = 0
  private var powers: [AccountKey: Power] = [:]
  /// The line that gave a voter its power, and the one whose ballot counts.
  private(set) var lines: [AccountKey: (power: Int, ballot: Int?)] = [:]
  private(set) var loans = RecountLoans()
  var ballots: [AccountKey: Choice] = [:]
  /// Every ballot in the order in which it was cast, with its line.
  var events: [(at: Timepoint, voter: AccountKey, choice: Choice, row: VoteList.Row)] = []
  /// Voters whose ballots ask for more than they have, with what that is.
  var overdrawn: [AccountKey: Power] = [:]
  /// How many ballots were added to earlier ones of their voters.
  var parts = 0
  private var silent = Power.zero

  init(
    _ list: VoteList, house: String, isFirst: Bool, rules: TrackRules, window: RecountWindow,
    electorate: UInt128?
  ) throws {
    self.house = house
    let rows = list.rows.filter { $0.house.map { $0 == house } ?? isFirst }
    let ordered = rows.enumerated().sorted {
      ($0.element.at ?? window.first, $0.offset) < ($1.element.at ?? window.first, $1.offset)
    }.map(\.element)
    for row in ordered { try take(row, rules, window) }
    if let electorate {
      let sum = try powers.values.sum()
      guard sum.units <= electorate else { throw RecountRefusal.electorateTooSmall }
      silent = Power(electorate - sum.units)
    }
    try settle(rules)
  }

  private mutating func take(_ row: VoteList.Row, _ rules: TrackRules, _ window: RecountWindow) throws {
    let voter = try Self.account(row.voter)
    try takePower(of: row, voter)
    let earlier = lines[voter]?.ballot
    let isPart = row.choice != nil && earlier != nil && takesParts(rules)
    if row.choice != nil, earlier != nil, !isPart, rules.ballot(in: house).fault(hasVoted: true) != nil {
      choices += 1
      // Nothing of such a line counts, neither its choice nor its delegate.
      reject(row, .votedAlready, "\(row.voter) has voted already, and ballots cannot be changed")
      return
    }
    if let words = row.delegate {
      try loans.take(words, of: voter, line: row.number, rules.delegation, account: Self.account)
    }
    guard let words = row.choice else { return }
    choices += 1
    let choice: Choice
    do { choice = try rules.method(in: house).leniently(words, among: rules.options) } catch {
      reject(row, .unread, error.message)
      return
    }
    guard rules.takes(choice) else {
      reject(row, .notTaken, "here one votes for \(rules.course.only.joined(separator: " or ")) only")
      return
    }
    let at = row.at ?? window.first
    guard window.contains(at) else {
      reject(row, .outOfTime, "it was cast outside of voting, at \(at)")
      return
    }
    events.append((at, voter, choice, row))
    guard !isPart else { return }
    if let earlier { replacements.append(.init(voter: row.voter, row: earlier, by: row.number)) }
    lines[voter]?.ballot = row.number
    ballots[voter] = choice
  }

  /// Takes the power of a line. A voter has one: two of them would make the verdict turn on which line comes last.
  private mutating func takePower(of row: VoteList.Row, _ voter: AccountKey) throws(RecountRefusal) {
    let power = Power(row.power)
    guard let first = lines[voter], let known = powers[voter] else {
      lines[voter] = (row.number, nil)
      powers[voter] = power
      return
    }
    guard known == power else {
      let both = [(first.power, known), (row.number, power)].sorted { $0.0 < $1.0 }
      throw .powerDiffers(
        voter: row.voter, rows: both.map(\.0), powers: both.map(\.1.units))
    }
  }

  mutating func reject(_ row: VoteList.Row, _ cause: UncountedLine.Cause, _ reason: String) {
    rejected.append(
      UncountedLine(row: row.number, voter: row.voter, power: Power(row.power), cause: cause, reason: reason))
  }

  /// Nothing is said of a vote of which no line could be counted: it would be the verdict on an empty ballot box. Nor
  /// of one in which a choice does not read, unless that was asked for.
  func checkIsRead(passingOverUnread: Bool, options: [String]) throws(RecountRefusal) {
    if ballots.count == overdrawn.count, choices > 0, let first = rejected.first {
      throw .nothingCounted(
        house: house, lines: choices, row: first.row, reason: first.reason,
        options: first.cause == .unread ? options : [])
    }
    let unread = rejected.filter { $0.cause == .unread }
    if !passingOverUnread, let first = unread.first {
      throw .choiceUnread(
        row: first.row, reason: first.reason, others: unread.dropFirst().map(\.row), options: options)
    }
  }

  /// Power of those whose every ballot was refused, with what was lent to them.
  func uncounted() throws -> Power {
    var refused: Set<AccountKey> = []
    for line in rejected { refused.insert(try Self.account(line.voter)) }
    let silenced = refused.filter { ballots[$0] == nil }.compactMap { powers[$0] }
    return try (silenced + overdrawn.values).sum()
  }

  /// What the members can cast; `nil` where not all of them are on the list, or what one of them casts depends on others.
  func reach(_ rules: TrackRules) throws -> Reach? {
    if case .validators = rules.delegation.mode { return nil }
    return silent > .zero ? nil : try Reach(Array(powers.values))
  }

  /// Lines that lend power to somebody who is not on the list.
  var strangers: [StrangerLine] {
    loans.named.filter { powers[$0.delegate] == nil }.map { .init(row: $0.line, delegate: $0.name) }
  }

  /// A name as an account: itself where it is one, else one made of its hash.
  static func account(_ name: String) throws -> AccountKey {
    // A name that is no account is not refused: it is only a name.
    if let account = try? AccountKey(reading: name) { return account }
    return try Self.hashed(from: "quorate/recount/\(name)")
  }

  /// No name is hashed to the account of those who are not on the list.
  private static func hashed(from text: String) throws -> AccountKey {
    let hash = Digest.sha256(Array(text.utf8))
    guard let account = AccountKey(family: .evm, bytes: ByteString(hash.bytes.suffix(20))) else {
      throw RecountRefusal.noRows
    }
    return account
  }

  /// Everybody's power, with that of those who are not on the list.
  private func everybody() throws -> [(account: AccountKey, power: Power)] {
    var rows = powers
    if silent > .zero { rows[try Self.hashed(from: "quorate/recount-rest")] = silent }
    return rows.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  func count(_ rules: TrackRules) throws -> Count {
    let options = rules.options.count
    switch rules.delegation.mode {
    case .validators:
      let counting = StakeCount(try loans.stakes(of: everybody()), options: options)
      return try counting.count(
        try ballots.map { try StakeBallot(StandingBallot(voter: $0.key, choice: $0.value)) })
    case .followMajority(let following):
      let counting = FollowingCount(
        try electorate(), followees: loans.followees, sides: try sides(following, rules))
      return try counting.count(
        events.map { StandingBallot(voter: $0.voter, choice: $0.choice) }, method: rules.method(in: house),
        options: options)
    case .none, .full, .override, .basisPoints: break
    }
    var counting = Counting(
      ballots: ballots.map { StandingBallot(voter: $0.key, choice: $0.value) },
      lending: loans.lending(rules.delegation), limits: rules.delegation.limits,
      source: BalancePower(asset: "power"), at: .earliest)
    for (account, power) in try everybody() {
      try counting.add(Holding(account: account, amounts: [.init(asset: "power", units: power.units)]))
    }
    return try counting.finish(method: rules.method(in: house), options: options)
  }

  /// The sums after each ballot; `nil` where the method's totals are no sums, or what ballots weigh is known at the close
  /// only, so that none can be kept.
  func history(_ rules: TrackRules) throws -> TallyHistory? {
    guard let method = rules.method(in: house) as? any AdditiveMethod else { return nil }
    var running: RunningCount
    switch rules.delegation.mode {
    case .validators: return nil
    case .followMajority(let following):
      running = RunningCount(
        try electorate(), followees: loans.followees, sides: try sides(following, rules), method: method,
        options: rules.options.count)
    case .none, .full, .override, .basisPoints:
      running = try RunningCount(
        try electorate(), lending: loans.lending(rules.delegation), limits: rules.delegation.limits,
        method: method, options: rules.options.count)
    }
    for (index, event) in events.enumerated() {
      try running.receive(event.choice, from: event.voter, at: event.at, index: UInt64(index))
    }
    return running.history
  }

  private func electorate() throws -> ElectoratePowers {
    var electorate = ElectoratePowers()
    for (account, power) in try everybody() { try electorate.add(account, power) }
    return electorate
  }

  private func sides(_ following: MajorityFollowing, _ rules: TrackRules) throws -> FollowedOptions {
    guard let sides = following.positions(in: rules.options) else {
      throw RecountRefusal.followedOptions(yes: following.yes, no: following.no)
    }
    return sides
  }
}
