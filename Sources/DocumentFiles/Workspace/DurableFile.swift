internal import CanonicalEncoding
internal import Foundation
internal import Glibc
internal import Quorate

/// Writes files so that a crash leaves the old content or the new, and reads secrets without following links.
package enum DurableFile {
  /// Replaces a file's content: written beside it, flushed, renamed, and the folder flushed.
  /// - Parameter mode: The permission bits; secrets have 0600.
  /// - Throws: `StorageError` for a path that can only name a folder (`out/`, `.`, nothing), or where writing fails.
  package static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard !["", ".", ".."].contains(name) else {
      throw StorageError("notRegular", "\(path) names a folder, not a file")
    }
    let folder = path.folderPath
    let temporary = path + ".\(getpid()).new"
    let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode)
    guard file >= 0 else { throw failure("write", path) }
    do { try write(bytes, to: file, named: path) } catch {
      close(file)
      unsafe unlink(temporary)
      throw error
    }
    guard fchmod(file, mode) == 0, fsync(file) == 0 else {
      let error = failure("flush", path)
      close(file)
      unsafe unlink(temporary)
      throw error
    }
    close(file)
    guard unsafe rename(temporary, path) == 0 else {
      let error = failure("rename", path)
      unsafe unlink(temporary)
      throw error
    }
    try flush(folder: folder)
  }

  /// Whether a file is what a crash left of writing another: it has the name that files have until they are whole.
  static func isUnfinished(_ path: String) -> Bool {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 2, parts[parts.count - 1] == "new" else { return false }
    return Int32(parts[parts.count - 2]) != nil
  }

  /// Writes all of some bytes to an open file.
  static func write(_ bytes: [UInt8], to file: Int32, named path: String) throws {
    var position = 0
    while position < bytes.count {
      let count = unsafe bytes[position...].withUnsafeBytes {
        unsafe Glibc.write(file, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure("write", path) }
      position += count
    }
  }

  /// Makes what was renamed or made in a folder durable.
  /// - Throws: `StorageError` where the flush fails: what was written may not survive a loss of power.
  package static func flush(folder: String) throws {
    let path = folder.isEmpty ? "." : folder
    let directory = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw failure("open", path) }
    defer { close(directory) }
    guard fsync(directory) == 0 else { throw failure("flush", path) }
  }

  /// Makes a folder and those above it that are missing, each durable before anything is put into it: a file is only as
  /// durable as the names that lead to it.
  /// - Parameter mode: The permission bits of every folder that is made.
  package static func makeFolder(_ path: String, mode: UInt32 = 0o755) throws {
    var missing: [String] = []
    var folder = URL(filePath: path).standardizedFileURL.path
    while folder != "/", try !FilePresence.isThere(folder) {
      missing.append(folder)
      folder = folder.folderPath
    }
    for folder in missing.reversed() {
      guard unsafe mkdir(folder, mode) == 0 || errno == EEXIST else { throw failure("make", folder) }
      try flush(folder: folder.folderPath)
    }
  }

  /// Renames what was left unfinished to `PATH.unfinished-1`, or the next number that is free.
  package static func putAside(_ path: String) throws {
    var number = 1
    while try FilePresence.isThere("\(path).unfinished-\(number)") { number += 1 }
    guard unsafe rename(path, "\(path).unfinished-\(number)") == 0 else { throw failure("rename", path) }
    try flush(folder: path.folderPath)
  }

  /// A key of 32 bytes that stands in hexadecimal digits in a file only its owner can read.
  package static func readSeed(_ path: String) throws -> [UInt8] {
    let text = String(decoding: try readSecret(path), as: UTF8.self)
    guard let seed = Hex.decode(text.filter { !$0.isWhitespace }), seed.count == 32 else {
      throw StorageError("corrupt", "\(path) does not hold a key of 32 bytes")
    }
    return seed
  }

  /// Reads a secret: a regular file of this user's, not a link, and not readable by others.
  /// - Throws: `StorageError` with code `storage.permissions` where others may read it.
  package static func readSecret(_ path: String, limit: Int = 1 << 16) throws -> [UInt8] {
    try readRegular(path, links: O_NOFOLLOW, limit: limit) { status in
      guard status.st_mode & 0o077 == 0 else {
        throw StorageError("permissions", "\(path) can be read by others; chmod 600 it")
      }
      guard status.st_uid == geteuid() else {
        throw StorageError("permissions", "\(path) belongs to another user")
      }
    }
  }

  /// Reads a secret as clusters hand it to a service: links are followed, and the group and another owner may be
  /// able to read it, but not everybody.
  package static func readMounted(_ path: String, limit: Int = 1 << 16) throws -> [UInt8] {
    try readRegular(path, links: 0, limit: limit) { status in
      guard status.st_mode & 0o007 == 0 else {
        throw StorageError("permissions", "\(path) can be read by everybody; chmod 640 it")
      }
    }
  }

  /// Reads a regular file whose permissions pass a test, which is made on the open file.
  /// - Parameter links: `O_NOFOLLOW`, or 0 to follow links.
  private static func readRegular(
    _ path: String, links: Int32, limit: Int, _ check: (stat) throws -> Void
  ) throws -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | links | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw failure("read", path) }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0 else { throw failure("read", path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StorageError("notRegular", "\(path) is not a regular file")
    }
    try check(status)
    return try read(file, path, limit: limit)
  }

  /// Reads what an open file descriptor has, up to a limit.
  package static func read(descriptor: Int32, limit: Int = 1 << 16) throws -> [UInt8] {
    try read(descriptor, "file descriptor \(descriptor)", limit: limit)
  }

  private static func read(_ file: Int32, _ name: String, limit: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("read", name) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
      guard bytes.count <= limit else {
        throw StorageError("tooLarge", "\(name) is larger than \(limit) bytes")
      }
    }
  }

  static func failure(_ verb: String, _ path: String) -> StorageError {
    let reason = unsafe String(cString: strerror(errno))
    let code =
      switch errno {
      case ENOENT: "missing"
      case ENOSPC, EDQUOT: "full"
      case EACCES: "permissions"
      case EROFS: "readOnly"
      default: "failed"
      }
    return StorageError(code, "cannot \(verb) \(path): \(reason)")
  }
}
