internal import Quorate
internal import Synchronization

/// A place to publish in memory, which can fail at a write, and remembers every state it went through.
package final class MemoryFiles: LogFilesWriting {
  private struct State {
    var files: [String: [UInt8]] = [:]
    var writes: [String] = []
    var failing: Int?
  }

  private let state = Mutex(State())

  package init(_ files: [String: [UInt8]] = [:]) { state.withLock { $0.files = files } }

  /// The files there are.
  package var files: [String: [UInt8]] { state.withLock { $0.files } }

  /// The paths in the order in which they were written.
  package var writes: [String] { state.withLock { $0.writes } }

  /// Puts bytes in the place of a file, or takes it away.
  package func replace(_ path: String, with bytes: [UInt8]?) { state.withLock { $0.files[path] = bytes } }

  /// Lets the write fail that comes after so many more.
  package func fail(after writes: Int?) { state.withLock { $0.failing = writes } }

  package func read(_ path: String, limit: Int) throws -> [UInt8]? {
    let bytes = state.withLock { $0.files[path] }
    guard (bytes?.count ?? 0) <= limit else { throw StorageError("tooLarge", path) }
    return bytes
  }

  package func stream(_ path: String, _ body: ([UInt8]) throws -> Void) throws -> Bool {
    guard let bytes = state.withLock({ $0.files[path] }) else { return false }
    try body(bytes)
    return true
  }

  package func write(_ bytes: [UInt8], to path: String) throws {
    try state.withLock { state in
      if let failing = state.failing {
        guard failing > 0 else { throw StorageError("failed", "the write of \(path)") }
        state.failing = failing - 1
      }
      state.files[path] = bytes
      state.writes.append(path)
    }
  }
}
