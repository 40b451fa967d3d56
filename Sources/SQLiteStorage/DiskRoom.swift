internal import Foundation
internal import Glibc

/// What can be written beside a file.
enum DiskRoom: Hashable {
  /// Nothing, for want of room or of names.
  case full
  /// Nothing, since the disk or the folder does not allow it.
  case readOnly
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
    if room.f_flag & UInt(ST_RDONLY) != 0 || !isAllowed {
      self = .readOnly
    } else {
      self = room.f_bavail == 0 || room.f_files != 0 && room.f_favail == 0 ? .full : .free
    }
  }
}
