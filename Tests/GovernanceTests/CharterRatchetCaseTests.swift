import CanonicalEncoding
import Governance
import QuorateTesting
import SafetyProtocol
import Testing
import Voting

/// What an edit counts as where it depends on what the charter said already.
@Suite struct CharterRatchetCaseTests {
  /// Edits of the preset `ai-safety`, further edits of what comes out, and what becomes of each clause.
  struct Case: Sendable, CustomTestStringConvertible {
    let id: String
    let before: [String: String]
    let after: [String: String]
    let clauses: [String: Tightness]

    var testDescription: String { id }

    init(
      _ id: String, before: [String: String] = [:], after: [String: String], _ clauses: [String: Tightness]
    ) {
      self.id = id
      self.before = before
      self.after = after
      self.clauses = clauses
    }

    /// Members of the track `public`, which lets things happen and does nothing else.
    init(
      _ id: String, track before: String, becomes after: String, _ clauses: [String: Tightness],
      also others: [String: String] = [:]
    ) {
      let open = "  public:\n    houses: [tokens, safety]\n"
      let first = open + "    # more\n" + (before.isEmpty ? "" : before + "\n")
      let second = open + "    # more\n" + (after.isEmpty ? "" : after + "\n")
      self.init(
        id, before: others.merging([open: first]) { $1 }, after: [first: second],
        Dictionary(uniqueKeysWithValues: clauses.map { ("tracks.public.\($0.key)", $0.value) }))
    }
  }

  private static func witnesses(_ kinds: String, gap: String = "6h") -> [String: String] {
    [
      "\ngate:\n":
        "\nwitnesses:\n  policy: \"\(Digest.zero)\"\n  max_gap: \(gap)\n  grace: 10m\n  required_for: [\(kinds)]\ngate:\n"
    ]
  }

  private static func asked(_ kinds: String, then more: String, _ tightness: Tightness) -> Case {
    Case(
      "witnesses of \(kinds), then of \(more)", before: witnesses(kinds),
      after: ["required_for: [\(kinds)]": "required_for: [\(more)]"],
      ["witnesses.required_for": tightness])
  }

  private static func gap(_ kinds: String, _ tightness: Tightness) -> Case {
    Case(
      "a shorter gap for \(kinds)", before: witnesses(kinds), after: ["max_gap: 6h": "max_gap: 1h"],
      ["witnesses.max_gap": tightness])
  }

  /// A track for what loosens a protocol, apart from that of other amendments.
  private static let loosened = [
    "  charter.amend: {":
      "  protocol.amend/loosening: {track: loosening, topic: protocols}\n  charter.amend: {"
  ]
  /// A second role of the council's members.
  private static let twin = [
    "roles:\n":
      "roles:\n  twin:\n    members: [\"0x1111111111111111111111111111111111111111\", \"0x2222222222222222222222222222222222222222\"]\n    needs: 2\n"
  ]
  private static let unreleased = ["release:\n  needs: 2": "# nothing"]
  private static let majority =
    "when: [{test: share, name: e, house: tokens, count: [For], of: electorate, more_than: 1/2}]"
  private static let objections =
    "when: [{test: floor, name: n, house: tokens, count: [Against], at_least: \"1\"}]"
  private static let again = "    then: [{after: failed, track: guarded}]"
  private static let waits = "    delay: 2d\n"
  private static let postponed = "{act: postpone, by: council, during: [timelock], at_most: 3d}"

  static let witnessed: [Case] =
    [
      ("model.deploy", Tightness.tightening), ("model.deploy, weights.release", .tightening),
      ("protocol.amend/loosening", .tightening), ("protocol.amend", .loosening),
      ("protocol.amend/tightening", .loosening), ("model.revoke", .loosening),
      ("model.deploy, grant.revoke", .loosening), ("charter.amend", .loosening),
    ].map { kinds, tightness in
      Case("witnesses of \(kinds)", before: loosened, after: witnesses(kinds), ["witnesses": tightness])
    } + [
      asked("model.deploy", then: "model.deploy, model.promote", .tightening),
      asked("model.deploy", then: "model.deploy, model.revoke", .loosening),
      asked("model.revoke", then: "model.deploy, model.revoke", .tightening),
      asked("model.deploy, model.revoke", then: "model.deploy", .loosening),
      gap("model.deploy", .tightening), gap("model.deploy, model.revoke", .loosening),
      gap("protocol.amend", .loosening),
    ]

  static let released: [Case] = [
    Case(
      "first signatures of releases", before: unreleased, after: ["# nothing": "release: {needs: 2}"],
      ["release": .tightening]),
    Case(
      "first signatures, by keys that are registered with them", before: unreleased,
      after: ["# nothing": "release: KEYS"], ["release": .loosening]),
  ]

