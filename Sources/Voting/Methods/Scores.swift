internal import CanonicalEncoding

/// Ballots that give every option a score from nought to a maximum: `A: 5, B: 0`.
///
/// Every option is scored, so that a ballot says the same to all who read it.
struct Scores {
  /// The highest score.
  let max: Int

  func fault(of options: [String]) -> String? { ChoiceWords.fault(of: options, signs: [",", ":"]) }

  func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice {
    guard let read = ChoiceWords.labelled(words, among: options, UInt128.init(decimal:)) else {
      throw .choiceMalformed(words, needs: needs)
    }
    let choice = Choice(positions: read.positions, weights: read.values)
    guard isWellFormed(choice, among: options.count) else { throw .choiceMalformed(words, needs: needs) }
    return choice
  }

  private var needs: String {
    "a score from 0 to \(max) for every option in the order of the list, such as A: \(max), B: 0"
  }

  func words(of choice: Choice, among options: [String]) -> String {
    ChoiceWords.labelled(choice, among: options) { "\($0)" }
  }

  /// The highest score for one option and none for the others.
  func devoted(to option: Int, among count: Int) -> Choice {
    Choice(positions: Array(0..<count), weights: (0..<count).map { $0 == option ? UInt128(max) : 0 })
  }

  func isWellFormed(_ choice: Choice, among count: Int) -> Bool {
    choice.positions.elementsEqual(0..<count) && choice.weights.count == count
      && choice.weights.allSatisfy { $0 <= UInt128(max) }
  }

  /// The scores of a choice, one for each option.
  func scores(of choice: Choice, among count: Int) throws(CountRefusal) -> [Int] {
    guard isWellFormed(choice, among: count) else {
      throw .choiceDoesNotFit("\(choice.positions) \(choice.weights)")
    }
    // No score is above the maximum, which is an Int.
    return choice.weights.map { Int(clamping: $0) }
  }

  /// Adds power times score to each option; a ballot names the options that it gives more than nought.
  func add(_ scores: [Int], _ power: Power, to sums: inout OptionSums) throws(CountRefusal) {
    for (position, score) in scores.enumerated() where score > 0 {
      let (product, overflow) = power.units.multipliedReportingOverflow(by: UInt128(score))
      guard !overflow else { throw .overflow }
      try sums.add(Power(product), at: position)
    }
  }
}
