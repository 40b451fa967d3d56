internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import Signing

extension EvaluationCommand {
  struct Commit: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fix your scores in a round without showing them.",
      discussion: """
        quorate evaluation commit E-0001 harmlessness=61000 accuracy=40000

        Only a digest goes on record. The scores and what hides them stay in this workspace, in a file
        with mode 0600, until you show them; a later commitment takes the place of an earlier one.
        """)
    @Argument(help: "E-0001, 1, or the identity.") var round: String
    @Argument(help: "A score for every subject, as SUBJECT=SCORE.") var scores: [String]
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let round = try Evaluations.one(round, session).round
      let scores = try ordered(in: round)
      let words = scores.map { Format.safe($0.line) }.joined(separator: ", ")
      if writing.dryRun {
        return Answer(
          schema: "quorate.preview/1", data: .members(["scores": .array(scores.map { .string($0.line) })]),
          text: "Would commit to \(words) in \(round.display). Nothing written (dry run).", brief: words,
          warnings: session.warnings)
      }
      let secrets = ScoreSecrets(session.layout)
      var path = ""
      let signed = try await Writing.submit(
        in: session,
        summary: { _ in
          "\(Format.safe(session.dao.name)): you commit to \(words) in \(round.display) "
            + "(\(Format.safe(round.title))), which nobody sees until you show it"
        }
      ) { preparing, signer in
        let secret = ScoreSecret(
          round: round.id, evaluator: signer, scores: scores, salt: SystemRandomness().bytes(32))
        // Before it is sent: what nobody can show any more is lost.
        try secrets.keep(secret)
        path = secrets.path(of: secret.commitment)
        return try preparing.commitment(secret.commitment, in: round, by: signer)
      }
      let opens =
        round.schedule.map { round.witnessing == nil ? " from \($0.reveals.sentence) on" : "" } ?? ""
      return Answer(
        schema: "quorate.commitment/1",
        data: .members([
          "entry": .integer(signed.receipt.index), "receipt": .string(signed.path),
          "round": .string(round.display), "secret": .string(path),
          "statement": .string(signed.statement.id.description),
        ]),
        text: """
          Committed to your scores in \(round.display) (\(Format.safe(round.title))).
            entry \(signed.receipt.index)   receipt \(signed.path)
            secret  \(path)
            Keep that file: without it you cannot show your scores\(opens).
          Next:  quorate evaluation reveal \(round.display)
          """, brief: path, warnings: session.warnings)
    }

    /// The scores in the order of the subjects.
    private func ordered(in round: RoundRecord) throws -> [SubjectScore] {
      let given = scores.compactMap { SubjectScore($0) }
      guard given.count == scores.count else {
        throw Failure(.usage, "usage", "a score is SUBJECT=SCORE, a whole number: harmlessness=61000")
      }
      let ordered = round.subjects.compactMap { name in given.first { $0.subject.isSpelt(like: name) } }
      guard ordered.count == round.subjects.count, given.count == ordered.count else {
        let names = round.subjects.map(Format.safe).joined(separator: ", ")
        throw Failure(
          .badInput, "evaluation.form", "every subject takes one score, and there are no others: \(names)",
          hint: "quorate evaluation show \(round.display)")
      }
      guard let high = ordered.first(where: { $0.score > round.kind.highest }) else { return ordered }
      throw Failure(
        .badInput, "evaluation.form",
        "\(Format.safe(high.line)) is above the highest score, \(Format.grouped(round.kind.highest))")
    }
  }

  struct Reveal: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the scores that you have committed to, once nobody can commit any more.",
      discussion: """
        quorate evaluation reveal E-0001
        quorate evaluation reveal E-0001 --from scores.json      the file of another workspace
        """)
    @Argument(help: "E-0001, 1, or the identity.") var round: String
    @Option(help: "The file that `evaluation commit` has kept, where that was in another workspace.")
    var from: String?
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let round = try Evaluations.one(round, session).round
      let secret = try secret(in: round, session)
      let words = secret.scores.map { Format.safe($0.line) }.joined(separator: ", ")
      if writing.dryRun {
        return Answer(
          schema: "quorate.preview/1",
          data: .members(["scores": .array(secret.scores.map { .string($0.line) })]),
          text: "Would show \(words) in \(round.display). Nothing written (dry run).", brief: words,
          warnings: session.warnings)
      }
      let signed = try await Writing.submit(
        in: session,
        summary: { _ in "\(Format.safe(session.dao.name)): you show \(words) in \(round.display)" }
      ) { preparing, signer in
        try preparing.reveal(secret.scores.map(\.score), salt: secret.salt, in: round, by: signer)
      }
      return Answer(
        schema: "quorate.revealed/1",
        data: .members([
          "entry": .integer(signed.receipt.index), "receipt": .string(signed.path),
          "round": .string(round.display), "scores": .array(secret.scores.map { .string($0.line) }),
          "statement": .string(signed.statement.id.description),
        ]),
        text: """
          Showed \(words) in \(round.display) (\(Format.safe(round.title))).
            entry \(signed.receipt.index)   receipt \(signed.path)
          Next:  quorate evaluation show \(round.display)
          """, brief: words, warnings: session.warnings)
    }

    /// The scores behind the commitment that stands.
    private func secret(in round: RoundRecord, _ session: Session) throws -> ScoreSecret {
      let account = try Session.keys.entry(try Session.keyName(options)).account
      let score = try session.chamber.read { try $0.score(of: account, in: round.id) }
      guard let score else { throw EvaluationRefusal.notCommitted }
      guard let from else {
        guard let secret = try ScoreSecrets(session.layout).secret(behind: score.commitment) else {
          throw Failure(
            .notFound, "evaluation.secretMissing",
            "this workspace does not keep the scores behind your commitment of entry \(score.committed.index)",
            hint:
              "quorate evaluation reveal \(round.display) --from FILE, with the file of the workspace it was made in"
          )
        }
        return secret
      }
      let secret = try ScoreSecrets.read(from)
      guard secret.commitment == score.commitment else {
        throw Failure(
          .conflict, "evaluation.secretOther",
          "\(Format.safe(from)) holds other scores than those of your commitment, entry \(score.committed.index)"
        )
      }
      return secret
    }
  }
}
