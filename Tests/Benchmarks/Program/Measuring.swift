internal import Glibc
internal import Quorate

/// Clocks and counters of the operating system.
enum Measuring {
  /// Seconds of time that has passed.
  static func elapsed(_ body: () async throws -> Void) async rethrows -> Double {
    let start = reading(CLOCK_MONOTONIC)
    try await body()
    return reading(CLOCK_MONOTONIC) - start
  }

  /// Seconds that this process, with all its threads, has spent on a processor.
  ///
  /// On a machine that others use this is what a quiet one would take, as long as one thread works.
  static func processor(_ body: () async throws -> Void) async rethrows -> Double {
    let start = reading(CLOCK_PROCESS_CPUTIME_ID)
    try await body()
    return reading(CLOCK_PROCESS_CPUTIME_ID) - start
  }

  /// How many writes of 4 kB a second become durable in a folder, one after the other.
  static func flushes(in folder: String) async throws -> Double {
    let (path, count) = (folder + "/flushes", 50)
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { _ = (close(file), unsafe unlink(path)) }
    let bytes = [UInt8](repeating: 0x51, count: 4096)
    var written = 0
    let seconds = await elapsed {
      for _ in 0..<count where unsafe write(file, bytes, bytes.count) == bytes.count && fdatasync(file) == 0 {
        written += 1
      }
    }
    guard written == count else { throw StorageError("failed", "\(folder) cannot be written") }
    return Double(count) / seconds
  }

  private static func reading(_ clock: clockid_t) -> Double {
    var time = timespec()
    _ = unsafe clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// A child process that has ended.
struct Child {
  /// Its exit status; 128 where a signal ended it.
  let status: Int32
  /// Seconds from its start to its end.
  let elapsed: Double
  /// Runs a program to its end.
  /// - Parameters:
  ///   - environment: What is set besides this process's own environment.
  ///   - output: The file its output goes to; discarded where none is named.
  init?(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    output: String = "/dev/null"
  ) async {
    for (name, value) in environment { unsafe setenv(name, value, 1) }
    var status: Int32 = 0
    var isRun = false
    elapsed = await Measuring.elapsed {
      guard let child = Self.spawn(program, arguments, output) else { return }
      isRun = unsafe waitpid(child, &status, 0) == child
    }
    guard isRun else { return nil }
    self.status = status & 0x7f == 0 ? status >> 8 & 0xff : 128
  }

  private static func spawn(_ program: String, _ arguments: [String], _ output: String) -> pid_t? {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map { unsafe strdup($0) }
    defer { unsafe words.forEach { unsafe free($0) } }
    unsafe words.append(nil)
    var child: pid_t = 0
    return unsafe posix_spawn(&child, program, &actions, nil, words, environ) == 0 ? child : nil
  }
}
