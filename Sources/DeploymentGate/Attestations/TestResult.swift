package import CanonicalEncoding
package import Ledger

/// What tests of an artefact found (in-toto test-result v0.1): how evaluators bind evidence to a model.
package struct TestResult: AttestationPredicate, Hashable {
  package static let type = "https://in-toto.io/attestation/test-result/v0.1"

  /// How it ended.
  package enum Outcome: String, CaseIterable, Sendable {
    case passed = "PASSED"
    case warned = "WARNED"
    case failed = "FAILED"
  }

  /// How it ended.
  package let outcome: Outcome
  /// What the tests were run with, and what they wrote: the files of evidence, by digest.
  package let configuration: [ResourceReference]
  /// Where more is said, if anywhere.
  package let url: String?
  /// Tests by how they ended.
  package let tests: [Outcome: [String]]

  package init(
    outcome: Outcome, configuration: [ResourceReference], url: String? = nil, tests: [Outcome: [String]] = [:]
  ) {
    self.outcome = outcome
    self.configuration = configuration
    self.url = url
    self.tests = tests
  }

  private static let lists: [Outcome: String] = [
    .passed: "passedTests", .warned: "warnedTests", .failed: "failedTests",
  ]

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a test result")
    configuration = try ResourceReference.list(try fields.array("configuration"))
    guard let outcome = Outcome(rawValue: try fields.string("result")) else {
      throw fields.unexpected("result", "PASSED, WARNED or FAILED")
    }
    self.outcome = outcome
    url = fields.contains("url") ? try fields.string("url") : nil
    var tests: [Outcome: [String]] = [:]
    for (outcome, key) in Self.lists where fields.contains(key) { tests[outcome] = try fields.strings(key) }
    self.tests = tests
    // A result that counts failed tests and says PASSED says two things.
    guard outcome != .passed || tests[.failed, default: []].isEmpty else {
      throw fields.unexpected("result", "FAILED, since it lists failed tests")
    }
  }

  package var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "configuration", value: .array(configuration.map(\.json))),
      .init(key: "result", value: .string(outcome.rawValue)),
    ]
    if let url { members.append(.init(key: "url", value: .string(url))) }
    for (outcome, names) in tests {
      if let key = Self.lists[outcome] {
        members.append(.init(key: key, value: .array(names.map { .string($0) })))
      }
    }
    return .object(JSONObject(members))
  }
}
