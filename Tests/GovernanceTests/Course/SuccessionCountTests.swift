import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// A count passes the joined rules exactly where it passes those of both charters, each taken by itself.
@Suite struct SuccessionCountTests {
  private static func share(_ count: String, of whole: String, _ bar: String, name: String = "s") -> String {
    "{\"test\":\"share\",\"name\":\"\(name)\",\"house\":\"h\",\"count\":\(count),\"of\":\(whole),\(bar)}"
  }

  /// Tracks that differ in one thing each.
  private static let tracks: [(id: String, tests: String, course: String)] = {
    let yes = "[\"Yes\"]"
    let votes = "[\"Yes\",\"No\"]"
    let majority = share(yes, of: votes, "\"more_than\":\"1/2\"")
    let objected =
      "{\"test\":\"floor\",\"name\":\"no\",\"house\":\"h\",\"count\":[\"No\"],\"at_least\":\"2\"}"
    let absolute = share(yes, of: "\"electorate\"", "\"more_than\":\"1/2\"")
    return [
      ("majority", "[\(majority)]", "{}"),
      ("two thirds", "[\(share(yes, of: votes, "\"at_least\":\"2/3\""))]", "{}"),
      ("tie is enough", "[\(share(yes, of: votes, "\"at_least\":\"1/2\""))]", "{}"),
      (
        "quorum",
        "[\(majority),\(share("[\"Yes\",\"No\",\"Abstain\"]", of: "\"electorate\"", "\"at_least\":\"1/2\"", name: "q"))]",
        "{}"
      ),
      ("of everybody", "[\(absolute)]", "{}"),
      (
        "no objection", "[]",
        "{\"silence\":\"executes\",\"early\":[{\"name\":\"o\",\"outcome\":\"defeated\",\"when\":[\(objected)]}]}"
      ),
      (
        "early or never", "[]",
        "{\"silence\":\"lapses\",\"early\":[{\"name\":\"a\",\"outcome\":\"passed\",\"when\":[\(absolute)]}]}"
      ),
      (
        "early too", "[\(majority)]",
        "{\"early\":[{\"name\":\"a\",\"outcome\":\"passed\",\"when\":[\(absolute)]},{\"name\":\"r\",\"outcome\":\"removed\",\"when\":[\(objected)]}]}"
      ),
    ]
  }()

  private static let spans: [String: UInt64] = ["delay": 1, "period": 10, "timelock": 1, "grace": 50]

  private static func passes(_ rules: TrackRules, _ votes: [CourseSample.Vote]) -> Bool {
    decision(rules, votes).state == .succeeded
  }

  private static func decision(_ rules: TrackRules, _ votes: [CourseSample.Vote]) -> Decision {
    CourseSample.decision(rules, CourseSample.facts(votes, electorate: 6), at: 12)
  }

  /// All ways in which members of powers 1, 2 and 3 vote for one of three options or stay silent.
  private static let votes: [[CourseSample.Vote]] = {
    var all: [[CourseSample.Vote]] = [[]]
    for member in 1...3 {
      let before = all
      for option in 0..<3 {
        let vote = CourseSample.Vote(at: UInt64(member + 1), power: UInt128(member), option: option)
        all += before.map { $0 + [vote] }
      }
    }
    return all
  }()

  @Test func `joined rules pass only what both rules pass, over all small counts and pairs of tracks`() throws
  {
    var (passed, differing) = (0, 0)
    for old in Self.tracks {
      for new in Self.tracks {
        let first = try CourseSample.rules(spans: Self.spans, tests: old.tests, course: old.course)
        let second = try CourseSample.rules("n", spans: Self.spans, tests: new.tests, course: new.course)
        let joined = try first.joined(with: second, of: Sample.digest(1), houses: [:])
        let frozen = try TrackRules(
          frozen: JSONParser.parse(joined.json.canonicalBytes, form: .canonical))
        #expect(frozen.json.canonicalBytes == joined.json.canonicalBytes)
        for votes in Self.votes {
          let decision = Self.decision(frozen, votes)
          let found = decision.state == .succeeded
          // What an early decision left out was not counted by anybody.
          let taken = votes.filter {
            CourseSample.instant($0.at) <= decision.decided ?? CourseSample.instant(99)
          }
          let expected = Self.passes(first, taken) && Self.passes(second, taken)
          #expect(!found || expected, "\(old.id), then \(new.id): \(votes)")
          // Who is early decides between two early rules; a joined rule asks that none of them stops it.
          #expect(found || !expected || new.course.contains("early"), "\(old.id), then \(new.id): \(votes)")
          passed += found ? 1 : 0
          differing += Self.passes(first, taken) != found ? 1 : 0
        }
      }
    }
    #expect(passed > 300 && differing > 300, "\(passed) passed, \(differing) by one charter only")
  }

  @Test func `rules joined with themselves are the same rules`() throws {
    for track in Self.tracks where track.course == "{}" {
      let rules = try CourseSample.rules(spans: Self.spans, tests: track.tests, course: track.course)
      let joined = try rules.joined(with: rules, of: Sample.digest(1), houses: [:])
      #expect(joined.json.canonicalBytes == rules.json.canonicalBytes)
    }
  }

  @Test func `what a new charter asks stands in no charter`() throws {
    let text = try Sample.charterText().replacing(
      "    period: 7d\n",
      with: "    period: 7d\n    successor: {charter: \"\(Sample.digest(1))\", tests: []}\n")
    #expect(throws: CharterRefusal.self) { try CharterText.parse(text) }
  }

  private static let closing = """
        tests:
          - {test: share, name: quorum, house: holders, count: [For, Against, Abstain], of: electorate, at_least: 10%}
          - {test: share, name: approval, house: holders, count: [For], of: [For, Against], at_least: 2/3}

    """

  private static func early(_ name: String, _ outcome: String, houses: [String] = ["holders"]) -> String {
    let floors = houses.map { "{test: floor, name: \($0), house: \($0), count: [For], at_least: \"1\"}" }
    return "      - {name: \(name), outcome: \(outcome), when: [\(floors.joined(separator: ", "))]}\n"
  }

  static let refused: [(id: String, code: String, from: String, to: String)] = [
    ("no track", "amendment.noTrack", "  charter.amend: {track: constitutional, topic: charter}\n", ""),
    (
      "an option", "amendment.optionMissing", "options: [For, Against, Abstain]",
      "options: [For, Against, Abstain, Never]"
    ),
    (
      "two ways to pass", "amendment.unclear", closing,
      "    silence: lapses\n    tests: []\n    early:\n" + early("a", "passed") + early("b", "passed")
    ),
    (
      "a stop by two houses", "amendment.unclear", closing,
      "    early:\n" + early("a", "removed", houses: ["holders", "others"]) + closing
    ),
  ]

  @Test(arguments: refused)
  func `what cannot be judged by the new charter is refused`(
    _ id: String, code: String, from: String, to: String
  ) throws {
    let before = try Sample.charterText()
    #expect(before.contains(from))
    var text = before.replacing(from, with: to)
    if id == "an option" {
      text = text.replacing("count: [For, Against, Abstain]", with: "count: [For, Against, Never]")
    }
    if id == "a stop by two houses" {
      let house =
        "\nhouses:\n  others:\n    electorate: members\n    power: {source: heads}\n    read: snapshot-at-submission\n"
      text = text.replacing("\nhouses:\n", with: house)
        .replacing("houses: [holders]", with: "houses: [holders, others]")
    }
    let content = try ProposalContent(
      title: "Amend", kind: "charter.amend", text: "As discussed.",
      actions: [.amendCharter(hash: Sample.digest(2))], authors: [], discussion: "")
    let (old, new) = (try Sample.charter(), try CharterText.parse(text))
    do {
      _ = try old.rules(for: content, adopting: new)
      Issue.record("it was judged")
    } catch { #expect(error.code == code) }
  }
}
