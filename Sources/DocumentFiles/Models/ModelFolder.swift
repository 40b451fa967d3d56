internal import Foundation
package import SafetyProtocol
internal import Synchronization

/// Reads a model from a folder, or from a single file as if a folder held nothing else.
///
/// Nothing is followed out of the folder, nothing but regular files is opened, and what changes while it is read
/// is refused: before and after, every file must be the same one with the same times, and no other may have come.
/// Who can write to the folder can do so a moment later, so a digest says what was there, not what will be.
package struct ModelFolder: Sendable {
  /// What is wanted beside the digests.
  package struct Wants: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    /// What headers, configurations and cards say, out of the very bytes that are hashed.
    package static let facts = Wants(rawValue: 1)
    /// The identities that git gives the contents.
    package static let blobs = Wants(rawValue: 2)
  }

  /// What was read.
  package struct Contents: Sendable {
    /// The files.
    package let tree: ModelTree
    /// What they say, by path.
    package let facts: [ModelPath: FileFacts]
    /// What git calls them, by path.
    package let blobs: [ModelPath: GitBlob]
  }

  private let root: FolderHandle
  /// The name of the only file, where the model is one.
  private let onlyFile: [UInt8]?
  private let passesOverGit: Bool
  /// What people call the folder or file; display only.
  package let name: String
  /// Called with each path before its file is opened, and again when part of it is read: for tests, which change it.
  var observer: @Sendable (ModelPath, Stage) -> Void = { _, _ in }

  /// When the observer is called.
  enum Stage: Sendable { case unopened, reading }

  /// Opens a folder or a file.
  /// - Parameter passesOverGit: Whether a `.git` at the root is passed over instead of refused: for checkouts that
  ///   are compared, not deployed.
  package init(_ path: String, passesOverGit: Bool = false) throws(ModelRefusal) {
    var isFolder: ObjCBool = true
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .missing(ModelPath.shown(Array(path.utf8)))
    }
    let url = URL(filePath: path)
    self.passesOverGit = passesOverGit
    if isFolder.boolValue {
      root = try FolderHandle(root: path)
      onlyFile = nil
      name = ModelPath.shown(Array(url.resolvingSymlinksInPath().lastPathComponent.utf8))
    } else {
      let folder = path.folderPath
      root = try FolderHandle(root: folder.isEmpty ? "." : folder)
      onlyFile = Array((path as NSString).lastPathComponent.utf8)
      name = ModelPath.shown(Array(url.lastPathComponent.utf8))
    }
  }

  private func walk() throws(ModelRefusal) -> ModelWalk {
    if let onlyFile { return try ModelWalk(onlyFile: onlyFile, in: root) }
    return try ModelWalk(root, passesOverGit: passesOverGit)
  }

  /// Hashes every file.
  /// - Parameters:
  ///   - ignored: Paths that the OpenSSF Model Signing root leaves out.
  ///   - jobs: How many files are read at once.
  /// - Throws: `ModelRefusal`.
  /// - Complexity: O(n) in the bytes; memory does not grow with the size of a file.
  package func contents(
    ignoring ignored: [ModelPath] = [], wants: Wants = [],
    jobs: Int = ProcessInfo.processInfo.activeProcessorCount
  ) async throws -> Contents {
    let before = try walk()
    before.settle()
    let readings = try await readings(of: before.entries, wants: wants, jobs: jobs)
    try walk().requireSame(as: before)
    let tree = try ModelTree(readings.map(\.file), ignoring: ignored)
    let facts = readings.compactMap { reading in reading.facts.map { (reading.file.path, $0) } }
    let blobs = readings.compactMap { reading in reading.blob.map { (reading.file.path, $0) } }
    return Contents(
      tree: tree, facts: Dictionary(uniqueKeysWithValues: facts),
      blobs: Dictionary(uniqueKeysWithValues: blobs))
  }

  /// Reads files side by side, the largest first, so that no job ends long after the others.
  private func readings(
    of entries: [ModelWalk.Entry], wants: Wants, jobs: Int
  ) async throws -> [FileReading] {
    let queue = EntryQueue(entries)
    return try await withThrowingTaskGroup(of: [FileReading].self) { group in
      for _ in 0..<max(1, min(jobs, entries.count)) {
        group.addTask { try self.readings(of: queue, wants: wants) }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  /// What one job reads, until nothing is left or another job was refused.
  private func readings(of queue: EntryQueue, wants: Wants) throws -> [FileReading] {
    var (readings, buffer): ([FileReading], [UInt8]) = ([], [])
    while let entry = queue.next() {
      try Task.checkCancellation()
      observer(entry.path, .unopened)
      let reading = try FileReading(entry, below: root, wants: wants, buffer: &buffer) {
        observer(entry.path, .reading)
      }
      readings.append(reading)
    }
    return readings
  }
}

/// Files that wait to be read, handed to whichever job is free.
private final class EntryQueue: Sendable {
  private let waiting: Mutex<[ModelWalk.Entry]>

  init(_ entries: [ModelWalk.Entry]) { waiting = Mutex(entries.sorted { $0.stamp.size < $1.stamp.size }) }

  /// The largest that is left.
  func next() -> ModelWalk.Entry? { waiting.withLock { $0.popLast() } }
}
