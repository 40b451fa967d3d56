package import CanonicalEncoding
internal import Foundation
internal import Quorate

/// The machine's clock, in milliseconds.
package struct SystemClock: TimeSource {
  package init() {}

  package func now() -> Timepoint {
    Timepoint(milliseconds: UInt64(max(0, Date().timeIntervalSince1970 * 1000)))
  }
}

/// A clock that stands in a file and is moved by hand, for rehearsals. It goes back only where the log says so.
package struct SimulatedClock: TimeSource {
  private let path: String

  package init(path: String) { self.path = path }

  package func now() throws -> Timepoint {
    guard let data = try FilePresence.content(of: path),
      let instant = Timepoint(String(decoding: data, as: UTF8.self).filter { !$0.isWhitespace })
    else { throw StorageError("clock", "the simulated clock at \(path) does not read") }
    return instant
  }

  /// Moves the clock forward to an instant.
  package func set(_ instant: Timepoint) throws {
    if let standing = try? now(), instant < standing {
      throw StorageError("clock", "a clock never goes back; it is \(standing)")
    }
    try put(instant)
  }

  /// Sets the clock back, for a correction of the log.
  package func put(_ instant: Timepoint) throws {
    try DurableFile.write(Array((instant.description + "\n").utf8), to: path)
  }
}
