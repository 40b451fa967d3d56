internal import Foundation
internal import Glibc

/// What the process is connected to.
enum Terminal {
  /// Whether standard output is a terminal.
  static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }

  /// How many columns a descriptor's terminal has; `nil` where it is none.
  static func width(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard isatty(descriptor) == 1, unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return nil }
    return Int(size.ws_col)
  }

  /// Writes a text for people and a line feed, with its lines broken where it goes to a terminal.
  static func show(_ text: String, on descriptor: Int32) {
    let lines = Format.withoutTrailingBlanks(Format.withoutControls(text))
    write((width(of: descriptor).map { LineWrapping.wrap(lines, width: $0) } ?? lines) + "\n", to: descriptor)
  }

  /// Whether a person can be asked.
  static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && ProcessInfo.processInfo.environment["CI"] == nil }

  /// Writes all of a text to a descriptor.
  static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    var position = 0
    while position < bytes.count {
      let count = unsafe bytes[position...].withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        // An answer that nobody got is a failure; there is nobody left to tell about lost error messages.
        guard descriptor == STDOUT_FILENO else { return }
        let reason = unsafe String(cString: strerror(errno))
        write(
          "error: the answer cannot be written to standard output: \(reason)\n"
            + "What was asked for may have been done. Look before you repeat it: quorate status, quorate log show\n",
          to: STDERR_FILENO)
        _exit(1)
      }
      position += count
    }
  }

  /// Asks a question that is answered with y or n.
  static func confirm(_ question: String) -> Bool {
    write("\(question) [y/N] ", to: STDERR_FILENO)
    let answer = readLine()?.lowercased() ?? ""
    return answer == "y" || answer == "yes"
  }

  /// Ends the process as Ctrl-C does. The signal goes to all of it, since threads like this one do not take signals.
  private static func interruptProcess() -> Never {
    kill(getpid(), SIGINT)
    sleep(1)
    _exit(130)
  }

  /// Reads a line from the terminal itself without showing it; `nil` where there is none.
  ///
  /// Ctrl-C ends the process as it would anywhere else, but not before the terminal shows again what is typed: while the
  /// line is read the key is no signal, but the end of the line.
  static func secret(_ prompt: String) -> [UInt8]? {
    let file = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var settings = termios()
    guard unsafe tcgetattr(file, &settings) == 0 else { return nil }
    let interrupt = settings.c_cc.0  // VINTR
    var quiet = settings
    quiet.c_lflag &= ~tcflag_t(ECHO | ISIG)
    quiet.c_cc.11 = interrupt  // VEOL
    unsafe tcsetattr(file, TCSAFLUSH, &quiet)
    write(prompt, to: file)
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while unsafe read(file, &byte, 1) == 1, byte != 0x0a, byte != interrupt { line.append(byte) }
    unsafe tcsetattr(file, TCSAFLUSH, &settings)
    write("\n", to: file)
    if interrupt != 0, byte == interrupt { interruptProcess() }
    return line
  }
}
