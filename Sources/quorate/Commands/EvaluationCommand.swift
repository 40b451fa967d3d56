internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import Signing

/// `quorate evaluation`.
struct EvaluationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluation",
    abstract: "Let evaluators agree on scores: commit first, show later, take what enough stake supports.",
    subcommands: [Open.self, Commit.self, Reveal.self, List.self, Show.self])

  struct Open: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open a round of a kind that the charter names.",
      discussion: """
        quorate evaluation open safety --title "Safety of tiny-model" --model ./tiny-model
        quorate evaluation open miners --title "Epoch 12" --subject uid-3 --subject uid-7

        Subjects are named where the charter does not. Stake and rules are frozen now.
        """)
    @Argument(help: "The kind of round, by its name in the charter.") var kind: String
    @Option(help: "What it is about, in a line.") var title: String
    @Option(help: "What is scored, where the charter names no subjects; may stand several times.")
    var subject: [String] = []
    @OptionGroup var model: ModelChoice
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let model = try await model.model(in: session)
      if writing.dryRun {
        return Answer(
          schema: "quorate.preview/1", data: .members(["kind": .string(kind), "title": .string(title)]),
          text:
            "Would open a round \"\(Format.safe(title))\" (\(Format.safe(kind))). Nothing written (dry run).",
          brief: kind, warnings: session.warnings)
      }
      let signed = try await Writing.submit(
        in: session,
        summary: { _ in
          "\(Format.safe(session.dao.name)): you open the evaluation round \"\(Format.safe(title))\" "
            + "(\(Format.safe(kind)))" + (model.map { " about \($0.words)" } ?? "")
        }
      ) { preparing, signer in
        try preparing.opening(of: kind, title: title, subjects: subject, model: model, by: signer)
      }
      let words = try Evaluations.one(signed.statement.id.description, session)
      return Answer(
        schema: "quorate.evaluation/1", data: words.json,
        text: "Opened \(words.text)\nReceipt \(signed.path)", brief: words.round.display,
        warnings: session.warnings)
    }
  }

  struct List: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the rounds, and what was agreed in those that are over.",
      discussion: "quorate evaluation list\nquorate evaluation list --at 2026-12-20T12:00Z")
    @OptionGroup var instant: InstantOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let all = try Evaluations.all(session, instant)
      let header = ["ROUND", "KIND", "TITLE", "PHASE", "STATE"]
      return Answer(
        schema: "quorate.evaluations/1", data: .array(all.map(\.json)),
        text: all.isEmpty
          ? "No round was opened." : Format.table(header, all.map(\.row), forTerminal: Terminal.isOutput),
        brief: String(all.count), warnings: session.warnings(asOf: instant))
    }
  }

  struct Show: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a round: what was agreed, each evaluator's scores, and who was not counted and why.",
      discussion: """
        quorate evaluation show E-0001
        quorate evaluation show E-0001 -q      (harmlessness=61000 accuracy=40000)

        Nothing is found before the round is over.
        """)
    @Argument(help: "E-0001, 1, or the identity.") var round: String
    @OptionGroup var instant: InstantOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let words = try Evaluations.one(round, session, instant)
      return Answer(
        schema: "quorate.evaluation/1", data: words.json, text: words.text, brief: words.brief,
        warnings: session.warnings(asOf: instant))
    }
  }
}
