internal import Glibc
internal import SafetyProtocol

/// An open folder. Whatever is opened below it stays below it, wherever its path leads by then.
final class FolderHandle: Sendable {
  private let descriptor: Int32

  /// Opens the root of a model; here alone a link is followed, since its target is what the user named.
  init(root path: String) throws(ModelRefusal) {
    descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
  }

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// The folder of a name, never through a link.
  func folder(_ name: [UInt8], at path: String) throws(ModelRefusal) -> FolderHandle {
    let child = unsafe openat(
      descriptor, Self.terminated(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard child >= 0 else {
      // It was a folder a moment ago; a link in its place is not one either.
      throw errno == ENOTDIR ? .changed(path) : Self.failure(path)
    }
    return FolderHandle(child)
  }

  /// A file of a name, open for reading; neither a link nor a pipe is waited for.
  func file(_ name: [UInt8], at path: String) throws(ModelRefusal) -> OpenFile {
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let file = unsafe openat(descriptor, Self.terminated(name), flags)
    guard file >= 0 else { throw Self.failure(path) }
    return OpenFile(descriptor: file, path: path)
  }

  /// What stands under a name, without opening it: opening a device or a pipe can do something.
  func stamp(_ name: [UInt8], at path: String) throws(ModelRefusal) -> FileStamp {
    var status = stat()
    guard unsafe fstatat(descriptor, Self.terminated(name), &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      throw Self.failure(path)
    }
    return FileStamp(status)
  }

  /// The names in the folder, in no order.
  /// - Parameter limit: The most names.
  func names(at path: String, limit: Int) throws(ModelRefusal) -> [[UInt8]] {
    // A stream of its own, since it is closed with the descriptor it reads.
    let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { throw Self.failure(path) }
    guard let stream = unsafe fdopendir(copy) else {
      close(copy)
      throw Self.failure(path)
    }
    defer { unsafe closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        guard errno == 0 else { throw Self.failure(path) }
        return names
      }
      let name = unsafe Self.name(of: entry)
      if name == [0x2e] || name == [0x2e, 0x2e] { continue }
      guard names.count < limit else { throw .tooManyFiles(limit: ModelTree.fileLimit) }
      names.append(name)
    }
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in unsafe Array(bytes.prefix { $0 != 0 }) }
  }

  private static func terminated(_ name: [UInt8]) -> [CChar] { (name + [0]).map { CChar(bitPattern: $0) } }

  /// The refusal for what the operating system just said.
  static func failure(_ path: String) -> ModelRefusal {
    let error = errno
    // A link where none is followed.
    if error == ELOOP { return .symlink(path) }
    if error == ENOENT { return .missing(path) }
    return .unreadable(path, reason: unsafe String(cString: strerror(error)))
  }
}

/// An open file.
final class OpenFile: Sendable {
  private let descriptor: Int32
  private let path: String

  init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
    _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  deinit { close(descriptor) }

  /// What the file is now.
  func stamp() throws(ModelRefusal) -> FileStamp {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw FolderHandle.failure(path) }
    return FileStamp(status)
  }

  /// Reads on into a buffer; zero at the end.
  func read(into buffer: inout [UInt8]) throws(ModelRefusal) -> Int {
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 { return count }
      guard errno == EINTR else { throw FolderHandle.failure(path) }
    }
  }
}
