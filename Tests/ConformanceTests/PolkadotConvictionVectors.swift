import CanonicalEncoding
import QuorateTesting
import Voting

/// Conviction votes of Polkadot's referenda: ayes, nays and support, and how long capital stays locked.
enum PolkadotConvictionVectors {
  /// Runs the member `conviction` of the file.
  static func run(_ section: VectorRow, _ report: inout VectorReport) throws(RowFault) {
    report.run(section.value, "cases", standing)
    report.run(section.value, "delegated", delegated)
    if section.has("locks") {
      do {
        let differences = try locks(try section.row("locks"))
        report.check("locks: \(differences.joined(separator: "; "))", differences.isEmpty)
      } catch {
        report.check("locks: \(error)", false)
      }
    }
  }

  /// Ballots that come, change and go; after each step the sums are those of the ballots that stand.
  private static func standing(_ row: VectorRow) throws -> [String] {
    let steps = try row.list("steps").map { step in
      guard let pair = step.array, pair.count == 2 else {
        throw RowFault(description: "a step is not an act and its sums")
      }
      return (act: VectorRow(value: pair[0]), sums: pair[1])
    }
    var electorate = ElectoratePowers()
    for who in Set(try steps.map { try $0.act.number("who") }).sorted() {
      // The rows state no balances, so that every voter has enough.
      try electorate.add(try ForeignVoting.account(who), Power(1 << 100))
    }
    var count = try RunningCount(electorate, lending: .none, method: ConvictionVote(), options: 3)
    var differences: [String] = []
    for (number, step) in steps.enumerated() {
      try count.receive(
        step.act.has("remove") ? nil : try choice(step.act),
        from: try ForeignVoting.account(try step.act.number("who")), at: .earliest, index: UInt64(number))
      let capital = count.tally.capital ?? []
      let sums =
        count.tally.options.prefix(2).map(\.power) + [try ConvictionVote().support(ofCapital: capital)]
      differences += compare(sums, step.sums, "step \(number)")
    }
    return differences
  }

  /// Ballots, and capital lent to some of their voters.
  private static func delegated(_ row: VectorRow) throws -> [String] {
    var ballots: [UInt64: Choice] = [:]
    for vote in try row.rows("votes") { ballots[try vote.number("who")] = try choice(vote) }
    var counted = Array(ballots.values)
    for delegation in try row.list("delegations") {
      guard let fields = delegation.array, fields.count == 4 else {
        throw RowFault(description: "a delegation is not lender, delegate, conviction and capital")
      }
      let delegate = UInt64(exactly: try VectorRow.amount(fields[1], "the delegate"))
      let capital = Power(try VectorRow.amount(fields[3], "the capital"))
      let following = ConvictionVote().following(
        delegate.flatMap { ballots[$0] }, capital: capital, try conviction(fields[2]))
      if let following { counted.append(following) }
    }
    return compare(try sums(counted), try row.optional("expect").orThrow("nothing is expected"), "the sums")
  }

  private static func locks(_ row: VectorRow) throws -> [String] {
    var differences: [String] = []
    let (end, period) = (try row.number("votingEnds"), try row.number("lockingPeriod"))
    for member in try row.members("expiresAt") {
      let release = try conviction(.number(member.key)).release(after: end, period: period)
      let expected = try VectorRow.amount(member.value, member.key)
      if release.map({ UInt128($0) }) != expected { differences.append("\(member.key) \(release ?? 0)") }
    }
    let periods = Conviction.allCases.map { JSONValue.integer($0.lockPeriods) }
    if try row.list("periods") != periods { differences.append("periods are \(periods)") }
    return differences
  }

  // MARK: Translation

  private static func conviction(_ value: JSONValue) throws -> Conviction {
    try Int(exactly: try VectorRow.amount(value, "the conviction")).flatMap(Conviction.init(rawValue:))
      .orThrow("there is no such conviction")
  }

  /// A standard, split or split-abstain vote.
  private static func choice(_ row: VectorRow) throws -> Choice {
    let method = ConvictionVote()
    if row.has("standard") {
      let fields = try row.list("standard")
      guard fields.count == 3, let isAye = fields[0].bool else {
        throw RowFault(description: "a standard vote is not a side, capital and a conviction")
      }
      let capital = Power(try VectorRow.amount(fields[1], "the capital"))
      return method.standard(isAye: isAye, capital: capital, try conviction(fields[2]))
    }
    let parts = try row.list(row.has("split") ? "split" : "splitAbstain")
    guard parts.count == (row.has("split") ? 2 : 3) else {
      throw RowFault(description: "a split of other sides")
    }
    return method.split(try parts.map { Power(try VectorRow.amount($0, "the capital")) })
  }

  /// Ayes, nays and support of some ballots, whose voters have enough.
  private static func sums(_ ballots: [Choice]) throws -> [Power] {
    let method = ConvictionVote()
    var sums = method.none(options: 3)
    for ballot in ballots { try method.add(ballot, Power(.max), to: &sums) }
    return method.totals(of: sums).prefix(2).map(\.power) + [try method.support(of: sums)]
  }

  private static func compare(_ sums: [Power], _ expected: JSONValue, _ what: String) -> [String] {
    let amounts = expected.array?.map { try? VectorRow.amount($0, what) }
    return amounts == sums.map(\.units) ? [] : ["\(what): \(sums)"]
  }
}
