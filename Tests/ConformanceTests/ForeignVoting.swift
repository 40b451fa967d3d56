import CanonicalEncoding
import Governance
import QuorateTesting
import Signing
import Voting

/// The ballots of a row, cast one after the other in every house of some rules in which the voter has power.
struct ForeignVoting {
  private let rules: TrackRules
  /// Whether whoever is in an electorate may vote, also without any power.
  private let admitsPowerless: Bool
  private var powers: [String: [AccountKey: Power]] = [:]
  private var counts: [String: RunningCount] = [:]
  private var voted: [String: Set<AccountKey>] = [:]

  /// - Parameters:
  ///   - holdings: The electorate of all houses, in any order.
  ///   - instant: When power is read.
  ///   - wholes: The power of everybody, by house, where it is more than that of the row's holdings.
  init(
    _ rules: TrackRules, holdings: [Holding], at instant: Timepoint, wholes: [String: Power] = [:]
  ) throws {
    let electorates = rules.houses.map { ($0.name, holdings) }
    try self.init(
      rules, electorates: Dictionary(electorates) { first, _ in first }, at: instant, wholes: wholes,
      admitsPowerless: false)
  }

  /// - Parameter electorates: Those of each house, by its name.
  init(
    _ rules: TrackRules, electorates: [String: [Holding]], at instant: Timepoint,
    wholes: [String: Power] = [:],
    admitsPowerless: Bool
  ) throws {
    self.rules = rules
    self.admitsPowerless = admitsPowerless
    for house in rules.houses {
      let method = try (rules.method(in: house.name) as? any AdditiveMethod).orThrow("no running sums")
      var electorate = ElectoratePowers()
      for holding in (electorates[house.name] ?? []).sorted(by: { $0.account < $1.account }) {
        let power = try house.power.power(of: holding, at: instant)
        powers[house.name, default: [:]][holding.account] = power
        try electorate.add(holding.account, power)
      }
      // Behind all accounts of rows.
      if let whole = wholes[house.name] {
        try electorate.add(try Self.account(.max), electorate.rest(of: whole))
      }
      counts[house.name] = try RunningCount(
        electorate, lending: .none, method: method, options: rules.options.count)
    }
  }

  /// The account of a number; the order of numbers is that of the accounts.
  static func account(_ number: UInt64) throws -> AccountKey {
    var bytes = [UInt8](repeating: 0xbb, count: 12)
    bytes.append(bigEndian: number)
    return try AccountKey(family: .evm, bytes: ByteString(bytes)).orThrow("no account")
  }

  /// The houses in which an account votes.
  func houses(of voter: AccountKey) -> [String] {
    rules.houses.map(\.name).filter { powers[$0]?[voter].map { admitsPowerless || $0 > .zero } ?? false }
  }

  /// Counts a ballot in every house of its voter, in place of the one before it.
  /// - Parameter option: What it says; `nil` takes back the one before it.
  /// - Returns: Why one of them does not take it, or `nil`; then none has counted it.
  @discardableResult
  mutating func receive(
    _ option: String?, from voter: AccountKey, at instant: Timepoint
  ) throws -> BallotRule.Fault? {
    let houses = houses(of: voter)
    for house in houses {
      let hasVoted = voted[house]?.contains(voter) ?? false
      let fault = rules.ballot(in: house).fault(isWithdrawal: option == nil, hasVoted: hasVoted)
      if let fault { return fault }
    }
    for house in houses {
      let choice = try option.map { try rules.method(in: house).choice($0, among: rules.options) }
      try counts[house]?.receive(choice, from: voter, at: instant, index: 0)
      if option == nil { voted[house]?.remove(voter) } else { voted[house, default: []].insert(voter) }
    }
    return nil
  }

  /// From here on the ballots so far count from the opening on: they came with the submission.
  mutating func open() { for house in Array(counts.keys) { counts[house]?.open() } }

  /// What has been counted.
  var facts: CountFacts {
    CountFacts(tallies: counts.mapValues(\.tally), histories: counts.mapValues(\.history))
  }
}

/// The option of a ballot that a row spells in another case: `yes` for Yes.
func option(_ word: String, of rules: TrackRules) throws -> String {
  try rules.options.first { $0.lowercased() == word.lowercased() }.orThrow("\(word) is not an option")
}

/// A share that a row writes with a decimal point, as a charter writes it: 0.030 is 03/100.
func decimalShare(_ text: String) throws -> JSONValue {
  var parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  while parts.count == 2, parts[1].hasSuffix("0") { parts[1].removeLast() }
  guard 1...2 ~= parts.count, let numerator = UInt128(parts.joined()) else {
    throw RowFault(description: "\(text) is not a number")
  }
  let places = parts.count == 2 ? parts[1].count : 0
  return .string("\(numerator)/1\(String(repeating: "0", count: places))")
}

/// A share that a row counts in basis points, as a charter writes it.
func basisPoints(_ number: UInt64) -> JSONValue { .string("\(number)/10000") }
