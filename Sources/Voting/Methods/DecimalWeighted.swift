internal import CanonicalEncoding

/// Each ballot splits its power by decimal weights that add up to exactly one: the weighted vote of Cosmos chains.
///
/// x/gov `msgServer.VoteWeighted` refuses a weight that is not above zero, an option named twice, and weights whose
/// sum is not one; so does this. A vote for one option is the weighted vote that gives it all. Whole powers times
/// weights of eighteen decimals are exact, and their sums are kept to the last digit in `decimals`; what an option
/// has got is the whole number below, as `TallyResult` publishes it.
package struct DecimalWeighted: CountingMethod {
  package static let name = "decimal-weighted"

  /// Exact sums, and the ballots that name each option.
  package struct Sums: Mergeable, Hashable, Sendable {
    private(set) var powers: [Decimal18]
    private(set) var voters: [Int]

    fileprivate init(options: Int) {
      powers = [Decimal18](repeating: .zero, count: options)
      voters = [Int](repeating: 0, count: options)
    }

    fileprivate mutating func add(_ power: Decimal18, at position: Int) throws(CountRefusal) {
      powers[position] = try powers[position].adding(power)
      voters[position] += 1
    }

    package mutating func merge(_ other: Sums) throws(CountRefusal) {
      guard other.powers.count == powers.count else { throw .choiceDoesNotFit("sums of other options") }
      for (position, power) in other.powers.enumerated() {
        powers[position] = try powers[position].adding(power)
        voters[position] += other.voters[position]
      }
    }
  }

  package init() {}

  package func fault(of options: [String]) -> String? { ChoiceWords.fault(of: options, signs: [",", ":"]) }

  // MARK: Choices

  /// The choice of options and weights in any order, the weights as decimals of at most eighteen places.
  package func choice(
    weighting entries: [(option: String, weight: String)], among options: [String]
  ) throws(CountRefusal) -> Choice {
    var weights: [Int: UInt128] = [:]
    for (option, text) in entries {
      let position = ChoiceWords.position(of: Array(option.utf8)[...], among: options)
      guard let position, weights[position] == nil, let weight = Decimal18(text),
        weight > .zero, weight <= .one, let units = UInt128(exactly: weight.units)
      else { throw .choiceMalformed("\(option): \(text)", needs: needs) }
      weights[position] = units
    }
    let positions = weights.keys.sorted()
    guard LargestRemainder.sum(of: Array(weights.values)) == Decimal18.scale else {
      throw .choiceMalformed(entries.map { "\($0): \($1)" }.joined(separator: ", "), needs: needs)
    }
    return positions.count == 1
      ? Choice(positions: positions)
      : Choice(positions: positions, weights: positions.compactMap { weights[$0] })
  }

  private var needs: String {
    "one option, or options in the order of the list with weights that add up to 1, such as Yes: 0.6, No: 0.4"
  }

  /// Reads `Yes`, or `Yes: 0.6, No: 0.4` without trailing zeros.
  package func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice {
    if let position = options.firstIndex(where: { $0.utf8.elementsEqual(words.utf8) }) {
      return Choice(positions: [position])
    }
    let read = ChoiceWords.labelled(words, among: options) { text in
      String(validating: text, as: UTF8.self).flatMap { Self.spelling(of: $0) == $0 ? $0 : nil }
    }
    guard let read, read.positions.count > 1 else { throw .choiceMalformed(words, needs: needs) }
    return try choice(
      weighting: zip(read.positions, read.values).map { (options[$0], $1) }, among: options)
  }

  /// A weight without trailing zeros; `nil` for what is no decimal.
  private static func spelling(of text: String) -> String? {
    Decimal18(text).flatMap { UInt128(exactly: $0.units) }.map(spelling(of:))
  }

  private static func spelling(of units: UInt128) -> String {
    let text = Decimal18(units: UInt256(units)).description
    let zeros = text.utf8.reversed().prefix { $0 == 0x30 }.count
    return String(text.dropLast(zeros == 18 ? 19 : zeros))
  }

  package func words(of choice: Choice, among options: [String]) -> String {
    choice.weights.isEmpty
      ? choice.positions.map { ChoiceWords.label($0, options) }.joined(separator: ", ")
      : ChoiceWords.labelled(choice, among: options, Self.spelling(of:))
  }

  /// The weights of a choice, one for each option it names.
  /// - Throws: `CountRefusal.choiceDoesNotFit`.
  private func weights(of choice: Choice) throws(CountRefusal) -> [Decimal18] {
    if choice.positions.count == 1, choice.weights.isEmpty { return [.one] }
    guard choice.positions.count == choice.weights.count, choice.positions.count > 1,
      ChoiceWords.isRising(choice.positions, below: .max), choice.weights.allSatisfy({ $0 > 0 }),
      LargestRemainder.sum(of: choice.weights) == Decimal18.scale
    else { throw .choiceDoesNotFit("\(choice.positions) \(choice.weights)") }
    return choice.weights.map { Decimal18(units: UInt256($0)) }
  }

  // MARK: Counting

  package func none(options: Int) -> Sums { Sums(options: options) }

  package func add(_ choice: Choice, _ power: Power, to sums: inout Sums) throws(CountRefusal) {
    let weights = try weights(of: choice)
    guard ChoiceWords.isRising(choice.positions, below: sums.powers.count) else {
      throw .choiceDoesNotFit("\(choice.positions)")
    }
    for (position, weight) in zip(choice.positions, weights) {
      try sums.add(try weight.multiplied(byWhole: power.units), at: position)
    }
  }

  package func result(of sums: Sums) throws(CountRefusal) -> MethodResult {
    var options: [Tally.Option] = []
    for (power, voters) in zip(sums.powers, sums.voters) {
      guard let whole = power.truncated else { throw .overflow }
      options.append(Tally.Option(power: Power(whole), voters: voters))
    }
    return MethodResult(options: options, decimals: sums.powers)
  }
}
