internal import Foundation
internal import Glibc

/// What can be written beside a file.
enum DiskRoom: Hashable {
  /// Nothing, for want of room or of names.
  case full
  /// Nothing, since the disk is mounted for reading only.
  case readOnly
  /// Nothing by this user, whom the folder or the file does not let write.
  case forbidden
  case free

  /// Looks at the disk and the folder of a file.
  init(of path: String) {
    let folder = URL(filePath: path).standardizedFileURL.deletingLastPathComponent().path
    var room = statvfs()
    guard unsafe statvfs(folder, &room) == 0 else {
      self = .free
      return
    }
    let isAllowed = unsafe access(folder, W_OK) == 0
    let isThere = unsafe access(path, F_OK) == 0
    let isOpen = unsafe access(path, R_OK | W_OK) == 0
    if room.f_flag & UInt(ST_RDONLY) != 0 {
      self = .readOnly
    } else if !isAllowed || isThere && !isOpen {
      self = .forbidden
    } else {
      self = room.f_bavail == 0 || room.f_files != 0 && room.f_favail == 0 ? .full : .free
    }
  }

  /// Whether this user may read a file.
  static func canRead(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }
}
