internal import Foundation
internal import Glibc
internal import Quorate

/// A folder that a log is published in, for any web server or object store to serve as it is.
package struct PublishedFolder: LogFilesWriting {
  /// The folder.
  package let root: String

  package init(root: String) { self.root = root }

  package func read(_ path: String, limit: Int) throws -> [UInt8]? {
    let full = "\(root)/\(path)"
    let file = unsafe open(full, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw StorageError("failed", "cannot read \(full): \(unsafe String(cString: strerror(errno)))")
    }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw StorageError("notRegular", "\(full) is not a regular file")
    }
    guard status.st_size <= limit else {
      throw StorageError("tooLarge", "\(full) is larger than \(limit) bytes")
    }
    return try DurableFile.read(descriptor: file, limit: limit)
  }

  /// The folders on the way are made, each durable in the one above it before anything is written below.
  package func write(_ bytes: [UInt8], to path: String) throws {
    try DurableFile.makeFolder("\(root)/\(path)".folderPath)
    try DurableFile.write(bytes, to: "\(root)/\(path)")
  }
}
