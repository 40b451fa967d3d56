package import CanonicalEncoding

/// Locked tokens with a bonus that grows with the square of the time they stay locked, as on the Internet Computer
/// since "Mission 70" (`potential_and_deciding_voting_power` in rs/nns/governance/src/neuron/types.rs,
/// `dissolve_delay_bonus_multiplier` in voting_power.rs).
///
/// With `s` the amount without fees, `t` and `a` the time left and the age as parts of their `max`, at most 1, and
/// `b` the bonus base of an old promise, at most `s`:
/// `⌊(s + b · bonus %) · (1 + delay % · t²) · (1 + age % · a) · multiplier %⌋`, an exact ratio rounded down once.
/// Upstream computes in decimals of 28 digits, which may fall one unit short of it.
/// NNS: a delay of 200 % at 2 years, an age of 25 % at 4 years, a bonus of 10 %.
package struct LockedConvexPower: LockPower {
  package static let name = "locked-convex"
  /// A lock that says no delay has none left, unless it says when it ends.
  package var needed: [Lock.PartName] { least > 0 ? [.delay] : [] }
  package let asset: String
  /// The bonus for the time left; it grows with the square.
  package let delay: LockBonus
  /// The bonus for age; it grows in a straight line.
  package let age: LockBonus
  /// What the bonus base adds, in percent of it.
  package let bonus: UInt64
  /// The least time left that gives power, in seconds.
  package let least: UInt64

  package init(asset: String, delay: LockBonus, age: LockBonus, bonus: UInt64 = 0, least: UInt64 = 0) {
    self.asset = asset
    self.delay = delay
    self.age = age
    self.bonus = bonus
    self.least = least
  }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    asset = try fields.asset()
    delay = try LockBonus(parsing: try fields.value("delay"), of: "the bonus for delay")
    age = try LockBonus(parsing: try fields.value("age"), of: "the bonus for age")
    bonus = fields.contains("bonus_percent") ? try fields.integer("bonus_percent") : 0
    guard bonus <= 100 else { throw fields.unexpected("bonus_percent", "at most 100") }
    least = fields.contains("least") ? try fields.seconds("least") : 0
  }

  package var json: JSONValue {
    .members([
      "age": age.json, "asset": .string(asset), "bonus_percent": .integer(bonus), "delay": delay.json,
      "least": .span(seconds: least), "source": .string(Self.name),
    ])
  }

  package func power(of lock: Lock, at instant: Timepoint) throws(CountRefusal) -> Power {
    let left = lock.secondsLeft(at: instant)
    guard left >= least else { return .zero }
    let (time, longest) = (delay.counted(left), UInt128(delay.max))
    let delayed = delay.factor(time * time, of: longest * longest)
    let aged = age.factor(age.counted(lock.secondsOfAge(at: instant)), of: UInt128(age.max))
    let promised = UInt256(product: min(lock.bonus, lock.stake), UInt128(bonus))
    // A hundred times a power, and below 2^128 times 201.
    var value = UInt256(product: lock.stake, 100).addingReportingOverflow(promised).partialValue
    var divisor = UInt256(product: 100, 100)
    for factor in [delayed, aged] {
      value = try value.times(factor.numerator)
      divisor = try divisor.times(factor.denominator)
    }
    value = try value.times(UInt128(lock.multiplier))
    guard let units = value.divided(by: divisor, rounding: .down).flatMap({ UInt128(exactly: $0) }) else {
      throw .overflow
    }
    return Power(units)
  }
}

extension UInt256 {
  fileprivate func times(_ factor: UInt128) throws(CountRefusal) -> UInt256 {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    guard !overflow else { throw .overflow }
    return product
  }
}
