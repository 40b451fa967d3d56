package import CanonicalEncoding

/// Each ballot says how many units each option gets, or names one option for all the rest.
///
/// A voter may cast several ballots until all power is used: `cast` joins them into one choice. A ballot that
/// names one option, `For`, takes what is left. OpenZeppelin's GovernorCountingFractional counts like this; a
/// ballot of nothing is one there and changes nothing, which here the charter allows or not.
///
/// A ballot that asks for more than its voter has is void as a whole, like the transaction there.
package struct FractionalSplit: AdditiveMethod {
  package static let name = "fractional"
  private static let rest = Array("rest".utf8)
  private static let plus = Array(" + ".utf8)

  /// Whether a ballot may give nothing to anybody.
  package let allowsNone: Bool

  package init(allowsNone: Bool = false) { self.allowsNone = allowsNone }

  init(parsing fields: inout JSONFields) throws(JSONRefusal) {
    self.init(allowsNone: try fields.flag("empty") ?? false)
  }

  package var json: JSONValue {
    .members(["empty": .bool(allowsNone), "method": .string(Self.name)])
  }

  package func fault(of options: [String]) -> String? {
    ChoiceWords.fault(
      of: options, signs: [",", ":"], reserved: allowsNone ? [ChoiceWords.nothing] : [])
  }

  // MARK: Choices

  /// All of the power, or all that is left of it, for one option.
  package func choice(whole position: Int, among count: Int) throws(CountRefusal) -> Choice {
    guard 0..<count ~= position else { throw .choiceDoesNotFit("\(position)") }
    return Choice(positions: [position])
  }

  /// An amount for each option, in the order of the list; zero amounts are left out.
  package func choice(amounts: [Power], among count: Int) throws(CountRefusal) -> Choice {
    let positions = amounts.indices.filter { amounts[$0] > .zero }
    guard amounts.count == count, allowsNone || !positions.isEmpty else {
      throw .choiceMalformed(amounts.map(\.description).joined(separator: ", "), needs: needs)
    }
    return Choice(positions: positions, weights: positions.map { amounts[$0].units })
  }

  private var needs: String {
    "one option, or units above 0 for options in the order of the list, such as For: 5, Abstain: 1"
  }

  /// Reads `For`, `For: 5, Abstain: 1` or, for ballots that were joined, `For: 5 + rest`.
  package func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice {
    if allowsNone, words.utf8.elementsEqual(ChoiceWords.nothing.utf8) { return Choice(positions: []) }
    if let whole = options.firstIndex(where: { $0.utf8.elementsEqual(words.utf8) }) {
      return Choice(positions: [whole])
    }
    guard let read = ChoiceWords.labelled(words, among: options, Self.value) else {
      throw .choiceMalformed(words, needs: needs)
    }
    let given = zip(read.positions, read.values).filter { $1.amount > 0 }
    let rest = zip(read.positions, read.values).filter { $1.isRest }
    // The rest alone is written as the option alone.
    guard rest.count <= 1, !given.isEmpty else { throw .choiceMalformed(words, needs: needs) }
    let choice = Choice(positions: (given + rest).map(\.0), weights: given.map(\.1.amount))
    guard LargestRemainder.sum(of: choice.weights) != nil else {
      throw .choiceMalformed(words, needs: needs)
    }
    return choice
  }

  /// Reads `5`, `rest` or `5 + rest`.
  private static func value(_ text: ArraySlice<UInt8>) -> (amount: UInt128, isRest: Bool)? {
    if text.elementsEqual(rest) { return (0, true) }
    let parts = ChoiceWords.parts(of: text, by: plus)
    guard parts.count <= 2, let amount = UInt128(decimal: parts[0]), amount > 0,
      parts.count == 1 || parts[1].elementsEqual(rest)
    else { return nil }
    return (amount, parts.count == 2)
  }

  package func words(of choice: Choice, among options: [String]) -> String {
    guard let split = Split(choice) else { return "?" }
    if choice.weights.isEmpty {
      return split.rest.map { ChoiceWords.label($0, options) } ?? ChoiceWords.nothing
    }
    return split.positions.map { position in
      let amount = split.amount(of: position).map(\.description)
      let parts = [amount, position == split.rest ? "rest" : nil].compactMap(\.self)
      return "\(ChoiceWords.label(position, options)): \(parts.joined(separator: " + "))"
    }.joined(separator: ", ")
  }

  // MARK: Counting

  package func covers(_ choice: Choice, with power: Power) -> Bool {
    Split(choice).map { $0.given <= power } ?? false
  }

  package func add(_ choice: Choice, _ power: Power, to sums: inout OptionSums) throws(CountRefusal) {
    guard let split = Split(choice), allowsNone || !choice.positions.isEmpty,
      ChoiceWords.isRising(split.positions, below: sums.options.count)
    else { throw .choiceDoesNotFit("\(choice.positions) \(choice.weights)") }
    guard split.given <= power else { throw .exceedsPower(asked: split.given, left: power) }
    let rest = power.excess(over: split.given)
    for position in split.positions {
      let amount = split.amount(of: position) ?? .zero
      // Both are parts of the power.
      try sums.add(position == split.rest ? amount.adding(rest) : amount, at: position)
    }
  }

  /// The totals alone: a ballot says yes or no to something, and what passes is said by the tests.
  package func result(of sums: OptionSums) -> MethodResult { MethodResult(options: sums.options) }

  /// What a voter has left after the ballots cast so far.
  /// - Throws: `CountRefusal.powerSpent` where that is nothing.
  package func left(after standing: Choice?, of power: Power) throws(CountRefusal) -> Power {
    let left = power.excess(over: try spent(by: standing, of: power))
    guard left > .zero else { throw .powerSpent }
    return left
  }

  /// What the ballots cast so far use of a voter's power.
  package func spent(by standing: Choice?, of power: Power) throws(CountRefusal) -> Power {
    guard let standing else { return .zero }
    guard let split = Split(standing) else { throw .choiceDoesNotFit("\(standing.positions)") }
    return split.rest == nil ? min(split.given, power) : power
  }

  /// Joins a further ballot to what a voter has cast so far.
  ///
  /// - Returns: The voter's choice from now on, and what the further ballot counts for.
  /// - Throws: `CountRefusal.powerSpent` where nothing is left, `.exceedsPower` where too little is, also for amounts
  ///   that no number holds together.
  package func cast(
    _ choice: Choice, onto standing: Choice?, with power: Power
  ) throws(CountRefusal) -> (standing: Choice, counted: Power) {
    let left = try left(after: standing, of: power)
    guard LargestRemainder.sum(of: choice.weights) != nil else {
      throw .exceedsPower(asked: Power(.max), left: left)
    }
    guard let split = Split(choice), let earlier = Split(standing ?? Choice(positions: [])) else {
      throw .choiceDoesNotFit("\(choice.positions) \(choice.weights)")
    }
    guard split.given <= left else { throw .exceedsPower(asked: split.given, left: left) }
    var amounts: [Int: Power] = [:]
    for (position, amount) in earlier.amounts + split.amounts {
      // Both are parts of the power.
      amounts[position] = try (amounts[position] ?? .zero).adding(amount)
    }
    let positions = amounts.keys.sorted()
    let joined = Choice(
      positions: positions + (split.rest.map { [$0] } ?? []),
      weights: positions.compactMap { amounts[$0]?.units })
    return (joined, split.rest == nil ? split.given : left)
  }

  /// The parts of a choice: amounts in the order of the list, then perhaps one option for the rest.
  private struct Split {
    let amounts: [(position: Int, amount: Power)]
    let rest: Int?
    /// The sum of the amounts.
    let given: Power

    init?(_ choice: Choice) {
      let (named, weights) = (choice.positions.count, choice.weights.count)
      guard named == weights || named == weights + 1, let given = LargestRemainder.sum(of: choice.weights),
        zip(choice.positions, choice.positions.dropFirst()).prefix(max(0, weights - 1))
          .allSatisfy({ $0 < $1 })
      else { return nil }
      amounts = zip(choice.positions, choice.weights).map { ($0, Power($1)) }
      rest = named > weights ? choice.positions.last : nil
      self.given = Power(given)
    }

    /// Every option named, in the order of the list.
    var positions: [Int] {
      let given = amounts.map(\.position)
      guard let rest, !given.contains(rest) else { return given }
      return (given + [rest]).sorted()
    }

    func amount(of position: Int) -> Power? { amounts.first { $0.position == position }?.amount }
  }
}
