/// How much power prefers one option to another, for every pair.
package struct Preferences: Mergeable, Hashable, Sendable {
  private let count: Int
  /// Row after row.
  private var powers: [Power]

  /// Nobody prefers anything yet.
  package init(options: Int) {
    count = options
    powers = [Power](repeating: .zero, count: options * options)
  }

  /// Adds a ballot that values options; a higher value is preferred, equal ones are not.
  ///
  /// - Parameter values: One for each option.
  /// - Complexity: O(options²).
  package mutating func add(_ values: [Int], _ power: Power) throws(CountRefusal) {
    guard values.count == count else { throw .choiceDoesNotFit("\(values)") }
    for (row, value) in values.enumerated() {
      for (column, other) in values.enumerated() where value > other {
        powers[row * count + column] = try powers[row * count + column].adding(power)
      }
    }
  }

  package mutating func merge(_ other: Preferences) throws(CountRefusal) {
    guard other.count == count else { throw .choiceDoesNotFit("sums of other options") }
    for (index, power) in other.powers.enumerated() { powers[index] = try powers[index].adding(power) }
  }

  /// The power that prefers one option to another; none outside the list.
  package subscript(option: Int, to other: Int) -> Power {
    let isWithin = 0..<count ~= option && 0..<count ~= other
    return isWithin ? powers[option * count + other] : .zero
  }

  /// All of it, row after row.
  package var rows: [[Power]] {
    (0..<count).map { row in (0..<count).map { self[row, to: $0] } }
  }

  /// What an option achieves against some others.
  /// - Throws: `CountRefusal.overflow` where the support added up reaches 2^128.
  package func record(of option: Int, against others: [Int]) throws(CountRefusal) -> Contest.Record {
    try Contest.Record(of: option, against: others) { self[$0, to: $1] }
  }
}
