internal import Signing
internal import SQLiteStorage
internal import ArgumentParser
internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import TransparencyLog

/// `quorate receipt`.
struct ReceiptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "receipt", abstract: "Check receipts, and what an operator has promised.",
    subcommands: [Verify.self, Check.self, Promise.self, Keep.self])

  struct Verify: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Verify a receipt, and say what it proves.",
      discussion: """
        quorate receipt verify receipts/P-0007-alice.tlog-proof
        quorate receipt verify r.tlog-proof --log-key 'host/quorate/…+…+…' --pin 0x…      (without a workspace)
        quorate receipt verify r.tlog-proof --key-history helios.keys --pin 0x…           (where the keys have changed)
        quorate receipt verify r.tlog-proof --policy policy.txt --by 2026-12-07T12:00Z

        Included says that it is in the log. Witnessed says by when enough witnesses had seen that, too. Exit 5: it is
        included, but too few have; 3: they had not by the instant of --by.
        """)
    @Argument(help: "The file.") var file: String
    @Option(name: .customLong("log-key"), help: "A key of the log; may stand several times.") var logKey:
      [String] = []
    @Option(
      name: .customLong("key-history"), help: "What `log key show -o` wrote: the log's keys, old and new.")
    var keyHistory: String?
    @Option(help: "The DAO the statement must be made to.") var pin: String?
    @Option(help: "A witness policy: who must have seen it.") var policy: String?
    @Option(help: "The instant by which they must have seen it.") var by: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let bytes = try Files.read(file, limit: 1 << 20)
      let receipt = try Receipt(parsing: bytes)
      let (keys, dao) = try trusted()
      let curves = LogCurves(Secp256k1Verifier())
      let policy = try policy.map(Audits.policy)
      let entry = try receipt.verify(
        keys: keys, dao: dao, with: Secp256k1Verifier(), curves: curves,
        checkpoints: CheckpointVerifier(curves: curves) { policy?.hash == $0 ? policy : nil })
      let checkpoint = receipt.proof.checkpoint
      let seen = try ReceiptTime(receipt, keys: keys, policy: policy, by: try by.map(TimeArgument.instant))
      return Answer(
        schema: "quorate.verify/1",
        data: .members([
          "by": seen.by.map { .string($0.description) } ?? .null, "index": .integer(receipt.index),
          "received": .string(entry.received.description),
          "proves": .string(seen.word), "root": .string(checkpoint.root.description),
          "size": .integer(checkpoint.size), "statement": .string(entry.words),
          "witnessed": seen.time.map { .string($0.description) } ?? .null,
        ]),
        text: """
          ✓ signed by \(Format.number(keys.period(ofSize: checkpoint.size).keys.count, "key")) of the log: \(checkpoint.size) entries, root \(checkpoint.root.short)
          ✓ entry \(receipt.index) stands under that root
          ✓ the statement's own signature holds
          \(seen.line)
          It proves: \(Format.safe(entry.words))
          It does not prove that it was counted\(seen.caveat(entry.received)).
          """, brief: seen.word, status: seen.status)
    }

    /// The keys and the DAO of the flags, or those of the workspace.
    private func trusted() throws -> (keys: LogKeyChain, dao: Digest) {
      if let known = try KnownLogKeys.chain(keys: logKey, history: keyHistory, pin: pin) { return known }
      let session: Session
      do { session = try Session(options) } catch let failure as Failure
        where failure.code == "workspace.missing"
      {
        throw Failure(
          failure.status, failure.code, "\(failure.message) whose log's keys could be taken",
          hint: "the same with --log-key KEY --pin 0x…, or in a workspace: -C DIR")
      }
      return (try session.logKeys(), session.dao.id)
    }
  }
}

extension VerifiedEntry {
  /// What was stated, in a sentence.
  var words: String {
    switch content {
    case .genesis(let genesis): return "\(genesis.name) was founded"
    case .checkpoint(let entry): return "witnesses had seen \(entry.checkpoint.size) entries of this log"
    case .boxedBallot(let boxed):
      return "\(boxed.ballot.header.signer.display) voted \"\(boxed.ballot.choice)\" on "
        + "\(boxed.ballot.proposal) (\(boxed.ballot.title)) in the house \(boxed.ballot.house), "
        + "by way of the drop-box \(boxed.box.name)"
    case .logKeys(.change(let entry)): return "the log's keys changed, change \(entry.change.number)"
    case .logKeys(.recovery(let entry)):
      return
        "\(entry.signatures.count) recoverers asked for other keys for the log (\(entry.recovery.reason))"
    case .logKeys(.cancellation): return "the log's keys said that they are not lost"
    case .correction(let correction):
      return
        "the operator set the log's clock back from \(correction.shown.sentence) to \(correction.corrected.sentence)"
    case .statement(let statement, _):
      let who = statement.header.signer.display
      switch statement {
      case .ballot(let ballot):
        return
          "\(who) voted \"\(ballot.choice)\" on \(ballot.proposal) (\(ballot.title)) in the house \(ballot.house), "
          + "ballot \(ballot.header.sequence)"
      case .proposal(let submission): return "\(who) submitted \"\(submission.title)\" (\(submission.kind))"
      case .delegation(let delegation):
        return
          "\(who) \(delegation.deed != .revoke ? "lent power to" : "took power back from") \(delegation.delegate.display)"
      case .electorate(let electorate): return "\(who) registered an electorate of \(electorate.rows) members"
      case .electorateAttestation(let attestation):
        return "\(who) \(attestation.verdict.rawValue) an electorate of \(attestation.claim.block.words)"
      case .act(let act): return "\(who) signed \(act.deed.rawValue) of \(act.proposal) (\(act.title))"
      case .deposit(let deposit):
        let amounts = deposit.amounts.map(\.line).joined(separator: ", ")
        return "\(who) deposited \(amounts) on \(deposit.proposal) (\(deposit.title))"
      case .brake(let act):
        return
          "\(who) signed the order to \(act.order.deed.rawValue) \(act.order.scope.words) (\(act.order.incident))"
      case .commission(let commission):
        return "\(who) commissioned \(commission.format) of \(commission.model.words)"
      case .attestation(let attestation):
        return
          "\(who) attested \(attestation.format), \(attestation.verdict.rawValue), of \(attestation.model.words)"
      case .incident(let report): return "\(who) reported \(report.incident) (\(report.severity.rawValue))"
      case .release(let release):
        return
          "\(who) put on record a release key's signature on \(release.proposal), \(release.decision.rawValue)"
      case .draw(let draw): return "\(who) drew \(draw.amount) on the grant \(draw.grant)"
      case .evaluationOpening(let opening):
        return "\(who) opened an evaluation round (\(opening.kind)): \(opening.title)"
      case .evaluationCommitment(let commitment):
        return "\(who) committed to scores in \(commitment.round) (\(commitment.title))"
      case .evaluationReveal(let reveal):
        return
          "\(who) gave \(reveal.scores.map(\.line).joined(separator: ", ")) in \(reveal.round) (\(reveal.title))"
      }
    }
  }
}
