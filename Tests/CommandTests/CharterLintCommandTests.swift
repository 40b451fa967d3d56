import QuorateTesting
import Testing

/// What `charter lint` finds that only a founding found before.
@Suite struct CharterLintCommandTests {
  @Test func `a drop-box that is no key of a log is found before a DAO is founded with it`() throws {
    let script = try CommandScript()
    try script.expect(0, "quorate key create alice --light")
    try script.expect(
      0,
      "quorate init dao --preset token-majority --simulated-clock 2026-12-01T12:00Z && cp dao/charter.yaml plain.yaml"
    )
    let witnesses = [
      "witnesses:", #"  policy: \"0x"# + String(repeating: "0", count: 64) + #"\""#, "  max_gap: 6h",
      "  grace: 10m",
      "  challenge: 1d", "  required_for: [text.resolution]", #"  drop_boxes: [\"\"]"#,
    ].joined(separator: #"\n"#)
    try script.expect(0, "awk '{print} /^electorates_by/ {print \"\(witnesses)\"}' plain.yaml > boxes.yaml")
    try script.expect(0, "quorate charter lint plain.yaml")
    let found = try script.expect(3, "quorate charter lint boxes.yaml")
    #expect(found.output.contains("error dropbox.key"), "\(found.output)")
    #expect(found.output.contains("witnesses.drop_boxes: "), "\(found.output)")
  }
}
