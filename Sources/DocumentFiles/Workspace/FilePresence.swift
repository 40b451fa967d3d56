internal import Glibc
internal import Quorate
internal import SafetyProtocol

/// What is there, where a failure to look is never taken for absence.
///
/// Foundation answers "no" or "nothing" to any failure: to a disk that fails, to too many open files, to a folder this
/// user may not look into. What a machine remembers of a log, its pin, its witnesses and its keys would then seem never
/// to have been there, and a log that was set back would be taken for a new one.
package enum FilePresence {
  /// What stands at a path, links followed.
  package enum Kind: Sendable {
    case file
    case folder
    /// A device, a pipe or a socket.
    case other
  }

  /// What stands at a path; `nil` only where the system says that there is nothing.
  /// - Throws: `StorageError` where it cannot tell.
  package static func kind(at path: String) throws -> Kind? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      guard errno == ENOENT || errno == ENOTDIR else { throw DurableFile.failure("look at", path) }
      return nil
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// Whether anything stands at a path, links followed.
  /// - Throws: `StorageError` where the system cannot tell.
  package static func isThere(_ path: String) throws -> Bool { try kind(at: path) != nil }

  /// Whether a folder stands at a path, links followed.
  /// - Throws: `StorageError` where the system cannot tell.
  package static func isFolder(_ path: String) throws -> Bool { try kind(at: path) == .folder }

  /// What a regular file holds; `nil` where there is none.
  /// - Throws: `StorageError` where it cannot be read, is no file, or is larger than `limit` bytes.
  package static func content(of path: String, limit: Int = 1 << 24) throws -> [UInt8]? {
    try RegularFile.ifThere(path)?.read(limit: limit)
  }

  /// The names in a folder, in order; none where there is no folder. A name that is not UTF-8 is nobody's here.
  /// - Throws: `StorageError` where the folder cannot be read.
  package static func names(in folder: String, limit: Int = 1 << 20) throws -> [String] {
    guard try isThere(folder) else { return [] }
    do {
      return try FolderHandle(root: folder).names(at: folder, limit: limit)
        .compactMap { String(validating: $0, as: UTF8.self) }.sorted()
    } catch {
      throw StorageError("failed", "cannot read the folder \(folder): \(error.message)")
    }
  }
}
