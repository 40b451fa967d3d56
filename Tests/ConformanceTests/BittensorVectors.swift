import CanonicalEncoding
import Voting

/// Shares and curves of Bittensor's referenda.
let bittensorNumberKinds: [String: RuleRunner] = [
  "tao_signed_tally": BittensorVectors.signedTally,
  "tao_ease_out": BittensorVectors.easeOut,
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
  ) throws(RowFault) -> [String] {
    var differences: [String] = []
    for (key, share) in shares {
      let expected = try expect.number(key)
      if UInt64(share.parts) != expected { differences.append("\(key) is \(share.parts), not \(expected)") }
    }
    return differences
  }
}
