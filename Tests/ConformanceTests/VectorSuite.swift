import CanonicalEncoding
import Foundation
import QuorateTesting
import Testing

/// Runs the vectors of one file, given its parsed content.
typealias VectorRunner = @Sendable (JSONValue, inout VectorReport) throws -> Void

/// Every vector of every file that is found, whatever its number: nothing here knows an id or a count.
@Suite(.serialized) struct VectorSuite {
  /// The runner of each file, by its path below the vectors folder.
  static let runners: [String: VectorRunner] = [
    hashVectors,
    walletVectors,
    logVectors,
    compoundVectors,
    polkadotVectors,
    snapshotVectors,
    aragonVectors,
    baalVectors,
    ozVectors,
    realmsVectors,
    snapshotXVectors,
    jsonPathVectors,
  ].reduce(into: [:]) { all, runners in all.merge(runners) { $1 } }

  /// The runner of a file; a name that differs in its numbers only is another sample of the same kind.
  private static func runner(of file: String) -> VectorRunner? {
    func letters(_ name: String) -> String { name.filter { !$0.isNumber } }
    let alike = runners.filter { letters($0.key) == letters(file) }
    return runners[file] ?? (alike.count == 1 ? alike.values.first : nil)
  }

  /// Files whose subject is not built yet, with the reason that is printed and counted.
  static let reasons: [(prefix: String, reason: String)] = [
    ("ballots/", "secret ballots are not built yet")
  ]

  static var files: [String] {
    guard let folder = OutsideData.vectors, let walk = FileManager.default.enumerator(atPath: folder.path)
    else {
      return []
    }
    return walk.compactMap { $0 as? String }.filter { $0.hasSuffix(".json") }.sorted()
  }

  @Test func `the vectors folder is there, or its absence is said`() {
    if OutsideData.vectors == nil {
      print("vectors: skipped, no folder (set QUORATE_VECTORS or put it at ../shared/vectors)")
    }
  }

  @Test(arguments: files) func vectors(file: String) throws {
    let folder = try #require(OutsideData.vectors)
    let bytes = Array(try Data(contentsOf: folder.appending(path: file)))
    let content = try JSONParser.parse(bytes)
    var report = VectorReport(file: file)
    if let runner = Self.runner(of: file) ?? (file.hasPrefix("rules/") ? runRuleVectors : nil) {
      try runner(content, &report)
    } else {
      let reason = Self.reasons.first { file.hasPrefix($0.prefix) }?.reason ?? "no runner for this file yet"
      report.skip(reason, count: Self.count(of: content))
    }
    print(report.summary)
    if ProcessInfo.processInfo.environment["QUORATE_VECTOR_NAMES"] != nil {
      print(report.listing, terminator: "")
    }
    #expect(report.failures.isEmpty, "\(report.summary)")
  }

  /// How many vectors a file of unknown shape holds: the longest of its lists, else one.
  private static func count(of content: JSONValue) -> Int {
    if let list = content.array { return list.count }
    return max(1, content.object?.members.compactMap { $0.value.array?.count }.max() ?? 1)
  }
}
