internal import CanonicalEncoding
package import Signing

/// A part of a member's power for one delegate.
package struct DelegatedPart: Hashable, Sendable {
  package let delegate: AccountKey
  /// Ten-thousandths of the member's power.
  package let basisPoints: Int

  package init(delegate: AccountKey, basisPoints: Int) {
    self.delegate = delegate
    self.basisPoints = basisPoints
  }
}

/// Why a list of parts is not accepted; in the order in which they are looked for.
package enum DelegatedPartsRefusal: Error, Hashable {
  /// More delegates than the charter allows.
  case tooMany(limit: Int)
  /// A part of no basis points (or of a negative number).
  case zero(AccountKey)
  /// The member itself is among the delegates.
  case toSelf
  /// The delegates are not in rising order of accounts.
  case notSorted(AccountKey)
  /// A delegate comes twice.
  case duplicate(AccountKey)
  /// More than the whole is given away.
  case aboveWhole
}

/// Lends parts of the power, in basis points, to several delegates:
/// `{mode: basis-points, delegates: 10, step: "1000000000000000000000"}`.
///
/// House of Stake (venear-contract/src/delegation.rs): at most so many delegates, sorted, none of them the owner,
/// each part above zero, all together at most 10,000. A part is `power · basisPoints / 10000`, rounded down to a
/// multiple of the step (there a milliNEAR, 10^21 units); the remainder stays with the owner. One level: what a
/// delegate is lent is not lent on. The parts stay lent whether or not the owner or the delegate votes.
package struct BasisPointDelegation: Hashable, Sendable {
  /// The most delegates of one member.
  package let delegates: Int
  /// The smallest amount that is lent; every part is a multiple of it. Never zero.
  package let step: UInt128

  /// The basis points of the whole power.
  package static let whole = 10_000
  /// The most delegates a charter may allow.
  package static let mostDelegates = 100

  /// A step of zero is taken as one.
  package init(delegates: Int, step: UInt128 = 1) {
    self.delegates = delegates
    self.step = max(1, step)
  }

  init(parsing fields: inout JSONFields) throws(JSONRefusal) {
    delegates = try fields.integer("delegates", within: 1...Self.mostDelegates)
    step = fields.contains("step") ? try fields.amount("step") : 1
    guard step > 0 else { throw fields.unexpected("step", "a whole number above 0, as text") }
  }

  var members: [JSONObject.Member] {
    let delegates = JSONObject.Member(key: "delegates", value: .integer(delegates))
    return step == 1 ? [delegates] : [delegates, .init(key: "step", value: .string(String(step)))]
  }

  /// Accepts a member's list of parts.
  package func check(_ parts: [DelegatedPart], of owner: AccountKey) throws(DelegatedPartsRefusal) {
    guard parts.count <= delegates else { throw .tooMany(limit: delegates) }
    var last: AccountKey?
    var sum = 0
    for part in parts {
      guard part.basisPoints > 0 else { throw .zero(part.delegate) }
      guard part.delegate != owner else { throw .toSelf }
      if part.delegate == last { throw .duplicate(part.delegate) }
      if let last, part.delegate < last { throw .notSorted(part.delegate) }
      last = part.delegate
      // At most `mostDelegates` parts are added, none above the whole when it is.
      guard part.basisPoints <= Self.whole else { throw .aboveWhole }
      sum += part.basisPoints
    }
    guard sum <= Self.whole else { throw .aboveWhole }
  }

  /// How much each part lends of a power, in the order of the parts. Never more than the power altogether.
  package func amounts(_ parts: [DelegatedPart], of power: Power) -> [Power] {
    var rest = power.units
    return parts.map { part in
      let exact = Self.share(part.basisPoints, of: power.units)
      let amount = min(exact - exact % step, rest)
      rest -= amount
      return Power(amount)
    }
  }

  /// ⌊units · basisPoints / 10000⌋ without leaving 128 bits: the quotient is scaled exactly, the remainder is below
  /// 10,000.
  private static func share(_ basisPoints: Int, of units: UInt128) -> UInt128 {
    let points = UInt128(min(max(0, basisPoints), whole))
    let (quotient, remainder) = units.quotientAndRemainder(dividingBy: UInt128(whole))
    return quotient * points + remainder * points / UInt128(whole)
  }
}
