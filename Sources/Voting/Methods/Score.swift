package import CanonicalEncoding

/// Each ballot scores every option, and the greatest sum of scores, each times the power, is best.
///
/// Also called range voting. An option's total is up to `max` times the power cast.
package struct Score: AdditiveMethod {
  package static let name = "score"
  package var effect: BallotEffect { .indirect("scores") }
  package var unitOfSums: String? { "points" }
  private let scores: Scores

  /// - Parameter max: The highest score.
  package init(max: Int = 5) { scores = Scores(max: max) }

  init(parsing fields: inout JSONFields) throws(JSONRefusal) {
    self.init(max: try fields.count("max", 1...1000) ?? 5)
  }

  package var json: JSONValue {
    .members(["max": .integer(scores.max), "method": .string(Self.name)])
  }

  package func fault(of options: [String]) -> String? { scores.fault(of: options) }

  package func choice(_ words: String, among options: [String]) throws(CountRefusal) -> Choice {
    try scores.choice(words, among: options)
  }

  package func words(of choice: Choice, among options: [String]) -> String {
    scores.words(of: choice, among: options)
  }

  package func devoted(to option: Int, among options: [String]) -> Choice? {
    scores.devoted(to: option, among: options.count)
  }

  package func add(_ choice: Choice, _ power: Power, to sums: inout OptionSums) throws(CountRefusal) {
    try scores.add(try scores.scores(of: choice, among: sums.options.count), power, to: &sums)
  }
}
