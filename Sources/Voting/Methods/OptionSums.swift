/// Power and ballots of each option, added up.
package struct OptionSums: Mergeable, Hashable, Sendable {
  /// The options in the order of the proposal's list.
  package private(set) var options: [Tally.Option]

  /// Sums of nothing.
  package init(options: Int) {
    self.options = [Tally.Option](repeating: Tally.Option(power: .zero, voters: 0), count: options)
  }

  /// Gives an option the power of one more ballot.
  /// - Throws: `CountRefusal.choiceDoesNotFit` for a position outside the list, `.overflow` from 2^128 on.
  package mutating func add(_ power: Power, at position: Int) throws(CountRefusal) {
    guard options.indices.contains(position) else { throw .choiceDoesNotFit("[\(position)]") }
    options[position].power = try options[position].power.adding(power)
    options[position].voters += 1
  }

  package mutating func merge(_ other: OptionSums) throws(CountRefusal) {
    guard other.options.count == options.count else { throw .choiceDoesNotFit("sums of other options") }
    for (position, option) in other.options.enumerated() {
      options[position].power = try options[position].power.adding(option.power)
      options[position].voters += option.voters
    }
  }
}
