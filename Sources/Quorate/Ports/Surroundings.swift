package import CanonicalEncoding

/// The DAO's clock.
package protocol TimeSource: Sendable {
  /// The instant it is.
  func now() throws -> Timepoint
}

/// Unpredictable bytes.
package protocol RandomSource: Sendable {
  /// So many bytes from the operating system's generator.
  func bytes(_ count: Int) -> [UInt8]
}

/// A clock that stands still.
package struct FixedClock: TimeSource {
  private let instant: Timepoint

  package init(_ instant: Timepoint) { self.instant = instant }

  package func now() -> Timepoint { instant }
}

/// The operating system's generator.
package struct SystemRandomness: RandomSource {
  package init() {}

  package func bytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}
