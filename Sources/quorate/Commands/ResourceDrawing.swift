internal import ArgumentParser
internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import Signing

extension ResourceCommand {
  struct Draw: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "As the holder of a grant, spend part of it: before the job that it pays for.",
      discussion: """
        quorate resource draw P-0007 24 --purpose "evaluation of run 7"
        quorate resource draw P-0007 24 --purpose "evaluation of run 7" --reference order.json
        quorate resource draw P-0007 --job deploy.yaml --for 24h --purpose "evaluation of run 7"

        The amount is in the grant's unit. Nothing beyond what was granted is taken in.
        With --job it is what the job asks for, less what was drawn for it before.
        """)
    @Argument(help: "The proposal that granted it.") var grant: String
    @Argument(help: "How much, in the grant's unit: a whole number above 0.") var amount: String?
    @Option(help: "What for.") var purpose: String
    @Option(help: "The job or order it pays for: its file, or its digest (sha256:… or 0x…).")
    var reference: String?
    @OptionGroup var job: JobOptions
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let before = try Grants.one(grant, session)
      guard let budget = before.budget else { throw DrawRefusal.unknown }
      let (amount, reference) = try wanted(on: before, budget)
      let origin = before.grant.origin
      // Whoever signs is asked about nothing that would be refused anyway.
      if let refusal = before.fault ?? budget.refusal(of: amount) { throw refusal }
      let words = "\(Format.grouped(amount)) \(budget.unit) on \(origin.display)"
      if writing.dryRun {
        return Answer(
          schema: "quorate.preview/1", data: .members(["amount": .string(String(amount))]),
          text: "Would draw \(words). Nothing written (dry run).", brief: String(amount),
          warnings: session.warnings)
      }
      let signed = try await Writing.submit(
        in: session,
        summary: { _ in
          "\(Format.safe(session.dao.name)): you draw \(words) for \(Format.safe(purpose)), which leaves "
            + Format.grouped(budget.left - amount)
        }, receiptName: { _, index in "\(origin.display)-draw-\(index)" }
      ) { preparing, signer in
        try preparing.draw(amount, on: origin.id, purpose: purpose, reference: reference, by: signer)
      }
      return try Self.answer(signed, words, origin, session)
    }

    /// How much is to be drawn, and for which job.
    private func wanted(on grant: GrantWords, _ budget: GrantBudget) throws -> (UInt128, Digest) {
      guard let file = try job.read() else {
        guard let amount, let number = UInt128(decimal: amount), number > 0 else {
          throw Failure(
            .usage, "usage", "an amount is a whole number above 0, below 2^128; or give --job FILE")
        }
        return (number, try reference.map(GateGrantOptions.digest) ?? .zero)
      }
      guard amount == nil, reference == nil else {
        throw Failure(.usage, "usage", "--job says how much and for what; leave out amount and --reference")
      }
      guard !budget.excludes(provider: file.ask.network) else {
        throw Failure(
          .notAllowed, "grant.provider",
          "\(grant.grant.origin.display) is to be spent with \(Format.safe(budget.provider ?? "")) only")
      }
      guard let ask = file.ask.asks.first(where: { $0.unit == budget.unit }) else {
        throw Failure(.badInput, "grant.unit", "the job asks for no \(budget.unit)")
      }
      let drawn = grant.draws.drawn(for: file.reference)
      guard drawn < ask.amount else {
        throw Failure(.conflict, "grant.drawn", "all that the job asks for is drawn already")
      }
      return (ask.amount - drawn, file.reference)
    }

    private static func answer(
      _ signed: Writing.Signed, _ words: String, _ origin: Origin, _ session: Session
    ) throws -> Answer {
      let index = signed.receipt.index
      let after = try Grants.one(origin.display, session)
      let left = after.budget.map(GrantWords.left) ?? ""
      return Answer(
        schema: "quorate.draw/1",
        data: .members([
          "entry": .integer(index), "grant": after.json, "receipt": .string(signed.path),
          "statement": .string(signed.statement.id.description),
        ]),
        text: """
          Drew \(words).
            entry \(index)   \(left) left
          Receipt \(signed.path)
          """, brief: String(after.budget?.left ?? 0), warnings: session.warnings)
    }
  }
}
