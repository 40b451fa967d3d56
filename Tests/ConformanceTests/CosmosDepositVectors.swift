import CanonicalEncoding
import Governance
import QuorateTesting
import Signing
import Voting

/// Deposits of Cosmos' x/gov: what is taken, and when it opens the vote.
let cosmosDepositKinds: [String: RuleRunner] = [
  "cosmos_initial_deposit": CosmosDepositVectors.initial,
  "cosmos_deposit_ratio": CosmosDepositVectors.ratio,
  "cosmos_deposit_activation": CosmosDepositVectors.activation,
]

enum CosmosDepositVectors {
  /// What must come with the submission; which assets are taken at all is another check.
  @Sendable static func initial(_ vector: RuleVector) throws -> [String] {
    let rules = try rules(vector, share: "initial", from: "min_initial_deposit_ratio")
    let isEnough = rules.reachesInitial(try amounts(vector.inputs, "initial_deposit", of: vector))
    return try differences(from: vector.expect, ["accepted": .bool(isEnough)])
  }

  @Sendable static func ratio(_ vector: RuleVector) throws -> [String] {
    let rules = try rules(vector, share: "each", from: "min_deposit_ratio")
    let refusal = rules.refusal(of: try amounts(vector.inputs, "deposit", of: vector))
    let reason: JSONValue =
      switch refusal {
      case .assetUnknown: .string("invalid_denom")
      case .tooSmall: .string("min_deposit_too_small")
      case .some: .string(refusal?.code ?? "")
      case nil: .null
      }
    return try differences(from: vector.expect, ["accepted": .bool(refusal == nil), "reason": reason])
  }

  @Sendable static func activation(_ vector: RuleVector) throws -> [String] {
    var foreign = try ForeignCharter("cosmos")
    try foreign.set(
      "tracks.standard.deposit.amounts", .members(["stake": .string(try vector.params.text("min_deposit"))]))
    let deposits = try vector.inputs.rows("deposits")
    let accounts = try Names(deposits.map { try $0.text("by") })
    let rules = try foreign.rules().course.deposit.orThrow("there are no deposits")
    var collected = CollectedDeposits()
    var (hasBegun, totals): ([JSONValue], [JSONValue]) = ([], [])
    for deposit in deposits {
      let amount = Holding.Amount(asset: "stake", units: try deposit.amount("amount"))
      try collected.add([amount], by: try accounts.account(try deposit.text("by")))
      hasBegun.append(.bool(collected.isComplete(under: rules)))
      totals.append(.string(String(collected.total.first?.units ?? 0)))
    }
    return try differences(
      from: vector.expect,
      ["voting_started_after_each": .array(hasBegun), "total_after_each": .array(totals)])
  }

  /// The deposit rules of the preset with the minimum of a row and one of its shares.
  private static func rules(
    _ vector: RuleVector, share member: String, from key: String
  ) throws -> DepositRules {
    var foreign = try ForeignCharter("cosmos")
    let minimum = try amounts(vector.params, "min_deposit", of: vector).map {
      JSONObject.Member(key: $0.asset, value: .string(String($0.units)))
    }
    try foreign.set("tracks.standard.deposit.amounts", .object(JSONObject(minimum)))
    try foreign.set("tracks.standard.deposit.each", nil)
    try foreign.set("tracks.standard.deposit.\(member)", try decimalShare(try vector.params.text(key)))
    return try foreign.rules().course.deposit.orThrow("there are no deposits")
  }

  /// A list of coins, each named by the place of its denomination among those of the minimum: denominations such as
  /// `ibc/27394FB0…` are no names of ours.
  private static func amounts(
    _ row: VectorRow, _ key: String, of vector: RuleVector
  ) throws -> [Holding.Amount] {
    let known = try vector.params.rows("min_deposit").map { try $0.text("denom") }
    return try row.rows(key).map {
      let place = known.firstIndex(of: try $0.text("denom")).map { "\($0)" } ?? "unknown"
      return Holding.Amount(asset: "coin-\(place)", units: try $0.amount("amount"))
    }
  }

  /// Accounts in place of names.
  private struct Names {
    private let names: [String]

    init(_ names: [String]) { self.names = Set(names).sorted() }

    func account(_ name: String) throws -> AccountKey {
      let number = try names.firstIndex(of: name).orThrow("who is \(name)?")
      var bytes = [UInt8](repeating: 0xaa, count: 12)
      bytes.append(bigEndian: UInt64(number))
      return try AccountKey(family: .evm, bytes: ByteString(bytes)).orThrow("no account")
    }
  }
}
