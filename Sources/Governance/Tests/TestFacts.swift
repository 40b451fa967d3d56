package import CanonicalEncoding
package import Voting

/// What a test is given to judge: a count, and how far voting has come.
package struct TestFacts: Sendable {
  package let tally: Tally
  /// The options of the ballot, as in the tally.
  package let options: [String]
  /// How long voting has been open.
  package let elapsed: Span
  /// How long it is open in all; bars that fall with time are stated over it.
  package let period: Span
  /// Supply of what gives power when it is carried out, and the most there was while it was voted on, where the
  /// track asks for it.
  package let supply: Supply?

  /// How much of what gives power is left.
  package struct Supply: Hashable, Sendable {
    /// When the proposal is carried out.
    package let now: Power
    /// The most there was while the proposal was voted on.
    package let peak: Power

    package init(now: Power, peak: Power) {
      self.now = now
      self.peak = peak
    }
  }

  package init(
    _ tally: Tally, options: [String], elapsed: Span = .zero, period: Span = .zero, supply: Supply? = nil
  ) {
    self.tally = tally
    self.options = options
    self.elapsed = elapsed
    self.period = period
    self.supply = supply
  }

  /// The power of some options taken together.
  package func power(of names: [String]) -> Power {
    sum(of: names) { $0 < tally.options.count ? tally.options[$0].power : .zero }
  }

  /// What stands behind some options taken together, before anything multiplied it.
  package func capital(of names: [String]) -> Power {
    guard let capital = tally.capital else { return power(of: names) }
    return sum(of: names) { $0 < capital.count ? capital[$0] : .zero }
  }

  private func sum(of names: [String], _ power: (Int) -> Power) -> Power {
    var sum: UInt128 = 0
    for (position, option) in options.enumerated() where names.contains(option) {
      // A method may give one ballot's power to several options (approval), so the sum can exceed what was cast.
      let (next, overflow) = sum.addingReportingOverflow(power(position).units)
      sum = overflow ? .max : next
    }
    return Power(sum)
  }
}
