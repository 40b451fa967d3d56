package import Foundation

/// What became of the vectors of one file.
package struct VectorReport {
  /// The file's path below the vectors folder.
  package let file: String
  /// How many gave the expected answer.
  package var passed: Int { names.count }
  /// The names of those, up to what they say of themselves.
  private var names: [String] = []
  /// What went wrong, one line each.
  package private(set) var failures: [String] = []
  /// How many could not be run, by the named reason.
  package private(set) var unsupported: [String: Int] = [:]

  package init(file: String) { self.file = file }

  /// Counts one vector.
  package mutating func check(_ name: @autoclosure () -> String, _ holds: Bool) {
    let name = name()
    if holds { names.append(String(name.prefix { $0 != ":" })) } else { failures.append(name) }
  }

  /// Counts vectors that ask for something not built yet, with the reason.
  package mutating func skip(_ reason: String, count: Int = 1) { unsupported[reason, default: 0] += count }

  /// One line for each name that passed, in the order of the run, for `scripts/vector-page`.
  package var listing: String {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }.map { "  passed: \($0)\n" }.joined()
  }

  /// `vectors FILE: N passed, N failed, N unsupported` and one line for each reason and each failure.
  package var summary: String {
    let skipped = unsupported.values.reduce(0, +)
    var text = "vectors \(file): \(passed) passed, \(failures.count) failed, \(skipped) unsupported"
    for (reason, count) in unsupported.sorted(by: { $0.key < $1.key }) {
      text += "\n  unsupported \(count): \(reason)"
    }
    for failure in failures.prefix(20) { text += "\n  failed: \(failure)" }
    return text
  }
}

/// Where vectors and samples are found, if they are there.
package enum OutsideData {
  /// The folder of conformance vectors: `QUORATE_VECTORS`, else `../shared/vectors` beside the package.
  package static var vectors: URL? { folder("QUORATE_VECTORS", else: "vectors") }

  /// The folder of samples: `QUORATE_SAMPLES`, else `../shared/samples` beside the package.
  package static var samples: URL? { folder("QUORATE_SAMPLES", else: "samples") }

  /// The folder that holds `Package.swift`.
  package static var package: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  private static func folder(_ variable: String, else name: String) -> URL? {
    let named = ProcessInfo.processInfo.environment[variable].map { URL(filePath: $0) }
    let url = named ?? package.appending(path: "../shared").appending(path: name).standardizedFileURL
    let isFolder = try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory
    guard isFolder == true else { return nil }
    return url
  }
}
