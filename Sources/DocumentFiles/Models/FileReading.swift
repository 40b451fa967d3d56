internal import CanonicalEncoding
internal import SafetyProtocol

/// One file, read once from its beginning to its end.
struct FileReading: Sendable {
  /// Its place, size and hash.
  let file: ModelFile
  /// What it says, where that was asked for.
  let facts: FileFacts?
  /// What git calls it, where that was asked for.
  let blob: GitBlob?

  /// How much is read at a time.
  private static let chunk = 1 << 20

  /// Reads a file that a walk has found.
  /// - Parameters:
  ///   - buffer: Memory that is used again for the next file.
  ///   - progress: Called whenever some of the file has been read.
  /// - Throws: `model.changed` where it is not, or not any more, what the walk saw.
  init(
    _ entry: ModelWalk.Entry, below root: FolderHandle, wants: ModelFolder.Wants, buffer: inout [UInt8],
    progress: () -> Void
  ) throws(ModelRefusal) {
    let shown = entry.path.shown
    let open = try Self.open(entry.path, below: root)
    guard try open.stamp() == entry.stamp else { throw .changed(shown) }
    let size = UInt64(max(0, entry.stamp.size))
    let source: FactSource? =
      wants.contains(.facts) ? FactSource(entry.path) : wants.contains(.blobs) ? .other : nil
    var (hash, head, total): (SHA256Stream, [UInt8], UInt64) = (SHA256Stream(), [], 0)
    var git = wants.contains(.blobs) ? GitObjectHash(.blob, size: size) : nil
    if buffer.isEmpty { buffer = [UInt8](repeating: 0, count: Self.chunk) }
    while case let count = try open.read(into: &buffer), count > 0 {
      hash.update(buffer[..<count])
      git?.update(buffer[..<count])
      if let room = source.map({ $0.headLimit - head.count }), room > 0 {
        head.append(contentsOf: buffer[..<min(count, room)])
      }
      total += UInt64(count)
      // Longer than the walk saw: a file that grows as fast as it is read would never end.
      guard total <= size else { throw .changed(shown) }
      progress()
    }
    guard total == size, try open.stamp() == entry.stamp else { throw .changed(shown) }
    file = ModelFile(path: entry.path, size: size, sha256: hash.digest)
    facts = source?.facts(head: head, size: size)
    let pointer = UInt64(head.count) == size ? LargeFilePointer(head) : nil
    blob = git.map { GitBlob(id: $0.id, isExecutable: entry.stamp.isExecutable, pointer: pointer) }
  }

  /// Opens a file folder by folder from the root, so that no folder of its path can be swapped for a link.
  private static func open(_ path: ModelPath, below root: FolderHandle) throws(ModelRefusal) -> OpenFile {
    var folder = root
    do throws(ModelRefusal) {
      for name in path.names.dropLast() { folder = try folder.folder(Array(name), at: path.shown) }
      return try folder.file(Array(path.names.last ?? []), at: path.shown)
    } catch .missing, .symlink {
      // The walk saw a regular file there.
      throw .changed(path.shown)
    }
  }
}
