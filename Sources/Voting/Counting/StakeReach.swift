package import Signing

/// What some members cast between them while nobody else votes, where validators vote with the stake of their
/// delegators: the sums of `StakeCount`, kept while members are added one by one.
struct StakeReach {
  private let book: StakeBook
  /// The shares of each validator that none of the members hold.
  private var left: [AccountKey: Decimal18]
  private var voting: Set<AccountKey> = []
  /// What the members cast.
  private(set) var cast = Decimal18.zero

  init(_ book: StakeBook) {
    self.book = book
    left = book.validators.mapValues(\.shares)
  }

  /// What it would add if a member voted too; what it adds once.
  func gain(of member: AccountKey) throws(CountRefusal) -> Decimal18 {
    var reach = Decimal18.zero
    for stake in book.stakes(of: member) where stake.validator != member && !voting.contains(stake.validator)
    {
      guard let validator = book.validators[stake.validator] else { continue }
      reach = try reach.adding(try validator.worth(of: stake.shares))
    }
    guard let validator = book.validators[member] else { return reach }
    return try reach.adding(try validator.worth(of: left[member] ?? .zero))
  }

  /// Lets a member vote.
  /// - Throws: `CountRefusal.sharesExceedValidator` where voters hold more shares than their validator has.
  mutating func add(_ member: AccountKey) throws(CountRefusal) {
    voting.insert(member)
    if let validator = book.validators[member] {
      cast = try cast.adding(try validator.worth(of: left[member] ?? .zero))
    }
    for stake in book.stakes(of: member) {
      guard let validator = book.validators[stake.validator], let shares = left[stake.validator] else {
        continue
      }
      guard shares >= stake.shares else { throw .sharesExceedValidator(stake.validator) }
      let rest = try shares.subtracting(stake.shares)
      left[stake.validator] = rest
      if voting.contains(stake.validator) {
        // The validator casts so much less, and the member so much more.
        cast = try cast.adding(try validator.worth(of: rest))
          .subtracting(try validator.worth(of: shares))
      }
      cast = try cast.adding(try validator.worth(of: stake.shares))
    }
  }

  /// What one of the members casts: its own stake, and as a validator what is left of it.
  func cast(by member: AccountKey) throws(CountRefusal) -> Decimal18 {
    var power = Decimal18.zero
    for stake in book.stakes(of: member) {
      guard let validator = book.validators[stake.validator] else { continue }
      power = try power.adding(try validator.worth(of: stake.shares))
    }
    guard let validator = book.validators[member] else { return power }
    return try power.adding(try validator.worth(of: left[member] ?? .zero))
  }
}

extension StakeBook {
  /// What a member casts when nobody else votes: its own stake, and as a validator all that is staked with it.
  /// - Throws: `CountRefusal.overflow`.
  package func castAlone(by member: AccountKey) throws(CountRefusal) -> Power {
    var sum = Decimal18.zero
    for stake in stakes(of: member) where stake.validator != member {
      guard let validator = validators[stake.validator] else { continue }
      sum = try sum.adding(try validator.worth(of: stake.shares))
    }
    if let validator = validators[member] { sum = try sum.adding(Decimal18(validator.tokens)) }
    guard let units = sum.truncated else { throw .overflow }
    return Power(units)
  }
}

/// Members in the order in which each adds most to what those before it cast; of equals the smaller account.
struct ReachOrder {
  private(set) var members: [AccountKey] = []

  /// What a member added when it was last looked at. It never adds more later on.
  private struct Bid {
    let member: AccountKey
    let gain: Decimal18

    func isAhead(of other: Bid) -> Bool {
      gain == other.gain ? member < other.member : gain > other.gain
    }
  }

  init(_ book: StakeBook, _ accounts: [AccountKey]) throws(CountRefusal) {
    var reach = StakeReach(book)
    var bids: [Bid] = []
    for member in accounts { bids.append(Bid(member: member, gain: try reach.gain(of: member))) }
    // From the last to the first, so that the next one is taken from the end.
    bids.sort { $1.isAhead(of: $0) }
    var idle: [AccountKey] = []
    while let bid = bids.popLast() {
      let now = Bid(member: bid.member, gain: try reach.gain(of: bid.member))
      guard now.gain > .zero else {
        idle.append(bid.member)
        continue
      }
      if let next = bids.last, next.isAhead(of: now) {
        bids.insert(now, at: Self.place(of: now, among: bids))
        continue
      }
      try reach.add(bid.member)
      members.append(bid.member)
    }
    members += idle.sorted()
  }

  private static func place(of bid: Bid, among bids: [Bid]) -> Int {
    var (low, high) = (0, bids.count)
    while low < high {
      let middle = (low + high) / 2
      if bid.isAhead(of: bids[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
