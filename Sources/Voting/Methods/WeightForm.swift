internal import CanonicalEncoding

/// How a ballot says in which proportion its power is split; one option by itself gets all of it.
package enum WeightForm: String, CaseIterable, Sendable {
  /// Whole percent that add up to 100: `70 % A, 30 % B`. Realms' weighted choice asks for the same.
  case percent
  /// Any whole numbers above zero, as shares of their sum: `A: 2, B: 1`. Snapshot's weights are these.
  case shares

  private static let sign = Array(" % ".utf8)

  func fault(of options: [String]) -> String? {
    ChoiceWords.fault(of: options, signs: self == .percent ? [",", "%"] : [",", ":"])
  }

  func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice {
    if let whole = ChoiceWords.position(of: Array(words.utf8)[...], among: options) {
      return Choice(positions: [whole])
    }
    let choice = self == .percent ? percent(words, options) : shares(words, options)
    // One option that gets everything stands alone: a choice has one spelling.
    guard let choice, choice.positions.count > 1, isWellFormed(choice, among: options.count) else {
      throw .choiceMalformed(words, needs: needs)
    }
    return choice
  }

  private var needs: String {
    switch self {
    case .percent:
      "one option, or whole percent above 0 that add up to 100 in the order of the list, such as 70 % A, 30 % B"
    case .shares:
      "one option, or whole numbers above 0, options in the order of the list, such as A: 2, B: 1"
    }
  }

  private func percent(_ words: String, _ options: [String]) -> Choice? {
    var (positions, weights): ([Int], [UInt128]) = ([], [])
    for part in ChoiceWords.parts(of: Array(words.utf8)[...], by: ChoiceWords.comma) {
      let halves = ChoiceWords.parts(of: part, by: Self.sign)
      guard halves.count == 2, let weight = UInt128(decimal: halves[0]),
        let position = ChoiceWords.position(of: halves[1], among: options)
      else { return nil }
      positions.append(position)
      weights.append(weight)
    }
    return Choice(positions: positions, weights: weights)
  }

  private func shares(_ words: String, _ options: [String]) -> Choice? {
    ChoiceWords.labelled(words, among: options, UInt128.init(decimal:)).map {
      Choice(positions: $0.positions, weights: $0.values)
    }
  }

  func words(of choice: Choice, among options: [String]) -> String {
    if Self.isWhole(choice) { return ChoiceWords.label(choice.positions[0], options) }
    return switch self {
    case .percent:
      zip(choice.positions, choice.weights).map { "\($1) % \(ChoiceWords.label($0, options))" }
        .joined(separator: ", ")
    case .shares: ChoiceWords.labelled(choice, among: options) { "\($0)" }
    }
  }

  /// Whether one option is named and gets everything.
  private static func isWhole(_ choice: Choice) -> Bool {
    choice.positions.count == 1 && choice.weights.isEmpty
  }

  /// Whether options are named in order, each with a weight above zero, and the weights have a sum.
  func isWellFormed(_ choice: Choice, among count: Int) -> Bool {
    if Self.isWhole(choice) { return 0..<count ~= choice.positions[0] }
    guard !choice.positions.isEmpty, choice.positions.count == choice.weights.count,
      ChoiceWords.isRising(choice.positions, below: count), choice.weights.allSatisfy({ $0 > 0 }),
      let sum = LargestRemainder.sum(of: choice.weights)
    else { return false }
    return self == .shares || sum == 100
  }

  /// What each named option gets of a power, every unit of it.
  func split(_ power: Power, by choice: Choice, among count: Int) throws(CountRefusal) -> [Power] {
    guard isWellFormed(choice, among: count) else {
      throw .choiceDoesNotFit("\(choice.positions) \(choice.weights)")
    }
    if Self.isWhole(choice) { return [power] }
    guard let parts = LargestRemainder.split(power, by: choice.weights)
    else { throw .choiceDoesNotFit("\(choice.positions) \(choice.weights)") }
    return parts
  }
}
