internal import DocumentFiles
internal import Foundation
internal import Glibc

/// Where passphrases come from: a file, a descriptor or the terminal; never an argument or a variable.
enum Passphrase {
  /// The passphrase of a key that exists.
  static func existing(_ options: GlobalOptions, for name: String) throws -> [UInt8] {
    if let given = try given(options) { return given }
    guard !options.noInput, let typed = Terminal.secret("Passphrase of \(name): ") else {
      throw missing(name)
    }
    return typed
  }

  /// The passphrase of a new key, asked for twice.
  static func new(_ options: GlobalOptions, for name: String) throws -> [UInt8] {
    if let given = try given(options) {
      guard !given.isEmpty else { throw Failure(.badInput, "passphrase.empty", "the passphrase is empty") }
      return given
    }
    guard !options.noInput, let first = Terminal.secret("Passphrase for \(name): "),
      let second = Terminal.secret("The same again: ")
    else { throw missing(name) }
    guard first == second else {
      throw Failure(.badInput, "passphrase.differs", "the two passphrases differ")
    }
    guard !first.isEmpty else { throw Failure(.badInput, "passphrase.empty", "the passphrase is empty") }
    return first
  }

  private static func missing(_ name: String) -> Failure {
    Failure(
      .notAllowed, "passphrase.missing", "no passphrase for \(name), and no terminal to ask at",
      hint: "the same command with --passphrase-file FILE")
  }

  private static func given(_ options: GlobalOptions) throws -> [UInt8]? {
    if let descriptor = options.passphraseDescriptor {
      return line(try DurableFile.read(descriptor: descriptor))
    }
    let path = options.passphraseFile ?? ProcessInfo.processInfo.environment["QUORATE_PASSPHRASE_FILE"]
    guard let path else { return nil }
    return line(try path == "-" ? DurableFile.read(descriptor: STDIN_FILENO) : DurableFile.readSecret(path))
  }

  /// The first line, without its end.
  private static func line(_ bytes: [UInt8]) -> [UInt8] {
    var line = Array(bytes.prefix { $0 != 0x0a })
    if line.last == 0x0d { line.removeLast() }
    return line
  }
}
