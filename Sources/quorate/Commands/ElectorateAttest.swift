internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Signing

extension ElectorateCommand {
  struct Attest: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "As an attester, say that an electorate is right: who held how much after a block.",
      discussion: """
        quorate electorate attest 1 --chain eip155:1 --height 21000000 \\
          --block-hash 0x… --block-time 2026-12-01T11:59:47Z \\
          --state-root 0x… --recipe recipe.yaml --rows mine.csv

        Derive the rows yourself, by the recipe, and give them with --rows: they are
        compared with what was registered. Attesters agree only if they sign the same
        in every field. The recipe becomes public.
        """)
    @Argument(help: "The entry that registered it.") var electorate: UInt64
    @Option(help: "The chain in the form of CAIP-2: eip155:1.") var chain: String
    @Option(help: "The number of the block.") var height: UInt64
    @Option(name: .customLong("block-hash"), help: "The hash of the block.") var blockHash: String
    @Option(
      name: .customLong("block-time"), help: "When it was made: 2026-12-01T11:59:47Z, or seconds since 1970.")
    var blockTime: String
    @Option(
      name: .customLong("state-root"), help: "The root of the state after it; none for a chain that has none."
    )
    var stateRoot: String
    @Option(help: "A file that says how the rows follow from the state: token, storage, exclusions.")
    var recipe: String
    @Option(name: .customLong("rows"), help: "Your own rows, to be compared: CSV, JSON or canonical lines.")
    var rowFile: String?
    @OptionGroup var rows: RowOptions
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    /// The longest recipe, in bytes.
    private static let recipeLimit = 1 << 20

    func answer() async throws -> Answer {
      let session = try Session(options)
      let record = try Electorates.registered(electorate, session)
      try checkRows(of: record, session)
      let recipe = try Files.read(self.recipe, limit: Self.recipeLimit)
      let claim = try claim(about: record, recipe: .sha256(recipe))
      let subject = ElectorateAnswer(.attests, claim, record, session)
      let lines =
        subject.lines + [
          rowFile.map { "  rows      compared with \(Format.safe($0))" }
            ?? "  rows      as registered; compare your own with --rows FILE"
        ]
      if writing.dryRun {
        try subject.check(documents: [claim.recipe])
        return subject.preview(lines)
      }
      _ = try session.documents.keep(recipe)
      return try await subject.submit(lines)
    }

    /// The rows, as registered or the attester's own, must lead to what was registered.
    private func checkRows(of record: ElectorateRecord, _ session: Session) throws {
      let own = try rowFile.map { try ElectorateFile(bytes: rows.rows(in: $0).bytes).commitment() }
      guard let found = try own ?? session.documents.commitment(file: record.file) else {
        throw AdmissionRefusal.documentMissing(record.file)
      }
      guard found.root == record.root, found.rows == record.rows, found.totals == record.totals else {
        throw Failure(
          .badEvidence, "electorate.rowsDiffer",
          "the rows in \(rowFile.map(Format.safe) ?? "the documents") are not those of entry \(record.index): "
            + "root \(found.root.short) (\(found.rows) rows), registered \(record.root.short) (\(record.rows) rows)",
          hint: "quorate electorate object \(record.index), if somebody attests what is wrong")
      }
    }

    private func claim(about record: ElectorateRecord, recipe: Digest) throws -> ElectorateClaim {
      guard ChainName.isValid(chain) else {
        throw Failure(.usage, "electorate.form", "\(Format.safe(chain)) is not a chain such as eip155:1")
      }
      guard height < 1 << 53 else { throw Failure(.usage, "electorate.form", "a height is below 2^53") }
      return ElectorateClaim(
        series: record.series, root: record.root, file: record.file, rows: record.rows,
        totals: record.totals,
        block: ChainBlock(
          chain: chain, height: height, hash: try DigestArgument.digest(blockHash, for: "--block-hash"),
          time: try time(),
          stateRoot: stateRoot == "none" ? .zero : try DigestArgument.digest(stateRoot, for: "--state-root")),
        recipe: recipe)
    }

    private func time() throws -> Timepoint {
      guard let seconds = UInt64(blockTime) else { return try TimeArgument.instant(blockTime) }
      return Timepoint(seconds: seconds)
    }
  }

  struct Object: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "As an attester, say that an electorate is not right, and take your own word on it back.",
      discussion: """
        quorate electorate object 1
        quorate electorate object 1 --claim 0x5b1e

        Within the window of the charter an objection takes your own signature back;
        later it is only shown. It is final: you cannot attest the same again.
        """)
    @Argument(help: "The entry that registered it.") var electorate: UInt64
    @Option(help: "Which claim about it, by the beginning of its identity, where there are several.")
    var claim: String?
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let record = try Electorates.registered(electorate, session)
      let subject = ElectorateAnswer(.objects, try chosen(record, session).claim, record, session)
      guard !writing.dryRun else {
        try subject.check()
        return subject.preview(subject.lines)
      }
      return try await subject.submit(subject.lines)
    }

    private func chosen(_ record: ElectorateRecord, _ session: Session) throws -> ClaimRecord {
      let all = try session.chamber.read { try $0.claims(series: record.series) }
        .filter { $0.electorate == record.index }
      let named = all.filter { $0.claim.id.description.hasPrefix(claim?.lowercased() ?? "") }
      guard let first = named.first else {
        throw Failure(
          .notFound, "electorate.unclaimed",
          all.isEmpty
            ? "nobody has attested the electorate of entry \(record.index)"
            : "no claim about the electorate of entry \(record.index) begins so",
          hint: "quorate electorate list")
      }
      guard named.count == 1 else {
        let names = named.map { "\($0.claim.id.description.prefix(10)) (\($0.claim.block.words))" }
        throw Failure(
          .usage, "electorate.ambiguous",
          "there are several claims about it: \(names.joined(separator: ", "))",
          hint: "the same command with --claim \(first.claim.id.description.prefix(10))")
      }
      return first
    }
  }
}
