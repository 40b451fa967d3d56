import CanonicalEncoding
import Governance
import Signing
import Testing
import Voting

/// One statement of each kind, all fields different.
enum StatementSamples {
  static let reason = Reason.salted("Because it is fast.\n\n(salt and pepper)", salt: [1, 2, 3])

  static func header(_ sequence: UInt64 = 7) throws -> StatementHeader {
    StatementHeader(
      dao: Sample.digest(100), daoName: "Sample DAO", signer: try Sample.account(0x33), sequence: sequence,
      signedAt: Timepoint(milliseconds: 1_796_644_800_000),
      validUntil: Timepoint(milliseconds: 1_796_731_200_000))
  }

  static func ballot() throws -> Ballot {
    Ballot(
      header: try header(), proposal: "P-0007", title: "Deploy MiniLM", house: "holders", choice: "For",
      selectionHash: Sample.digest(1), reasonHash: Reason.hash(reason), proposalID: Sample.digest(2),
      electoratesHash: Sample.digest(3), rulesHash: Sample.digest(4), replaces: .zero)
  }

  static func submission(
    kind: String = "model.deploy", content: Int = 1, charter: Int = 2, sequence: UInt64 = 7
  ) throws -> ProposalSubmission {
    ProposalSubmission(
      header: try header(sequence), title: "Deploy MiniLM", kind: kind,
      actions: ["deploy it", "and nothing else"],
      contentHash: Sample.digest(content), charterHash: Sample.digest(charter))
  }

  static func act() throws -> Act {
    Act(
      header: try header(), deed: .veto, proposal: "P-0007", title: "Deploy MiniLM",
      reasonHash: Reason.hash(reason),
      proposalID: Sample.digest(1))
  }

  static func all() throws -> [Statement] {
    let account = try Sample.account(0x44)
    return [
      .ballot(try ballot()), .proposal(try submission()), .act(try act()),
      .delegation(
        DelegationStatement(
          header: try header(), deed: .lend, delegate: account, topic: "*",
          expires: Timepoint(milliseconds: 1_900_000_000_000))),
      .electorate(
        ElectorateRegistration(
          header: try header(), series: "members", root: Sample.digest(1), file: Sample.digest(2), rows: 3,
          totals: ["token=10"], source: "an export")),
      .electorateAttestation(
        ElectorateAttestation(header: try header(), verdict: .attests, claim: try claim())),
      .brake(
        BrakeAct(
          header: try header(),
          order: BrakeOrder(
            deed: .pause, scope: .environment("production"), incident: "INC-7",
            notAfter: Timepoint(milliseconds: 1_796_731_200_000)), reasonHash: Reason.hash(reason))),
      .commission(
        EvidenceCommission(
          header: try header(), format: "garak.report.jsonl", evaluator: account,
          model: ModelDigests(omsRoot: Sample.digest(1), dirHash: Sample.digest(2)), plan: Sample.digest(3),
          until: Timepoint(milliseconds: 1_796_700_000_000))),
      .attestation(
        EvidenceAttestation(
          header: try header(), format: "garak.report.jsonl", requirement: "probes", verdict: .failed,
          model: ModelDigests(omsRoot: Sample.digest(1), dirHash: Sample.digest(2)),
          evidence: Sample.digest(3), configuration: ["task=\(Sample.digest(5))"],
          commission: Sample.digest(4),
          startedAt: Timepoint(milliseconds: 1_796_600_000_000),
          endedAt: Timepoint(milliseconds: 1_796_600_000_001))),
      .incident(
        IncidentReport(
          header: try header(), incident: "INC-7", severity: .serious, systems: ["search"],
          discoveredAt: Timepoint(milliseconds: 1_796_600_000_000), facts: Sample.digest(1),
          regimes: ["eu-ai-act-73"], notified: [], previous: Sample.digest(2))),
      .draw(
        ResourceDraw(
          header: try header(), grant: Sample.digest(1), amount: 12, purpose: "an evaluation",
          reference: Sample.digest(2))),
      .deposit(
        ProposalDeposit(
          header: try header(),
          amounts: [Holding.Amount(asset: "akt", units: 500), Holding.Amount(asset: "dot", units: 1)],
          proposal: "P-0007", title: "A title", reference: Sample.digest(1), proposalID: Sample.digest(2))),
      .release(
        ReleaseSignature(
          header: try header(), proposal: "P-0007", decision: .approved, model: "MiniLM",
          environments: ["production"], expires: 1_900_000_000_000,
          digests: ModelDigests(omsRoot: Sample.digest(1), dirHash: Sample.digest(2)),
          runtime: ["system_prompt=\(Sample.digest(3))"], key: [UInt8](repeating: 0xab, count: 91),
          messages: ["approval=\(Sample.digest(4))"], signatures: ["approval=0x3006020101020101"],
          proposalID: Sample.digest(5))),
    ] + (try evaluations())
  }

  private static func evaluations() throws -> [Statement] {
    [
      .evaluationOpening(
        EvaluationOpening(
          header: try header(), kind: "safety", title: "Safety of MiniLM",
          subjects: ["harmlessness", "skill"],
          model: ModelDigests(omsRoot: Sample.digest(1), dirHash: Sample.digest(2)),
          rulesHash: Sample.digest(3))),
      .evaluationCommitment(
        EvaluationCommitment(
          header: try header(), round: "E-0001", title: "Safety of MiniLM", commitment: Sample.digest(1),
          roundID: Sample.digest(2))),
      .evaluationReveal(
        EvaluationReveal(
          header: try header(), round: "E-0001", title: "Safety of MiniLM",
          scores: [SubjectScore("harmlessness", 61_000), SubjectScore("a=b", 0)],
          salt: [UInt8](repeating: 7, count: 16), roundID: Sample.digest(2))),
    ]
  }

  static func claim(height: UInt64 = 21_000_000, chain: String = "eip155:1") throws -> ElectorateClaim {
    ElectorateClaim(
      series: "members", root: Sample.digest(1), file: Sample.digest(2), rows: 3, totals: ["token=10"],
      block: ChainBlock(
        chain: chain, height: height, hash: Sample.digest(3),
        time: Timepoint(milliseconds: 1_796_600_000_000),
        stateRoot: Sample.digest(4)), recipe: Sample.digest(5))
  }

  static func genesis() throws -> Genesis {
    Genesis(
      name: "Sample DAO", host: "example.org", random: Sample.digest(1), charterHash: Sample.digest(2),
      logEd25519: Sample.digest(3).bytes, logSecp256k1: Sample.digest(4).bytes,
      founders: [try Sample.account(0x11), try Sample.account(0x22)], clock: .system,
      createdAt: Timepoint(milliseconds: 1_796_644_800_000))
  }
}
