internal import Foundation
internal import GRDB
internal import Glibc
internal import Quorate
internal import Synchronization

/// A SQLite file that can be read where nothing can be written: on a full disk, and on one that is mounted read-only.
///
/// A write-ahead log needs a file of shared memory beside it, also for readers. Where that cannot be made, the file is
/// read as it lies, without locks, and looked at again once it has changed; a log that a crash has left unfinished is
/// read in a copy. Writing says why it cannot, and goes on once it can.
final class SQLiteFile: Sendable {
  /// How the file is open.
  private enum Access {
    /// With locks, for reading and writing.
    case shared(DatabasePool)
    /// As it lay when it had a stamp, for want of room or of permission to make files.
    case frozen(FrozenDatabase, FileStamps, why: StorageError)
  }

  private let path: String
  private let configuration: Configuration
  private let access: Mutex<Access>

  /// Opens the file, or makes it.
  /// - Throws: `StorageError`.
  init(path: String, _ configuration: Configuration) throws {
    (self.path, self.configuration) = (path, configuration)
    do { access = Mutex(.shared(try Self.pool(path, configuration))) } catch let error as StorageError {
      guard Self.isForWantOfFiles(error), FileManager.default.fileExists(atPath: path) else { throw error }
      let stamps = FileStamps(path)
      access = Mutex(.frozen(try FrozenDatabase(path, configuration), stamps, why: error))
    }
  }

  private static func pool(_ path: String, _ configuration: Configuration) throws -> DatabasePool {
    do { return try DurablePool.open(path, configuration) } catch let error as DatabaseError {
      throw SQLiteLogStore.refusal(error, of: path)
    }
  }

  private static func isForWantOfFiles(_ error: StorageError) -> Bool {
    ["storage.full", "storage.readOnly", "storage.permissions"].contains(error.code)
  }

  /// Reads one consistent state.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    switch try current() {
    case .shared(let pool): try pool.read(body)
    case .frozen(let frozen, _, _): try frozen.queue.read(body)
    }
  }

  /// Where writes go.
  /// - Throws: `StorageError` `storage.full` or `storage.readOnly` where there can be none yet.
  func writer() throws -> DatabasePool {
    try access.withLock { access in
      if case .shared(let pool) = access { return pool }
      // There may be room again.
      let pool = try Self.pool(path, configuration)
      access = .shared(pool)
      return pool
    }
  }

  /// The access there is, opened again where a frozen file has changed.
  private func current() throws -> Access {
    try access.withLock { access in
      guard case .frozen(_, let stamps, let why) = access else { return access }
      let now = FileStamps(path)
      guard now != stamps else { return access }
      if let pool = try? Self.pool(path, configuration) {
        access = .shared(pool)
      } else {
        access = .frozen(try FrozenDatabase(path, configuration), now, why: why)
      }
      return access
    }
  }
}

/// What shows that a SQLite file was written to.
private struct FileStamps: Hashable, Sendable {
  private let parts: [String]

  init(_ path: String) {
    parts = [path, path + "-wal"].map { path in
      guard let found = try? FileManager.default.attributesOfItem(atPath: path) else { return "none" }
      let seconds = (found[.modificationDate] as? Date)?.timeIntervalSinceReferenceDate
      return "\(String(describing: found[.size])) \(String(describing: seconds))"
    }
  }
}

/// A SQLite file read without locks and without any file beside it.
private final class FrozenDatabase: Sendable {
  let queue: any DatabaseReader
  /// The folder of a copy, removed with this.
  private let copy: URL?

  /// - Throws: `StorageError` where not even a copy can be made.
  init(_ path: String, _ configuration: Configuration) throws {
    do {
      if try Self.isFinished(path) {
        copy = nil
        queue = try Self.immutable(path, configuration)
      } else {
        let (folder, copied) = try Self.copied(path, configuration)
        (copy, queue) = (folder, copied)
      }
    } catch let error as DatabaseError { throw SQLiteLogStore.refusal(error, of: path) }
  }

  deinit {
    // Best effort: it is a temporary folder.
    if let copy { try? FileManager.default.removeItem(at: copy) }
  }

  /// Whether everything that was written is in the file itself.
  /// - Throws: `StorageError` where the system cannot tell: without its last entries a log would be read as it was before.
  private static func isFinished(_ path: String) throws -> Bool {
    var status = stat()
    guard unsafe stat(path + "-wal", &status) == 0 else {
      guard errno == ENOENT else { throw StorageError("failed", "cannot look at \(path)-wal") }
      return true
    }
    return status.st_size == 0
  }

  /// The file itself, of which SQLite is told that nobody changes it.
  private static func immutable(_ path: String, _ configuration: Configuration) throws -> DatabaseQueue {
    var plain = CharacterSet.urlPathAllowed
    plain.remove(charactersIn: "?#%;")
    let full = URL(filePath: path).standardizedFileURL.path
    guard let escaped = full.addingPercentEncoding(withAllowedCharacters: plain) else {
      throw StorageError("failed", "\(path) cannot be opened where nothing can be written")
    }
    var configuration = configuration
    configuration.readonly = true
    return try DatabaseQueue(path: "file:\(escaped)?immutable=1", configuration: configuration)
  }

  /// A copy with the write-ahead log that a crash has left, which is taken into the copy.
  private static func copied(
    _ path: String, _ configuration: Configuration
  ) throws -> (URL, DatabasePool) {
    let manager = FileManager.default
    let folder = manager.temporaryDirectory.appending(path: "quorate-\(UUID().uuidString)")
    do {
      try manager.createDirectory(
        at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      for ending in ["", "-wal"] {
        try manager.copyItem(atPath: path + ending, toPath: folder.appending(path: "log" + ending).path)
      }
      let pool = try DatabasePool(path: folder.appending(path: "log").path, configuration: configuration)
      return (folder, pool)
    } catch {
      try? manager.removeItem(at: folder)
      throw StorageError(
        "full",
        "nothing can be written beside \(path), whose last entries a crash left in \(path)-wal; "
          + "to read them, set TMPDIR to a folder with room for a copy")
    }
  }
}
