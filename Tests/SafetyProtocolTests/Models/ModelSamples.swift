import CanonicalEncoding

@testable import SafetyProtocol

/// Trees made of names and short contents.
enum ModelSamples {
  static func file(_ path: String, _ content: String) throws -> ModelFile {
    ModelFile(
      path: try ModelPath(path), size: UInt64(content.utf8.count), sha256: .sha256(Array(content.utf8)))
  }

  static func tree(_ files: [String: String], ignoring ignored: [String] = []) throws -> ModelTree {
    try ModelTree(
      files.map { try file($0.key, $0.value) }, ignoring: ignored.map { try ModelPath($0) })
  }

  /// Names whose order by names differs from the order of the whole paths, and texts that Swift takes for equal.
  static let trap = ["Z": "6", "a/b": "1", "a-b": "2", "a.b": "3", "z": "5", "é": "4", "ﬀ": "8", "😀": "7"]

  /// The code of a refusal, or `nil` where there was none.
  static func code(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? any CodedRefusal)?.code ?? "\(error)"
    }
  }
}
