import CanonicalEncoding
import Foundation
import SafetyProtocol

/// Folders of files, written for a test.
enum ModelFolderSamples {
  static func write(_ files: [String: String], to folder: String) throws {
    for (path, content) in files {
      let url = URL(filePath: folder).appending(path: path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(content.utf8).write(to: url)
    }
  }

  /// The code of a refusal, or `nil` where there was none.
  static func code(_ body: () async throws -> Void) async -> String? {
    do {
      try await body()
      return nil
    } catch {
      return (error as? any CodedRefusal)?.code ?? "\(error)"
    }
  }

  /// A computation that shares nothing with the walk: paths from Foundation, hashes of whole files.
  static func slowTree(_ folder: String) throws -> ModelTree {
    let root = URL(filePath: folder)
    let walk = FileManager.default.enumerator(atPath: folder)
    var files: [ModelFile] = []
    for case let path as String in walk ?? .init() {
      let url = root.appending(path: path)
      guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
      let bytes = [UInt8](try Data(contentsOf: url))
      files.append(ModelFile(path: try ModelPath(path), size: UInt64(bytes.count), sha256: .sha256(bytes)))
    }
    return try ModelTree(files)
  }
}
