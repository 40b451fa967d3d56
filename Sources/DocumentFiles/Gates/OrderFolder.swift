package import CanonicalEncoding
package import DeploymentGate
internal import Glibc
internal import Quorate
internal import SafetyProtocol
package import Signing

/// The folder in which whoever runs a gate puts orders of a council that the log may not have yet.
///
/// An order that cannot be read may be a pause, so that it is an error and never passed over.
package struct OrderFolder: Sendable {
  private let path: String

  /// The most files there may be.
  private static let limit = 256

  package init(path: String) { self.path = path }

  /// Keeps the file of an order, durably, under a name that follows from the order. It is whole as soon as it is seen.
  package func keep(_ bytes: [UInt8], of order: Digest) throws {
    let name = "order-\(order.description.dropFirst(2)).json"
    try DurableFile.write(bytes, to: "\(path)/.\(name)")
    guard unsafe rename("\(path)/.\(name)", "\(path)/\(name)") == 0 else {
      throw DurableFile.failure("rename", "\(path)/\(name)")
    }
    try DurableFile.flush(folder: path)
  }

  /// Whether there is such a folder; only where the system says that there is none, there is none.
  package var isThere: Bool {
    get throws {
      var status = stat()
      // A link to nowhere is there, and cannot be read.
      if unsafe lstat(path, &status) == 0 { return true }
      guard errno == ENOENT else { throw DurableFile.failure("look at", path) }
      return false
    }
  }

  /// The names that do not begin with a point, in order.
  ///
  /// Not by Foundation, which takes a folder that fails to be read for an empty one: a pause would be lost.
  private func names() throws -> [String] {
    let found: [[UInt8]]
    do throws(ModelRefusal) {
      found = try FolderHandle(root: path).names(at: path, limit: Self.limit * 4)
    } catch {
      throw StorageError(
        "failed", "cannot read the folder \(DisplayText.escaped(path)) of orders: \(error.message)")
    }
    return try found.filter { $0.first != 0x2e }.map { bytes in
      guard let name = String(validating: bytes, as: UTF8.self) else {
        throw StorageError(
          "failed", "a name in the folder \(DisplayText.escaped(path)) of orders is not UTF-8")
      }
      return name
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// All orders, in order of the names of their files; names that begin with a point are files in the making.
  ///
  /// - Throws: `StorageError` where the folder or a file cannot be read, `OrderFolderRefusal` where a file is no sound
  ///   order to the DAO.
  package func orders(to dao: Digest, verifier: some SignatureVerifier) throws -> [SignedOrder] {
    let visible = try names()
    guard visible.count <= Self.limit else {
      throw StorageError(
        "tooLarge", "there are more than \(Self.limit) files in \(DisplayText.escaped(path))")
    }
    let folder = PublishedFolder(root: path)
    return try visible.map { name in
      guard let bytes = try folder.read(name, limit: BrakeFile.sizeLimit) else {
        throw StorageError("missing", "the order \(DisplayText.escaped(name)) vanished while it was read")
      }
      do throws(BrakeFileRefusal) {
        return try BrakeFile(parsing: bytes).verified(dao: dao, verifier: verifier)
      } catch {
        throw OrderFolderRefusal(file: name, fault: error)
      }
    }
  }
}

/// A file among the orders that is none.
package struct OrderFolderRefusal: CodedRefusal, Hashable {
  package let file: String
  package let fault: BrakeFileRefusal

  package var code: String { fault.code }

  package var message: String { "the order \(DisplayText.escaped(file)): \(fault.message)" }
}
