internal import CanonicalEncoding
internal import Foundation
internal import Glibc
internal import SafetyProtocol

/// A walk over a model's folder that finds every file and opens none.
struct ModelWalk: Sendable {
  /// A file by its place, and what it was when the walk came by.
  struct Entry: Hashable, Sendable {
    let path: ModelPath
    let stamp: FileStamp
  }

  /// The files, in the order of their paths' bytes.
  private(set) var entries: [Entry] = []
  private var found = 0

  /// Walks over all files below a root.
  /// - Parameter passesOverGit: Whether git's own folder at the root is passed over instead of refused: for
  ///   checkouts that are compared, not deployed.
  init(_ root: FolderHandle, passesOverGit: Bool = false) throws(ModelRefusal) {
    try enter(root, prefix: [], depth: 0, passesOverGit: passesOverGit)
    entries.sort { $0.path < $1.path }
  }

  /// A walk that finds one file only.
  init(onlyFile name: [UInt8], in root: FolderHandle) throws(ModelRefusal) {
    let path = try ModelPath(ByteString(name))
    let stamp = try root.stamp(name, at: path.shown)
    try add(path, stamp)
  }

  private mutating func add(_ path: ModelPath, _ stamp: FileStamp) throws(ModelRefusal) {
    guard stamp.isRegular else {
      throw stamp.isLink ? .symlink(path.shown) : .specialFile(path.shown, kind: stamp.kind)
    }
    entries.append(Entry(path: path, stamp: stamp))
  }

  private mutating func enter(
    _ folder: FolderHandle, prefix: [UInt8], depth: Int, passesOverGit: Bool
  ) throws(ModelRefusal) {
    // Folders count as well, or a tree of empty ones would have no limit.
    let names = try folder.names(at: ModelPath.shown(prefix), limit: 2 * ModelTree.fileLimit - found)
    found += names.count
    for name in names {
      if passesOverGit, depth == 0, name.elementsEqual(".git".utf8) { continue }
      let path = try ModelPath(ByteString(prefix + name))
      do throws(ModelRefusal) {
        let stamp = try folder.stamp(name, at: path.shown)
        guard stamp.isFolder else {
          try add(path, stamp)
          continue
        }
        let child = try folder.folder(name, at: path.shown)
        try enter(child, prefix: prefix + name + [0x2f], depth: depth + 1, passesOverGit: false)
      } catch .missing(let gone) {
        // It was listed a moment ago.
        throw .changed(gone)
      }
    }
  }

  /// Refuses what differs from an earlier walk: a file that came, went, moved or was written.
  func requireSame(as earlier: ModelWalk) throws(ModelRefusal) {
    if let changed = Set(entries).symmetricDifference(earlier.entries).map(\.path).min() {
      throw .changed(changed.shown)
    }
  }

  /// Waits until the clock that stamps files has moved past the newest stamp, so that whatever is written from now
  /// on gets another one. A stamp of the future needs no waiting: it would be set back.
  func settle() {
    guard let newest = entries.map(\.stamp.changed).max() else { return }
    for _ in 0..<100
    where FileStamp.Instant.now <= newest && newest.seconds <= FileStamp.Instant.now.seconds + 1 {
      usleep(1000)
    }
  }
}
