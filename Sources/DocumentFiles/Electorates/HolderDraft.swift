internal import CanonicalEncoding
internal import Signing
internal import Voting

/// What one line of a list says of a holder, as it is written there.
struct HolderDraft {
  /// Where it stands, from 1 on.
  let line: Int
  var account: String
  var amounts: [(asset: String, text: String)] = []
  /// The parts of each lock by their names: `asset`, `amount` and those of a line's lock.
  var locks: [[String: String]] = []
  var stakes: [(validator: String, shares: String)] = []
  var validator: [String: String] = [:]
  var roles: [String] = []
  var allocations: [(target: String, points: String)] = []

  init(line: Int, account: String) {
    self.line = line
    self.account = account
  }

  /// Whether nothing is said of the holder.
  var isEmpty: Bool { amounts.isEmpty && !addsFacts && validator.isEmpty && roles.isEmpty }

  /// Whether there are facts of which an account can have several, each on its own line.
  var addsFacts: Bool { !locks.isEmpty || !stakes.isEmpty || !allocations.isEmpty }

  /// The row.
  /// - Parameter asset: The asset of locks that name none.
  /// - Throws: `ElectorateRefusal` naming the line.
  func holding(asset: String) throws(ElectorateRefusal) -> Holding {
    let account = try Self.account(account, line)
    var units: [Holding.Amount] = []
    for amount in amounts {
      guard Holding.isAssetName(amount.asset), !units.contains(where: { $0.asset == amount.asset }) else {
        throw fault("names an asset that is none, or one twice")
      }
      units.append(.init(asset: amount.asset, units: try number(amount.text)))
    }
    guard addsFacts || !validator.isEmpty || !roles.isEmpty else {
      return Holding(account: account, amounts: units)
    }
    guard roles.allSatisfy(Holding.isAssetName) else {
      throw fault("has a role that is not a lower-case name")
    }
    let facts = HoldingFacts(
      locks: try locks.map { parts throws(ElectorateRefusal) in try lock(parts, asset: asset) },
      stakes: try stakes.map { stake throws(ElectorateRefusal) in
        StakeShares(validator: try Self.account(stake.validator, line), shares: try shares(stake.shares))
      },
      validator: try validatorFacts(), roles: roles,
      allocations: try allocations.map { part throws(ElectorateRefusal) in
        let points = UInt64(clamping: try number(part.points))
        guard let allocation = Allocation(target: part.target, points: points) else {
          throw fault("has an allocation that is none")
        }
        return allocation
      })
    guard let facts else {
      throw fault("gives a role, a validator or a target twice, or more than 10,000 points")
    }
    return Holding(account: account, amounts: units, facts: facts)
  }

  private func validatorFacts() throws(ElectorateRefusal) -> ValidatorFacts? {
    guard !validator.isEmpty else { return nil }
    guard validator.count == 2, let tokens = validator["bonded"] ?? validator["unbonded"],
      let count = validator["shares"]
    else { throw fault("needs bonded or unbonded tokens of the validator, and its shares") }
    return ValidatorFacts(
      tokens: try number(tokens), shares: try shares(count), isBonded: validator["bonded"] != nil)
  }

  // MARK: Locks

  private func lock(_ parts: [String: String], asset: String) throws(ElectorateRefusal) -> Lock {
    let known = ["asset", "amount"] + Lock.PartName.allCases.map(\.rawValue)
    if let unknown = parts.keys.sorted().first(where: { !known.contains($0) }) {
      throw fault(
        "has a lock with \"\(DisplayText.escaped(unknown, limit: 40))\", which is not known; a lock has "
          + known.joined(separator: ", "))
    }
    guard let amount = parts["amount"] else { throw fault("has a lock without an amount") }
    let asset = parts["asset"] ?? asset
    guard Holding.isAssetName(asset) else { throw fault("has a lock of an asset that is none") }
    guard parts["delay"] == nil || parts["until"] == nil else {
      throw fault("has a lock with a delay and an end")
    }
    let multiplier = try parts["multiplier"].map(number) ?? 100
    guard let multiplier = UInt32(exactly: multiplier) else { throw fault("has too great a multiplier") }
    let delay = try parts["delay"].map(span).map { Lock.Release.after($0) }
    let end = try parts["until"].map(instant).map { Lock.Release.at($0) }
    return Lock(
      asset: asset, amount: try number(amount), from: try parts["from"].map(instant),
      release: end ?? delay ?? .open, ageing: try parts["ageing"].map(instant), multiplier: multiplier,
      refreshed: try parts["refreshed"].map(instant), fees: try parts["fees"].map(number) ?? 0,
      bonus: try parts["bonus"].map(number) ?? 0)
  }

  // MARK: Values

  private func fault(_ words: String) -> ElectorateRefusal { .line(line, words) }

  private static func account(_ text: String, _ line: Int) throws(ElectorateRefusal) -> AccountKey {
    do throws(AccountRefusal) { return try AccountKey(reading: text) } catch {
      throw .account(line, error)
    }
  }

  private func number(_ text: String) throws(ElectorateRefusal) -> UInt128 {
    guard let number = UInt128(decimal: text) else { throw .amount(line, text) }
    return number
  }

  private func shares(_ text: String) throws(ElectorateRefusal) -> ShareCount {
    guard let shares = ShareCount(text) else { throw .amount(line, text) }
    return shares
  }

  /// Milliseconds, or a length with its unit such as `252460800s`.
  private func span(_ text: String) throws(ElectorateRefusal) -> Span {
    let plain = UInt128(decimal: text).flatMap { $0 < 1 << 53 ? Span(milliseconds: UInt64($0)) : nil }
    guard let span = plain ?? Span(text) else {
      throw fault("has \"\(DisplayText.escaped(text, limit: 40))\" for a length of time")
    }
    return span
  }

  /// A date of RFC 3339, or what lies between it and the epoch: milliseconds, or a length such as `1612137600s`.
  private func instant(_ text: String) throws(ElectorateRefusal) -> Timepoint {
    if let instant = Timepoint(foreign: text) { return instant }
    return Timepoint(milliseconds: try span(text).milliseconds)
  }
}
