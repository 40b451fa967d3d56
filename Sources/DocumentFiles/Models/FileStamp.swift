internal import Glibc

/// What tells whether a file is still the same one with the same content: place, size and times.
///
/// Writers can set the time of modification back, but not that of the last change of the file's own record.
struct FileStamp: Hashable, Sendable {
  let device: UInt64
  let number: UInt64
  let size: Int64
  let modified: Instant
  let changed: Instant
  private let mode: UInt32

  /// A time as the file system keeps it.
  struct Instant: Hashable, Comparable, Sendable {
    let seconds: Int
    let nanoseconds: Int

    init(_ time: timespec) { (seconds, nanoseconds) = (time.tv_sec, time.tv_nsec) }

    static func < (left: Instant, right: Instant) -> Bool {
      (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// The clock that file systems stamp by; it moves in ticks of some milliseconds.
    static var now: Instant {
      var time = timespec()
      _ = unsafe clock_gettime(CLOCK_REALTIME_COARSE, &time)
      return Instant(time)
    }
  }

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
    size = Int64(status.st_size)
    modified = Instant(status.st_mtim)
    changed = Instant(status.st_ctim)
    mode = status.st_mode
  }

  var isRegular: Bool { mode & S_IFMT == S_IFREG }
  var isFolder: Bool { mode & S_IFMT == S_IFDIR }
  var isLink: Bool { mode & S_IFMT == S_IFLNK }
  /// Whether its owner may run it, which git keeps.
  var isExecutable: Bool { mode & S_IXUSR != 0 }

  /// What else it is.
  var kind: String {
    switch mode & S_IFMT {
    case S_IFIFO: "named pipe"
    case S_IFSOCK: "socket"
    case S_IFCHR, S_IFBLK: "device"
    default: "file of an unknown kind"
    }
  }
}
