internal import Foundation
internal import Glibc
internal import Quorate

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
