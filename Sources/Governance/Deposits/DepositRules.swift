package import CanonicalEncoding
package import Voting

/// What it takes in deposits to bring a proposal to the vote, and what becomes of them.
///
/// Cosmos collects deposits from anybody until the minimum is there, NEAR's Sputnik takes one exact bond, the
/// Internet Computer charges a fee that adoption gives back: all three are this rule.
package struct DepositRules: Hashable, Sendable {
  /// So much of each of these assets opens the vote.
  package let amounts: [Holding.Amount]
  /// What is paid on top of it and never comes back, whatever happens (House of Stake's fee).
  package let fee: [Holding.Amount]
  /// Whether a deposit must be exactly that, no more (Sputnik's bond).
  package let isExact: Bool
  /// The share of each amount that must come with the submission; the bar is rounded half to even.
  package let initialShare: Share?
  /// The share of an amount that a single deposit must reach in one asset at least; the bar is rounded down.
  package let leastShare: Share?
  /// How long deposits are collected before the proposal is dropped.
  package let within: Span
  /// What becomes of it, by how the proposal ended; what is not named here is returned.
  package let fates: [Occasion: DepositFate]

  /// How a proposal came to its end, as far as its deposit is concerned.
  package enum Occasion: String, CaseIterable, Sendable {
    case passed, failed, vetoed, rejected, slashed, removed, withdrawn, unfunded, lapsed
    case executionFailed = "execution_failed"
  }

  package init(
    amounts: [Holding.Amount], fee: [Holding.Amount] = [], isExact: Bool = false, initialShare: Share? = nil,
    leastShare: Share? = nil, within: Span = .zero, fates: [Occasion: DepositFate] = [:]
  ) {
    self.amounts = amounts
    self.fee = fee
    self.isExact = isExact
    self.initialShare = initialShare
    self.leastShare = leastShare
    self.within = within
    self.fates = fates
  }

  /// What must be paid in all: deposit and fee together, each asset once.
  package var needed: [Holding.Amount] {
    let assets = (amounts + fee).map(\.asset)
    return assets.enumerated().filter { !assets[..<$0.offset].contains($0.element) }.map { _, asset in
      Holding.Amount(asset: asset, units: Self.units(of: asset, in: amounts + fee))
    }
  }

  /// Whether what has been collected opens the vote: every amount is reached, with the fee.
  package func isFunded(by total: [Holding.Amount]) -> Bool {
    needed.allSatisfy { needed in Self.units(of: needed.asset, in: total) >= needed.units }
  }

  /// Why a deposit made with the submission is not taken, or `nil`.
  package func refusal(ofInitial deposit: [Holding.Amount]) -> DepositRefusal? {
    if let refusal = refusalOfAssets(deposit) { return refusal }
    return initialShare.flatMap { reachesInitial(deposit) ? nil : .initialTooSmall($0) }
  }

  /// Whether as much of every asset as must come with the submission is there, whatever else is: Cosmos
  /// `validateInitialDeposit`.
  package func reachesInitial(_ deposit: [Holding.Amount]) -> Bool {
    guard let share = initialShare else { return true }
    return amounts.allSatisfy { needed in
      Self.units(of: needed.asset, in: deposit) >= share.halfEven(of: Power(needed.units)).units
    }
  }

  /// Why a deposit on a proposal is not taken after others, or `nil`: the first one is the proposer's where some of it
  /// must come with the submission.
  package func refusal(
    of deposit: [Holding.Amount], byProposer isProposer: Bool, after collected: CollectedDeposits
  ) -> DepositRefusal? {
    if isExact, collected.isComplete(under: self) { return .complete }
    guard let initialShare, collected.isEmpty else { return refusal(of: deposit) }
    return isProposer ? refusal(ofInitial: deposit) : .proposerFirst(initialShare)
  }

  /// Why a deposit made later is not taken, or `nil`.
  package func refusal(of deposit: [Holding.Amount]) -> DepositRefusal? {
    if let refusal = refusalOfAssets(deposit) { return refusal }
    guard let share = leastShare else { return nil }
    let isEnough = amounts.contains { needed in
      let units = Self.units(of: needed.asset, in: deposit)
      return units > 0 && units >= share.floor(of: Power(needed.units)).units
    }
    return isEnough ? nil : .tooSmall(share)
  }

  private func refusalOfAssets(_ deposit: [Holding.Amount]) -> DepositRefusal? {
    for amount in deposit where !needed.contains(where: { $0.asset == amount.asset }) {
      return .assetUnknown(amount.asset)
    }
    guard isExact else { return nil }
    let isExactly = needed.allSatisfy { Self.units(of: $0.asset, in: deposit) == $0.units }
    return isExactly ? nil : .notExact
  }

  private static func units(of asset: String, in amounts: [Holding.Amount]) -> UInt128 {
    var sum: UInt128 = 0
    for amount in amounts where amount.asset == asset {
      let (next, overflow) = sum.addingReportingOverflow(amount.units)
      sum = overflow ? .max : next
    }
    return sum
  }
}

