internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog

/// Holds a DAO's log to what a drop-box held: whether the ballot counts, and if not, whose fault that is.
struct BoxCheck {
  /// The log: a folder, or a bundle.
  let log: String
  /// Where evidence is written.
  let output: String

  /// Audits the log, and looks for the ballot of a proof in its state.
  /// - Parameter evidence: What was made of it before; the log must contain its checkpoint.
  func answer(_ proof: [UInt8], evidence: KeptOutEvidence? = nil) async throws -> Answer {
    let sight = try Sights.open(log)
    guard let first = try sight.log?.entries(from: 0, limit: 1).first,
      case .genesis(let genesis) = try UnverifiedEntry(parsing: first.bytes).content
    else { throw ComparisonRefusal.noGenesis }
    if let evidence { try require(evidence, in: sight, genesis: first.bytes) }
    let found = try await Audits.audit(log, pinned: genesis.daoID, jobs: Audits.cores(nil))
    guard found.report.verdict == .holds, let view = found.state else {
      throw Failure(
        found.report.verdict == .incomplete ? .undecided : .badEvidence, "attest.audit",
        "the log does not bear out what is on record", hint: "quorate audit verify \(log)")
    }
    let boxed = try view.boxedBallot(proof)
    let policy = try view.documents.policy(boxed.policy)
    let policies = CheckpointVerifier(curves: LogCurves(Secp256k1Verifier())) { hash in
      policy?.hash == hash ? policy : nil
    }
    let entry = try EntryVerifier(dao: genesis.daoID, verifier: Secp256k1Verifier(), checkpoints: policies)
      .verify(boxed, received: found.asOf)
    let words =
      "\(boxed.ballot.header.signer.display)'s ballot \"\(Format.safe(boxed.ballot.choice))\" on \(boxed.ballot.proposal)"
    switch try view.finding(on: entry) {
    case .counts: return said("counts", "✓ \(words) counts")
    case .outdone: return said("outdone", "✓ a later ballot takes the place of \(words)")
    case .early:
      return said(
        "not-due",
        "? \(words) is in the box; voting is not over by the witnesses' time, and it can be handed in itself until then: "
          + "quorate vote submit", status: .undecided)
    case .open:
      return said(
        "open", "? \(words) was in the box in time, and can still be handed in: quorate dropbox deliver",
        status: .undecided)
    case .void(let refusal):
      return said("void", "– \(words) would not count: \(refusal.message) (\(refusal.code))", status: .no)
    case .keptOut(let closed, let settled):
      let seen = entry.witnessed?.time?.sentence ?? "an unknown time"
      var text = """
        ✗ KEPT OUT: \(words)
          the drop-box \(Format.safe(boxed.box.name)) held it, as witnesses had seen by \(seen)
          voting was over at \(closed.sentence), and settled without it at \(settled.sentence)
        """
      var written: String?
      if evidence == nil {
        let made = KeptOutEvidence(genesis: first.bytes, proof: proof, checkpoint: sight.note)
        let file = try OutputFile.keep(evidence: made.bytes, at: output)
        let name = Format.safe(file)
        written = file
        text += "\nWrote \(name). Anybody can check it: quorate receipt check \(name) LOG"
      }
      return said("kept-out", text, evidence: written, status: .badEvidence)
    }
  }

  /// The log that is shown is the one that the evidence is about: it goes on from its checkpoint.
  private func require(_ evidence: KeptOutEvidence, in sight: LogSight, genesis: [UInt8]) throws {
    let then = try Checkpoint(parsing: evidence.checkpoint.text)
    guard evidence.genesis == genesis, let log = sight.log, then.isOf(origin: sight.checkpoint.origin) else {
      throw ComparisonRefusal.otherLog
    }
    guard then.size > 0, then.size <= sight.checkpoint.size else {
      throw Failure(
        .undecided, "checkpoint.behind", "the log ends before the checkpoint in the evidence")
    }
    guard try MerkleRoot.of(size: then.size, node: { try log.node($0) }) == then.root else {
      throw Failure(
        .badEvidence, "log.fork", "the log does not contain what the evidence says its operator had signed",
        hint: "quorate audit compare")
    }
  }

  private func said(
    _ word: String, _ text: String, evidence: String? = nil, status: ExitStatus = .ok
  ) -> Answer {
    Answer(
      schema: "quorate.boxed/1",
      data: .members(["evidence": evidence.map { .string($0) } ?? .null, "result": .string(word)]),
      text: text, brief: word, status: status)
  }
}
