internal import DocumentFiles
internal import Foundation
internal import Glibc
internal import Quorate

/// A file that a command writes where its user says: never in the place of anything that could not be had again.
///
/// The one rule of every such file is in [decision 0098](docs/decisions/0098-what-may-be-written-over.md).
struct OutputFile {
  let path: String

  /// Looks whether a file may be written. To be asked before anything is signed, sent or computed.
  /// - Parameter isEarlier: Whether the file of a path is an earlier edition of what will be written, all of which the
  ///   new one holds too. What cannot be read is none.
  /// - Throws: `file.exists`, `file.workspace`, or `storage.notRegular` for what is no plain file, or a path that cannot
  ///   name one.
  init(_ path: String, replacing isEarlier: (String) throws -> Bool = { _ in false }) throws {
    self.path = path
    guard path != "-" else { throw StorageError("notRegular", "- is standard output, and no name of a file") }
    guard !["", ".", ".."].contains(path.split(separator: "/", omittingEmptySubsequences: false).last ?? "")
    else { throw StorageError("notRegular", "\(Format.safe(path)) names a folder, not a file") }
    try Self.requireOutsideLog(path)
    guard let kind = Self.kind(path) else {
      let folder = path.folderPath.isEmpty ? "." : path.folderPath
      guard try FilePresence.isFolder(folder) else {
        throw StorageError("missing", "there is no folder \(Format.safe(folder)) for \(Format.safe(path))")
      }
      return
    }
    guard kind == S_IFREG else {
      throw StorageError("notRegular", "\(Format.safe(path)) is a folder, a link or a device, and no file")
    }
    guard (try? isEarlier(path)) == true else { throw Self.taken(path) }
  }

  /// Writes the file whole, or leaves what was there.
  func write(_ bytes: [UInt8]) throws { try DurableFile.write(bytes, to: path) }

  /// Refuses a path below the folder in which a workspace keeps its log and its keys.
  static func requireOutsideLog(_ path: String) throws {
    guard names(on: path).contains(WorkspaceLayout.hiddenName) else { return }
    throw Failure(
      .conflict, "file.workspace",
      "\(Format.safe(path)) is within \(WorkspaceLayout.hiddenName)/, where only the workspace's log and keys are kept",
      hint: "another place")
  }

  /// Keeps evidence: under the name given, or the next one that is free, since a verdict must not be lost to a name.
  /// - Returns: Where it is.
  static func keep(evidence bytes: [UInt8], at path: String) throws -> String {
    try requireOutsideLog(path)
    let dot = path.lastIndex(of: ".").flatMap { path[$0...].contains("/") ? nil : $0 } ?? path.endIndex
    var (name, number) = (path, 1)
    while kind(name) != nil {
      if let kept = try? FilePresence.content(of: name), kept == bytes { return name }
      number += 1
      name = "\(path[..<dot])-\(number)\(path[dot...])"
    }
    try DurableFile.write(bytes, to: name)
    return name
  }

  /// The names that lead to a path, links followed as far as there is anything.
  private static func names(on path: String) -> [String] {
    var names = [String(path.split(separator: "/").last ?? "")]
    var folder = path.folderPath
    while true {
      if let real = unsafe realpath(folder.isEmpty ? "." : folder, nil) {
        defer { unsafe free(real) }
        return unsafe String(cString: real).split(separator: "/").map(String.init) + names
      }
      guard let last = folder.split(separator: "/").last else { return names }
      names.append(String(last))
      folder = folder.folderPath
    }
  }

  private static func taken(_ path: String) -> Failure {
    Failure(
      .conflict, "file.exists", "\(Format.safe(path)) is there already, and is left as it is",
      hint: "another name, or take that file away first")
  }

  /// What stands under a name, links not followed; `nil` where nothing does.
  private static func kind(_ path: String) -> mode_t? {
    var status = stat()
    return unsafe lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }
}
