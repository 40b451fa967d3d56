internal import Foundation
internal import Glibc
internal import Quorate

/// A file on disk, read where it lies: nothing but a regular one, since a device or a pipe has no size and may never end.
package final class RegularFile: ByteSource, Sendable {
  private let descriptor: Int32
  private let path: String
  package let count: UInt64

  /// Opens a regular file.
  /// - Parameter links: `O_NOFOLLOW` where the path must not be a link.
  /// - Throws: `StorageError` `storage.missing` where there is none, `storage.notRegular` for anything but a file.
  package init(path: String, links: Int32 = 0) throws {
    descriptor = unsafe open(path, O_RDONLY | links | O_CLOEXEC | O_NONBLOCK)
    self.path = path
    if descriptor < 0, errno == ELOOP, links & O_NOFOLLOW != 0 {
      throw StorageError("notRegular", "\(path) is a symbolic link, and no file of a log")
    }
    guard descriptor >= 0 else {
      throw StorageError(
        errno == ENOENT || errno == ENOTDIR ? "missing" : "failed",
        "cannot read \(path): \(unsafe String(cString: strerror(errno)))")
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw StorageError("notRegular", "\(path) is not a regular file")
    }
    count = UInt64(max(0, status.st_size))
  }

  /// The file at a path, or `nil` where there is none.
  package static func ifThere(_ path: String, links: Int32 = 0) throws -> RegularFile? {
    do { return try RegularFile(path: path, links: links) } catch let error as StorageError {
      if error.code == "storage.missing" { return nil }
      throw error
    }
  }

  deinit { close(descriptor) }

  /// All bytes.
  /// - Throws: `StorageError` `storage.tooLarge` beyond the limit, before they are read.
  package func read(limit: Int) throws -> [UInt8] {
    guard let size = Int(exactly: count), size <= limit else {
      throw StorageError("tooLarge", "\(path) is larger than \(limit) bytes")
    }
    return try read(at: 0, count: size)
  }

  /// The first bytes, or all where there are fewer.
  package func beginning(_ limit: Int) throws -> [UInt8] {
    try read(at: 0, count: Int(min(count, UInt64(max(0, limit)))))
  }

  package func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    guard let start = Int64(exactly: offset), offset <= self.count,
      UInt64(max(0, count)) <= self.count - offset
    else { throw StorageError("missing", "\(path) ends before it should") }
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let read = unsafe bytes[done...].withUnsafeMutableBytes {
        unsafe pread(descriptor, $0.baseAddress, $0.count, off_t(start) + off_t(done))
      }
      if read < 0, errno == EINTR { continue }
      guard read > 0 else { throw StorageError("failed", "cannot read \(path) at \(offset)") }
      done += read
    }
    return bytes
  }
}
