import Foundation
import QuorateTesting
import Testing

/// What harmed other DAOs, tried on the preset `ai-safety`, and the sentence a reader of `explain` sees.
///
/// `docs/explanation/seven-failures.md` shows the same sentences: each is looked for there as well.
@Suite struct SevenFailureTests {
  private let script: CommandScript

  /// A DAO of ada 500, ben 300, cleo 200 and eve 1, whose safety house is ada and cleo, after the lookback of its power.
  init() throws {
    script = try CommandScript()
    try script.foundSafely()
    try script.expect(0, "quorate key create eve --light")
    try script.expect(0, "mkdir model; printf weights > model/model.bin; printf '{}' > model/config.json")
    try script.expect(0, "cp -r model other; printf elsewhere > other/model.bin")
    try register("ada:500 ben:300 cleo:200 eve:1")
    try dao("quorate clock advance 15d -q")
  }

  @discardableResult
  private func dao(
    _ line: String, status: Int32 = 0, at location: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    try script.expect(status, line, in: "dao", at: location)
  }

  private func register(_ holdings: String) throws {
    try dao(
      "(echo account,amount; for n in \(holdings); do echo $(quorate key show ${n%:*} -q),${n#*:}; done) > ../m.csv; "
        + "quorate member import ../m.csv -y -q --key ada")
  }

  /// Drafts a deployment, and submits it.
  private func submit(
    _ title: String, model: String = "model", to audience: String = "internal", by key: String = "ada"
  ) throws {
    try dao(
      "rm -f p.md; quorate proposal draft '\(title)' --model ../\(model) -o p.md -q && sed -i "
        + "-e 's/^\\(## .*\\)/\\1\\n\\nAs discussed./' -e 's/# audience: limited /audience: \(audience) /' p.md && "
        + "quorate proposal submit p.md -y -q --key \(key)")
  }

  private func vote(_ proposal: Int, _ choice: String, by key: String, house: String = "tokens") throws {
    try dao("quorate vote \(proposal) \(choice) --house \(house) -y -q --key \(key)")
  }

  /// The sentences must stand in what `explain` says and in the page.
  private func explain(
    _ proposal: Int, _ sentences: String..., at location: SourceLocation = #_sourceLocation
  ) throws {
    let output = try dao("quorate explain \(proposal)", at: location).output
    let page = try String(
      contentsOf: OutsideData.package.appending(path: "docs/explanation/seven-failures.md"), encoding: .utf8)
    for sentence in sentences {
      #expect(output.contains(sentence), "\(output)", sourceLocation: location)
      #expect(page.contains(sentence), "the page does not show: \(sentence)", sourceLocation: location)
    }
  }

  private static let leastHeld =
    "Power in tokens is the least held 14d before it was submitted and when voting opens: "
    + "what is borrowed or bought for the vote does not count."

  @Test func `1, a flash loan (Beanstalk 2022): a million borrowed for the vote has one vote`() throws {
    try submit("Deploy the assistant")
    try register("ada:500 ben:300 cleo:200 eve:1000000")
    try dao("quorate clock advance 1d -q")
    try vote(1, "For", by: "eve")
    try vote(1, "Against", by: "ben")
    try dao("quorate clock advance 9d -q")
    try explain(
      1, "Deploy the assistant — DEFEATED", "1 token; the bar is 151 tokens", Self.leastHeld,
      "✗ approval  0.33 % For of For + Against, needs more than 50 %")
  }

  @Test
  func `2, a borrowing proposer (MakerDAO 2020): who borrows before anybody knows has what was held before`()
    throws
  {
    try register("ada:500 ben:300 cleo:200 eve:1000000")
    try submit("Deploy mine", by: "eve")
    try dao("quorate clock advance 1d -q")
    try vote(1, "For", by: "eve")
    try dao("quorate clock advance 6d -q")
    try explain(
      1, "Deploy mine — DEFEATED",
      "✗ quorum  0.09 % For + Against + Abstain of the electorate, needs at least 4 %",
      Self.leastHeld)
    // Without power fourteen days before there is no proposal either.
    try script.expect(0, "quorate key create fay --light")
    try register("ada:500 ben:300 cleo:200 eve:1 fay:1000000")
    let refused = try script.shell("quorate proposal submit p.md -y --key fay", in: "dao")
    #expect(refused.status == 6 && refused.errors.contains("proposer.belowThreshold"), "\(refused)")
  }

