import CanonicalEncoding
import Governance
import Testing
import Voting

/// Shares compared as quotients of eighteen decimals.
@Suite struct DecimalShareTests {
  static let options = ["Yes", "No", "Abstain"]

  /// A count in decimals, of which the tally shows whole units.
  private func tally(_ decimals: [String], electorate: UInt128) throws -> Tally {
    let options = try decimals.map { try #require(Decimal18($0)) }
    let cast = try options.reduce(Decimal18.zero) { try $0.adding($1) }
    return Tally(
      options: options.map { Tally.Option(power: Power($0.truncated ?? 0), voters: 1) },
      cast: Power(cast.truncated ?? 0), ballots: 1, electorate: Power(electorate),
      decimals: Tally.Decimals(options: options, cast: cast))
  }

  /// The power that has to be cast.
  private static func cast(_ flip: Flip) -> Power? {
    if case .votes(let change) = flip, change.kind == .cast { change.power } else { nil }
  }

  private func threshold(_ bar: String, arithmetic: Bool = true) throws -> any DecisionTest {
    let words = arithmetic ? #","arithmetic":"decimal18""# : ""
    return try Sample.test(
      #"{"test":"share","name":"t","house":"h","count":["Yes"],"of":{"cast_less":["Abstain"]},\#(bar)\#(words)}"#
    )
  }

  @Test func `fractions that the published sums do not show decide`() throws {
    let tally = try tally(["0.7", "0.3", "0"], electorate: 1)
    let result = try threshold(#""more_than":"1/2""#).judge(tally, options: Self.options)
    #expect(result.passed && result.part == .zero && result.margin.isAbove)
    #expect(
      !(try threshold(#""more_than":"1/2""#, arithmetic: false).judge(tally, options: Self.options).passed))
    let tie = try self.tally(["0.5", "0.5", "0.3"], electorate: 3)
    let half = try threshold(#""more_than":"1/2""#)
    let failed = half.judge(tie, options: Self.options)
    #expect(!failed.passed && !failed.margin.isAbove)
    #expect(Self.cast(half.flip(TestFacts(tie, options: Self.options))) == Power(1))
    // Of an electorate of 2, 0.7 are left, which is no whole unit; and no whole unit has been cast for No.
    let full = try self.tally(["0.5", "0.5", "0.3"], electorate: 2)
    #expect(Self.cast(half.flip(TestFacts(full, options: Self.options))) == nil)
  }

  /// Two thirds are no quotient of eighteen decimals: rounded half to even they end in 7, above the true value.
  @Test(arguments: [
    (id: "two of three reach two thirds", yes: "2", no: "1", bar: #""at_least":"2/3""#, passes: true),
    (id: "but do not exceed them", yes: "2", no: "1", bar: #""more_than":"2/3""#, passes: false),
    (id: "nor 66.7 %", yes: "2", no: "1", bar: #""more_than":"66.7%""#, passes: false),
    (id: "exactly 66.7 % do not", yes: "667", no: "333", bar: #""more_than":"66.7%""#, passes: false),
    (id: "66.8 % do", yes: "668", no: "332", bar: #""more_than":"66.7%""#, passes: true),
    (
      id: "what rounds to a half is a half", yes: "500000000000000000000000000000000001",
      no: "500000000000000000000000000000000000", bar: #""more_than":"1/2""#, passes: false
    ),
    (id: "everything is everything", yes: "1", no: "0", bar: #""at_least":"1/1""#, passes: true),
    (
      id: "and so is a little less, whose quotient rounds to it",
      yes: "1000000000000000000000000000000000000", no: "1", bar: #""at_least":"1/1""#, passes: true
    ),
    (id: "an empty whole passes nothing", yes: "0", no: "0", bar: #""more_than":"1/2""#, passes: false),
    (
      id: "unless it is said", yes: "0", no: "0", bar: #""at_least":"1/2","empty_passes":true"#, passes: true
    ),
  ]) func `quotients are rounded half to even and then compared`(
    _ row: (id: String, yes: String, no: String, bar: String, passes: Bool)
  ) throws {
    let tally = try tally([row.yes, row.no, "7"], electorate: .max)
    #expect(try threshold(row.bar).judge(tally, options: Self.options).passed == row.passes, "\(row.id)")
  }

  @Test func `whole counts are read as decimals where the rule asks for it`() throws {
    let test = try threshold(#""more_than":"1/2""#)
    #expect(test.judge(Sample.tally([2, 1, 9], electorate: 20), options: Self.options).passed)
    #expect(!test.judge(Sample.tally([1, 1, 9], electorate: 20), options: Self.options).passed)
  }

  @Test func `everything cast can be weighed against the electorate`() throws {
    let quorum = try Sample.test(
      #"{"test":"share","name":"q","house":"h","count":"cast","of":"electorate","at_least":"33.4%","#
        + #""arithmetic":"decimal18"}"#)
    for (cast, passes) in [("333.9", false), ("333.999999999999999999", true), ("334", true), ("0", false)] {
      let result = quorum.judge(try tally([cast, "0", "0"], electorate: 1000), options: Self.options)
      #expect(result.passed == passes, "\(cast)")
      let flip = quorum.flip(TestFacts(try tally([cast, "0", "0"], electorate: 1000), options: Self.options))
      if !passes { #expect(Self.cast(flip) == Power(cast == "0" ? 334 : 1)) }
    }
    #expect(try Sample.test(String(decoding: quorum.json.canonicalBytes, as: UTF8.self)).json == quorum.json)
    #expect(throws: JSONRefusal.self) {
      try Sample.test(
        #"{"test":"share","name":"q","house":"h","count":"electorate","of":"cast","at_least":"1/2"}"#)
    }
  }

  /// The limit of spam is compared without a quotient.
  @Test(arguments: [
    (spam: "1000000000000000000", others: "1000000000000000000.000000000000000001", passes: true),
    (spam: "0.5", others: "0.5", passes: false), (spam: "0.4", others: "0.5", passes: true),
    (spam: "0", others: "0", passes: true), (spam: "0.1", others: "0", passes: false),
  ]) func `a limit is kept in decimals`(_ row: (spam: String, others: String, passes: Bool)) throws {
    let test = try Sample.test(
      #"{"test":"limit","name":"t","house":"h","count":["No"],"of":["Yes","Abstain"],"less_than":"1/1","#
        + #""arithmetic":"decimal18"}"#)
    let result = test.judge(try tally([row.others, row.spam, "0"], electorate: 2), options: Self.options)
    #expect(result.passed == row.passes)
    #expect(try Sample.test(String(decoding: test.json.canonicalBytes, as: UTF8.self)).json == test.json)
  }
}
