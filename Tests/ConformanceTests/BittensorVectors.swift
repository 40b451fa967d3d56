import CanonicalEncoding
import Voting

/// Shares and curves of Bittensor's referenda, and the consensus of its weights.
let bittensorNumberKinds: [String: RuleRunner] = [
  "tao_signed_tally": BittensorVectors.signedTally,
  "tao_ease_out": BittensorVectors.easeOut, "tao_weighted_median": BittensorVectors.median,
  "tao_weighted_median_col": BittensorVectors.medians, "tao_col_clip": BittensorVectors.clipped,
]

enum BittensorVectors {
  @Sendable static func signedTally(_ vector: RuleVector) throws -> [String] {
    let shares = VoterShares(
      ayes: try vector.inputs.amount("ayes"), nays: try vector.inputs.amount("nays"),
      voters: try vector.inputs.amount("total"))
    return try differences(
      [
        "approval_ppb": shares.approval, "rejection_ppb": shares.rejection,
        "abstention_ppb": shares.abstention,
      ], vector.expect)
  }

  @Sendable static func easeOut(_ vector: RuleVector) throws -> [String] {
    let progress = Perbill(try vector.inputs.amount("progress_pct"), of: 100)
    return try differences(["ppb": AdjustmentCurve.easeOut.applied(to: progress)], vector.expect)
  }

  private static func differences(
    _ shares: KeyValuePairs<String, Perbill>, _ expect: VectorRow
  ) throws -> [String] {
    try expect.requireKnown(Set(shares.map(\.key)))
    return try shares.flatMap { key, share in try expect.compared(key, UInt128(share.parts)) }
  }

  // MARK: Consensus of weights

  @Sendable static func median(_ vector: RuleVector) throws -> [String] {
    let scores = try decimals(try vector.inputs.list("score"), "score")
    let found = try WeightedMedian.of(scores, stakes: try stakes(vector), majority: try majority(vector))
    let expected = try decimal(vector.expect.optional("median"), "median")
    return found ?? .zero == expected ? [] : ["the median is \(found ?? .zero)"]
  }

  @Sendable static func medians(_ vector: RuleVector) throws -> [String] {
    let found = try WeightedMedian.ofColumns(
      try table(vector.inputs, "weights"), nothing: .zero, stakes: try stakes(vector),
      majority: try majority(vector))
    let expected = try decimals(try vector.expect.list("median"), "median")
    return found == expected ? [] : ["the medians are \(found)"]
  }

  @Sendable static func clipped(_ vector: RuleVector) throws -> [String] {
    let consensus = try decimals(try vector.inputs.list("consensus"), "consensus")
    let expected = try table(vector.expect, "clipped")
    guard let found = WeightedMedian.clipped(try table(vector.inputs, "weights"), to: consensus) else {
      return ["the rows are not as long as the consensus"]
    }
    return found == expected ? [] : ["clipped is \(found)"]
  }

  private static func table(_ row: VectorRow, _ key: String) throws(RowFault) -> [[ExactDecimal]] {
    var rows: [[ExactDecimal]] = []
    for line in try row.list(key) {
      guard let cells = line.array else { throw RowFault(description: "a row of \(key) is not a list") }
      rows.append(try decimals(cells, key))
    }
    return rows
  }

  /// The stakes in units of the last place that any of them has.
  private static func stakes(_ vector: RuleVector) throws(RowFault) -> [Power] {
    let stakes = try decimals(try vector.inputs.list("stake"), "stake")
    let places = stakes.map(\.places).max() ?? 0
    return try stakes.map { stake throws(RowFault) in
      guard let units = stake.units(places: places) else { throw RowFault(description: "stake is too large") }
      return Power(units)
    }
  }

  private static func majority(_ vector: RuleVector) throws(RowFault) -> Share {
    let kappa = try decimal(vector.params.optional("kappa"), "kappa")
    guard let part = UInt64(exactly: kappa.digits),
      let whole = ExactDecimal(whole: 1).units(places: kappa.places).flatMap({ UInt64(exactly: $0) }),
      let share = Share(part, of: whole)
    else { throw RowFault(description: "kappa is not a share") }
    return share
  }

  private static func decimals(_ values: [JSONValue], _ key: String) throws(RowFault) -> [ExactDecimal] {
    try values.map { value throws(RowFault) in try decimal(value, key) }
  }

  private static func decimal(_ value: JSONValue?, _ key: String) throws(RowFault) -> ExactDecimal {
    guard case .number(let text)? = value, let number = ExactDecimal(text) else {
      throw RowFault(description: "\(key) is not a decimal number of at least zero")
    }
    return number
  }
}
