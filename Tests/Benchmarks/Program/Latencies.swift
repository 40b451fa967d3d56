internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Quorate
internal import Secp256k1Signing
internal import Signing

/// How long the command line takes to answer, as a person waits for it.
struct Latencies {
  let workspace: SampleWorkspace
  let tool: String
  let rounds: Int

  /// A command, by the name of its figure, and the most it may take in milliseconds.
  private struct Command {
    let name: String
    let words: [String]
    var bar = 200.0
    /// The status of its answer.
    var status: Int32 = 0
  }

  private var commands: [Command] {
    let receipt = workspace.layout.receipts + "/sample.tlog-proof"
    let member = (try? SampleDAO.key(workspace.entries / 3).account.display) ?? ""
    return [
      Command(name: "proposal.list", words: ["proposal", "list"]),
      Command(name: "proposal.show", words: ["proposal", "show", "P-0001"]),
      Command(name: "vote.list", words: ["vote", "list", "P-0001"]),
      Command(name: "tally", words: ["tally", "P-0001"], bar: 500),
      Command(name: "results", words: ["results", "P-0001"]),
      Command(name: "explain", words: ["explain", "P-0001"]),
      Command(name: "member.list", words: ["member", "list"]),
      Command(name: "member.show", words: ["member", "show", member]),
      Command(name: "member.stats", words: ["member", "stats"]),
      Command(name: "delegate.list", words: ["delegate", "list"]),
      Command(name: "log.show", words: ["log", "show"]),
      Command(name: "log.prove", words: ["log", "prove", String(workspace.entries / 2)]),
      Command(name: "receipt.verify", words: ["receipt", "verify", receipt]),
      Command(name: "doctor", words: ["doctor"]),
      // Nothing was approved there; the answer no takes as long as any. The first gate has to verify the whole log.
      Command(
        name: "gate.check",
        words: [
          "gate", "check", "production", "--digest", Digest.sha256([1]).description, "--dir-hash",
          Digest.sha256([2]).description,
        ], bar: 100, status: 3),
      Command(name: "start", words: ["--version"], bar: 30),
    ]
  }

  func measure(into report: inout Report, wants: (String) -> Bool) async {
    let root = workspace.layout.root
    let environment = ["QUORATE_DAO": root, "QUORATE_CONFIG_DIR": root + "/config"]
    for command in commands where wants("latency." + command.name) {
      var samples: [Double] = []
      if command.name == "gate.check" { _ = await Child(tool, command.words, environment: environment) }
      for _ in 0..<max(5, rounds) {
        guard let child = await Child(tool, command.words, environment: environment),
          child.status == command.status
        else {
          print("latency.\(command.name): \(tool) \(command.words.joined(separator: " ")) did not end well")
          return
        }
        samples.append(child.elapsed * 1000)
      }
      report.add(Figure("latency." + command.name, samples, "ms"), bar: .atMost(command.bar))
    }
  }
}
