import CanonicalEncoding
import QuorateTesting
import Testing

@Suite struct TimeTests {
  static let instants: [(text: String, milliseconds: UInt64)] = [
    ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1),
    ("1999-12-31T23:59:59.999Z", 946_684_799_999),
    ("2000-02-29T00:00:00Z", 951_782_400_000), ("2026-12-07T12:00:00Z", 1_796_644_800_000),
    ("2038-01-19T03:14:08Z", 2_147_483_648_000), ("2100-02-28T23:59:59Z", 4_107_542_399_000),
    ("2100-03-01T00:00:00Z", 4_107_542_400_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
  ]

  @Test(arguments: instants) func `an instant and its text are one`(
    _ row: (text: String, milliseconds: UInt64)
  ) {
    let instant = Timepoint(milliseconds: row.milliseconds)
    #expect(instant.description == row.text)
    #expect(Timepoint(row.text) == instant)
    #expect(instant.sentence == row.text.prefix(10) + " " + row.text.dropFirst(11).prefix(8) + " UTC")
  }

  static let shorter: [(text: String, full: String)] = [
    ("2026-12-07", "2026-12-07T00:00:00Z"), ("2026-12-07T12:30Z", "2026-12-07T12:30:00Z"),
    ("2026-12-07T12:30:05.000Z", "2026-12-07T12:30:05Z"), ("2028-02-29", "2028-02-29T00:00:00Z"),
  ]

  @Test(arguments: shorter) func `shorter texts name the same instants`(_ row: (text: String, full: String)) {
    #expect(Timepoint(row.text)?.description == row.full)
  }

  static let malformed = [
    "", "2026", "2026-12", "2026-13-01", "2026-00-01", "2026-01-00", "2026-02-29", "2100-02-29", "2026-04-31",
    "1969-12-31", "0000-01-01", "26-12-07", "02026-12-07", "2026-1-7", "2026/12/07", "2026-12-07 12:00:00Z",
    "2026-12-07t12:00:00Z", "2026-12-07T12:00:00z", "2026-12-07T12:00:00", "2026-12-07T12:00:00+00:00",
    "2026-12-07T12:00:00-00:00", "2026-12-07T24:00:00Z", "2026-12-07T12:60:00Z", "2026-12-07T23:59:60Z",
    "2026-12-07T12Z", "2026-12-07T12:0Z", "2026-12-07T12:00:0Z", "2026-12-07T12:00:00.Z",
    "2026-12-07T12:00:00.1Z",
    "2026-12-07T12:00:00.12Z", "2026-12-07T12:00:00.1234Z", "2026-12-07T12:00:00,123Z", "2026-12-07T12:00.5Z",
    "2026-12-07Z", "2026-12-07T", "2026-12-07 ", " 2026-12-07", "2026-12-07T12:00:00ZZ",
    "2026-12-07T12:00:00Z\n",
    "-2026-12-07", "+2026-12-07", "２026-12-07", "2026-12-07T-1:00:00Z", "1796644800000", "2026-W50-1", "now",
  ]

  @Test(arguments: malformed) func `any other text is no instant`(_ text: String) {
    #expect(Timepoint(text) == nil)
  }

  @Test(arguments: [
    ("2026-12-07T13:00:00+01:00", "2026-12-07T12:00:00Z"), ("2026-12-07T12:00:00Z", "2026-12-07T12:00:00Z"),
    ("2026-12-07T00:30+05:45", "2026-12-06T18:45:00Z"),
    ("2026-12-31T23:00:00.250-02:30", "2027-01-01T01:30:00.250Z"),
    ("2026-12-07T12:00:00+00:00", "2026-12-07T12:00:00Z"),
    ("2026-12-07T12:00:00-00:00", "2026-12-07T12:00:00Z"),
    ("1970-01-01T01:00:00+01:00", "1970-01-01T00:00:00Z"), ("2026-12-07", "2026-12-07T00:00:00Z"),
  ])
  func `instants of others may have an offset`(_ text: String, _ full: String) {
    #expect(Timepoint(foreign: text)?.description == full)
  }

  @Test(arguments: [
    "1970-01-01T00:59:59+01:00", "2026-12-07T12:00:00+24:00", "2026-12-07T12:00:00+01:60",
    "2026-12-07T12:00:00+0100",
    "2026-12-07T12:00:00+1:00", "2026-12-07T12:00:00Z+01:00", "2026-12-07+01:00",
    "2026-12-07T12:00:00 +01:00", "",
    "+01:00", "2026-12-07T12:00:00+01:00Z", "9999-99-99T12:00:00+01:00", "2026-12-07T12:00:00+\u{661}1:00",
  ])
  func `offsets are two digits, a colon and two digits behind a time`(_ text: String) {
    #expect(Timepoint(foreign: text) == nil)
  }

