import Foundation
import QuorateTesting
import Testing

/// What a command did.
struct Outcome {
  let status: Int32
  let output: String
  let errors: String
}

/// An empty folder in which commands are run as a user would run them, with keys and passphrase of its own.
final class CommandScript {
  let folder: URL
  private let environment: [String: String]

  /// The command that was built with these tests.
  static var binary: URL {
    // The test bundle lies beside the products of the same build.
    let bundle = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let candidates = [
      bundle.deletingLastPathComponent(), OutsideData.package.appending(path: ".build/release"),
    ]
    let paths = candidates.map { $0.appending(path: "quorate") }
    return paths.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? paths[1]
  }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "quorate-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let passphrase = folder.appending(path: "passphrase")
    try Data("a passphrase for tests\n".utf8).write(to: passphrase)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: passphrase.path)
    environment = [
      "PATH": Self.binary.deletingLastPathComponent().path + ":/usr/local/bin:/usr/bin:/bin",
      "QUORATE_CONFIG_DIR": folder.appending(path: "config").path, "QUORATE_PASSPHRASE_FILE": passphrase.path,
      "CI": "1", "HOME": folder.path,
    ]
  }

  deinit {
    // Best effort: the folder is a temporary one.
    try? FileManager.default.removeItem(at: folder)
  }

  /// Runs one line of a shell in the folder.
  func shell(_ line: String, in subfolder: String = ".") throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder.appending(path: subfolder)
    process.environment = environment
    let (output, errors) = (folder.appending(path: "stdout"), folder.appending(path: "stderr"))
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }

  /// Runs a line that must end with a status.
  @discardableResult
  func expect(
    _ status: Int32, _ line: String, in subfolder: String = ".",
    at location: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    let outcome = try shell(line, in: subfolder)
    #expect(
      outcome.status == status, "\(line) ended with \(outcome.status): \(outcome.output)\(outcome.errors)",
      sourceLocation: location)
    return outcome
  }

  /// Founds a DAO of three founders in `dao`, with an electorate of four.
  func found() throws {
    for name in ["alice", "bob", "carol", "dave"] { try expect(0, "quorate key create \(name) --light") }
    try expect(
      0,
      "quorate init dao --preset token-majority --name 'Test DAO' --founder alice --founder bob --founder carol --simulated-clock 2026-12-01T12:00Z"
    )
    try expect(
      0,
      """
      (echo Account,Allocation; for n in alice:5000 bob:3000 carol:2000 dave:1000; do
      echo $(quorate key show ${n%:*} -q),${n#*:}; done) > members.csv && quorate member import ../dao/members.csv -y
      """, in: "dao")
  }

  /// Founds a DAO under `ai-safety` in `dao`, with a council of three founders, two of whom it takes, and the
  /// holders on record; the council sits in the second house.
  func foundSafely() throws {
    for name in ["ada", "ben", "cleo"] { try expect(0, "quorate key create \(name) --light") }
    try expect(
      0,
      "quorate init dao --preset ai-safety --name 'Safe AI' --founder ada --founder ben --founder cleo "
        + "--simulated-clock 2026-12-01T12:00Z")
    try expect(
      0,
      "a() { quorate key show $1 -q; }; printf 'account,amount\\n%s,500\\n%s,300\\n%s,200\\n' $(a ada) $(a ben) "
        + "$(a cleo) > m.csv")
    try expect(0, "quorate member import ../m.csv -y --key ada", in: "dao")
  }

  /// Submits a text resolution and opens voting on it.
  func propose(_ title: String) throws {
    let body = #"---\ntitle: \#(title)\nkind: text.resolution\n---\n\n## Summary\n\nWe do.\n"#
    try expect(0, "printf -- '\(body)' > p.md && quorate proposal submit p.md -y", in: "dao")
    try expect(0, "quorate clock advance 1d", in: "dao")
  }
}
