import CanonicalEncoding
import Governance
import Testing
import Voting

/// What counts to a quorum is what the charter says and nothing else.
@Suite struct QuorumCountTests {
  private static let options = ["For", "Against", "Abstain"]

  /// How an option stands to the quorum.
  private enum Place: CaseIterable {
    /// It counts.
    case counted
    /// It counts for the whole alone, so that it weighs against the quorum.
    case against
    /// It does not count at all.
    case apart
  }

  /// Each of three options has one of three places, and the whole is the electorate or the options that have one in it
  /// or all ballots: 3^4 settings less those that count nothing.
  @Test func `attack 42: over all 81 settings of what counts, the quorum is the sum that the charter names`()
    throws
  {
    let wholes = ["electorate", "options", "cast"]
    var settings = 0
    for (first, second, third) in Place.allCases.flatMap({ a in
      Place.allCases.flatMap { b in Place.allCases.map { c in (a, b, c) } }
    }) {
      let places = [first, second, third]
      for whole in wholes {
        settings += 1
        try Self.check(places, whole)
      }
    }
    #expect(settings == 81)
  }

  private static func check(_ places: [Place], _ whole: String) throws {
    let counted = zip(options, places).filter { $0.1 == .counted }.map { $0.0 }
    let wide = zip(options, places).filter { $0.1 != .apart }.map { $0.0 }
    func list(_ names: [String]) -> String { "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
    let of = whole == "options" ? list(wide) : "\"\(whole)\""
    let text =
      "{\"test\":\"share\",\"name\":\"q\",\"house\":\"h\",\"count\":\(list(counted)),\"of\":\(of),\"at_least\":\"1/2\"}"
    guard !counted.isEmpty else {
      #expect(throws: JSONRefusal.self, "a quorum of nothing") { try Sample.test(text) }
      return
    }
    let test = try Sample.test(text)
    for number in 0..<64 {
      let powers = [number % 4, number / 4 % 4, number / 16].map { UInt128($0) }
      let tally = Sample.tally(powers, electorate: 10)
      // The slow reference: sums by hand, doubled, so that no share is needed.
      func sum(_ names: [String]) -> UInt128 {
        zip(options, powers).filter { names.contains($0.0) }.reduce(0) { $0 + $1.1 }
      }
      let part = sum(counted)
      let all = whole == "electorate" ? 10 : whole == "cast" ? powers.reduce(0, +) : sum(wide)
      let result = test.judge(tally, options: options)
      #expect(result.passed == (all > 0 && 2 * part >= all), "\(text) of \(powers)")
      #expect(result.part.units == part && result.whole?.units == all)
      #expect(result.partWords == counted.joined(separator: " + "), "and it says so")
    }
  }
}
