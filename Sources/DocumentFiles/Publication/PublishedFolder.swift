internal import Foundation
internal import Glibc
internal import Quorate

/// A folder that a log is published in, for any web server or object store to serve as it is.
package struct PublishedFolder: LogFilesWriting {
  /// The folder.
  package let root: String

  package init(root: String) { self.root = root }

  package func read(_ path: String, limit: Int) throws -> [UInt8]? {
    guard let file = try RegularFile.ifThere("\(root)/\(path)", links: O_NOFOLLOW) else { return nil }
    return try file.read(limit: limit)
  }

  package func stream(_ path: String, _ body: ([UInt8]) throws -> Void) throws -> Bool {
    guard let file = try RegularFile.ifThere("\(root)/\(path)", links: O_NOFOLLOW) else { return false }
    try file.stream(at: 0, count: file.count, body)
    return true
  }

  /// The files there are below the tiles and documents, by path; links are not followed, and stand for themselves.
  ///
  /// What a crash left of writing one is not among them: nobody asks for it under its name.
  package func paths() -> [String] {
    ["blob", "tile"].flatMap { top in
      guard let found = FileManager.default.enumerator(atPath: "\(root)/\(top)") else { return [String]() }
      return found.compactMap { $0 as? String }.filter { path in
        let kind = try? FileManager.default.attributesOfItem(atPath: "\(root)/\(top)/\(path)")[.type]
        return kind as? FileAttributeType != .typeDirectory && !DurableFile.isUnfinished(path)
      }.map { "\(top)/\($0)" }
    }
  }

  /// The folders on the way are made, each durable in the one above it before anything is written below.
  package func write(_ bytes: [UInt8], to path: String) throws {
    try DurableFile.makeFolder("\(root)/\(path)".folderPath)
    try DurableFile.write(bytes, to: "\(root)/\(path)")
  }
}
