package import CanonicalEncoding
internal import Foundation
package import Quorate

/// What this machine accepted of logs, one file for each DAO.
package struct AcceptedLogFolder: Sendable {
  private let folder: String

  package init(folder: String) { self.folder = folder }

  private func path(of dao: Digest) -> String { "\(folder)/\(dao.description.dropFirst(2)).json" }

  /// What was accepted of a DAO's log; `nil` for nothing.
  /// - Throws: `StorageError` `storage.corrupt` where the file does not read, or what the system said where it could not be
  ///   read: a rollback must not hide behind either.
  package func accepted(_ dao: Digest) throws -> AcceptedLog? {
    let path = path(of: dao)
    guard let data = try FilePresence.content(of: path) else { return nil }
    guard let accepted = try? AcceptedLog(parsing: data), accepted.dao == dao else {
      throw StorageError("corrupt", "\(path) does not read; delete it to accept the log anew")
    }
    return accepted
  }

  /// Remembers what was accepted, durably, unless more was accepted before.
  package func accept(_ accepted: AcceptedLog) throws {
    if let standing = try self.accepted(accepted.dao), standing.size > accepted.size { return }
    try DurableFile.makeFolder(folder)
    try DurableFile.write(accepted.bytes, to: path(of: accepted.dao))
  }
}
