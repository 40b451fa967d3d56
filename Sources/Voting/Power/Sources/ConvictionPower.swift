package import CanonicalEncoding

/// Locked tokens whose power matures like `1 − e^(−n/τ)`, where `n` is the age of the lock in blocks, as a perpetual
/// lock's conviction does in Bittensor (`calculate_decayed_mass_and_conviction` in
/// pallets/subtensor/src/staking/lock.rs; τ is 934,866 blocks of 12 s, so half is reached after 90 days).
///
/// `⌊amount · m ÷ 10^18⌋` with `m = ⌊10^18 · (1 − e^(−n/τ))⌋`. A lock without a beginning has no power. Upstream
/// computes the exponential in binary fixed point with 64 digits, which may differ in the last places.
package struct ConvictionPower: LockPower {
  package static let name = "conviction"
  package var needed: [Lock.PartName] { [.from] }
  package let asset: String
  /// τ, in blocks; never zero.
  package let constant: UInt64
  /// The length of a block, in seconds; never zero.
  package let block: UInt64

  /// `nil` for a constant or a block of nothing, and for a constant of 2^40 blocks or more.
  package init?(asset: String, constant: UInt64, block: UInt64) {
    guard 1..<(1 << 40) ~= constant, block > 0 else { return nil }
    self.asset = asset
    self.constant = constant
    self.block = block
  }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    let (asset, block) = (try fields.asset(), try fields.positiveSeconds("block"))
    guard let source = ConvictionPower(asset: asset, constant: try fields.integer("blocks"), block: block)
    else {
      throw fields.unexpected("blocks", "from 1 to 2^40 − 1")
    }
    self = source
  }

  package var json: JSONValue {
    .members([
      "asset": .string(asset), "block": .span(seconds: block), "blocks": .integer(constant),
      "source": .string(Self.name),
    ])
  }

  package func power(of lock: Lock, at instant: Timepoint) throws(CountRefusal) -> Power {
    guard let from = lock.from, from < instant else { return .zero }
    let blocks = (instant.milliseconds - from.milliseconds) / 1000 / block
    let part = UInt128(Maturity.parts(after: blocks, constant: constant))
    // The part is below the whole, so the result is at most the amount.
    return Power(mulDiv(lock.stake, part, UInt128(Maturity.whole), rounding: .down) ?? lock.stake)
  }
}

/// `1 − e^(−n/τ)` in parts of 10^18, rounded down.
enum Maturity {
  /// The parts that everything has.
  static let whole: UInt64 = 1_000_000_000_000_000_000
  /// What fractions are multiples of while computing: 2^-120. Two of them multiply within 256 bits.
  private static let bits: UInt128 = 120
  private static let one: UInt128 = 1 << bits

  /// The parts after `count` steps with a time constant of `constant` steps, which is neither zero nor 2^40 or more.
  ///
  /// The exponential is computed to within 2^-110, far below one part.
  /// - Complexity: O(1), some eighty multiplications of 128 bits.
  static func parts(after count: UInt64, constant: UInt64) -> UInt64 {
    guard constant > 0 else { return whole - 1 }
    let (times, rest) = count.quotientAndRemainder(dividingBy: constant)
    // e^-42 is below one part: what is left rounds up to one.
    guard times < 42 else { return whole - 1 }
    var decay = exponential(rest, constant)
    let step = exponential(constant, constant)
    for _ in 0..<times { decay = product(decay, step) }
    let left = UInt256(product: decay, UInt128(whole)).divided(by: UInt256(one), rounding: .up)?.low ?? 0
    return whole - min(UInt64(clamping: left), whole)
  }

  /// e^(−n/τ) for n ≤ τ, by its series: terms fall in size, and alternate.
  private static func exponential(_ count: UInt64, _ constant: UInt64) -> UInt128 {
    // n < 2^40, and a fraction is at most 2^120: both products stay below 2^160.
    var (term, sum, index) = (one, one, UInt128(0))
    while term > 0 {
      index += 1
      let divisor = UInt256(product: UInt128(constant), index)
      term = UInt256(product: term, UInt128(count)).divided(by: divisor, rounding: .down)?.low ?? 0
      sum = index % 2 == 1 ? sum - min(term, sum) : sum + term
    }
    return sum
  }

  private static func product(_ left: UInt128, _ right: UInt128) -> UInt128 {
    UInt256(product: left, right).divided(by: UInt256(one), rounding: .down)?.low ?? 0
  }
}
