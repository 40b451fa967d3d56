internal import CanonicalEncoding

/// Each ballot names one option and gives it all of its power.
///
/// For, against and abstain are options like any other here; what each of them counts towards is said by the
/// tests of the track, not by the method.
package struct SingleChoice: CountingMethod {
  package static let name = "single-choice"

  /// Power and ballots of each option.
  package struct Sums: Mergeable, Sendable {
    var options: [Tally.Option]

    package mutating func merge(_ other: Sums) throws(CountRefusal) {
      for (position, option) in other.options.enumerated() {
        options[position].power = try options[position].power.adding(option.power)
        options[position].voters += option.voters
      }
    }
  }

  package init() {}

  package func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice {
    guard let position = options.firstIndex(where: { $0.utf8.elementsEqual(words.utf8) }) else {
      throw .choiceDoesNotFit(words)
    }
    return Choice(positions: [position])
  }

  package func words(of choice: Choice, among options: [String]) -> String {
    choice.positions.map { options.indices.contains($0) ? options[$0] : "?" }.joined(separator: ", ")
  }

  package func none(options: Int) -> Sums {
    Sums(options: [Tally.Option](repeating: Tally.Option(power: .zero, voters: 0), count: options))
  }

  package func add(_ choice: Choice, _ power: Power, to sums: inout Sums) throws(CountRefusal) {
    guard choice.positions.count == 1, sums.options.indices.contains(choice.positions[0]) else {
      throw .choiceDoesNotFit("\(choice.positions)")
    }
    let position = choice.positions[0]
    sums.options[position].power = try sums.options[position].power.adding(power)
    sums.options[position].voters += 1
  }

  package func totals(of sums: Sums) -> [Tally.Option] { sums.options }
}
