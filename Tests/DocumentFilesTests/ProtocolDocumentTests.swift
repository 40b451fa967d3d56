import CanonicalEncoding
import DocumentFiles
import Foundation
import QuorateTesting
import SafetyProtocol
import Testing

@Suite struct ProtocolDocumentTests {
  @Test func `the example of the specification is a sound protocol`() throws {
    let page = OutsideData.package.appending(path: "docs/spec/safety-protocol.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let start = try #require(text.firstRange(of: "```yaml\n")).upperBound
    let end = try #require(text[start...].firstRange(of: "```")).lowerBound
    let terms = try ProtocolDocument.parse(Array(text[start..<end].utf8))
    #expect(ProtocolLint.findings(in: terms).isEmpty)
    #expect(terms.rules.count == 6 && terms.capabilities.count == 1)
  }

  /// Attack 79: what lets a file say something else than it shows.
  @Test(arguments: [
    (id: "anchor and alias", line: "title: &a x\nid: *a", code: "yaml.form"),
    ("tag", "title: !!binary x", "yaml.form"),
    ("merge key", "<<: {id: x}", "yaml.form"), ("key twice", "kind: SafetyProtocol", "yaml.syntax"),
    ("two documents", "---\nid: x", "yaml.syntax"), ("a truth value for a name", "title: no", ""),
    (
      "deep nesting", "title: " + String(repeating: "[", count: 200) + String(repeating: "]", count: 200),
      "yaml.form"
    ),
  ])
  func `attack 79: YAML that shows something else is refused`(id: String, line: String, code: String) throws {
    let text = """
      apiVersion: quorate.dev/v1alpha1
      kind: SafetyProtocol
      id: p
      version: 1
      appliesTo: {actions: [model.deploy]}
      evidence: [{id: e, format: json}]
      rules: [{id: r, evidence: e, select: $.a, op: present}]
      \(line)
      """
    do {
      let terms = try ProtocolDocument.parse(Array(text.utf8))
      // `no` is the text it looks like, and no truth value.
      #expect(code.isEmpty && terms.title == "no")
    } catch let refusal as YAMLRefusal {
      #expect(refusal.code == code)
    }
  }
}
