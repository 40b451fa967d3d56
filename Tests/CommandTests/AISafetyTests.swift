import Foundation
import Testing

/// The preset `ai-safety`, from founding to a decision of both houses.
@Suite struct AISafetyTests {
  private static func founded() throws -> CommandScript {
    let script = try CommandScript()
    try script.foundSafely()
    try script.expect(0, "mkdir model; printf weights > model/model.bin; printf '{}' > model/config.json")
    return script
  }

  private static func draft(_ script: CommandScript, _ edit: String = "") throws {
    try script.expect(
      0,
      "rm -f p.md; quorate proposal draft Deploy --model ../model -o p.md && sed -i 's/^\\(## .*\\)/\\1\\n\\nAs discussed./' p.md \(edit)",
      in: "dao")
  }

  @Test func `a public deployment takes both houses, and power held for fourteen days`() throws {
    let script = try Self.founded()
    try Self.draft(script)
    let early = try script.expect(7, "quorate proposal submit p.md -y --key ada || exit 7", in: "dao")
    #expect(early.errors.contains("electorate.missing") && early.errors.contains("serves from 2026-12-15"))
    try script.expect(0, "quorate clock advance 15d", in: "dao")
    let submitted = try script.expect(0, "quorate proposal submit p.md -y --key ada", in: "dao")
    #expect(submitted.output.contains("track public"))
    try script.expect(0, "quorate clock advance 2d", in: "dao")
    try script.expect(64, "quorate vote 1 For -y --key ada || exit 64", in: "dao")
    try script.expect(0, "quorate vote 1 For --house tokens -y --key ada", in: "dao")
    try script.expect(0, "quorate vote 1 Against --house tokens -y --key ben", in: "dao")
    try script.expect(0, "quorate clock advance 9d", in: "dao")
    // The tokens alone do not decide.
    try script.expect(3, "quorate results 1 --exit-status", in: "dao")
    try script.expect(0, "quorate proposal submit p.md -y --key ada && quorate clock advance 2d", in: "dao")
    for (house, name) in [("tokens", "ada"), ("safety", "ada"), ("safety", "cleo")] {
      try script.expect(0, "quorate vote 2 For --house \(house) -y --key \(name)", in: "dao")
    }
    try script.expect(0, "quorate vote 2 For --house safety --replace -y --key cleo", in: "dao")
    try script.expect(0, "quorate clock advance 9d && quorate results 2 --exit-status", in: "dao")
    try script.expect(0, "quorate queue 2 -y --key ada && quorate clock advance 3d", in: "dao")
    try script.expect(0, "quorate execute 2 -y --key ada && quorate audit verify -q", in: "dao")
    try script.expect(
      0, "quorate audit export -o ../safe.qaudit && quorate audit verify ../safe.qaudit", in: "dao")
    // A page tells of each house what was replaced in it, what was decided, and when.
    try script.expect(0, "quorate audit report safe.qaudit --older --proposal p-2 -o page.html -q")
    let page = try String(contentsOf: script.folder.appending(path: "page.html"), encoding: .utf8)
    #expect(page.contains("2 ballots; 1 replaced") && page.contains("1 ballot; 0 replaced"))
    #expect(page.contains("executed: it took effect on 20") && page.contains("What it does: deploy"))
    #expect(page.contains("Voting 2026-") && !page.contains("P-0001"))
  }

  @Test func `the audience decides the track`() throws {
    let script = try Self.founded()
    try script.expect(0, "quorate clock advance 15d", in: "dao")
    for (audience, track) in [("internal", "standard"), ("limited", "guarded"), ("public", "public")] {
      try Self.draft(script, "&& sed -i 's/# audience: limited /audience: \(audience) /' p.md")
      let submitted = try script.expect(0, "quorate proposal submit p.md -y --key ada", in: "dao")
      #expect(submitted.output.contains("track \(track)"), "\(submitted.output)")
    }
    // Also where it is asked what another charter would have made of them.
    let same = try script.expect(
      0, "quorate clock advance 60d -q && quorate simulate charter charter.yaml", in: "dao")
    #expect(same.output.contains("0 of 3 would have come out otherwise."), "\(same.output)")
  }

  @Test func `the charter is sound, and its ratification fits into a pause`() throws {
    let script = try Self.founded()
    let lint = try script.expect(0, "quorate charter lint", in: "dao")
    #expect(lint.output.contains("a sound charter"))
  }
}
