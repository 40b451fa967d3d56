package import CanonicalEncoding

/// One unit locked, one unit of power, whenever it comes free; fees owed by the lock do not count.
///
/// Aragon's lock-to-vote counts the same way (`LockManagerBase`: the locked balance itself).
package struct LockedPower: LockPower {
  package static let name = "locked"
  package let asset: String

  package init(asset: String) { self.asset = asset }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    self.init(asset: try fields.asset())
  }

  package var json: JSONValue { .members(["asset": .string(asset), "source": .string(Self.name)]) }

  package func power(of lock: Lock, at instant: Timepoint) throws(CountRefusal) -> Power { Power(lock.stake) }
}
