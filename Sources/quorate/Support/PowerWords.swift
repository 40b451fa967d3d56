internal import CanonicalEncoding
internal import Governance
internal import Voting

/// What the power of a house is computed from, in words.
enum PowerWords {
  /// `stake with bonded validators, of which a validator casts what its delegators do not`.
  static func text(_ house: House, lent: DelegationRules?) -> String {
    let words = text(house.power)
    guard case .validators? = lent?.mode else { return words }
    return words + "; a validator casts what its delegators do not"
  }

  /// What one source looks at; those around it are told apart from what they stand around.
  private static func text(_ source: any PowerSource) -> String {
    switch source {
    case let source as BalancePower: "the \(source.asset) that is listed"
    case let source as DelegatedStakePower: "\(source.asset) with bonded validators"
    case let source as any LockPower: "locks of \(source.assets.sorted().joined(separator: ", "))"
    case is HeadsPower: "one for each account"
    case is RolePower: "roles"
    case let source as AllocationPower: "what is allocated to \(source.target) of \(text(source.inner))"
    case let source as CappedPower: "\(text(source.inner)), up to a cap"
    case let source as ExcludedPower: "\(text(source.inner)), but for excluded accounts"
    case let source as ScaledPower: "\(text(source.inner)), scaled"
    case let source as SquareRootPower: "the root of \(text(source.inner))"
    case let source as SumPower: source.parts.map { text($0.inner) }.joined(separator: " and ")
    case let source as MaxPower: "the most of " + source.inner.map { text($0) }.joined(separator: " and ")
    case let source as MinPower: "the least of " + source.inner.map { text($0) }.joined(separator: " and ")
    default: type(of: source).name
    }
  }

  /// What a list must have for anybody to have power, as `member import` takes it.
  static func columns(_ house: House) -> String {
    let parts = columns(house.power)
    return parts.isEmpty ? "any list of accounts" : parts.joined(separator: " and ")
  }

  private static func columns(_ source: any PowerSource) -> [String] {
    switch source {
    case let source as BalancePower: ["amounts with --asset \(source.asset)"]
    case is DelegatedStakePower: ["the columns stake.* of delegators", "validator.* of validators"]
    case let source as any LockPower:
      ["\(columns(of: source)) with --asset \(source.assets.sorted().joined(separator: " or "))"]
    case is RolePower: ["the column roles"]
    case let source as AllocationPower: distinct(["the columns allocation.*"] + columns(source.inner))
    case let source as CappedPower: columns(source.inner)
    case let source as ExcludedPower: columns(source.inner)
    case let source as ScaledPower: columns(source.inner)
    case let source as SquareRootPower: columns(source.inner)
    case let source as SumPower: distinct(source.parts.flatMap { columns($0.inner) })
    case let source as MaxPower: distinct(source.inner.flatMap { columns($0) })
    case let source as MinPower: distinct(source.inner.flatMap { columns($0) })
    default: []
    }
  }

  /// `lock.amount and lock.refreshed`: what a lock has no power without.
  private static func columns(of source: any LockPower) -> String {
    let needed = source.needed.map { $0 == .delay ? "lock.delay or lock.until" : "lock.\($0.rawValue)" }
    return needed.isEmpty
      ? "the columns lock.*" : "the columns \((["lock.amount"] + needed).joined(separator: ", "))"
  }

  private static func distinct(_ words: [String]) -> [String] {
    words.reduce(into: []) { found, word in
      if !found.contains(word) { found.append(word) }
    }
  }
}
