import Foundation
import QuorateTesting
import Testing

/// The tutorials do what they say: every command is run, in order, in one shell, and its output compared.
@Suite struct TutorialTests {
  @Test(arguments: [
    "docs/tutorials/first-vote.md", "docs/tutorials/safety-protocol.md", "docs/tutorials/gate-in-ci.md",
    "docs/tutorials/emergency-pause.md", "docs/how-to/attest-an-electorate.md",
    "docs/how-to/agree-on-scores.md",
  ])
  func `each command prints what the tutorial shows`(path: String) throws {
    let text = try String(contentsOf: OutsideData.package.appending(path: path), encoding: .utf8)
    let steps = Self.steps(in: text)
    #expect(steps.count > 8)
    let script = try CommandScript()
    // One shell for all commands; a line that nothing else prints stands before the output of each.
    let mark = "=== step "
    let shell = steps.enumerated().map { "echo '\(mark)\($0)'\n\($1.command)\n" }.joined()
    try shell.write(to: script.folder.appending(path: "tutorial.sh"), atomically: true, encoding: .utf8)
    let outcome = try script.shell(
      "unset QUORATE_PASSPHRASE_FILE; mkdir empty; cd empty; source ../tutorial.sh 2>&1")
    var printed: [[String]] = []
    for line in outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix(mark) {
        printed.append([])
      } else if !line.hasPrefix("note: "), !printed.isEmpty {
        printed[printed.count - 1].append(line)
      }
    }
    #expect(printed.count == steps.count)
    for (step, lines) in zip(steps, printed) {
      let shown = step.output.map(Self.trimmed).filter { !$0.isEmpty }
      let got = lines.map(Self.trimmed).filter { !$0.isEmpty }
      let matches = shown.count == got.count && zip(shown, got).allSatisfy(Self.matches)
      #expect(
        matches,
        "$ \(step.command)\nshown:\n\(shown.joined(separator: "\n"))\nprinted:\n\(got.joined(separator: "\n"))"
      )
    }
  }

  /// The commands of all console blocks with what is shown below each; a block that names a file writes it.
  static func steps(in text: String) -> [(command: String, output: [String])] {
    var steps: [(command: String, output: [String])] = []
    var isConsole = false
    var file: (name: String, lines: [String])?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if let open = file {
        file?.lines.append(line)
        guard line.hasPrefix("```") else { continue }
        steps.append(
          ("cat > \(open.name) <<'END OF FILE'\n\(open.lines.joined(separator: "\n"))\nEND OF FILE", []))
        file = nil
      } else if line.hasPrefix("```") {
        isConsole = line == "```console"
        let words = line.split(separator: " ")
        if words.count == 2 { file = (String(words[1]), []) }
      } else if isConsole, line.hasPrefix("$ ") {
        steps.append((String(line.dropFirst(2)), []))
      } else if isConsole, !steps.isEmpty {
        steps[steps.count - 1].output.append(line)
      }
    }
    return steps
  }

  private static func trimmed(_ line: String) -> String {
    line.replacing(/\s+$/, with: "")
  }

  /// Whether a line is the one shown, where `…` stands for anything.
  private static func matches(_ shown: String, _ printed: String) -> Bool {
    let parts = shown.split(separator: "…", omittingEmptySubsequences: false).map(String.init)
    var rest = printed[...]
    for (position, part) in parts.enumerated() {
      if position == 0 {
        guard rest.hasPrefix(part) else { return false }
        rest = rest.dropFirst(part.count)
      } else if position == parts.count - 1 {
        return rest.hasSuffix(part)
      } else {
        guard let range = rest.firstRange(of: part) else { return false }
        rest = rest[range.upperBound...]
      }
    }
    return rest.isEmpty
  }
}
