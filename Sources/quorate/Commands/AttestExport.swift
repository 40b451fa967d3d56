internal import ArgumentParser
internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate

extension AttestCommand {
  /// `quorate attest export`.
  struct Export: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the attestations of a release, put together from the signatures on record.",
      discussion: """
        quorate attest export P-0007
        quorate attest export P-0007 --log mirror/ --pin 0x… -o release/

        Anybody can, from a workspace, a published log or a bundle, which is audited
        first. Exit 5 while fewer holders have signed than the charter asks for.
        """)
    @Argument(help: "P-0007.") var proposal: String
    @Option(help: "A published log or a bundle (default: the workspace here).") var log: String?
    @Option(help: "The DAO that is expected.") var pin: String?
    @Option(name: .shortAndLong, help: "The folder (default: attestations/P-NNNN).") var output: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      if let log {
        let (view, now) = try await Audits.audited(log, pin: pin)
        let anchor = try Audits.anchor(of: try Sights.open(log), in: view, at: now)
        return try answer(view, at: now, against: anchor, root: ".", warnings: [])
      }
      let session = try Session(options)
      // Before the state is read: they read it themselves.
      let (now, anchor, warnings) = (try session.now(), try session.anchor(), session.warnings)
      return try session.chamber.read { view in
        try answer(view, at: now, against: anchor, root: session.layout.root, warnings: warnings)
      }
    }

    private func answer<Store: Records, Files: Documents>(
      _ view: LedgerView<Store, Files>, at now: Timepoint, against anchor: DecisionProof.Anchor,
      root: String, warnings: [Answer.Warning]
    ) throws -> Answer {
      let record = try view.proposal(named: proposal)
      guard try view.releaseRules(of: record) != nil else { throw ReleaseRefusal.notAsked }
      let decided = try view.release(of: record, at: now)
      let assembly = try ReleaseAssembly(decided, in: view, against: anchor)
      guard assembly.isComplete else {
        throw Failure(
          .undecided, "attest.incomplete",
          "fewer holders have signed than the charter asks for"
            + (assembly.lines.isEmpty ? "; nobody has yet" : ":\n" + assembly.lines.joined(separator: "\n")),
          hint: "quorate attest sign \(record.display) --with KEY")
      }
      let folder = output ?? "\(root)/attestations/\(record.display)"
      return try assembly.answer(
        ["\(record.display) is \(decided.decision.rawValue), signed by"], into: folder, brief: folder,
        warnings: warnings)
    }
  }

  /// `quorate attest key registered`.
  struct Registered: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the release keys that the DAO has registered.",
      discussion: "quorate attest key registered")
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let now = try session.now()
      let keys = try session.chamber.read { try $0.releaseKeys() }
      let rows = keys.map { key in
        [
          Format.safe(key.holder), key.key.algorithm.rawValue,
          key.record.origin.number == 0 ? "charter" : key.record.origin.display,
          key.counts(at: now) ? "signs" : "ended", key.id.description,
        ]
      }
      return Answer(
        schema: "quorate.registeredKeys/1",
        data: .array(
          zip(keys, rows).map { key, row in
            .members([
              "algorithm": .string(row[1]), "by": .string(row[2]), "counts": .bool(key.counts(at: now)),
              "holder": .string(key.holder), "id": .string(row[4]),
              "spki": .string("0x" + Hex.encode(key.key.spki)),
            ])
          }),
        text: rows.isEmpty
          ? "no release keys are registered; the proposal kind is key.register"
          : Format.table(
            ["HOLDER", "ALGORITHM", "BY", "STATE", "KEY"], rows, forTerminal: Terminal.isOutput),
        brief: String(keys.count), warnings: session.warnings)
    }
  }
}
