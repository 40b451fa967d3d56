internal import ArgumentParser
internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog

extension ReceiptCommand {
  struct Promise: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Answer for a statement that is not taken in at once: a signed promise, or a signed refusal.",
      discussion: """
        quorate receipt promise ballot.json --within 1h -o ballot.promise
        quorate receipt promise orders/pause-1f0c….json --signer 0x… -o pause.promise

        For the operator of the log. Give the file back to whoever brought it. What is promised is kept, and taken in
        before anything else that is put on record; `receipt keep` takes it in at once.
        Exit 0: promised. 3: refused, and the refusal is signed.
        """)
    @Argument(help: "The file of `vote prepare`, signed, or of a council's order.") var file: String
    @Option(help: "Whose signature on an order is meant, where there are several.") var signer: String?
    @Option(help: "The signature, where it is not in the file.") var signature: String?
    @Option(help: "How long it may take.") var within = "1h"
    @Option(name: .shortAndLong, help: "The file (default: standard output).") var output: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let kept = try output.map { try OutputFile($0) }
      let span = try TimeArgument.span(within)
      guard span <= Span(milliseconds: 30 * 86_400_000) else {
        throw Failure(.usage, "time.form", "--within is at most 30d")
      }
      let (answer, note) = try await session.writing().answer(to: try signed(in: session), within: span)
      try kept?.write(note.bytes)
      let text: String
      let isPromised: Bool
      switch answer.answer {
      case .promised(let by):
        text = "Promised: \(answer.statement.short) will be an entry by \(by.sentence)"
        isPromised = true
      case .refused(let code):
        text = "Refused: \(answer.statement.short), \(code)"
        isPromised = false
      }
      let content = String(decoding: note.bytes, as: UTF8.self)
      let next = isPromised ? "Hold them to it:" : "Anybody reads it:"
      return Answer(
        schema: "quorate.intake/1",
        data: .members([
          "note": .string(content), "promised": .bool(isPromised),
          "statement": .string(answer.statement.description),
        ]),
        text: output.map { "\(text)\nWrote \($0)\n\(next)  quorate receipt check \($0) LOG" }
          ?? String(content.dropLast()),
        brief: output ?? content, status: isPromised ? .ok : .no, warnings: session.warnings,
        isDocument: output == nil)
    }

    /// The statement in the file, with its signature.
    private func signed(in session: Session) throws -> Submission {
      let bytes = try Files.read(file, limit: max(1 << 20, BrakeFile.sizeLimit))
      guard (try? BrakeFile(parsing: bytes)) != nil else {
        let ballot = try BallotFile(parsing: bytes)
        return Submission(
          ballot.statement, signature: try ballot.signature(or: signature), reason: ballot.reason)
      }
      let parts = try CouncilOrder.read(file, session).parts
      let wanted = try signer.map { try session.account($0) }
      let meant = parts.filter { wanted == nil || $0.act.header.signer == wanted }
      guard let part = meant.first, meant.count == 1 else {
        throw Failure(
          .usage, "usage", "\(meant.count) signatures of that file could be meant",
          hint: "--signer " + (parts.first?.act.header.signer.display ?? "ACCOUNT"))
      }
      return Submission(.brake(part.act), signature: part.signature)
    }
  }

  struct Keep: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take in everything that has been promised.",
      discussion: """
        quorate receipt keep

        For the operator of the log. It happens by itself before anything else is put on record; a timer that calls this
        keeps promises while nothing is. Exit 0: all of it is on record. 3: something is refused as things are.
        """)
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let (kept, refused) = try await session.writing().keepPromises()
      var lines = [
        kept == 0 ? "No promise was waiting." : "Took in \(Format.number(kept, "promised statement"))."
      ]
      if kept == 0, !refused.isEmpty { lines = [] }
      lines += refused.map {
        "Refused as things are: \($0.id.short), \($0.refusal.message) (\($0.refusal.code))"
      }
      return Answer(
        schema: "quorate.kept/1",
        data: .members([
          "kept": .integer(kept),
          "refused": .array(
            refused.map {
              .members(["code": .string($0.refusal.code), "statement": .string($0.id.description)])
            }),
        ]),
        text: lines.joined(separator: "\n"), brief: String(kept), status: refused.isEmpty ? .ok : .no,
        warnings: session.warnings)
    }
  }

  struct Check: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Hold an operator to a receipt, a promise, or what a drop-box held.",
      discussion: """
        quorate receipt check ballot.promise mirror/ --policy policy.txt
        quorate receipt check omission.json mirror/
        quorate receipt check receipts/P-0007-alice.tlog-proof mirror/
        quorate receipt check ballot.tlog-proof mirror/          (what dropbox put wrote)

        LOG is the folder of a published log, or a bundle. Exit 0: kept. 4: not kept, and the file that proves it is
        written. 5: not due yet, or no witness says when the log was as it is.
        """)
    @Argument(help: "A receipt, a promise, a drop-box's proof, or evidence of an omission.") var file: String
    @Argument(help: "The log as it is published: a folder, an address, or a bundle.") var log: String
    @Option(help: "The witnesses that you trust.") var policy: String?
    @Option(name: .shortAndLong, help: "Where evidence is written.") var output = "omission.json"
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let bytes = try Files.read(file, limit: OmissionEvidence.sizeLimit)
      let log = try await WebLog.here(log)
      if let proof = try? LogProof(parsing: bytes) {
        guard proof.checkpoint.isOf(origin: try Sights.open(log).checkpoint.origin) else {
          // It may be a drop-box's; what holds no ballot on a proposal of this log is the receipt of another one.
          do {
            return try await BoxCheck(log: log, output: output).answer(bytes)
          } catch AdmissionRefusal.proposalUnknown {
            throw ComparisonRefusal.otherLog
          } catch DropBoxRefusal.noBallot {
            throw ComparisonRefusal.otherLog
          }
        }
        var compare = AuditCommand.Compare()
        compare.first = file
        compare.second = log
        compare.output = output
        compare.options = options
        return try await compare.answer()
      }
      if let evidence = try? KeptOutEvidence(parsing: bytes) {
        return try await BoxCheck(log: log, output: output).answer(evidence.proof, evidence: evidence)
      }
      let sight = try Sights.open(log)
      let own = try policy.map(Audits.policy)
      if let evidence = try? OmissionEvidence(parsing: bytes) {
        guard let entries = sight.log else { throw ComparisonRefusal.noGenesis }
        try evidence.requireGenesis(of: entries)
        return try check(
          evidence.promise, in: sight, seenAs: evidence.checkpoint,
          policy: try own ?? WitnessPolicy(parsing: evidence.policy), isOwnPolicy: own != nil)
      }
      return try check(try SignedNote(parsing: bytes), in: sight, policy: own, isOwnPolicy: true)
    }

    private func check(
      _ note: SignedNote, in sight: LogSight, seenAs seen: SignedNote? = nil, policy: WitnessPolicy?,
      isOwnPolicy: Bool
    ) throws -> Answer {
      let found: PromiseCheck
      let verifier = Secp256k1Verifier()
      do {
        found = try PromiseCheck(
          note, in: sight, seenAs: seen, policy: policy, with: verifier, curves: LogCurves(verifier))
      } catch let refusal as WitnessRefusal {
        guard case .insufficient = refusal else { throw refusal }
        return said("unknown", "? it is not there, but \(refusal.message)", status: .undecided)
      }
      switch (found.finding, found.answer.answer) {
      case (.kept(let index)?, _): return said("kept", "✓ kept: it is entry \(index)", index: index)
      case (.late(let index, let received)?, .promised(let by)):
        return said(
          "late",
          """
          ✗ BROKEN PROMISE: it was to be an entry by \(by.sentence)
            entry \(index) is it, received \(received.sentence) by the operator's own word
          The promise and the log prove it to anybody.
          """, index: index, status: .badEvidence)
      case (.broken(let time)?, .promised(let by)):
        return try broken(
          note, try LogSight(note: seen ?? sight.note, log: sight.log), policy, by: by, seen: time,
          isOwnPolicy: isOwnPolicy)
      case (.notDue(let by, let seen)?, _):
        return said(
          "not-due",
          "? not there yet when witnesses had seen the log (\(seen.sentence)); due by \(by.sentence)",
          status: .undecided)
      case (.unknown(let by)?, _):
        return said(
          "unknown",
          "? not there; due by \(by.sentence), and only witnesses say when the log was like this (--policy FILE)",
          status: .undecided)
      case (_, .refused(let code)):
        return said(
          "refused",
          "– the operator has signed that it was refused at \(found.answer.received.sentence): \(code)",
          status: .no)
      case (.late?, _), (.broken?, _), (nil, .promised):
        return said("unknown", "? nothing can be said", status: .undecided)
      }
    }

    private func broken(
      _ note: SignedNote, _ sight: LogSight, _ policy: WitnessPolicy?, by: Timepoint, seen: Timepoint,
      isOwnPolicy: Bool
    ) throws -> Answer {
      var text = """
        ✗ BROKEN PROMISE: it was to be an entry by \(by.sentence)
          \(sight.checkpoint.size) entries that witnesses had seen by \(seen.sentence) do not hold it
          A log that has grown since clears the operator where it was received in time: check the newest one too
        """
      var written: String?
      if !isOwnPolicy { text += "\n  by the policy in the evidence; name your own with --policy FILE" }
      if let policy, let first = try sight.log?.entries(from: 0, limit: 1).first, isOwnPolicy {
        let evidence = OmissionEvidence(
          genesis: first.bytes, promise: note, checkpoint: sight.note, policy: policy.bytes)
        let file = try OutputFile.keep(evidence: evidence.bytes, at: output)
        (text, written) = (
          "\(text)\nWrote \(Format.safe(file)). Anybody can check it: quorate receipt check \(Format.safe(file)) LOG",
          file
        )
      }
      return said("broken", text, evidence: written, status: .badEvidence)
    }

    private func said(
      _ word: String, _ text: String, index: UInt64? = nil, evidence: String? = nil,
      status: ExitStatus = .ok
    ) -> Answer {
      Answer(
        schema: "quorate.promise/1",
        data: .members([
          "entry": index.map { .integer($0) } ?? .null,
          "evidence": evidence.map { .string($0) } ?? .null, "result": .string(word),
        ]), text: text, brief: word, status: status)
    }
  }
}
