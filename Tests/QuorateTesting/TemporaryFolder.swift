internal import Foundation

/// A folder that is there for the length of a test.
package enum TemporaryFolder {
  private static func make() throws -> String {
    let path = NSTemporaryDirectory() + "quorate-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  /// Runs a body with a new folder and removes it.
  package static func with<Value>(_ body: (String) throws -> Value) throws -> Value {
    let path = try make()
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  /// Runs a body with a new folder and removes it.
  package static func with<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let path = try make()
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
  }
}
