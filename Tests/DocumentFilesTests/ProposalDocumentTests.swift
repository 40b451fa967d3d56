import CanonicalEncoding
import DocumentFiles
import Governance
import Testing

@Suite struct ProposalDocumentTests {
  static let body =
    "\n## Summary\n\nA.\n\n## Motivation\n\nB.\n\n## Specification\n\nC.\n\n## Risks and rollback\n\nD.\n"

  static let digest = Digest.sha256([1]).description
  static let deployment = """
    actions:
      - type: model.deploy
        environment: production
        name: MiniLM
        oms_root: "\(digest)"
        dir_hash: "\(digest)"
        locations: []
        runtime: {}

    """

  static func document(_ front: String, body: String = body) -> ProposalDocument {
    ProposalDocument(parsing: Array("---\n\(front)---\n\(body)".utf8))
  }

  /// `line code severity` of each finding.
  static func findings(_ document: ProposalDocument) -> [String] {
    document.findings.map { "\($0.line) \($0.code) \($0.severity.rawValue)" }
  }

  @Test func `a clean draft can be submitted as it stands`() throws {
    let document = Self.document(
      "title: Deploy MiniLM\nkind: model.deploy\nauthors: [Alice, Bob]\ndiscussion: https://x.org/1\n"
        + Self.deployment)
    #expect(document.findings.isEmpty && document.isSubmittable)
    let content = try #require(document.content)
    #expect(content.title == "Deploy MiniLM" && content.kind == "model.deploy" && content.actions.count == 1)
    #expect(content.authors == ["Alice", "Bob"] && content.discussion == "https://x.org/1")
    #expect(content.text == String(Self.body.dropFirst()))
  }

  @Test func `the number of blank lines around the text is not part of the content`() {
    let front = "title: T\nkind: text.resolution\n"
    let plain = Self.document(front)
    #expect(Self.document(front, body: "\n\n" + Self.body + "\n\n").content?.hash == plain.content?.hash)
    #expect(Self.document(front, body: Self.body + " .\n").content?.hash != plain.content?.hash)
  }

  @Test func `a file with the line ends of Windows has the same content`() throws {
    let text = "---\ntitle: T\nkind: text.resolution\n---\n" + Self.body
    let windows = ProposalDocument(parsing: Array(text.replacing("\n", with: "\r\n").utf8))
    #expect(windows.findings.isEmpty)
    let plain = ProposalDocument(parsing: Array(text.utf8))
    #expect(windows.content != nil && windows.content == plain.content)
  }

