import CanonicalEncoding
import QuorateTesting

/// What differs between the answer to one row of a file and the expected one.
typealias RowRunner = @Sendable (VectorRow) throws -> [String]

extension VectorReport {
  /// Runs the rows of one list of a file by their kind; a kind without a runner is counted as not built.
  mutating func run(_ content: JSONValue, _ list: String, byKind runners: [String: RowRunner]) {
    for (position, value) in (content.object?[list]?.array ?? []).enumerated() {
      let row = VectorRow(value: value)
      let name = row.optional("id")?.string ?? "\(list) \(position)"
      do {
        let kind = try row.text("kind")
        if let runner = runners[kind] {
          let differences = try runner(row)
          check("\(name): \(differences.joined(separator: "; "))", differences.isEmpty)
        } else {
          skip("the kind \(kind) is not built yet")
        }
      } catch {
        check("\(name): \(error)", false)
      }
    }
  }
}

/// What a row expects of one answer: nothing if it is the same.
func differing<Answer: Equatable>(_ name: String, _ found: Answer, _ expected: Answer) -> [String] {
  found == expected ? [] : ["\(name) is \(found), not \(expected)"]
}
