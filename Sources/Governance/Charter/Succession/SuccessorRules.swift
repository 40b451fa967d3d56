package import CanonicalEncoding
internal import Voting

/// What the charter that an amendment adopts asks of it, besides what the charter in force does.
///
/// A door is not made narrower for others by those who only fitted through the wide one, nor wider by those who do not
/// fit through the narrow one: an amendment passes by both charters or by none. Frozen when it is submitted.
package struct SuccessorRules: Sendable {
  /// SHA-256 of the YAML bytes of the charter that is to be adopted.
  package let charter: Digest
  /// What must hold as well; never empty.
  package let tests: [SuccessorTest]

  init(charter: Digest, tests: [SuccessorTest]) {
    self.charter = charter
    self.tests = tests
  }

  /// The form of frozen rules.
  package var json: JSONValue {
    .members(["charter": .string(charter.description), "tests": .array(tests.map(\.json))])
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "what a new charter asks")
    charter = try fields.digest("charter")
    var tests: [SuccessorTest] = []
    for test in try fields.array("tests") { tests.append(try SuccessorTest(parsing: test)) }
    try fields.finish()
    guard !tests.isEmpty else { throw fields.unexpected("tests", "at least one test") }
    self.tests = tests
  }
}
