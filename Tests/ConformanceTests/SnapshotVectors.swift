import CanonicalEncoding
import QuorateTesting
import Voting

/// The runners of Snapshot's files.
let snapshotVectors: [String: VectorRunner] = [
  "evm/snapshot_voting.json": SnapshotVectors.voting, "evm/snapshot_misc.json": SnapshotVectors.misc,
]

/// The runners of Snapshot's kinds of rows.
let snapshotKinds: [String: RuleRunner] = ["snapshot_scores": SnapshotVectors.scores]

/// Snapshot's ways of counting, each compared bit for bit where the row expects that.
enum SnapshotVectors {
  // MARK: Files

  @Sendable static func voting(_ content: JSONValue, _ report: inout VectorReport) {
    each("vectors", of: VectorRow(value: content), &report) { row throws(RowFault) in
      let counted = try count(row)
      let expected = try row.row("expected")
      var differences: [String] = []
      if let validity = expected.optional("valid") {
        let found = JSONValue.array(counted.validity.map { .bool($0) })
        if validity != found { differences.append("validity is \(counted.validity)") }
      }
      if let scores = expected.optional("scores") {
        differences += compare(counted.scores, try doubles(scores, "scores"), "scores")
      }
      if let rows = expected.optional("scoresByStrategy")?.array {
        if rows.count != counted.byStrategy.count { differences.append("scoresByStrategy has other rows") }
        for (index, (found, row)) in zip(counted.byStrategy, rows).enumerated() {
          differences += compare(found, try doubles(row, "scoresByStrategy"), "scoresByStrategy \(index)")
        }
      }
      if let total = expected.optional("scoresTotal") {
        differences += compare([counted.total], [try double(total, "scoresTotal")], "scoresTotal")
      }
      return differences
    }
  }

  @Sendable static func misc(_ content: JSONValue, _ report: inout VectorReport) {
    let file = VectorRow(value: content)
    section("validity", of: file, &report) { row throws(RowFault) in
      let method = try method(try row.text("type"))
      guard let choice = row.value.object?["choice"] else { throw RowFault(description: "no choice") }
      let isValid = method.isValid(choice, of: try row.list("choices").count)
      return isValid == (try row.flag("valid")) ? [] : ["valid is \(isValid)"]
    }
    section("quorum", of: file, &report) { row throws(RowFault) in
      let scores = try doubles(.array(try row.list("scores")), "scores")
      guard let total = row.optional("scores_total"), let expected = row.optional("expected") else {
        throw RowFault(description: "no total or nothing expected")
      }
      let power = try quorum(row).power(scores: scores, total: try double(total, "scores_total"))
      return compare([power], [try double(expected, "expected")], "the quorum")
    }
  }

  /// The rows of one list of `vectors` below a member of the file, if it is there.
  private static func section(
    _ name: String, of file: VectorRow, _ report: inout VectorReport,
    _ run: (VectorRow) throws(RowFault) -> [String]
  ) {
    guard let value = file.optional(name) else { return }
    each("vectors", of: VectorRow(value: value), &report, run)
  }

  private static func each(
    _ list: String, of file: VectorRow, _ report: inout VectorReport,
    _ run: (VectorRow) throws(RowFault) -> [String]
  ) {
    for (index, value) in (file.optional(list)?.array ?? []).enumerated() {
      let row = VectorRow(value: value)
      let name = (try? row.text("id")) ?? "row \(index)"
      do {
        let differences = try run(row)
        report.check("\(name): \(differences.joined(separator: "; "))", differences.isEmpty)
      } catch {
        report.check("\(name): \(error)", false)
      }
    }
  }

  // MARK: Kinds

  /// Ballots are given as so many alike, and results to a tolerance.
  @Sendable static func scores(_ vector: RuleVector) throws -> [String] {
    let method = try method(try vector.params.text("voting_type"))
    var ballots: [SnapshotBallot] = []
    for row in try vector.inputs.rows("ballots") {
      let count = row.has("count") ? try row.number("count") : 1
      guard count <= 1_000_000 else { throw RowFault(description: "too many ballots") }
      ballots += Array(repeating: try ballot(row, strategies: 1), count: Int(count))
    }
    guard let choices = Int(exactly: try vector.inputs.number("choices")), choices <= 10_000 else {
      throw RowFault(description: "too many choices")
    }
    let counted = method.scores(of: ballots, choices: choices, strategies: 1)
    let expected = try doubles(.array(try vector.expect.list("scores")), "scores")
    let tolerance = try vector.params.optional("tolerance").map { value throws(RowFault) in
      try double(value, "tolerance")
    }
    return compare(counted.scores, expected, "scores", tolerance: tolerance ?? 0)
  }

  // MARK: Reading

  private static func count(_ row: VectorRow) throws(RowFault) -> SnapshotScores {
    guard let strategies = Int(exactly: try row.number("strategies")), strategies <= 1000 else {
      throw RowFault(description: "too many strategies")
    }
    var ballots: [SnapshotBallot] = []
    for vote in try row.rows("votes") { ballots.append(try ballot(vote, strategies: strategies)) }
    let choices = try row.list("choices").count
    return try method(try row.text("type")).scores(of: ballots, choices: choices, strategies: strategies)
  }

  /// A row without scores has its balance from one strategy.
  private static func ballot(_ row: VectorRow, strategies: Int) throws(RowFault) -> SnapshotBallot {
    guard let choice = row.value.object?["choice"], let power = row.optional("balance") else {
      throw RowFault(description: "a ballot without choice or balance")
    }
    let balance = try double(power, "balance")
    let scores = try row.optional("scores").map { value throws(RowFault) in try doubles(value, "scores") }
    return SnapshotBallot(
      choice: choice, balance: balance,
      scores: scores ?? Array(([balance] + Array(repeating: 0, count: strategies)).prefix(strategies)))
  }

  /// The method by its name, as `ranked-choice` or as `rankedChoice`.
  private static func method(_ name: String) throws(RowFault) -> SnapshotMethod {
    let words = name.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
    guard let method = SnapshotMethod(rawValue: words) else {
      throw RowFault(description: "the type \(name) is unknown")
    }
    return method
  }

  private static func quorum(_ row: VectorRow) throws(RowFault) -> SnapshotQuorum {
    let type = row.optional("quorum_type")?.string
    switch (try row.text("network"), type) {
    case ("offchain", "rejection"): return .rejection
    case ("offchain", _): return .total
    case ("onchain", "for_only"): return .forOnly
    case ("onchain", _): return .forAndAbstain
    case (let network, _): throw RowFault(description: "the network \(network) is unknown")
    }
  }

  private static func double(_ value: JSONValue, _ key: String) throws(RowFault) -> SnapshotDouble {
    guard case .number(let text) = value, let number = SnapshotDouble(text) else {
      throw RowFault(description: "\(key) is not a number")
    }
    return number
  }

  private static func doubles(_ value: JSONValue, _ key: String) throws(RowFault) -> [SnapshotDouble] {
    guard let list = value.array else { throw RowFault(description: "\(key) is not a list") }
    return try list.map { value throws(RowFault) in try double(value, key) }
  }

  /// What differs: any bit of a value, or more than a tolerance relative to the expected one.
  private static func compare(
    _ found: [SnapshotDouble], _ expected: [SnapshotDouble], _ name: String, tolerance: SnapshotDouble = 0
  ) -> [String] {
    let isSame =
      found.count == expected.count
      && zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
    return isSame ? [] : ["\(name): \(found), not \(expected)"]
  }
}
