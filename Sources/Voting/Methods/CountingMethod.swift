package import CanonicalEncoding

/// Sums that are made apart, on cores or shards, and joined without a trace of how they were split.
package protocol Mergeable {
  /// Adds the other sums to these.
  mutating func merge(_ other: Self) throws(CountRefusal)
}

/// How ballots are read and added up.
///
/// Nothing a method computes depends on the order of ballots: sums are joined by addition alone, and ties are
/// settled by a rule that the charter names.
package protocol CountingMethod: Sendable {
  /// What is accumulated.
  associatedtype Sums: Mergeable, Sendable
  /// The name a charter uses.
  static var name: String { get }
  /// The method as in a charter: its name, or an object with its name and all of its parameters.
  var json: JSONValue { get }

  /// Why these options cannot be voted on by this method, or `nil`.
  ///
  /// A label that holds a sign which the words of a ballot are put together with would make them ambiguous.
  func fault(of options: [String]) -> String?

  /// Reads the words of a ballot against the options; each choice has exactly one spelling.
  /// - Throws: `CountRefusal.choiceDoesNotFit` or `.choiceMalformed`.
  func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice

  /// The words of a choice, as the wallet shows them: the inverse of `choice(_:among:)`.
  func words(of choice: Choice, among options: [String]) -> String

  /// Whether a ballot that carries this power can pay for what it asks. One that cannot is void as a whole;
  /// it must not be added, and counts towards nothing.
  func covers(_ choice: Choice, with power: Power) -> Bool

  /// What more power for an option does to the sums, as far as sums alone tell.
  var effect: BallotEffect { get }

  /// The ballot that is all for one option: what whoever wants that and nothing else says; `nil` where there is none.
  func devoted(to option: Int, among options: [String]) -> Choice?

  /// The ballots by which a search for other outcomes goes: those devoted to each option, and where options are few and
  /// their order matters, every order.
  func probes(among options: [String]) -> [Choice]

  /// Whether two ballots that say the same count as one that says it with the power of both.
  var isDivisible: Bool { get }

  /// What an option's sum is counted in where that is not power, in a word: `points`. Such sums are no parts of the power
  /// there is, and need not add up to it.
  var unitOfSums: String? { get }

  /// Sums of nothing.
  func none(options: Int) -> Sums

  /// Adds one ballot with its power. The order of ballots never matters.
  func add(_ choice: Choice, _ power: Power, to sums: inout Sums) throws(CountRefusal)

  /// What the sums come to.
  /// - Throws: `CountRefusal.overflow`.
  func result(of sums: Sums) throws(CountRefusal) -> MethodResult
}

extension CountingMethod {
  /// The name a charter uses.
  package var name: String { Self.name }

  /// Whether the result is a sum over the ballots, so that running tallies may add and take back ballots singly.
  package var isAdditive: Bool { self is any AdditiveMethod }

  package var json: JSONValue { .string(Self.name) }

  package func covers(_ choice: Choice, with power: Power) -> Bool { true }

  package var unitOfSums: String? { nil }

  package func devoted(to option: Int, among options: [String]) -> Choice? {
    options.indices.contains(option) ? try? choice(options[option], among: options) : nil
  }

  package func probes(among options: [String]) -> [Choice] {
    options.indices.compactMap { devoted(to: $0, among: options) }
  }

  package var isDivisible: Bool { true }
}

/// A method whose totals are sums over the ballots: what one ballot adds does not depend on any other.
package protocol AdditiveMethod: CountingMethod {
  /// What each option has got.
  func totals(of sums: Sums) -> [Tally.Option]
}

extension AdditiveMethod where Sums == OptionSums {
  package func none(options: Int) -> OptionSums { OptionSums(options: options) }

  package func totals(of sums: OptionSums) -> [Tally.Option] { sums.options }

  /// The totals, and the options ranked by them.
  package func result(of sums: OptionSums) -> MethodResult {
    MethodResult(options: sums.options, contest: Contest(ranking: sums.options.map(\.power)))
  }
}

/// What a counting method makes of its sums.
package struct MethodResult: Hashable, Sendable {
  /// What each option has got.
  package let options: [Tally.Option]
  /// How the options rank, where the method elects.
  package let contest: Contest?
  /// The power behind each option before it was multiplied; `nil` where the method multiplies nothing.
  package let capital: [Power]?
  /// What each option has got to eighteen decimals; `nil` where powers are whole.
  package let decimals: [Decimal18]?

  package init(
    options: [Tally.Option], contest: Contest? = nil, capital: [Power]? = nil, decimals: [Decimal18]? = nil
  ) {
    self.options = options
    self.contest = contest
    self.capital = capital
    self.decimals = decimals
  }
}
