internal import CanonicalEncoding

/// Whether a file shows a whole run: evaluation files lie by omission more often than by what they say.
///
/// An unmet check makes evidence count for nothing. It never makes a rule fail, because an unfinished run
/// shows neither that a model is safe nor that it is not.
package struct Completeness: Hashable, Sendable {
  /// One thing that a whole run has.
  package struct Check: Hashable, Sendable {
    /// The stable name, such as `finished`.
    package let name: String
    package let isMet: Bool
    /// What was found, as a sentence without its full stop.
    package let sentence: String
  }

  /// The checks in their order.
  package private(set) var checks: [Check] = []

  /// Whether nothing is missing.
  package var isComplete: Bool { checks.allSatisfy(\.isMet) }

  /// What is missing.
  package var unmet: [Check] { checks.filter { !$0.isMet } }

  /// What a protocol asks for beyond what the format itself knows.
  package struct Demand: Hashable, Sendable {
    /// The parts that must be there; what the file itself announces, where empty.
    package var covers: [String] = []
    /// The largest share of samples that may have no score.
    package var unscored = ExactDecimal.zero

    package init(covers: [String] = [], unscored: ExactDecimal = .zero) {
      (self.covers, self.unscored) = (covers, unscored)
    }
  }

  /// Looks at a document as one of a format.
  /// - Complexity: O(document).
  package init(of document: EvidenceDocument, as format: EvidenceFormat, demanding demand: Demand = Demand())
  {
    switch format {
    case .inspect: InspectLog(document).check(demand, &self)
    case .lmEval: LMEvalResults(document).check(demand, &self)
    case .garak: GarakReport(document).check(demand, &self)
    case .modelBench: ModelBenchRecord(document).check(demand, &self)
    case .helmStats: HELMRun(document).checkStats(demand, &self)
    case .helmRunSpec: HELMRun(document).checkRunSpec(&self)
    case .promptfoo: PromptfooResults(document).check(demand, &self)
    case .json, .lines: break
    }
  }

  /// Adds a check.
  mutating func demand(_ name: String, _ isMet: Bool, _ sentence: @autoclosure () -> String) {
    checks.append(Check(name: name, isMet: isMet, sentence: sentence()))
  }

  /// Adds the check that every part asked for is among those found.
  mutating func demandParts(_ wanted: [String], among found: [String], noun: String) {
    let found = Set(found.map { ByteText($0) })
    let missing = wanted.filter { !found.contains(ByteText($0)) }.map { DisplayText.escaped($0, limit: 60) }
    demand(
      "covers", missing.isEmpty,
      missing.isEmpty
        ? "all \(wanted.count) \(noun) are there" : "no \(noun) \(missing.prefix(5).joined(separator: ", "))")
  }

  /// Adds the check that few enough samples have no score.
  ///
  /// - Parameters:
  ///   - unscored: How many have none; `nil` where the file does not say.
  ///   - total: Out of how many.
  mutating func demandScored(
    _ name: String, unscored: ExactDecimal?, of total: ExactDecimal?, atMost share: ExactDecimal,
    _ subject: String
  ) {
    guard let unscored, let total, let limit = share.times(total), !unscored.isNegative, total > .zero else {
      return demand(name, false, "\(subject) does not say how many samples were scored")
    }
    demand(name, unscored <= limit, "\(subject): \(unscored) of \(total) without a score")
  }
}
