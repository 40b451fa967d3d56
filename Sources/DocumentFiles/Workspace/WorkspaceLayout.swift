internal import Foundation
internal import Glibc
internal import Quorate

/// Where a workspace keeps what.
package struct WorkspaceLayout: Sendable {
  /// The workspace's folder.
  package let root: String

  package init(root: String) { self.root = root }

  /// The name of the folder that makes a folder a workspace.
  package static let hiddenName = ".quorate"

  /// What belongs to the operator and is never committed.
  package var hidden: String { "\(root)/\(Self.hiddenName)" }
  /// The log and its projections.
  package var log: String { hidden + "/log.sqlite" }
  /// The secret keys that sign the log.
  package var logKeys: String { hidden + "/log-keys.json" }
  /// The secret keys that the log's keys have committed to, unless they are kept elsewhere.
  package var nextLogKeys: String { hidden + "/log-keys.next.json" }
  /// Those that the next ones will commit to, while keys are being changed.
  package var thenLogKeys: String { hidden + "/log-keys.then.json" }
  /// Which DAO the workspace is pinned to.
  package var pin: String { hidden + "/dao" }
  /// The instant of a simulated clock; absent otherwise.
  package var clock: String { hidden + "/clock" }
  /// Documents by hash.
  package var documents: String { hidden + "/documents" }
  /// The newest checkpoint that enough witnesses have cosigned.
  package var cosigned: String { hidden + "/cosigned.note" }
  /// The witnesses of the log, as its members agreed on them or propose them.
  package var witnesses: String { root + "/witnesses.policy" }
  /// The charter in force, for people.
  package var charter: String { root + "/charter.yaml" }
  /// Proposals as files.
  package var proposals: String { root + "/proposals" }
  /// Orders of the council, as files that gates take without a log.
  package var orders: String { root + "/orders" }
  /// Receipts handed out.
  package var receipts: String { root + "/receipts" }

  /// The workspace that holds a folder: the nearest folder upwards with a `.quorate` of its own.
  package static func discover(from folder: String) throws -> WorkspaceLayout? {
    var path = URL(filePath: folder).standardizedFileURL.path
    while true {
      let layout = WorkspaceLayout(root: path)
      if try layout.isFounded() { return layout }
      let parent = path.folderPath
      guard parent != path, !parent.isEmpty else { return nil }
      path = parent
    }
  }

  /// Whether a DAO was founded here.
  /// - Throws: `StorageError` `storage.permissions` where this user may not know.
  package func isFounded() throws -> Bool {
    if unsafe access(pin, F_OK) == 0 { return true }
    guard errno == EACCES else { return false }
    throw DurableFile.failure("look into", hidden)
  }

  /// Makes the folders of a new workspace; by `FoundingPlace`, which keeps others out.
  package func make() throws {
    guard try !FilePresence.isThere(pin) else {
      throw StorageError("exists", "\(root) holds a workspace already")
    }
    if try FilePresence.isThere(hidden) { try DurableFile.putAside(hidden) }
    for folder in [root, proposals, receipts] { try DurableFile.makeFolder(folder) }
    for folder in [hidden, documents] { try DurableFile.makeFolder(folder, mode: 0o700) }
  }
}
