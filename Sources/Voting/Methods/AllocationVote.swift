package import CanonicalEncoding

/// Each ballot gives options parts of its power, all together at most the whole; the rest stays unused.
///
/// With a whole of 10,000 the parts are basis points, as in veOCEAN's veAllocate, where a vote without an end
/// steers rewards between data assets. An option gets ⌊power · part / whole⌋; what that loses, and what is not
/// allocated, counts for nobody. More than the whole is refused.
package struct AllocationVote: AdditiveMethod {
  package static let name = "allocation"

  /// What the parts of one voter may add up to at most.
  package let whole: Int

  package init(whole: Int = 10_000) { self.whole = whole }

  init(parsing fields: inout JSONFields) throws(JSONRefusal) {
    self.init(whole: try fields.count("whole", 1...1_000_000_000) ?? 10_000)
  }

  package var json: JSONValue {
    .members(["method": .string(Self.name), "whole": .integer(whole)])
  }

  package func fault(of options: [String]) -> String? {
    ChoiceWords.fault(of: options, signs: [",", ":"], reserved: [ChoiceWords.nothing])
  }

  /// Reads `A: 6000/10000, C: 4000/10000`, or `none of these`.
  package func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice {
    if words.utf8.elementsEqual(ChoiceWords.nothing.utf8) { return Choice(positions: []) }
    let suffix = Array("/\(whole)".utf8)
    let read = ChoiceWords.labelled(words, among: options) { text in
      text.suffix(suffix.count).elementsEqual(suffix)
        ? UInt128(decimal: text.dropLast(suffix.count)) : nil
    }
    guard let read else { throw .choiceMalformed(words, needs: needs) }
    let choice = Choice(positions: read.positions, weights: read.values)
    guard isWellFormed(choice, among: options.count) else { throw .choiceMalformed(words, needs: needs) }
    return choice
  }

  private var needs: String {
    "parts above 0 of \(whole), together at most \(whole), options in the order of the list, such as "
      + "A: \(whole / 2)/\(whole)"
  }

  package func words(of choice: Choice, among options: [String]) -> String {
    choice.positions.isEmpty
      ? ChoiceWords.nothing : ChoiceWords.labelled(choice, among: options) { "\($0)/\(whole)" }
  }

  private func isWellFormed(_ choice: Choice, among count: Int) -> Bool {
    guard let sum = LargestRemainder.sum(of: choice.weights) else { return false }
    return choice.positions.count == choice.weights.count && sum <= UInt128(whole)
      && ChoiceWords.isRising(choice.positions, below: count) && choice.weights.allSatisfy { $0 > 0 }
  }

  /// Changes what one option gets and leaves the others as they are: veAllocate's `setAllocation`.
  ///
  /// - Parameters:
  ///   - part: The new part; zero takes the option out.
  ///   - position: The option.
  ///   - standing: What the voter has allocated so far.
  /// - Throws: `CountRefusal.exceedsPower` where the parts would add up to more than the whole.
  package func setting(
    _ part: UInt128, at position: Int, of standing: Choice
  ) throws(CountRefusal) -> Choice {
    var parts: [Int: UInt128] = [:]
    for (position, weight) in zip(standing.positions, standing.weights) { parts[position] = weight }
    parts[position] = nil
    let others = LargestRemainder.sum(of: Array(parts.values)) ?? .max
    let left = UInt128(whole) > others ? UInt128(whole) - others : 0
    guard part <= left else { throw .exceedsPower(asked: Power(part), left: Power(left)) }
    if part > 0 { parts[position] = part }
    let positions = parts.keys.sorted()
    return Choice(positions: positions, weights: positions.compactMap { parts[$0] })
  }

  package func add(_ choice: Choice, _ power: Power, to sums: inout OptionSums) throws(CountRefusal) {
    guard isWellFormed(choice, among: sums.options.count) else {
      throw .choiceDoesNotFit("\(choice.positions) \(choice.weights)")
    }
    for (position, part) in zip(choice.positions, choice.weights) {
      // No part is above the whole, so that the quotient is at most the power.
      let quotient = UInt128(whole).dividingFullWidth(power.units.multipliedFullWidth(by: part)).quotient
      try sums.add(Power(quotient), at: position)
    }
  }
}
