internal import ArgumentParser

/// Flags every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(
    name: [.customShort("C"), .customLong("dao")], help: "The workspace (default: found upwards from here).")
  var workspace: String?

  @Flag(help: "One JSON document on standard output, also on failure.")
  var json = false

  @Flag(name: [.short, .long], help: "Only the answer, often one word.")
  var quiet = false

  @Flag(name: [.short, .long], help: "Do not ask for confirmation.")
  var yes = false

  @Flag(name: .customLong("no-input"), help: "Never ask for anything.")
  var noInput = false

  @Option(name: .customLong("key"), help: "The key to sign with (default: the one of `key use`).")
  var key: String?

  @Option(name: .customLong("passphrase-file"), help: "Read the passphrase from a file; - is standard input.")
  var passphraseFile: String?

  @Option(name: .customLong("passphrase-fd"), help: "Read the passphrase from a file descriptor.")
  var passphraseDescriptor: Int32?

  @Flag(
    name: .customLong("without-witnesses"),
    help: "Write although no witness can be asked what this log has signed.")
  var withoutWitnesses = false

  /// Long and short names that may also stand before the verb, and whether each takes a value.
  static let movable: [String: Bool] = [
    "-C": true, "--dao": true, "--json": false, "-q": false, "--quiet": false, "-y": false, "--yes": false,
    "--no-input": false, "--key": true, "--passphrase-file": true, "--passphrase-fd": true,
    "--without-witnesses": false,
  ]
}

/// Flags of commands that answer about an instant.
struct InstantOptions: ParsableArguments {
  @Option(help: "Answer as of an instant, e.g. 2026-12-07T12:00Z: entries received up to it, and now is it.")
  var at: String?
}

/// Flags of commands that write.
struct WriteOptions: ParsableArguments {
  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Show what would be done, and do nothing.")
  var dryRun = false
}