/// Why a deposit is not taken.
package enum DepositRefusal: CodedRefusal, Hashable {
  /// The rules name no such asset.
  case assetUnknown(String)
  /// Less than what must come with the submission.
  case initialTooSmall(Share)
  /// Less than a single deposit must be.
  case tooSmall(Share)
  /// Not exactly the bond.
  case notExact
  /// The track asks for none.
  case notAsked
  /// The proposal is decided or at an end.
  case over
  /// The bond is there, and no more is taken.
  case complete
  /// Part of it must come first, from the proposer.
  case proposerFirst(Share)

  package var code: String {
    switch self {
    case .assetUnknown: "deposit.assetUnknown"
    case .initialTooSmall: "deposit.initialTooSmall"
    case .tooSmall: "deposit.tooSmall"
    case .notExact: "deposit.notExact"
    case .notAsked: "deposit.notAsked"
    case .over: "deposit.over"
    case .complete: "deposit.complete"
    case .proposerFirst: "deposit.proposerFirst"
    }
  }

  package var message: String {
    switch self {
    case .assetUnknown(let asset): "\(DisplayText.escaped(asset, limit: 40)) is not taken as a deposit"
    case .initialTooSmall(let share): "at least \(share.words) of the deposit must come with the submission"
    case .tooSmall(let share): "a deposit must be at least \(share.words) of what is needed"
    case .notExact: "the deposit must be exactly what the rules name"
    case .notAsked: "the proposal's track takes no deposits"
    case .over: "deposits are taken until a proposal is decided, and no more"
    case .complete: "the deposit is there already, and must be exactly what the rules name"
    case .proposerFirst(let share): "the proposer comes first, with at least \(share.words) of the deposit"
    }
  }
}

extension DepositRules {
  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the deposit rules")
    amounts = try Self.amounts("amounts", &fields)
    fee = fields.contains("fee") ? try Self.amounts("fee", &fields) : []
    isExact = try fields.flag("exact")
    initialShare = try fields.share("initial")
    leastShare = try fields.share("each")
    within = try fields.optionalSpan("within") ?? .zero
    var fates: [Occasion: DepositFate] = [:]
    if let table = fields.optional("fates") {
      var rows = try JSONFields(table, of: "the fates of the deposit")
      for occasion in Occasion.allCases {
        if let fate = try DepositFate(optional: occasion.rawValue, in: &rows) { fates[occasion] = fate }
      }
      try rows.finish()
    }
    self.fates = fates
    try fields.finish()
  }

  private static func amounts(_ key: String, _ fields: inout JSONFields) throws(JSONRefusal)
    -> [Holding.Amount]
  {
    var amounts: [Holding.Amount] = []
    for member in try fields.value(key).object?.members ?? [] {
      guard Holding.isAssetName(member.key), let text = member.value.string,
        let units = UInt128(decimal: text)
      else { throw fields.unexpected(key, "whole numbers as text, by asset") }
      amounts.append(Holding.Amount(asset: member.key, units: units))
    }
    guard !amounts.isEmpty else { throw fields.unexpected(key, "a table with at least one asset") }
    return amounts
  }

  private static func table(_ amounts: [Holding.Amount]) -> JSONValue {
    .object(JSONObject(amounts.map { .init(key: $0.asset, value: .string(String($0.units))) }))
  }

  package var json: JSONValue {
    var members: [JSONObject.Member] = [.init(key: "amounts", value: Self.table(amounts))]
    if !fee.isEmpty { members.append(.init(key: "fee", value: Self.table(fee))) }
    if isExact { members.append(.init(key: "exact", value: .bool(true))) }
    if let initialShare { members.append(.init(key: "initial", value: .string(initialShare.description))) }
    if let leastShare { members.append(.init(key: "each", value: .string(leastShare.description))) }
    if within > .zero { members.append(.init(key: "within", value: .string(within.description))) }
    if !fates.isEmpty {
      let rows = fates.map { JSONObject.Member(key: $0.key.rawValue, value: .string($0.value.rawValue)) }
      members.append(.init(key: "fates", value: .object(JSONObject(rows))))
    }
    return .object(JSONObject(members))
  }
}
