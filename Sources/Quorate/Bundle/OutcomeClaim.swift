package import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Voting

/// What the operator says a proposal amounts to at an instant: a claim, recomputed by everybody.
package struct OutcomeClaim: Hashable, Sendable {
  /// The canonical JSON.
  package let bytes: [UInt8]

  /// The largest claim.
  package static let sizeLimit = 16 << 20
  private static let format = "quorate.claim/1"

  /// Where the claim of a proposal stands in a bundle.
  package static func path(of display: String) -> String { "tally/\(display).json" }

  /// The claim that follows from a count.
  package init(_ standing: Standing) {
    let (decision, proposal) = (standing.decision, standing.proposal)
    let houses = standing.counts.map { name, count in
      JSONObject.Member(key: name, value: Self.json(count, options: standing.rules.options))
    }
    var members: [JSONObject.Member] = []
    if standing.timeAssurance != .operator {
      members.append(.init(key: "time_assurance", value: .string(standing.timeAssurance.word)))
    }
    let always: KeyValuePairs<String, JSONValue> = [
      "at": .integer(standing.now.milliseconds),
      "ending": decision.ending.map { .string($0.rawValue) } ?? .null, "format": .string(Self.format),
      "houses": .object(JSONObject(houses)), "id": .string(proposal.id.description),
      "phase": .string(decision.phase.rawValue), "proposal": .string(proposal.display),
      "state": .string(decision.state.rawValue), "tests": .array(decision.tests.map(Self.json)),
      "title": .string(proposal.title), "track": .string(standing.rules.name),
    ]
    members += always.map { .init(key: $0.key, value: $0.value) }
    bytes = JSONValue.object(JSONObject(members)).canonicalBytes
  }

  /// The instant and the proposal a claim is about, so that it can be recomputed.
  package static func subject(of bytes: [UInt8]) throws(JSONRefusal) -> (id: Digest, at: Timepoint) {
    let value = try JSONParser.parse(bytes, form: .canonical, limit: sizeLimit)
    var fields = try JSONFields(value, of: "a claimed outcome")
    let at = try fields.timepoint("at")
    guard try fields.string("format") == format else { throw fields.unexpected("format", format) }
    return (try fields.digest("id"), at)
  }

  private static func json(_ count: Count, options: [String]) -> JSONValue {
    .members([
      "ballots": .integer(count.tally.ballots), "cast": .string(count.tally.cast.description),
      "circular": .string(count.circular.description),
      "electorate": .string(count.tally.electorate.description),
      "options": .array(
        zip(options, count.tally.options).map { name, option in
          .members([
            "name": .string(name), "power": .string(option.power.description),
            "voters": .integer(option.voters),
          ])
        }),
      "overridden": .integer(count.overridden), "silent": .string(count.silent.description),
      "too_deep": .string(count.tooDeep.description), "unused": .string(count.unused.description),
    ])
  }

  private static func json(_ result: TestResult) -> JSONValue {
    .members([
      "house": .string(result.house), "name": .string(result.name), "part": .string(result.part.description),
      "passed": .bool(result.passed), "required": .string(result.required.description),
      "whole": result.whole.map { .string($0.description) } ?? .null,
    ])
  }
}
