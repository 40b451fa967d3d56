/// Ballots that put options in order, the best first: `A > C > B`.
struct Ranking {
  private static let sign = Array(" > ".utf8)

  /// Whether a ballot may leave options out. Those it leaves out come after all it names, none before another.
  let isPartial: Bool

  func fault(of options: [String]) -> String? { ChoiceWords.fault(of: options, signs: [">"]) }

  func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice {
    guard let positions = ChoiceWords.labels(words, by: Self.sign, among: options),
      isPartial || positions.count == options.count
    else {
      let which = isPartial ? "options, each at most once, best first" : "every option once, best first"
      throw .choiceMalformed(words, needs: "\(which), such as A > C > B")
    }
    return Choice(positions: positions)
  }

  func words(of choice: Choice, among options: [String]) -> String {
    choice.positions.map { ChoiceWords.label($0, options) }.joined(separator: " > ")
  }

  /// One option by itself where a ballot may leave others out, else before all others.
  func devoted(to option: Int, among count: Int) -> Choice {
    Choice(positions: isPartial ? [option] : beginning(with: [option], among: count))
  }

  /// Ballots devoted to each option, and of three options every order.
  func probes(among count: Int) -> [Choice] {
    let devoted = (0..<count).map { self.devoted(to: $0, among: count) }
    guard count == 3 else { return devoted }
    let orders = (0..<count).flatMap { first in
      (0..<count).filter { $0 != first }.map {
        Choice(positions: beginning(with: [first, $0], among: count))
      }
    }
    return devoted.filter { !orders.contains($0) } + orders
  }

  private func beginning(with first: [Int], among count: Int) -> [Int] {
    first + (0..<count).filter { !first.contains($0) }
  }

  /// Whether positions are a ranking of that many options.
  func isRanking(_ positions: [Int], of count: Int) -> Bool {
    guard isPartial ? 1...max(1, count) ~= positions.count : positions.count == count else { return false }
    if count <= 64 {
      var seen: UInt64 = 0
      for position in positions {
        guard 0..<count ~= position, seen & (1 << UInt64(position)) == 0 else { return false }
        seen |= 1 << UInt64(position)
      }
      return true
    }
    return Set(positions).count == positions.count && positions.allSatisfy { 0..<count ~= $0 }
  }
}

/// Ballots by their ranking: equal ones are counted together.
///
/// A ranking of up to fifteen options is packed into one word, four bits a place, the best in the lowest bits;
/// an option is its position plus one, so that zero ends a ranking that leaves options out.
package struct Rankings: Mergeable, Hashable, Sendable {
  /// The ballots of one ranking.
  struct Pile: Hashable, Sendable {
    var power = Power.zero
    var voters = 0

    mutating func add(_ power: Power, voters: Int) throws(CountRefusal) {
      self.power = try self.power.adding(power)
      self.voters += voters
    }
  }

  /// How many options are ranked.
  let options: Int
  private(set) var packed: [UInt64: Pile] = [:]
  private(set) var long: [[UInt8]: Pile] = [:]
  /// The power of all ballots; as it stays below 2^128, so does every sum of some of them.
  private(set) var total = Power.zero

  /// No ballots.
  package init(options: Int) { self.options = options }

  /// Whether rankings of so many options fit one word.
  var isPacked: Bool { options <= 15 }

  /// Adds a ballot whose positions are a ranking of the options.
  mutating func add(_ positions: [Int], _ power: Power) throws(CountRefusal) {
    total = try total.adding(power)
    if isPacked {
      var key: UInt64 = 0
      for (place, position) in positions.enumerated() { key |= UInt64(position + 1) << UInt64(4 * place) }
      try packed[key, default: Pile()].add(power, voters: 1)
    } else {
      let key = positions.map { UInt8(truncatingIfNeeded: $0) }
      try long[key, default: Pile()].add(power, voters: 1)
    }
  }

  package mutating func merge(_ other: Rankings) throws(CountRefusal) {
    guard other.options == options else { throw .choiceDoesNotFit("sums of other options") }
    total = try total.adding(other.total)
    for (key, pile) in other.packed { try packed[key, default: Pile()].add(pile.power, voters: pile.voters) }
    for (key, pile) in other.long { try long[key, default: Pile()].add(pile.power, voters: pile.voters) }
  }
}
