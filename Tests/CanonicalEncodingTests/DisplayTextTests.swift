import CanonicalEncoding
import Testing

@Suite struct DisplayTextTests {
  private func fault(_ label: String, limit: Int = 120, allowsLineFeed: Bool = false) -> DisplayText.Fault? {
    DisplayText.fault(of: label, limit: limit, allowsLineFeed: allowsLineFeed)
  }

  @Test(arguments: [
    "For", "Deploy MiniLM-L6 to production", "Café", "Straße", "名前", "مرحبا", "שלום", "Ελλάδα", "का",
    "50 % – ja?",
    "<script>alert(1)</script>", "=1+1", "𝄞",
  ]) func `readable labels have no fault`(_ label: String) {
    #expect(fault(label) == nil)
    #expect(DisplayText.escaped(label) == label)
  }

  // MARK: Twins

  @Test(arguments: [
    (id: "é", composed: "Caf\u{e9}", twin: "Cafe\u{301}"), (id: "Å", composed: "\u{c5}", twin: "A\u{30a}"),
    (id: "the sign of the Ångström", composed: "\u{c5}", twin: "\u{212b}"),
    (id: "the sign of the Kelvin", composed: "K", twin: "\u{212a}"),
    (id: "the sign of the Ohm", composed: "\u{3a9}", twin: "\u{2126}"),
    (id: "the Greek question mark", composed: "a;", twin: "a\u{37e}"),
    (id: "Hangul", composed: "\u{ac00}", twin: "\u{1100}\u{1161}"),
    (id: "marks in another order", composed: "\u{1ea1}\u{301}", twin: "a\u{301}\u{323}"),
    (id: "a compatibility ideograph", composed: "\u{8c48}", twin: "\u{f900}"),
  ])
  func `attack 21: of two texts that look the same one is refused`(
    _ row: (id: String, composed: String, twin: String)
  ) {
    #expect(fault("x" + row.twin) == .notNFC)
    #expect(fault("x" + row.twin, allowsLineFeed: true) == .notNFC)
    #expect(fault("x" + row.composed) == nil)
    #expect(!row.twin.utf8.elementsEqual(row.composed.utf8))
  }

  // MARK: Invisible characters

  static let ranges: [(id: String, scalars: ClosedRange<UInt32>)] = [
    (id: "C0", scalars: 0x00...0x1f), (id: "delete and C1", scalars: 0x7f...0x9f),
    (id: "soft hyphen", scalars: 0xad...0xad), (id: "grapheme joiner", scalars: 0x34f...0x34f),
    (id: "Arabic letter mark", scalars: 0x61c...0x61c), (id: "Hangul fillers", scalars: 0x115f...0x1160),
    (id: "Mongolian selectors", scalars: 0x180b...0x180e),
    (id: "zero width and marks", scalars: 0x200b...0x200f),
    (id: "separators and directions", scalars: 0x2028...0x202e),
    (id: "joiners and isolates", scalars: 0x2060...0x206f), (id: "Hangul filler", scalars: 0x3164...0x3164),
    (id: "private use", scalars: 0xe000...0xe00f), (id: "variation selectors", scalars: 0xfe00...0xfe0f),
    (id: "byte order mark", scalars: 0xfeff...0xfeff), (id: "halfwidth filler", scalars: 0xffa0...0xffa0),
    (id: "interlinear", scalars: 0xfff9...0xfffb), (id: "noncharacters", scalars: 0xfffe...0xffff),
    (id: "shorthand controls", scalars: 0x1bca0...0x1bca3),
    (id: "musical controls", scalars: 0x1d173...0x1d17a),
    (id: "tags", scalars: 0xe0000...0xe007f), (id: "more variation selectors", scalars: 0xe0100...0xe01ef),
    (id: "private planes", scalars: 0xf0000...0xf000f),
  ]

  @Test(arguments: ranges)
  func `attack 23: controls, directions and invisible characters are refused and shown escaped`(
    _ row: (id: String, scalars: ClosedRange<UInt32>)
  ) throws {
    for value in row.scalars {
      let scalar = try #require(Unicode.Scalar(value))
      let label = "a\(Character(scalar))b"
      #expect(fault(label) == .invisible, "U+\(String(value, radix: 16))")
      #expect(DisplayText.escaped(label) == "a\\u{\(String(value, radix: 16))}b")
      let isLayout = value == 0x09 || value == 0x0a
      #expect(fault(label, allowsLineFeed: true) == (isLayout ? nil : .invisible))
    }
  }

  @Test func `attack 23: every control and format character of Unicode is refused`() {
    var count = 0
    for value in UInt32(0)...0x10ffff {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let category = scalar.properties.generalCategory
      guard category == .control || category == .format else { continue }
      count += 1
      #expect(fault("a\(Character(scalar))b") == .invisible)
      #expect(DisplayText.escaped(String(scalar)).utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f })
    }
    #expect(count > 200)
  }

  @Test func `attack 23: a title that reads backwards is shown as it is`() {
    let title = "pay \u{202e}yllaitrap\u{202c}\u{1b}[2J\r\u{7}"
    #expect(DisplayText.escaped(title) == "pay \\u{202e}yllaitrap\\u{202c}\\u{1b}[2J\\u{d}\\u{7}")
  }

  // MARK: Bounds

  @Test(arguments: ["", " ", "\t\n", "\u{a0}\u{2003}\u{3000}", "\u{2028}"])
  func `a label of nothing but space is empty`(_ label: String) {
    #expect(fault(label) == .empty)
    #expect(fault(label, allowsLineFeed: true) == .empty)
  }

  @Test func `the limit is in scalars`() {
    #expect(fault("abc", limit: 3) == nil && fault("abcd", limit: 3) == .tooLong)
    #expect(fault("𝄞𝄞𝄞", limit: 3) == nil)
    #expect(DisplayText.escaped("abcd", limit: 3) == "abc…" && DisplayText.escaped("abc", limit: 3) == "abc")
  }

  @Test func `every fault has its code`() {
    #expect(
      DisplayText.Fault.allCases.map(\.rawValue) == [
        "text.notNFC", "text.invisible", "text.empty", "text.tooLong",
      ])
  }

  @Test(
    arguments: [
      ("a letter of Unicode 1", 0x61, Unicode.GeneralCategory.lowercaseLetter),
      ("a letter of Unicode 17", 0x11DB0, .otherLetter), ("a hole", 0x378, .unassigned),
      ("private use", 0xE000, .privateUse), ("a noncharacter", 0xFFFE, .unassigned),
      ("a direction override", 0x202E, .format),
    ])
  func `categories are those of one version`(id: String, value: UInt32, category: Unicode.GeneralCategory)
    throws
  {
    #expect(try #require(Unicode.Scalar(value)).settledCategory == category, "\(id)")
  }
}
