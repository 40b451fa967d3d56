import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// Small rules whose spans are a few milliseconds, and counts that come about ballot by ballot.
enum CourseSample {
  static let options = ["Yes", "No", "Abstain"]

  /// Rules of one house, `h`.
  ///
  /// - Parameters:
  ///   - spans: Milliseconds of `delay`, `period`, `timelock` and `grace`; zero where they are left out.
  ///   - tests: The tests of the close, as JSON; Yes over No where they are left out.
  ///   - course: Further members, as JSON.
  static func rules(
    _ track: String = "t", spans: [String: UInt64], tests: String = "[\(majority)]", course: String = "{}"
  ) throws -> TrackRules {
    var members: [JSONObject.Member] = []
    for member in try #require(try Sample.quickRules().json.object?.members) {
      var value = member.value
      switch member.key {
      case "delay", "period", "timelock", "grace": value = .integer(spans[member.key] ?? 0)
      case "houses":
        value = try json(
          "[{\"electorate\":\"m\",\"name\":\"h\",\"power\":{\"source\":\"heads\"},\"read\":\"snapshot-at-submission\"}]"
        )
      case "options": value = .array(options.map { .string($0) })
      case "tests": value = try json(tests)
      case "track": value = .string(track)
      case "veto": value = .null
      default: break
      }
      members.append(.init(key: member.key, value: value))
    }
    members += try #require(try json(course).object?.members)
    return try TrackRules(frozen: .object(JSONObject(members)))
  }

  /// More power for Yes than for No.
  static let majority =
    "{\"test\":\"share\",\"name\":\"majority\",\"house\":\"h\",\"count\":[\"Yes\"],\"of\":[\"Yes\",\"No\"],\"more_than\":\"1/2\"}"

  static func json(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

  static let start = Timepoint(milliseconds: 1_000_000)

  /// An instant some milliseconds after the submission.
  static func instant(_ milliseconds: UInt64) -> Timepoint { start + Span(milliseconds: milliseconds) }

  /// A ballot of the option of a number.
  struct Vote: Hashable {
    let at: UInt64
    let power: UInt128
    let option: Int
  }

  /// The tallies after each ballot; ballots are in order.
  static func history(_ votes: [Vote], electorate: UInt128) -> TallyHistory {
    var history = TallyHistory(options: options.count, electorate: Power(electorate))
    var powers: [UInt128] = [0, 0, 0]
    for vote in votes {
      powers[vote.option] += vote.power
      history.append(.init(at: instant(vote.at), tally: Sample.tally(powers, electorate: electorate)))
    }
    return history
  }

  /// What is known of a house whose ballots came one after the other.
  static func facts(_ votes: [Vote], electorate: UInt128, later: [CountFacts] = []) -> CountFacts {
    let history = history(votes, electorate: electorate)
    return CountFacts(
      tallies: ["h": history.entries.last?.tally ?? history.opening], histories: ["h": history], later: later)
  }

  static func decision(
    _ rules: TrackRules, _ facts: CountFacts, at instant: UInt64, _ milestones: Milestones = Milestones()
  ) -> Decision {
    decide(
      rules, submitted: start, milestones: milestones, facts: facts, at: self.instant(instant))
  }

  /// Milestones some milliseconds after the submission.
  static func milestones(_ recorded: [WritableKeyPath<Milestones, Timepoint?>: UInt64?]) -> Milestones {
    var milestones = Milestones()
    for (path, instant) in recorded { milestones[keyPath: path] = instant.map { self.instant($0) } }
    return milestones
  }
}
