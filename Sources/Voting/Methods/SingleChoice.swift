/// Each ballot names one option and gives it all of its power.
///
/// For, against and abstain are options like any other here; what each of them counts towards is said by the
/// tests of the track, not by the method. OpenZeppelin's GovernorCountingSimple, Compound's Governor and
/// Snapshot's `single-choice` and `basic` count like this.
package struct SingleChoice: AdditiveMethod {
  package static let name = "single-choice"

  package init() {}

  package func fault(of options: [String]) -> String? { nil }

  package func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice {
    guard let position = options.firstIndex(where: { $0.utf8.elementsEqual(words.utf8) }) else {
      throw .choiceDoesNotFit(words)
    }
    return Choice(positions: [position])
  }

  package func words(of choice: Choice, among options: [String]) -> String {
    choice.positions.map { ChoiceWords.label($0, options) }.joined(separator: ", ")
  }

  package func add(_ choice: Choice, _ power: Power, to sums: inout OptionSums) throws(CountRefusal) {
    guard choice.positions.count == 1 else { throw .choiceDoesNotFit("\(choice.positions)") }
    try sums.add(power, at: choice.positions[0])
  }

  /// The totals alone: a ballot says yes or no to something, and what passes is said by the tests.
  package func result(of sums: OptionSums) -> MethodResult { MethodResult(options: sums.options) }
}
