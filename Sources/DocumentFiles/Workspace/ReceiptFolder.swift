internal import Foundation
internal import Glibc
package import Ledger
internal import TransparencyLog

/// Where a user's receipts are kept, by names that say what they are of.
///
/// A receipt is all that its holder has against an operator who denies an entry: none ever takes the place of another.
package struct ReceiptFolder: Sendable {
  private let folder: String

  package init(_ folder: String) { self.folder = folder }

  /// Keeps a receipt as `NAME.tlog-proof`; where another has that name, as `NAME.2.tlog-proof` or the next that is free.
  ///
  /// - Returns: The path.
  /// - Throws: `StorageError`.
  package func keep(_ receipt: Receipt, named name: String) throws -> String {
    try DurableFile.makeFolder(folder)
    let lock = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0 else { throw DurableFile.failure("open", folder) }
    // The lock ends with the file, also where the process is killed.
    defer { close(lock) }
    while flock(lock, LOCK_EX) != 0 {
      guard errno == EINTR else { throw DurableFile.failure("lock", folder) }
    }
    var (path, number) = (path(name), 1)
    while Self.isTaken(path) {
      if let kept = try FilePresence.content(of: path), kept == receipt.proof.bytes {
        return path
      }
      number += 1
      path = self.path("\(name).\(number)")
    }
    try DurableFile.write(receipt.proof.bytes, to: path)
    return path
  }

  private func path(_ name: String) -> String { "\(folder)/\(name).tlog-proof" }

  /// Whether anything has a name, a link to nothing too.
  private static func isTaken(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
  }
}