  @Test(arguments: ProposalAction.kinds)
  func `a new draft has findings only where something is to be filled in`(_ kind: String) {
    let text = ProposalTemplate.text(kind: kind, title: "A \"title\" # here", author: "Alice")
    let document = ProposalDocument(parsing: Array(text.utf8))
    let empty = ProposalDocument.sections.count
    #expect(document.findings.filter { $0.code == "Q102" && $0.severity == .warning }.count == empty)
    let others = document.findings.filter { $0.code != "Q102" }.map(\.code)
    #expect(others == (kind == "text.resolution" ? [] : ["Q305"]))
    #expect(document.isSubmittable == (kind == "text.resolution"))
    if kind == "text.resolution" { #expect(document.content?.title == "A \"title\" # here") }
  }

  static let fronts: [(id: String, front: String, findings: [String])] = [
    (id: "no title", front: "kind: text.resolution\n", findings: ["1 Q004 error"]),
    (id: "no kind", front: "title: T\n", findings: ["1 Q004 error"]),
    (
      id: "unknown field", front: "title: T\nkind: text.resolution\nauthor: Alice\n",
      findings: ["1 Q310 error"]
    ),
    (
      id: "a title of 121", front: "kind: text.resolution\ntitle: \(String(repeating: "a", count: 121))\n",
      findings: ["3 Q203 error"]
    ),
    (
      id: "attack 23: bidi in the title", front: "kind: text.resolution\ntitle: \"a\\u202Eb\"\n",
      findings: ["3 Q501 error"]
    ),
    (
      id: "attack 21: NFD title", front: "title: \"Cafe\\u0301\"\nkind: text.resolution\n",
      findings: ["2 Q501 error"]
    ),
    (id: "an empty title", front: "title: \"\"\nkind: text.resolution\n", findings: ["2 Q501 error"]),
    (id: "title is a number", front: "title: 5\nkind: text.resolution\n", findings: ["2 Q305 error"]),
    (
      id: "another kind than the action's", front: "title: T\nkind: text.resolution\n" + deployment,
      findings: ["3 Q301 error"]
    ),
    (id: "an unknown kind", front: "title: T\nkind: text.poem\n", findings: ["3 Q301 error"]),
    (
      id: "two actions", front: "title: T\nkind: model.deploy\n" + deployment + deployment.dropFirst(9),
      findings: ["4 Q306 error"]
    ),
    (
      id: "an unknown action", front: "title: T\nkind: x\nactions:\n  - {type: treasury.transfer}\n",
      findings: ["4 Q305 error"]
    ),
    (
      id: "an action as a table", front: "title: T\nkind: text.resolution\nactions: {type: charter.amend}\n",
      findings: ["4 Q305 error"]
    ),
    (
      id: "an action as a word", front: "title: T\nkind: text.resolution\nactions: none\n",
      findings: ["4 Q305 error"]
    ),
    (
      id: "authors as a word", front: "title: T\nkind: text.resolution\nauthors: Alice\n",
      findings: ["4 Q305 error"]
    ),
    (
      id: "an author as number", front: "title: T\nkind: text.resolution\nauthors: [Alice, 5]\n",
      findings: ["4 Q305 error"]
    ),
    (
      id: "discussion as a list", front: "title: T\nkind: text.resolution\ndiscussion: [x]\n",
      findings: ["4 Q305 error"]
    ),
    (id: "attack 79: an anchor", front: "title: T\nkind: &k text.resolution\n", findings: ["3 Q003 error"]),
    (
      id: "attack 79: a tag", front: "title: !!binary aGk=\nkind: text.resolution\n",
      findings: ["2 Q003 error"]
    ),
    (id: "a field twice", front: "title: T\ntitle: U\nkind: text.resolution\n", findings: ["2 Q003 error"]),
    (id: "not YAML", front: "title: [\n", findings: ["2 Q003 error"]),
    (id: "nothing", front: "", findings: ["2 Q003 error"]),
  ]

  @Test(arguments: fronts) func `what is wrong is found, with its line`(
    _ row: (id: String, front: String, findings: [String])
  ) {
    let document = Self.document(row.front)
    #expect(Self.findings(document) == row.findings, "\(document.findings.map(\.message))")
    #expect(!document.isSubmittable)
  }

  @Test(arguments: [
    (id: "no front matter", text: "# Title\n", findings: "1 Q002"),
    (id: "an open one", text: "---\ntitle: T\n", findings: "1 Q002"),
    (id: "a line before it", text: "\n---\ntitle: T\n---\n", findings: "1 Q002"),
    (id: "nothing", text: "", findings: "1 Q002"),
    (id: "a space after the dashes", text: "--- \ntitle: T\n---\n", findings: "1 Q002"),
  ])
  func `a file without front matter is none`(_ row: (id: String, text: String, findings: String)) {
    let document = ProposalDocument(parsing: Array(row.text.utf8))
    #expect(Self.findings(document) == [row.findings + " error"])
    #expect(document.content == nil && !document.isSubmittable)
  }

  @Test func `bytes that are not UTF-8 are no document`() {
    #expect(Self.findings(ProposalDocument(parsing: [0xff, 0xfe])) == ["1 Q001 error"])
  }

  @Test func `missing and empty sections are warnings that keep nothing back`() {
    let document = Self.document(
      "title: T\nkind: text.resolution\n", body: "## Summary\n \n## Motivation\nB.\n## Specification\n\n")
    #expect(Self.findings(document) == ["5 Q102 warning", "9 Q102 warning", "11 Q101 warning"])
    #expect(document.isSubmittable)
  }

  @Test(arguments: ["a\u{202e}b", "a\u{200b}b", "a\rb", "a\u{1b}[2Jb", "Cafe\u{301}"])
  func `attack 23: a text that cannot be shown as it is is found`(_ text: String) {
    let document = Self.document("title: T\nkind: text.resolution\n", body: Self.body + text + "\n")
    #expect(document.findings.map(\.code) == ["Q501"] && document.content == nil)
  }
}
