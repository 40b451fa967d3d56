package import CanonicalEncoding

/// Tokens that are locked: an ICP neuron, a veOCEAN or veNEAR lock, a Bittensor conviction lock.
///
/// Its text is the asset and the amount, then what is known, in byte order of the names and only where it says
/// something: `icp:1000000000;ageing:1612137600000;delay:252460800000`. Instants are milliseconds since the
/// epoch, the delay is in milliseconds, the multiplier in percent, fees and bonus in smallest units.
package struct Lock: Hashable, Sendable {
  /// When the owner can have the tokens back.
  package enum Release: Hashable, Sendable {
    /// At once: nothing holds them.
    case open
    /// At a fixed instant: the delay left shrinks while time runs ("dissolving" on the Internet Computer).
    case at(Timepoint)
    /// That long after the owner asks for it: the delay does not shrink.
    case after(Span)
  }

  /// What is locked.
  package let asset: String
  /// How much, in smallest units.
  package let amount: UInt128
  /// When it was locked.
  package let from: Timepoint?
  /// When it can be had back.
  package let release: Release
  /// Since when it ages.
  package let ageing: Timepoint?
  /// What its power is multiplied by, in percent (SNS `voting_power_percentage_multiplier`).
  package let multiplier: UInt32
  /// When its owner last voted, followed or confirmed (NNS `voting_power_refreshed_timestamp_seconds`).
  package let refreshed: Timepoint?
  /// Fees owed by the lock, which do not vote (ICP `neuron_fees_e8s`).
  package let fees: UInt128
  /// What an old promise adds a bonus to (NNS `eight_year_gang_bonus_base_e8s`).
  package let bonus: UInt128

  /// A lock; a delay of nothing is an open lock.
  package init(
    asset: String, amount: UInt128, from: Timepoint? = nil, release: Release = .open,
    ageing: Timepoint? = nil,
    multiplier: UInt32 = 100, refreshed: Timepoint? = nil, fees: UInt128 = 0, bonus: UInt128 = 0
  ) {
    self.asset = asset
    self.amount = amount
    self.from = from
    self.release = release == .after(.zero) ? .open : release
    self.ageing = ageing
    self.multiplier = multiplier
    self.refreshed = refreshed
    self.fees = fees
    self.bonus = bonus
  }

  /// The amount without the fees; zero where they exceed it.
  package var stake: UInt128 { amount - min(fees, amount) }

  /// How long the tokens would stay locked from an instant on, in whole seconds; a part of a second is cut off
  /// at both ends, as by a chain whose clock ticks in seconds.
  package func secondsLeft(at instant: Timepoint) -> UInt64 {
    switch release {
    case .open: return 0
    case .after(let delay): return delay.milliseconds / 1000
    case .at(let end):
      let (end, now) = (end.milliseconds / 1000, instant.milliseconds / 1000)
      return end - min(now, end)
    }
  }

  /// How long the lock has aged, in whole seconds. One that is dissolving has no age (`DissolveStateAndAge` in
  /// rs/nns/governance/src/neuron).
  package func secondsOfAge(at instant: Timepoint) -> UInt64 {
    guard let ageing, !isDissolving else { return 0 }
    let (start, now) = (ageing.milliseconds / 1000, instant.milliseconds / 1000)
    return now - min(start, now)
  }

  private var isDissolving: Bool { if case .at = release { true } else { false } }
}
