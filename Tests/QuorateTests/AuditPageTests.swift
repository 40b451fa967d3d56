import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import Voting

@Suite struct AuditPageTests {
  @Test(arguments: [
    "<script>alert(1)</script>", "\" onfocus=alert(1) autofocus x=\"", "'", "&amp;", "a\u{301}\"",
    "<\u{200D}b>",
    "\"\u{301} onfocus=alert(1) x=\"", "\u{202E}evil", "\u{1B}]52;c;x\u{7}", "</title><b>",
  ])
  func `attack 84: a text of strangers stays a text`(text: String) {
    let escaped = Markup.text(text).source
    #expect(!escaped.unicodeScalars.contains { "<>\"'".unicodeScalars.contains($0) })
    #expect(!escaped.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" || $0 == "\u{1B}" })
    let put: Markup = "<p title=\"\(text)\">\(text)</p>"
    let expected: String = "<p title=\"\(escaped)\">\(escaped)</p>"
    #expect(put.source == expected)
  }

  @Test func `the page of an audit needs nothing beside itself and ends with what must be trusted`()
    async throws
  {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    let html = try dao.chamber.read { view in
      try AuditPage(report, in: view, at: dao.clock.now()).html
    }
    for foreign in ["<script", "src=", "href=", "url(", "@import", "javascript:"] {
      #expect(!html.contains(foreign), "\(foreign)")
    }
    let order = [
      "Verified", "What was checked", "P-0001", "P-0002", "P-0003", "How power is held",
      "What you must still trust",
    ]
    let places = order.map { html.firstRange(of: $0)?.lowerBound }
    #expect(
      places.allSatisfy { $0 != nil } && places.compactMap(\.self) == places.compactMap(\.self).sorted())
    #expect(html.contains("Ask for a larger quorum"))
    // Every element that is opened is closed.
    for name in ["section", "table", "svg", "tbody", "dl", "ul", "main", "h2", "td", "title"] {
      #expect(
        html.ranges(of: "<\(name)>").count + html.ranges(of: "<\(name) ").count
          == html.ranges(of: "</\(name)>").count)
    }
  }

  @Test func `one proposal alone can be told of`() async throws {
    let dao = try await AuditSample.make(on: MemoryLogStore())
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    let html = try dao.chamber.read { view in
      let id = try #require(try view.proposal(number: 2)).id
      return try AuditPage(report, in: view, at: dao.clock.now(), only: [id]).html
    }
    #expect(html.contains("P-0002") && !html.contains("<h2>P-0001"))
  }

  @Test func `pictures never leave their frames, whatever the numbers`() {
    let powers: [UInt128] = [0, 1, 2, 3, 399, 400, 401, 1 << 64, UInt128.max / 2, UInt128.max]
    for part in powers {
      for whole in powers {
        let (part, whole) = (Power(part), Power(whole))
        let pictures = [
          Charts.bars([("For", part)], of: whole, named: "bars"),
          Charts.meter(part, of: whole, bar: whole, passed: true, named: "meter"),
          Charts.steps(
            [("For", [(at: 0, power: part), (at: 1000, power: part)])], whole: whole, named: "steps"),
          Charts.lorenz([part, whole].sorted(), named: "lorenz"),
        ]
        for picture in pictures {
          // What stands in attributes; a percentage in the text may be as large as it is.
          let quoted = picture.source.split(separator: "\"", omittingEmptySubsequences: false)
          let attributes = quoted.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
          let numbers = attributes.flatMap { $0.split { !$0.isNumber && $0 != "-" } }.compactMap { Int($0) }
          #expect(!numbers.isEmpty)
          #expect(numbers.allSatisfy { -1...2000 ~= $0 }, "\(picture.source)")
        }
      }
    }
  }

  @Test func `shares and amounts are rounded down, never up`() {
    #expect(Power(1).percent(of: Power(3)) == "33.33 %" && Power(2).percent(of: Power(3)) == "66.66 %")
    #expect(Power(3).percent(of: Power(3)) == "100.00 %" && Power(1).percent(of: .zero) == "–")
    #expect(Power(.max).percent(of: Power(.max)) == "100.00 %")
  }
}
