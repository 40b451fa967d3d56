import CanonicalEncoding
import Foundation
import QuorateTesting
import Testing

/// `quorate protocol` and `quorate evidence` as a stranger and as a pipeline meet them.
@Suite struct ProtocolCommandTests {
  private static let text = """
    apiVersion: quorate.dev/v1alpha1
    kind: SafetyProtocol
    id: p
    version: 1
    appliesTo: {actions: [model.deploy]}
    evidence: [{id: first, format: json}, {id: second, format: json}]
    rules:
      - {id: a, evidence: first, select: $.a, op: ">=", value: "0.5"}
      - {id: b, evidence: second, select: $.b, op: present}
    """

  private func script(_ files: [String: String] = [:]) throws -> CommandScript {
    let script = try CommandScript()
    for (name, text) in ["p.yaml": Self.text].merging(files, uniquingKeysWith: { $1 }) {
      try text.write(to: script.folder.appending(path: name), atomically: true, encoding: .utf8)
    }
    return script
  }

  @Test(
    arguments: [
      (a: "0.5", status: 0, verdict: "PASS"), ("0.49999999999999999999999", 3, "FAIL"),
      ("NaN", 5, "INDETERMINATE"),
      ("\"1\"", 5, "INDETERMINATE"), ("null", 5, "INDETERMINATE"),
    ] as [(a: String, status: Int32, verdict: String)])
  func `only a pass ends with zero`(a: String, status: Int32, verdict: String) throws {
    let script = try script(["f.json": "{\"a\":\(a)}", "s.json": "{\"b\":1}"])
    let quiet = try script.expect(status, "quorate protocol check p.yaml first=f.json second=s.json -q")
    #expect(quiet.output == verdict + "\n")
    let outcome = try script.expect(status, "quorate protocol check p.yaml first=f.json second=s.json --json")
    let document = try JSONParser.parse(Array(outcome.output.utf8.dropLast()), form: .canonical)
    #expect(document.object?["schema"] == .string("quorate.protocolCheck/1"))
    #expect(document.object?["ok"] == .bool(status == 0))
    #expect(document.object?["data"]?.object?["verdict"] == .string(verdict))
  }

  @Test func `a file that is missing, or several for one requirement, decide nothing`() throws {
    let script = try script(["f.json": "{\"a\":1,\"b\":1}"])
    try script.expect(5, "quorate protocol check p.yaml first=f.json")
    try script.expect(5, "quorate protocol check p.yaml")
    try script.expect(64, "quorate protocol check p.yaml first=f.json first=f.json")
  }

  @Test func `which evidence a file is has to be clear, and the error says how`() throws {
    let script = try script(["f.json": "{\"a\":1}"])
    let outcome = try script.expect(64, "quorate protocol check p.yaml f.json")
    #expect(
      outcome.errors
        == "error: which evidence is f.json? The protocol asks for first, second (usage)\ntry: first=f.json\n"
    )
    let one = Self.text.replacing(", {id: second, format: json}", with: "").replacing(
      "evidence: second", with: "evidence: first")
    let clear = try self.script(["p.yaml": one, "f.json": "{\"a\":1,\"b\":1}"])
    try clear.expect(0, "quorate protocol check p.yaml f.json")
  }

  @Test(
    arguments: [
      (id: "two equal keys", file: "{\"a\":0,\"a\":1}", status: 65, code: "json.duplicateKey"),
      ("no JSON", "a: 1", 65, "json.syntax"),
      ("attack 73: a container", "PK\u{3}\u{4}", 65, "evidence.container"),
      ("nothing", "", 65, "evidence.empty"),
      ("attack 80: brackets", String(repeating: "[", count: 1_000_000), 65, "json.tooDeep"),
    ] as [(id: String, file: String, status: Int32, code: String)])
  func `a file that does not read has a code`(id: String, file: String, status: Int32, code: String) throws {
    let script = try script(["f.json": file])
    for line in ["evidence show f.json", "protocol check p.yaml first=f.json"] {
      let outcome = try script.expect(status, "quorate \(line) --json")
      #expect(outcome.output.contains("\"code\":\"\(code)\""))
    }
  }

  @Test func `what a file says never reaches the terminal as it is`() throws {
    let script = try script(["f.json": #"{"a":"\u001b[2J\u202e","b":1}"#])
    for line in [
      "evidence show f.json --select $.a", "protocol check p.yaml first=f.json second=f.json",
    ] {
      let outcome = try script.shell("quorate \(line)")
      #expect(!outcome.output.unicodeScalars.contains { $0.value == 0x1b || $0.value == 0x202e })
      #expect(outcome.output.contains("u001b") || outcome.output.contains("u{1b}"))
    }
  }

  @Test func `a selection that reaches nothing is not found, and a path that is none is bad input`() throws {
    let script = try script(["f.json": "{\"a\":1}"])
    try script.expect(0, "quorate evidence show f.json --select '$.a'")
    try script.expect(7, "quorate evidence show f.json --select '$.b'")
    try script.expect(65, "quorate evidence show f.json --select 'a'")
  }

  @Test func `views and the canonical form are printed`() throws {
    let script = try script()
    try script.expect(0, "quorate protocol export p.yaml --cel | grep -q 'double(x) >= 0.5'")
    try script.expect(0, "quorate protocol export p.yaml --rego | grep -q 'default allow := false'")
    let outcome = try script.expect(0, "quorate protocol export p.yaml")
    #expect(throws: Never.self) {
      try JSONParser.parse(Array(outcome.output.utf8.dropLast()), form: .canonical)
    }
    try script.expect(64, "quorate protocol export p.yaml --cel --rego")
  }
}
