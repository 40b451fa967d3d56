import CanonicalEncoding
import DocumentFiles
import Foundation
import Governance
import QuorateTesting
import Testing
import Voting

/// The worked example of docs/spec/amendment.md, which a program in another language has written.
@Suite struct AmendmentExample {
  private static let file = OutsideData.package.appending(path: "docs/spec/example/amendment.json")

  @Test func `every case of the example has these rules, this hash and these outcomes`() throws {
    let example = try #require(try JSONParser.parse(Array(try Data(contentsOf: Self.file))).object)
    let old = try CharterDocument.parse(Array(try #require(example["old"]?.string).utf8))
    for value in try #require(example["cases"]?.array) {
      let example = try #require(value.object)
      let name = try #require(example["case"]?.string)
      let new = try CharterDocument.parse(Array(try #require(example["new"]?.string).utf8))
      let content = try ProposalContent(
        title: "Amend", kind: "charter.amend", text: "As discussed.",
        actions: [.amendCharter(hash: new.hash)], authors: [], discussion: "")
      let rules = try #require(try old.rules(for: content, adopting: new))
      #expect(rules.json.canonicalBytes == example["rules"]?.canonicalBytes, "\(name)")
      #expect(rules.hash.description == example["rules_hash"]?.string, "\(name)")
      for count in try #require(example["counts"]?.array) {
        try Self.expect(try #require(count.object), of: rules, in: name)
      }
    }
  }

  private static func expect(_ count: JSONObject, of rules: TrackRules, in name: String) throws {
    var tallies: [String: Tally] = [:]
    for member in try #require(count["powers"]?.object).members {
      let powers = try #require(member.value.array).map {
        Power(try #require(UInt128(decimal: $0.string ?? "")))
      }
      tallies[member.key] = Tally(
        options: powers.map { .init(power: $0, voters: 1) }, cast: Power(powers.reduce(0) { $0 + $1.units }),
        ballots: powers.count, electorate: Power(1001))
    }
    let submitted = Timepoint(milliseconds: 0)
    let decision = decide(
      rules, submitted: submitted, milestones: Milestones(), facts: CountFacts(tallies: tallies),
      at: Schedule(submitted: submitted, rules: rules).closes)
    #expect((decision.state == .succeeded) == (count["passes"]?.bool ?? false), "\(name): \(count)")
    let tests = decision.tests.map { result -> JSONValue in
      .members([
        "house": .string(result.house), "name": .string(result.name),
        "part": .string(result.part.description),
        "passed": .bool(result.passed), "required": .string(result.required.description),
        "whole": result.whole.map { .string($0.description) } ?? .null,
      ])
    }
    #expect(JSONValue.array(tests).canonicalBytes == count["tests"]?.canonicalBytes, "\(name)")
  }
}
