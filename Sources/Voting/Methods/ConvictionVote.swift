internal import CanonicalEncoding

/// Aye and nay by capital times conviction, abstentions by capital: OpenGov's ballot.
///
/// The first option is aye, the second nay, a third, where there is one, abstain. A standard ballot puts some
/// capital on aye or nay at one conviction; a split ballot puts capital on several sides at a tenth, each rounded
/// down (pallet-conviction-voting `AccountVote` and `Tally`). What an option has got is its votes; `capital` holds
/// what stands behind them. Support is the capital of aye and abstain; capital behind nay supports nothing.
///
/// Capital may be less than the voter's power, never more: then the ballot is void.
package struct ConvictionVote: AdditiveMethod {
  package static let name = "conviction"
  package var effect: BallotEffect { .convinced }
  private static let with = Array(" with conviction ".utf8)

  /// Votes, and the capital behind them.
  package struct Sums: Mergeable, Hashable, Sendable {
    var votes: OptionSums
    var capital: OptionSums

    package mutating func merge(_ other: Sums) throws(CountRefusal) {
      try votes.merge(other.votes)
      try capital.merge(other.capital)
    }
  }

  package init() {}

  package func fault(of options: [String]) -> String? {
    2...3 ~= options.count
      ? ChoiceWords.fault(of: options, signs: [",", ":"])
      : "a conviction vote has the options aye, nay and perhaps abstain, in this order"
  }

  // MARK: Choices

  /// Some capital on aye or nay, at a conviction.
  package func standard(isAye: Bool, capital: Power, _ conviction: Conviction) -> Choice {
    Choice(positions: [isAye ? 0 : 1], weights: [capital.units, UInt128(conviction.rawValue)])
  }

  /// Capital on aye, nay and, with three amounts, abstain.
  package func split(_ capital: [Power]) -> Choice {
    Choice(positions: Array(capital.indices), weights: capital.map(\.units))
  }

  /// How capital counts that is lent to a delegate: on the delegate's side at the lender's own conviction, and not
  /// at all where the delegate has not voted or the ballot is split (pallet-conviction-voting counts delegations for
  /// standard votes).
  package func following(_ delegate: Choice?, capital: Power, _ conviction: Conviction) -> Choice? {
    guard let delegate, case .standard(let position, _, _) = Vote(delegate) else { return nil }
    return standard(isAye: position == 0, capital: capital, conviction)
  }

  private enum Vote {
    case standard(position: Int, capital: Power, Conviction)
    case split([Power])

    init?(_ choice: Choice) {
      if choice.positions.count == 1, choice.weights.count == 2, 0...1 ~= choice.positions[0],
        let level = Int(exactly: choice.weights[1]), let conviction = Conviction(rawValue: level)
      {
        self = .standard(position: choice.positions[0], capital: Power(choice.weights[0]), conviction)
      } else if 2...3 ~= choice.positions.count, choice.positions.elementsEqual(choice.positions.indices),
        choice.weights.count == choice.positions.count
      {
        self = .split(choice.weights.map { Power($0) })
      } else {
        return nil
      }
    }
  }

  /// Reads `Aye: 5 with conviction 2`, `Aye: 10, Nay: 5` or `Aye: 0, Nay: 0, Abstain: 10`.
  package func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice {
    guard let choice = read(words, options), Vote(choice) != nil,
      LargestRemainder.sum(of: choice.weights) != nil
    else {
      throw .choiceMalformed(
        words,
        needs: "capital and a conviction from 0 to 6, or capital for each of several options, "
          + "such as Aye: 5 with conviction 2, or Aye: 10, Nay: 5")
    }
    return choice
  }

  private func read(_ words: String, _ options: [String]) -> Choice? {
    let read = ChoiceWords.labelled(words, among: options) { text in
      let numbers = ChoiceWords.parts(of: text, by: Self.with).compactMap(UInt128.init(decimal:))
      return numbers.count == ChoiceWords.parts(of: text, by: Self.with).count ? numbers : nil
    }
    guard let read, read.positions.count == 1 || read.values.allSatisfy({ $0.count == 1 }) else { return nil }
    return Choice(positions: read.positions, weights: read.values.flatMap(\.self))
  }

  package func words(of choice: Choice, among options: [String]) -> String {
    guard case .standard(let position, let capital, let conviction) = Vote(choice) else {
      return ChoiceWords.labelled(choice, among: options) { "\($0)" }
    }
    return "\(ChoiceWords.label(position, options)): \(capital) with conviction \(conviction.rawValue)"
  }

  // MARK: Counting

  package func covers(_ choice: Choice, with power: Power) -> Bool {
    guard let asked = try? capital(of: choice) else { return false }
    return asked <= power
  }

  /// The capital a ballot puts in, on all sides.
  private func capital(of choice: Choice) throws(CountRefusal) -> Power {
    switch Vote(choice) {
    case .standard(_, let capital, _): capital
    case .split(let capital): try capital.sum()
    case nil: throw .choiceDoesNotFit("\(choice.positions) \(choice.weights)")
    }
  }

  package func none(options: Int) -> Sums {
    Sums(votes: OptionSums(options: options), capital: OptionSums(options: options))
  }

  package func add(_ choice: Choice, _ power: Power, to sums: inout Sums) throws(CountRefusal) {
    let asked = try capital(of: choice)
    guard asked <= power else { throw .exceedsPower(asked: asked, left: power) }
    switch Vote(choice) {
    case .standard(let position, let capital, let conviction):
      try sums.votes.add(try conviction.votes(of: capital), at: position)
      try sums.capital.add(capital, at: position)
    case .split(let parts):
      for (position, capital) in parts.enumerated() where capital > .zero {
        try sums.votes.add(try Conviction.none.votes(of: capital), at: position)
        try sums.capital.add(capital, at: position)
      }
    case nil: throw .choiceDoesNotFit("\(choice.positions) \(choice.weights)")
    }
  }

  /// The capital of aye and abstain, which is measured against the whole issuance.
  /// - Throws: `CountRefusal.overflow`.
  package func support(of sums: Sums) throws(CountRefusal) -> Power {
    try support(ofCapital: sums.capital.options.map(\.power))
  }

  /// The same of the capital behind aye, nay and, where there is one, abstain.
  package func support(ofCapital capital: [Power]) throws(CountRefusal) -> Power {
    try capital.enumerated().filter { $0.offset != 1 }.map(\.element).sum()
  }

  package func totals(of sums: Sums) -> [Tally.Option] { sums.votes.options }

  package func result(of sums: Sums) -> MethodResult {
    MethodResult(options: sums.votes.options, capital: sums.capital.options.map(\.power))
  }
}
