internal import ArgumentParser
internal import CanonicalEncoding
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

        The amount is in the grant's unit. Nothing beyond what was granted is taken in.
        """)
    @Argument(help: "The proposal that granted it.") var grant: String
    @Argument(help: "How much, in the grant's unit: a whole number above 0.") var amount: String
    @Option(help: "What for.") var purpose: String
    @Option(help: "The job or order it pays for: its file, or its digest (sha256:… or 0x…).")
    var reference: String?
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      guard let amount = UInt128(decimal: amount), amount > 0 else {
        throw Failure(.usage, "usage", "an amount is a whole number above 0, below 2^128")
      }
      let session = try Session(options)
      let reference = try reference.map(Self.digest) ?? .zero
      let before = try Grants.one(grant, session)
      guard let budget = before.budget else { throw DrawRefusal.unknown }
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
        }
      ) { preparing, signer in
        try preparing.draw(amount, on: origin.id, purpose: purpose, reference: reference, by: signer)
      }
      return try Self.answer(signed, words, origin, session)
    }

    private static func answer(
      _ signed: Writing.Signed, _ words: String, _ origin: Origin, _ session: Session
    ) throws -> Answer {
      let index = signed.receipt.index
      let path = try Writing.keep(signed.receipt, named: "\(origin.display)-draw-\(index)", in: session)
      let after = try Grants.one(origin.display, session)
      let left = after.budget.map(GrantWords.left) ?? ""
      return Answer(
        schema: "quorate.draw/1",
        data: .members([
          "entry": .integer(index), "grant": after.json, "receipt": .string(path),
          "statement": .string(signed.statement.id.description),
        ]),
        text: """
          Drew \(words).
            entry \(index)   \(left) left
          Receipt \(path)
          """, brief: String(after.budget?.left ?? 0), warnings: session.warnings)
    }

    /// The digest of a flag, or that of the file it names.
    private static func digest(_ text: String) throws -> Digest {
      if let digest = Digest(text) ?? Digest(registry: text) { return digest }
      return .sha256(try Files.read(text))
    }
  }
}