  @Test func `3, a swapped contract (Tornado Cash 2023): what was approved is bytes and no name`() throws {
    try submit("Deploy the assistant")
    try dao("quorate clock advance 1d -q")
    try vote(1, "For", by: "ada")
    try dao("quorate clock advance 5d -q && quorate queue 1 -y -q --key ada && quorate clock advance 1d -q")
    try dao("quorate execute 1 -y -q --key ada && quorate gate check production --model ../model")
    try script.expect(0, "printf wEights > model/model.bin")
    let denied = try dao("quorate gate check production --model ../model", status: 3)
    #expect(denied.output.contains("nothing was approved in production for exactly these files (QG010)"))
    try explain(
      1, "Deploy the assistant — EXECUTED",
      "No other bytes are meant: a file changed in one byte is another model.")
    let words = try dao("quorate explain 1").output
    #expect(words.contains("· It would deploy model to production (files 0x"), "\(words)")
  }

  @Test
  func `4, an unnoticed second try (Build Finance 2022): what failed before says so when it comes back`()
    throws
  {
    try submit("Deploy the assistant")
    try dao("quorate clock advance 1d -q")
    try vote(1, "Against", by: "ada")
    try dao("quorate clock advance 6d -q")
    try submit("A small maintenance matter")
    try explain(2, "The same was put before: P-0001 (defeated).")
  }

  @Test func `4, a second try under other words is found by its files, and the latest are named`() throws {
    try submit("Deploy the assistant")
    try submit("A small maintenance matter", to: "limited")
    try submit("Other files", model: "other")
    for title in ["One", "Two", "Three"] { try submit(title, to: "limited") }
    #expect(!(try dao("quorate explain 3").output.contains("put before")))
    let second = try dao("quorate explain 2").output
    #expect(second.contains("The same model was put before: P-0001 (pending)."), "\(second)")
    let last = try dao("quorate explain 6").output
    for number in [2, 4, 5] {
      #expect(last.contains("The same was put before: P-000\(number) (pending)."), "\(last)")
    }
    #expect(last.contains("Not named: 1 earlier one like it.") && !last.contains("P-0001"), "\(last)")
  }

  @Test func `5, a weekend swing (Compound 2024): a lead that changes near the close is voted on for longer`()
    throws
  {
    try submit("Deploy the assistant")
    try dao("quorate clock advance 1d -q")
    try vote(1, "Against", by: "cleo")
    try dao("quorate clock advance '4d 23h' -q")
    try vote(1, "For", by: "ben")
    try dao("quorate clock advance 2h -q")
    // By the plain close it would have passed.
    try vote(1, "Against", by: "ada")
    try dao("quorate clock advance 2d -q")
    try explain(
      1, "Deploy the assistant — DEFEATED",
      "Voting was extended because the lead changed: to 2026-12-23 11:30:00 UTC, "
        + "from 2026-12-22 12:00:00 UTC.")
  }

  @Test func `6, a dormant DAO (Yam 2026): the only one who comes does not decide for everybody`() throws {
    try submit("Deploy to everybody", to: "public")
    try dao("quorate clock advance 2d -q")
    try vote(1, "For", by: "ada")
    try dao("quorate clock advance 9d -q")
    try explain(
      1, "Deploy to everybody — DEFEATED",
      "✗ safety quorum  0.00 % For + Against + Abstain of the electorate, needs at least 50 %",
      "tokens: 1 member (500 tokens) could pass it alone if nobody else voted, 1 (500 tokens) could block it")
  }

  @Test func `7, a look-alike proposal (Tornado Cash 2023): the title of another is told apart`() throws {
    try submit("Deploy the assistant")
    try submit("Deploy The Assistant", model: "other", by: "eve")
    try explain(2, "P-0001 has the same title and does something else.")
  }
}
