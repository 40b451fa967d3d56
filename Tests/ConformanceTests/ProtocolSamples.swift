import CanonicalEncoding
import DocumentFiles
import Foundation
import QuorateTesting
import SafetyProtocol
import Testing

/// The verdicts of the reference evaluator that lies beside the sample protocol, over real evaluation files.
@Suite struct ProtocolSamples {
  @Test func `every rule says of every sample what the reference says`() throws {
    guard let folder = OutsideData.samples?.appending(path: "ai/rules"),
      FileManager.default.fileExists(atPath: folder.path)
    else {
      print("samples: skipped, no folder (set QUORATE_SAMPLES or put it at ../shared/samples)")
      return
    }
    let cases = try ReferenceCases(folder: folder)
    let terms = try ProtocolDocument.parse(
      Array(try Data(contentsOf: folder.appending(path: "protocol.yaml"))))
    let vectors = try JSONParser.parse(Array(try Data(contentsOf: folder.appending(path: "vectors.json"))))
    var report = VectorReport(file: "ai/rules/vectors.json")
    for vector in vectors.object?.members ?? [] {
      if let files = cases.files[vector.key] {
        check(
          vector.key, vector.value, terms.check(try documents(files, in: folder, for: terms), at: .latest),
          &report)
      } else if let single = cases.single[vector.key] {
        let file = try document(single.file, in: folder, as: .json)
        let rule = try Self.rule(single.rule)
        report.check(
          vector.key, rule.finding(in: file).outcome.rawValue == vector.value.object?["verdict"]?.string)
      } else {
        report.skip("the reference does not say which files the case is about")
      }
    }
    print(report.summary)
    #expect(report.failures.isEmpty, "\(report.summary)")
  }

  private func check(
    _ name: String, _ expected: JSONValue, _ found: ProtocolReport, _ report: inout VectorReport
  ) {
    let verdict = expected.object?["verdict"]?.string
    report.check("\(name): \(found.ruleVerdict.rawValue)", found.ruleVerdict.rawValue == verdict)
    report.check(
      "\(name): allowed", (found.ruleVerdict == .pass) == (expected.object?["allowed"]?.bool == true))
    for row in expected.object?["rules"]?.array ?? [] {
      let (id, result) = (row.object?["rule"]?.string, row.object?["result"]?.string)
      let line = found.lines.first { $0.rule.id == id }
      report.check("\(name) \(id ?? "?")", line.map { $0.finding.outcome.rawValue } == result)
      // One value is shown as it stands in the file; how several are shown is each program's own affair.
      guard let line, case .value = line.rule.subject, line.finding.outcome == .pass,
        line.rule.test.limit != nil
      else { continue }
      report.check(
        "\(name) \(line.rule.id): \(line.finding.observed)",
        line.finding.observed == row.object?["observed"]?.string)
    }
  }

  private func documents(
    _ files: [String: String], in folder: URL, for terms: ProtocolTerms
  ) throws -> [String: EvidenceDocument] {
    var documents: [String: EvidenceDocument] = [:]
    for (id, file) in files {
      documents[id] = try document(file, in: folder, as: try #require(terms.requirement(id)).format)
    }
    return documents
  }

  private func document(_ file: String, in folder: URL, as format: EvidenceFormat) throws -> EvidenceDocument
  {
    try EvidenceDocument(
      parsing: Array(try Data(contentsOf: folder.appending(path: file))), form: format.form)
  }

  /// A rule of its own, in a protocol around it.
  private static func rule(_ value: JSONValue) throws -> SafetyRule {
    var members = (value.object?.members ?? []).filter { $0.key != "evidence" }
    members.append(.init(key: "id", value: .string("single")))
    members.append(.init(key: "evidence", value: .string("x")))
    let terms = try ProtocolTerms(
      parsing: .object(
        JSONObject([
          .init(key: "apiVersion", value: .string(ProtocolTerms.head.apiVersion)),
          .init(key: "kind", value: .string(ProtocolTerms.head.kind)),
          .init(key: "id", value: .string("around")), .init(key: "version", value: .integer(1)),
          .init(
            key: "appliesTo",
            value: .object(JSONObject([.init(key: "actions", value: .array([.string("model.deploy")]))]))),
          .init(
            key: "evidence",
            value: .array([
              .object(
                JSONObject([
                  .init(key: "id", value: .string("x")), .init(key: "format", value: .string("json")),
                ]))
            ])),
          .init(key: "rules", value: .array([.object(JSONObject(members))])),
        ])), hash: .zero)
    return try #require(terms.rules.first)
  }
}

/// Which files each case is about. Only the reference program itself says so.
private struct ReferenceCases {
  /// Files by evidence name, by case.
  var files: [String: [String: String]] = [:]
  /// Cases about one rule and one file.
  var single: [String: (rule: JSONValue, file: String)] = [:]

  init(folder: URL) throws {
    let text = try String(contentsOf: folder.appending(path: "evalref.py"), encoding: .utf8)
    var folders: [String: String] = [:]
    for match in text.matches(of: /(?m)(?:^|; *)([A-Z])="([^"]*)"/) {
      folders[String(match.1)] = String(match.2)
    }
    for match in text.matches(of: /"([^"]+)":dict\(([^)]*)\)/) {
      var named: [String: String] = [:]
      for argument in match.2.matches(of: /(\w+)=([A-Z])(?:\+"([^"]*)")?(?![a-z])/) {
        named[String(argument.1)] = (folders[String(argument.2)] ?? "") + (argument.3 ?? "")
      }
      files[String(match.1)] = named
    }
    for match in text.matches(
      of: /out\["([^"]+)"\]=\{"verdict":rule\((\{.*?\}),\{"x":load\(([A-Z])\+"([^"]*)"\)/)
    {
      let rule = try JSONParser.parse(Array(match.2.utf8))
      single[String(match.1)] = (rule, (folders[String(match.3)] ?? "") + match.4)
    }
  }
}
