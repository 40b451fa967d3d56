internal import ArgumentParser
internal import CanonicalEncoding
internal import SafetyProtocol

extension ProtocolCommand {
  struct Diff: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say clause by clause whether a new version is tighter or looser.",
      discussion: """
        quorate protocol diff refusal-v2.yaml refusal-v3.yaml

        Ends with 3 if any clause may let something pass that did not: such an amendment needs the higher bar.
        """)
    @Argument(help: "The version in force.") var old: String
    @Argument(help: "The version to come.") var new: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let ratchet = Ratchet(from: try ProtocolCommand.terms(old), to: try ProtocolCommand.terms(new))
      let changes = ratchet.changes.map(\.json)
      return Answer(
        schema: "quorate.protocolDiff/1",
        data: .members(["change": .string(ratchet.tightness.rawValue), "clauses": .array(changes)]),
        text: text(ratchet), brief: ratchet.tightness.rawValue,
        status: ratchet.tightness == .loosening ? .no : .ok)
    }

    private func text(_ ratchet: Ratchet) -> String {
      let lines = ratchet.changes.flatMap { change in
        let sides = [("−", change.old), ("+", change.new)].filter { !$0.1.isEmpty }
        return [change.line] + sides.map { "    \($0.0) \(Format.safe($0.1))" }
      }
      return (lines + [conclusion(ratchet)]).joined(separator: "\n")
    }

    private func conclusion(_ ratchet: Ratchet) -> String {
      let loose = ratchet.changes.count { $0.tightness == .loosening }
      switch ratchet.tightness {
      case .neutral where ratchet.changes.isEmpty: return "NEUTRAL: both say the same"
      case .neutral: return "NEUTRAL: the same passes under both"
      case .tightening: return "TIGHTENING: whatever passes under the new version passed under the old"
      case .loosening:
        return
          "LOOSENING: \(Format.number(loose, "clause")) not shown to be tighter; the higher bar is needed"
      }
    }
  }

  struct Export: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a protocol in another form.",
      discussion: """
        quorate protocol export refusal.yaml            canonical JSON
        quorate protocol export refusal.yaml --rego     for Open Policy Agent

        CEL and Rego are views with guards: true only where every rule passes, but with floats, and blind to
        completeness, age and attestation.
        """)
    @Argument(help: "The protocol.") var file: String
    @Flag(help: "An expression of the Common Expression Language.") var cel = false
    @Flag(help: "A module of Rego.") var rego = false
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      guard !(cel && rego) else { throw Failure(.usage, "usage", "either --cel or --rego") }
      let terms = try ProtocolCommand.terms(file)
      guard cel || rego else {
        let text = String(decoding: terms.canonicalBytes, as: UTF8.self)
        return Answer(
          schema: "quorate.protocol/1", data: terms.json, text: text, brief: text, isDocument: true)
      }
      let text = cel ? CELView.text(of: terms) : RegoView.text(of: terms)
      return Answer(
        schema: "quorate.protocolView/1",
        data: .members(["language": .string(cel ? "cel" : "rego"), "text": .string(text)]),
        text: String(text.dropLast()), brief: String(text.dropLast()), isDocument: true)
    }
  }
}
