import CanonicalEncoding
import DocumentFiles
import Governance
import QuorateTesting

/// Small tracks of hours, amendments of them, and the ballots cast on them, by lot.
struct RandomTracks {
  /// The power of everybody.
  static let electorate: UInt128 = 8

  private var random: RepeatableNumbers

  init(seed: UInt64) { random = RepeatableNumbers(seed: seed) }

  /// A track, member by member as a charter's YAML has it.
  struct Draft {
    var delay: UInt64 = 1
    var period: UInt64 = 6
    var timelock: UInt64 = 2
    var grace: UInt64 = 900
    var tests: [String] = []
    /// Early rules by name, in order.
    var early: [String] = []
    var quiet: UInt64?
    var late: UInt64?
    var confirmation: UInt64?
    var then = ""

    /// A charter that decides everything on the track, or `nil` where no charter may have it.
    func charter() throws -> Charter? {
      func optional(_ key: String, _ value: UInt64?, _ form: (UInt64) -> String) -> String {
        value.map { "    \(key): \(form($0))\n" } ?? ""
      }
      func list(_ key: String, _ items: [String]) -> String {
        items.isEmpty ? "" : "    \(key):\n" + items.map { "      - {\($0)}\n" }.joined()
      }
      let spans = [("delay", delay), ("period", period), ("timelock", timelock), ("grace", grace)]
      let head =
        "    houses: [h]\n    ballot: {method: single-choice, options: [A, B, C], replaceable: true}\n"
      let text =
        RandomTracks.head + "  t:\n" + head + "    propose_with: \"0\"\n"
        + spans.map { "    \($0.0): \($0.1)h\n" }.joined() + list("tests", tests) + list("early", early)
        + optional("wait_for_quiet", quiet) { "{increase: \($0)h, house: h, option: A, against: B}" }
        + optional("late_quorum", late) { "{test: q, by: \($0)h}" }
        + optional("confirmation", confirmation) { "{for: \($0)h}" } + then + "  again:\n" + head
        + "    propose_with: \"0\"\n    delay: 1h\n    period: 3h\n    timelock: 0h\n    grace: 900h\n    tests:\n"
        + "      - {test: share, name: s, house: h, count: [A], of: [A, B], more_than: 1/2}\n"
      do { return try CharterText.parse(text) } catch is CharterRefusal { return nil }
    }
  }

  /// Everything of a charter but its tracks.
  private static let head = """
    quorate: charter/1
    name: Small
    semantics: 1
    roles:
      clerk: {members: ["0x1111111111111111111111111111111111111111"], needs: 1}
    electorates_by: clerk
    houses:
      h: {electorate: members, power: {source: heads}, read: snapshot-at-submission}
    delegation: {mode: full, depth: 8}
    kinds:
      text.resolution: {track: t, topic: general}
    tracks:

    """

  /// The clause without the track and the name of a test or rule.
  static func part(_ clause: String) -> String {
    let parts = clause.split(separator: ".")
    return parts.count > 2 ? String(parts[2]) : clause
  }

  // MARK: By lot

  private mutating func some(_ range: ClosedRange<Int>) -> UInt64 {
    UInt64(range.lowerBound + random.below(range.count))
  }

  private mutating func chance(_ one: Int, in all: Int) -> Bool { random.below(all) < one }

  private mutating func share() -> String {
    let bars = ["more_than: 1/3", "at_least: 1/2", "more_than: 1/2", "at_least: 2/3", "at_least: 3/4"]
    return bars[random.below(bars.count)]
  }

  private mutating func test(_ name: String, counting options: String) -> String {
    let form = "name: \(name), house: h"
    return switch random.below(4) {
    case 0: "test: floor, \(form), count: [\(options)], at_least: \"\(some(1...6))\""
    case 1: "test: share, \(form), count: [\(options)], of: electorate, \(share())"
    case 2: "test: share, \(form), count: [\(options)], of: [A, B, C], \(share())"
    default: "test: share, \(form), count: [\(options)], of: [A, B], \(share())"
    }
  }

  private mutating func quorum() -> String {
    "test: share, name: q, house: h, count: [A, B, C], of: electorate, \(share())"
  }

  private mutating func elapsed() -> String {
    "test: elapsed, name: e, house: h, at_least: \(some(2...9))h"
  }

  private mutating func rule(_ number: Int, isConfirmed: Bool) -> String {
    let outcomes = [("passed", "A"), ("passed", "A"), ("defeated", "B"), ("removed", "C")]
    let (outcome, option) = outcomes[random.below(outcomes.count)]
    let from = chance(1, in: 3) ? ", from: \(some(1...9))h" : ""
    // How long something waits that two ways have passed goes by the earlier: with a wait that is shorter, who comes
    // later may be sooner.
    let wait = outcome == "passed" && !isConfirmed && chance(1, in: 3) ? ", timelock: \(some(0...9))h" : ""
    let when = ["{\(test("w", counting: option))}"] + (chance(1, in: 6) ? ["{\(elapsed())}"] : [])
    return "name: r\(number), outcome: \(outcome)\(from)\(wait), when: [\(when.joined(separator: ", "))]"
  }

  /// A track.
  mutating func draft() -> Draft {
    var draft = Draft()
    (draft.delay, draft.period, draft.timelock) = (some(0...3), some(2...8), some(0...4))
    draft.tests = [test("a", counting: "A"), quorum()]
    if chance(1, in: 8) { draft.tests.append(elapsed()) }
    if chance(1, in: 3) { draft.quiet = some(1...4) }
    if chance(1, in: 3) { draft.late = some(1...6) }
    if chance(1, in: 4) { draft.confirmation = some(1...4) }
    for number in 0..<random.below(3) {
      draft.early.append(rule(number, isConfirmed: draft.confirmation != nil))
    }
    if chance(1, in: 5) { draft.then = "    then: [{after: failed, track: again, ballots: kept}]\n" }
    return draft
  }

  /// The same track with one thing changed, or two.
  mutating func amend(_ draft: Draft) -> Draft {
    var draft = draft
    for _ in 0...random.below(2) {
      switch random.below(12) {
      case 0: draft.delay = some(0...3)
      case 1: draft.period = some(2...9)
      case 2: draft.timelock = some(0...4)
      case 3: draft.tests[0] = test("a", counting: "A")
      case 4: draft.tests[1] = quorum()
      case 5: draft.tests.append(chance(1, in: 2) ? elapsed() : test("z", counting: "A"))
      case 6: draft.quiet = chance(1, in: 3) ? nil : some(1...6)
      case 7: draft.late = chance(1, in: 3) ? nil : some(1...8)
      case 8: draft.confirmation = chance(1, in: 4) ? nil : some(1...6)
      case 9:
        if !draft.early.isEmpty { draft.early.remove(at: random.below(draft.early.count)) }
      case 10:
        draft.early.insert(
          rule(7, isConfirmed: draft.confirmation != nil), at: random.below(draft.early.count + 1))
      default: draft.grace = some(800...999)
      }
    }
    return draft
  }

  /// Ballots in order, cast before voting would close without anything that moves the close.
  mutating func votes(until period: UInt64) -> [CourseSample.Vote] {
    var (at, left): (UInt64, UInt128) = (0, Self.electorate)
    var votes: [CourseSample.Vote] = []
    while left > 0, at < period, !chance(1, in: 9) {
      let power = min(left, UInt128(some(1...3)))
      votes.append(.init(at: at, power: power, option: [0, 0, 0, 1, 1, 2][random.below(6)]))
      left -= power
      at += some(0...2)
    }
    return votes
  }
}