  @Test func `every day of four centuries comes back, in order`() throws {
    var last = ""
    var days = 0
    for day in 0..<UInt64(146_097) {
      let instant = Timepoint(milliseconds: day * 86_400_000)
      let text = instant.description
      #expect(last < text && text.hasSuffix("T00:00:00Z"))
      #expect(Timepoint(String(text.prefix(10))) == instant)
      last = text
      days += text.hasSuffix("02-29T00:00:00Z") ? 1 : 0
    }
    #expect(last.hasPrefix("2369-12-31") && days == 97)
  }

  @Test func `random instants come back, and their order is that of their texts`() {
    var random = RepeatableNumbers(seed: 3339)
    for _ in 0..<20_000 {
      let left = Timepoint(milliseconds: UInt64(random.below(253_402_300_800_000)))
      let right = Timepoint(milliseconds: left.milliseconds / 1000 * 1000 + 86_400_000)
      #expect(Timepoint(left.description) == left)
      #expect(left < right && left.description.prefix(19) < right.description.prefix(19))
    }
  }

  @Test func `sums and differences stop at the ends of time`() {
    let (first, second) = (Timepoint(milliseconds: 5), Span(milliseconds: 7))
    #expect(first + second == Timepoint(milliseconds: 12))
    #expect(first - second == Timepoint(milliseconds: 0))
    #expect(Timepoint.latest + Span(milliseconds: 1) == .latest)
    #expect(first + Span(milliseconds: .max) == .latest)
    #expect(first + Span(milliseconds: .max - 5) == .latest)
    #expect(Timepoint(milliseconds: 12).since(first) == second)
    #expect(first.since(Timepoint(milliseconds: 12)) == .zero)
    #expect(Timepoint.latest.milliseconds == 9_007_199_254_740_991)
    #expect(Timepoint(milliseconds: .max).description.hasSuffix("Z"))
  }

  // MARK: Spans

  static let spans: [(text: String, milliseconds: UInt64, description: String)] = [
    ("0s", 0, "0s"), ("0d", 0, "0s"), ("250ms", 250, "250ms"), ("90s", 90_000, "1m 30s"),
    ("36h", 129_600_000, "1d 12h"),
    ("1d 12h", 129_600_000, "1d 12h"), ("5d", 432_000_000, "5d"),
    ("1d 1h 1m 1s 1ms", 90_061_001, "1d 1h 1m 1s 1ms"),
    ("05d", 432_000_000, "5d"), ("1d 0h", 86_400_000, "1d"), ("400000d", 34_560_000_000_000, "400000d"),
    ("1d 1ms", 86_400_001, "1d 1ms"),
  ]

  @Test(arguments: spans) func `a span is read exactly`(
    _ row: (text: String, milliseconds: UInt64, description: String)
  ) {
    #expect(Span(row.text)?.milliseconds == row.milliseconds)
    #expect(Span(milliseconds: row.milliseconds).description == row.description)
  }

  @Test(arguments: [
    "", " ", "5", "d", "5 d", "5D", "-5d", "+5d", "5.5d", "5d ", " 5d", "5d  1h", "1h 1d", "1d 1d", "1s 1m",
    "5w", "5y",
    "5dd", "5d1h", "1e3s", "0x5d", "５d", "5\u{301}d", "15\u{301}d", "5d\u{301}", "400001d", "400000d 1ms",
    "34560000000001ms", "999999999999d", "1000000000000s", "18446744073709551616ms", "5d\n", "5d,1h",
    "five days",
  ]) func `any other text is no span`(_ text: String) {
    #expect(Span(text) == nil)
  }

  @Test func `random spans come back, and the brief text is their two largest units`() {
    var random = RepeatableNumbers(seed: 5)
    for _ in 0..<20_000 {
      let span = Span(milliseconds: UInt64(random.below(1 << (1 + random.below(44)))))
      #expect(Span(span.description) == span)
      let brief = Span(span.brief) ?? .zero
      #expect(brief <= span && span.description.hasPrefix(span.brief))
      #expect(span.brief.split(separator: " ").count <= 2)
    }
  }
}
