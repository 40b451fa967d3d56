internal import Foundation
internal import Glibc
internal import Quorate

/// The folder in which a workspace is being founded, held so that nobody else founds one there meanwhile.
///
/// The lock ends with the process, also where that is killed. What is found then was never founded.
package final class FoundingPlace: Sendable {
  private let layout: WorkspaceLayout
  /// Whether the folder was made for this.
  private let isNew: Bool
  private let lock: Int32

  /// Makes the folders of a new workspace.
  ///
  /// The pin is written last: a folder without one was never founded, because the power went for instance, and is put
  /// aside. Nothing is deleted that might be somebody's log after all.
  /// - Throws: `StorageError` `storage.exists` where a workspace is, `storage.busy` where one is being founded.
  package init(_ layout: WorkspaceLayout) throws {
    self.layout = layout
    let parent = layout.root.folderPath
    if !parent.isEmpty { try DurableFile.makeFolder(parent) }
    isNew = unsafe mkdir(layout.root, 0o755) == 0
    guard isNew || errno == EEXIST else { throw DurableFile.failure("make", layout.root) }
    if isNew { try DurableFile.flush(folder: parent) }
    lock = try Self.hold(layout.root)
    do { try layout.make() } catch {
      close(lock)
      throw error
    }
  }

  deinit { close(lock) }

  /// Takes away what was made here of a DAO that was not founded.
  package func undo() {
    // Best effort: what stays has no pin, and is put aside by whoever founds one here.
    try? FileManager.default.removeItem(atPath: isNew ? layout.root : layout.hidden)
  }

  private static func hold(_ folder: String) throws -> Int32 {
    let file = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw DurableFile.failure("open", folder) }
    var (held, named) = (stat(), stat())
    // Whoever had it may have taken the folder away, so that it is another one by now.
    guard flock(file, LOCK_EX | LOCK_NB) == 0, unsafe fstat(file, &held) == 0,
      unsafe stat(folder, &named) == 0, held.st_dev == named.st_dev, held.st_ino == named.st_ino
    else {
      close(file)
      throw StorageError("busy", "another process is founding a workspace in \(folder) right now")
    }
    return file
  }
}
