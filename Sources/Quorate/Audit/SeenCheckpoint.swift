package import CanonicalEncoding

/// A checkpoint on record that enough witnesses of a policy had seen.
package struct SeenCheckpoint {
  /// How many entries it covers.
  let size: UInt64
  /// By when they had seen it.
  let time: Timepoint
  let policy: Digest

  package init(size: UInt64, time: Timepoint, policy: Digest) {
    self.size = size
    self.time = time
    self.policy = policy
  }
}
