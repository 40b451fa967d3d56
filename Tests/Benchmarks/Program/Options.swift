internal import Foundation

/// What the command line asks for.
struct Options {
  /// Where sample workspaces are kept between runs.
  var cache = ""
  /// How many ballots.
  var entries = 100_000
  /// How often an audit and a loop are alternated, and a command is run.
  var rounds = 5
  /// The command line tool whose latencies are measured.
  var tool: String
  /// Only figures whose name begins so; all where empty.
  var only = ""
  /// A file to write typed-data ballots to, instead of measuring.
  var export: String?
  /// A file of documents and paths to answer, instead of measuring.
  var paths: String?
  /// Audit the workspace of this path once and end: for profilers, and for the peak of memory.
  var audited: String?
  /// How many jobs that audit has.
  var jobs = 2

  static let usage = """
    usage: quorate-bench CACHE [--entries N] [--rounds N] [--tool PATH] [--only PREFIX] [--export FILE]

      CACHE      a folder for sample workspaces; made where missing
      --entries  ballots, each by another key (default 100000)
      --rounds   how often each figure is measured (default 5)
      --tool     the quorate program (default: the one beside this)
      --only     only figures whose name begins so, e.g. latency
      --export   write 2000 ballots as typed data for eth_account_rate.py, and end
      --paths    answer a file of documents and JSONPaths, for check_paths.py, and end
      --audit-once WORKSPACE [--jobs N]   audit once and end, for a profiler
    """

  init?(_ arguments: [String]) {
    let program = URL(filePath: ProcessInfo.processInfo.arguments[0])
    tool = program.deletingLastPathComponent().appending(path: "quorate").path
    var rest = arguments[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        guard cache.isEmpty else { return nil }
        cache = word
        continue
      }
      guard let value = rest.popFirst() else { return nil }
      switch word {
      case "--entries": entries = Int(value) ?? 0
      case "--rounds": rounds = Int(value) ?? 0
      case "--tool": tool = value
      case "--only": only = value
      case "--export": export = value
      case "--paths": paths = value
      case "--audit-once": audited = value
      case "--jobs": jobs = Int(value) ?? 0
      default: return nil
      }
    }
    guard !cache.isEmpty || audited != nil || paths != nil, entries >= 100, rounds >= 1 else { return nil }
  }

  /// Whether a figure was asked for.
  func wants(_ name: String) -> Bool { only.isEmpty || name.hasPrefix(only) || only.hasPrefix(name + ".") }
}
