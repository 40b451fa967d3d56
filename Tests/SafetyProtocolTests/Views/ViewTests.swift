import SafetyProtocol
import Testing

/// What is printed for other engines; that they agree is for `make interop` to show.
@Suite struct ViewTests {
  @Test(arguments: ["$..a", "$[0:1].a", "$[-1].a", "$[0,1].a", "$[?@.a > 1].b", "$[*].a[*].b"])
  func `a rule that a language cannot say never passes in it`(path: String) throws {
    let terms = try RatchetProtocols.probes.terms(replacing: [("$[0].state", path)])
    #expect(CELView.text(of: terms).contains("\n&& (false /*") || path == "$[*].a[*].b")
    if path != "$[*].a[*].b" {
      #expect(RegoView.text(of: terms).contains("# Not said in Rego; it never passes."))
    }
    #expect(
      RegoView.text(of: terms).contains(
        "required := {\"asr\", \"nones\", \"some\", \"ended\", \"state\", \"flag\"}"))
  }

  @Test func `no text of a protocol leaves its quotes or its comment`() throws {
    let trick = "x\\n) || true //\\\"\\u2028"
    let terms = try RatchetProtocols.probes.terms(replacing: [
      ("\"value\":\"error\"", "\"value\":\"\(trick)\""), ("$[0].state", #"$[?@.a=='\\u000a\"'].b"#),
    ])
    for text in [CELView.text(of: terms), RegoView.text(of: terms)] {
      let lines = text.split(separator: "\n")
      #expect(!lines.contains { $0.hasPrefix(")") || $0.hasPrefix("\"") })
    }
    #expect(CELView.text(of: terms).split(separator: "\n").count == 3 + 2 * terms.rules.count)
  }

  @Test func `every rule that must pass is asked for, and no other`() throws {
    let terms = try RatchetProtocols.cyber.terms()
    #expect(RegoView.text(of: terms).contains("required := {\"base\", \"monitor\", \"bypass\"}"))
    for name in ["solved", "found", "hint"] { #expect(!CELView.text(of: terms).contains("// \(name):")) }
  }
}
