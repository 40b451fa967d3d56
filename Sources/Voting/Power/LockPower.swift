package import CanonicalEncoding

/// A source that gives each lock its own power; an account has the sum.
///
/// Locks are apart because each has its own age, release and freshness, as each neuron of the Internet Computer has.
package protocol LockPower: PowerSource {
  /// The asset whose locks count.
  var asset: String { get }
  /// What a lock must say of itself to have any power.
  var needed: [Lock.PartName] { get }
  /// The power of one lock of the asset at an instant.
  /// - Throws: `CountRefusal.overflow`.
  func power(of lock: Lock, at instant: Timepoint) throws(CountRefusal) -> Power
}

extension LockPower {
  package var needed: [Lock.PartName] { [] }
  package var assets: Set<String> { [asset] }
  package var unit: String? { asset }

  /// The sum over the account's locks of the asset; what is held freely has no power here.
  package func power(of holding: Holding, at instant: Timepoint) throws(CountRefusal) -> Power {
    var sum = Power.zero
    for lock in holding.locks where lock.asset == asset {
      sum = try sum.adding(try power(of: lock, at: instant))
    }
    return sum
  }
}
