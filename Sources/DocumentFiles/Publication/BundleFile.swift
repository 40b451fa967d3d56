internal import Foundation
internal import Glibc
internal import Quorate

/// An audit bundle on disk, read where it lies.
package final class BundleFile: ByteSource, Sendable {
  private let descriptor: Int32
  private let path: String
  package let count: UInt64

  /// Opens a regular file.
  package init(path: String) throws {
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    self.path = path
    guard descriptor >= 0 else {
      throw StorageError(
        errno == ENOENT ? "missing" : "failed",
        "cannot read \(path): \(unsafe String(cString: strerror(errno)))")
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw StorageError("notRegular", "\(path) is not a regular file")
    }
    count = UInt64(max(0, status.st_size))
  }

  deinit { close(descriptor) }

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

/// Writes a large file piece by piece, so that a crash leaves the old one or the new.
package struct GrowingFile: ~Copyable {
  private let descriptor: Int32
  private let path: String
  private let temporary: String
  private var isFinished = false

  /// Begins the file beside the path it will have.
  package init(path: String) throws {
    self.path = path
    temporary = path + ".\(getpid()).new"
    descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw DurableFile.failure("write", path) }
  }

  deinit {
    close(descriptor)
    if !isFinished { unsafe unlink(temporary) }
  }

  package func append(_ bytes: [UInt8]) throws {
    try DurableFile.write(bytes, to: descriptor, named: path)
  }

  /// Makes it durable and gives it its name.
  package mutating func finish() throws {
    guard fsync(descriptor) == 0 else { throw DurableFile.failure("flush", path) }
    guard unsafe rename(temporary, path) == 0 else { throw DurableFile.failure("rename", path) }
    isFinished = true
    try DurableFile.flush(folder: path.folderPath)
  }
}