  static let courses: [Case] = [
    Case(
      "confirmed for longer", track: "    confirmation: {for: 1d}", becomes: "    confirmation: {for: 2d}",
      ["confirmation": .tightening]),
    Case(
      "confirmed no more", track: "    confirmation: {for: 1d}", becomes: "", ["confirmation": .loosening]),
    Case(
      "early defeat before another vote", track: again,
      becomes: again + "\n    early: [{name: n, outcome: defeated, \(objections)}]", ["early.n": .loosening]),
    Case(
      "early removal before another vote", track: again,
      becomes: again + "\n    early: [{name: n, outcome: removed, \(objections)}]", ["early.n": .tightening]),
    Case(
      "another vote and an early defeat", track: "",
      becomes: again + "\n    early: [{name: n, outcome: defeated, \(objections)}]",
      ["then": .loosening, "early.n": .loosening]),
    Case(
      "no early approval", track: "    early: [{name: e, outcome: passed, \(majority)}]", becomes: "",
      ["early.e": .tightening]),
    Case(
      "no early approval with a longer wait of its own",
      track: "    early: [{name: e, outcome: passed, timelock: 30d, \(majority)}]", becomes: "",
      ["early.e": .loosening]),
    Case(
      "a higher bar before another vote", before: [waits: again + "\n" + waits],
      after: ["at_least: 60%": "at_least: 2/3"],
      ["tracks.public.tests.approval": .loosening, "tracks.public.tests.safety": .loosening]),
    Case(
      "a longer period with an early approval behind the old one",
      before: [waits: "    early: [{name: e, outcome: passed, from: 7d, \(majority)}]\n" + waits],
      after: ["period: 7d": "period: 8d"], ["tracks.public.period": .loosening]),
    Case(
      "open for long enough for an early approval",
      track:
        "    late_quorum: {test: quorum, by: 1d}\n    early: [{name: e, outcome: passed, from: 7d, \(majority)}]",
      becomes:
        "    late_quorum: {test: quorum, by: 2d}\n    early: [{name: e, outcome: passed, from: 7d, \(majority)}]",
      ["late_quorum": .loosening]),
  ]

  private static func floor(_ bar: String) -> String {
    "{test: floor, name: many, house: tokens, count: [For], at_least: \"\(bar)\"}"
  }

  static let floors: [Case] = [("5", "6", Tightness.tightening), ("6", "5", .loosening)].map {
    old, new, tightness in
    Case(
      "a floor of \(new) after \(old)",
      before: ["at_least: 10%}\n": "at_least: 10%}\n      - \(floor(old))\n"],
      after: [floor(old): floor(new)], ["tracks.public.tests.many": tightness])
  }

  static let guardians: [Case] = [
    Case(
      "one guardian who has the same members for another", track: "    guardians:\n      - \(postponed)",
      becomes:
        "    guardians:\n      - \(postponed.replacing("council", with: "twin"))\n      - {act: slash, by: council, during: [timelock]}",
      ["guardians": .loosening], also: twin),
    Case(
      "the same guardian by another role", track: "    guardians:\n      - \(postponed)",
      becomes: "    guardians:\n      - \(postponed.replacing("council", with: "twin"))",
      ["guardians": .loosening], also: twin),
    Case(
      "a guardian before another of the same act", track: "    guardians:\n      - \(postponed)",
      becomes:
        "    guardians:\n      - \(postponed.replacing("council", with: "twin"))\n      - \(postponed)",
      ["guardians": .loosening], also: twin),
    Case(
      "a guardian behind another of the same act", track: "    guardians:\n      - \(postponed)",
      becomes:
        "    guardians:\n      - \(postponed)\n      - \(postponed.replacing("council", with: "twin"))",
      ["guardians": .tightening], also: twin),
  ]

  @Test(arguments: witnessed + released + courses + floors + guardians)
  func `every clause that is edited is classified by what stood there`(_ row: Case) throws {
    let keys = try SampleRelease.block(needs: 2, [(1, "lab-one"), (2, "lab-two")])
    func edited(_ text: String, _ edits: [String: String]) -> String {
      edits.reduce(text) { text, edit in
        #expect(text.contains(edit.key), "it does not say \(edit.key)")
        return text.replacing(edit.key, with: edit.value).replacing("release: KEYS", with: keys)
      }
    }
    let before = edited(try CharterRatchetTests.preset(), row.before)
    let (old, new) = (try CharterText.parse(before), try CharterText.parse(edited(before, row.after)))
    let ratchet = CharterRatchet(from: old, to: new)
    let found = Dictionary(ratchet.changes.map { ($0.clause, $0.tightness) }) {
      .all([$0, $1])
    }
    #expect(found == row.clauses)
  }
}
