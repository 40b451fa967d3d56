import CanonicalEncoding
import DocumentFiles
import Governance
import Testing
import Voting

/// Charters whose own words contradict each other are none, however they come in.
@Suite struct ContradictionTests {
  /// A bar as a test of a charter writes it, with what it takes of an electorate, worked out here.
  struct Asked: Sendable, CustomTestStringConvertible {
    let text: String
    let part: UInt128
    let whole: UInt128
    var isStrict = false
    var floor: UInt128 = 0

    var testDescription: String { text }

    /// A share, such as 3 of 100.
    static func share(_ part: UInt128, isStrict: Bool = false, noLessThan floor: UInt128 = 0) -> Asked {
      var text = "of: electorate, \(isStrict ? "more_than" : "at_least"): \(part)%"
      if floor > 0 { text += ", no_less_than: \"\(floor)\"" }
      return Asked(text: text, part: part, whole: 100, isStrict: isStrict, floor: floor)
    }

    /// An amount, whatever the electorate.
    static func amount(_ units: UInt128) -> Asked {
      Asked(text: "at_least: \"\(units)\"", part: 0, whole: 1, floor: units)
    }

    func test(_ name: String, _ options: String) -> String {
      "{test: \(whole == 1 ? "floor" : "share"), name: \(name), house: holders, count: [\(options)], \(text)}"
    }

    /// The least that is enough of an electorate of some hundreds.
    func required(of electorate: UInt128) -> UInt128 {
      let share = electorate / 100 * part
      let least = whole == 1 ? 0 : isStrict ? share + 1 : share
      return max(least, floor)
    }
  }

  static let asked: [Asked] =
    [1, 3, 4, 50].map { .share($0) } + [3, 4].map { .share($0, isStrict: true) }
    + [.share(3, noLessThan: 500), .share(4, noLessThan: 500), .share(4, noLessThan: 900), .share(100)]
    + [1, 499, 500, 1_000_000].map { .amount($0) }

  private static func parse(early: Asked, quorum: Asked) throws -> Charter {
    let text = try Sample.charterText()
    let start = try #require(text.ranges(of: "    tests:\n").last?.lowerBound)
    return try CharterText.parse(
      text[..<start] + """
            early: [{name: fast, outcome: passed, when: [\(early.test("super", "For"))]}]
            tests: [\(quorum.test("quorum", "For, Against, Abstain"))]

        """)
  }

  @Test(arguments: asked)
  func `attack 46: of all pairs, a super-quorum that asks for less than the quorum makes no charter`(
    _ early: Asked
  ) throws {
    // Electorates in which every share is a whole number, in a row and far apart.
    var electorates: [UInt128] = (1...300).map { UInt128($0) * 100 }
    while let last = electorates.last, last < 1 << 90 { electorates.append(last * 10) }
    for quorum in Self.asked {
      let reachable = electorates.filter { quorum.required(of: $0) <= $0 }
      let isNeverMore = reachable.allSatisfy { early.required(of: $0) <= quorum.required(of: $0) }
      let isLess = reachable.contains { early.required(of: $0) < quorum.required(of: $0) }
      do {
        _ = try Self.parse(early: early, quorum: quorum)
        #expect(!isNeverMore || !isLess, "\(early.text) is less than \(quorum.text)")
      } catch let refusal as CharterRefusal {
        #expect(isNeverMore && isLess, "\(early.text) against \(quorum.text): \(refusal.message)")
        #expect(refusal.code == "charter.inconsistent" && refusal.path.hasSuffix(".early.fast"))
        #expect(refusal.message.contains("fast") && refusal.message.contains("quorum"))
      }
    }
  }

  /// Early decisions of which it does not follow that they pass what misses the quorum.
  static let sound: [(id: String, early: String)] = [
    (
      "another test asks for more",
      "{test: share, name: a, house: holders, count: [For], of: electorate, at_least: 1%}, {test: share, name: b, house: holders, count: [For], of: electorate, at_least: 60%}"
    ),
    (
      "everybody must have voted",
      "{test: share, name: a, house: holders, count: [For], of: electorate, at_least: 1%}, {test: turnout, name: b, house: holders, of: electorate, at_least: 50%}"
    ),
    (
      "nothing is left that could change it",
      "{test: share, name: a, house: holders, count: [For], of: electorate, at_least: 1%}, {test: out_of_reach, name: b, house: holders, count: [Against], of: electorate, at_least: 50%}"
    ),
    (
      "it has no quorum at all",
      "{test: share, name: a, house: holders, count: [For], of: [For, Against], at_least: 90%}"
    ),
  ]

  @Test(arguments: sound) func `what does not follow from the charter alone is not refused`(
    _ row: (id: String, early: String)
  ) throws {
    let text = try Sample.charterText().replacing(
      "    tests:\n", with: "    early: [{name: fast, outcome: passed, when: [\(row.early)]}]\n    tests:\n")
    #expect(throws: Never.self) { try CharterText.parse(text) }
  }

  /// Bars that are no share of a whole, or that nothing or everything passes.
  static let shares: [(id: String, from: String, to: String)] = [
    ("nothing", "at_least: 4%", "at_least: 0%"), ("nothing as a fraction", "at_least: 4%", "at_least: 0/7"),
    ("nothing in decimals", "at_least: 4%", "at_least: 0.0%"),
    ("more than all", "at_least: 4%", "at_least: 104%"),
    ("just more than all", "at_least: 4%", "at_least: 100.000000001%"),
    ("more than all as a fraction", "more_than: 1/2", "more_than: 3/2"),
    ("more than exactly all", "more_than: 1/2", "more_than: 1/1"),
    ("of no whole", "more_than: 1/2", "more_than: 1/0"),
    (
      "an early one", "    tests:\n",
      "    early: [{name: e, outcome: defeated, when: [{test: share, name: n, house: holders, count: [Against], of: electorate, at_least: 101%}]}]\n    tests:\n"
    ),
    (
      "a limit of all", "    tests:\n",
      "    tests:\n      - {test: limit, name: n, house: holders, count: [Against], of: cast, at_most: 100%}\n"
    ),
    (
      "a limit of more", "    tests:\n",
      "    tests:\n      - {test: limit, name: n, house: holders, count: [Against], of: cast, at_most: 101%}\n"
    ),
    (
      "less than nothing", "    tests:\n",
      "    tests:\n      - {test: limit, name: n, house: holders, count: [Against], of: cast, less_than: 0%}\n"
    ),
    (
      "a turnout", "    tests:\n",
      "    tests:\n      - {test: turnout, name: n, house: holders, of: electorate, at_least: 0%}\n"
    ),
  ]

  @Test(arguments: shares) func `attack 46: a threshold of nothing or above everybody makes no charter`(
    _ row: (id: String, from: String, to: String)
  ) throws {
    let text = try Sample.charterText()
    try #require(text.contains(row.from))
    let refusal = #expect(throws: CharterRefusal.self) {
      try CharterText.parse(text.replacing(row.from, with: row.to))
    }
    #expect(refusal?.code == "charter.inconsistent")
    #expect(refusal?.path.hasPrefix("tracks.") == true, "\(refusal?.message ?? "")")
  }
}
