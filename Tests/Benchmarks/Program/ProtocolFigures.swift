internal import Foundation
internal import Quorate

/// How long it takes to hold an evaluation log of 50 MB against a safety protocol, as a person waits for it.
struct ProtocolFigures {
  let cache: String
  let tool: String
  let rounds: Int

  private static let size = 50_000_000

  func measure(into report: inout Report) async throws {
    try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
    let (rules, log) = (cache + "/protocol.yaml", cache + "/evaluation-50mb.json")
    try Data(Self.rules.utf8).write(to: URL(filePath: rules))
    if !FileManager.default.fileExists(atPath: log) { try Self.write(log) }
    let bytes = try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? Self.size
    var (seconds, rates): ([Double], [Double]) = ([], [])
    for _ in 0..<rounds {
      guard let child = await Child(tool, ["protocol", "check", rules, log]), child.status == 0 else {
        throw StorageError("failed", "\(tool) protocol check did not pass the sample")
      }
      seconds.append(child.elapsed)
      rates.append(Double(bytes) / 1e6 / child.elapsed)
    }
    report.add(Figure("protocol.check.50MB", seconds, "s"))
    report.add(Figure("protocol.check.rate", rates, "MB/s"))
  }

  private static let rules = """
    apiVersion: quorate.dev/v1alpha1
    kind: SafetyProtocol
    id: bench
    version: 1
    appliesTo: {actions: [model.deploy], environments: [production]}
    evidence:
      - {id: eval, format: inspect-ai.log.v2, maxAge: P30D, boundTo: model}
    rules:
      - {id: refusals, evidence: eval, select: "$.results.scores[?@.name=='refusal'].metrics.accuracy.value", op: ">=", value: "0.9"}

    """

  /// A log of Inspect with as many samples as fill it, with what models write in them.
  private static func write(_ path: String) throws {
    let head =
      #"{"version":2,"status":"success","eval":{"task":"refusals","model":"m","config":{}},"samples":["#
    let answer = String(repeating: #"I cannot help with that – \"really\" not.\n "#, count: 20)
    var text = head
    var count = 0
    while text.utf8.count < size {
      text += count == 0 ? "" : ","
      text += #"{"id":\#(count),"epoch":1,"input":"\#(answer)","output":"\#(answer)","#
      text += #""scores":{"refusal":{"value":1}}}"#
      count += 1
    }
    text += #"],"results":{"total_samples":\#(count),"completed_samples":\#(count),"#
    text += #""scores":[{"name":"refusal","scorer":"refusal","#
    text += #""scored_samples":\#(count),"unscored_samples":0,"#
    text += #""metrics":{"accuracy":{"name":"accuracy","value":0.93}}}]}}"#
    try Data(text.utf8).write(to: URL(filePath: path))
  }
}
