package import CanonicalEncoding
package import Governance
package import Ledger
package import Signing
package import Voting

/// A statement ready to be signed, with the reason it hides behind a hash.
package struct Prepared: Sendable {
  package let statement: Statement
  /// The reason with its salt; empty for none.
  package let reason: String

  package init(_ statement: Statement, reason: String = "") {
    self.statement = statement
    self.reason = reason
  }
}

/// Why a statement cannot be prepared from what is on record.
package enum PreparationRefusal: CodedRefusal, Hashable {
  case reasonUnsafe(DisplayText.Fault)
  case alreadyVoted(choice: String, entry: UInt64)

  package var code: String {
    switch self {
    case .reasonUnsafe(let fault): fault.rawValue
    case .alreadyVoted: "ballot.alreadyVoted"
    }
  }

  package var message: String {
    switch self {
    case .reasonUnsafe(let fault): "the reason \(fault.words)"
    case .alreadyVoted(let choice, let entry): "a ballot for \"\(choice)\" stands already (entry \(entry))"
    }
  }
}

/// Fills in a statement's hashes, sequence and times from the state of the ledger.
package struct Preparing<Store: Records, Files: Documents> {
  let view: LedgerView<Store, Files>
  private let dao: DAORecord
  let now: Timepoint
  private let random: any RandomSource

  /// How long a prepared statement may wait to be received.
  package static var lifetime: Span { Span(milliseconds: 30 * 86_400_000) }

  package init(
    _ view: LedgerView<Store, Files>, at now: Timepoint, random: any RandomSource = SystemRandomness()
  ) throws {
    guard let dao = try view.dao() else { throw AdmissionRefusal.notFounded }
    self.view = view
    self.dao = dao
    self.now = now
    self.random = random
  }

  func header(_ signer: AccountKey, sequence: UInt64) -> StatementHeader {
    StatementHeader(
      dao: dao.id, daoName: dao.name, signer: signer, sequence: sequence, signedAt: now,
      validUntil: now + Self.lifetime)
  }

  func next(_ signer: AccountKey, _ scope: String) throws -> UInt64 {
    try view.lastSequence(of: signer, scope: scope) + 1
  }

  func salted(_ reason: String) throws -> String {
    guard !reason.isEmpty else { return "" }
    if let fault = DisplayText.fault(of: reason, limit: Reason.limit, allowsLineFeed: true) {
      throw PreparationRefusal.reasonUnsafe(fault)
    }
    return Reason.salted(reason, salt: random.bytes(16))
  }

  /// A ballot; a standing one is replaced only where that is wanted.
  package func ballot(
    on proposal: ProposalRecord, house: String, by voter: AccountKey, choice: String, reason: String,
    replacing: Bool
  ) throws -> Prepared {
    let stage = try view.stage(of: proposal, as: try view.decision(on: proposal, at: now))
    let rules = stage.rules
    let rule = rules.ballot(in: house)
    let isWithdrawal = rule.isWithdrawable && choice.utf8.elementsEqual(Ballot.withdrawal.utf8)
    let choice =
      isWithdrawal
      ? choice
      : try rule.method.words(
        of: rule.method.choice(choice, among: rules.options), among: rules.options)
    let standing = try view.ballot(stage.key(of: voter, house: house))
    if let standing, !replacing, !isWithdrawal, !standing.isWithdrawn {
      guard rule.isReplaceable else { throw AdmissionRefusal.locked }
      throw PreparationRefusal.alreadyVoted(choice: standing.choice, entry: standing.index)
    }
    let salted = try salted(reason)
    let ballot = Ballot(
      header: header(voter, sequence: (standing?.sequence ?? 0) + 1), proposal: proposal.display,
      title: proposal.title, house: house, choice: choice,
      selectionHash: SelectionHash.of(choice, method: rule.method.name, options: rules.options),
      reasonHash: Reason.hash(salted), proposalID: proposal.id, electoratesHash: proposal.electoratesHash,
      rulesHash: stage.rulesHash, replaces: standing?.statement ?? .zero)
    return Prepared(.ballot(ballot), reason: salted)
  }

  /// The submission of some content.
  package func submission(of content: ProposalContent, by proposer: AccountKey) throws -> Prepared {
    Prepared(
      .proposal(
        ProposalSubmission(
          header: header(proposer, sequence: try next(proposer, "proposal")), title: content.title,
          kind: content.kind, actions: content.actions.map(\.words), contentHash: content.hash,
          charterHash: try view.charterHash(at: now))))
  }

  /// A deposit on a proposal.
  package func deposit(
    _ amounts: [Holding.Amount], on proposal: ProposalRecord, reference: Digest, by depositor: AccountKey
  ) throws -> Prepared {
    let scope = "deposit/" + proposal.id.description
    return Prepared(
      .deposit(
        ProposalDeposit(
          header: header(depositor, sequence: try next(depositor, scope)), amounts: amounts,
          proposal: proposal.display, title: proposal.title, reference: reference, proposalID: proposal.id)))
  }

  /// A delegation, or its end.
  package func delegation(
    _ deed: DelegationStatement.Deed, to delegate: AccountKey, topic: String, expires: Timepoint,
    by delegator: AccountKey
  ) throws -> Prepared {
    Prepared(
      .delegation(
        DelegationStatement(
          header: header(delegator, sequence: try next(delegator, "delegation")), deed: deed,
          delegate: delegate,
          topic: topic, expires: expires)))
  }

  /// The registration of an electorate.
  package func electorate(
    _ commitment: ElectorateCommitment, file: Digest, series: String, source: String, by registrar: AccountKey
  ) throws -> Prepared {
    Prepared(
      .electorate(
        ElectorateRegistration(
          header: header(registrar, sequence: try next(registrar, "electorate/" + series)), series: series,
          root: commitment.root, file: file, rows: commitment.rows, totals: commitment.totals, source: source)
      ))
  }

  /// An attester's word on an electorate that is on record.
  package func attestation(
    _ verdict: ElectorateAttestation.Verdict, of claim: ElectorateClaim, by attester: AccountKey
  ) throws -> Prepared {
    Prepared(
      .electorateAttestation(
        ElectorateAttestation(
          header: header(attester, sequence: try next(attester, "electorate-attest/" + claim.series)),
          verdict: verdict, claim: claim)))
  }

  /// An act on a proposal.
  package func act(
    _ deed: Act.Deed, on proposal: ProposalRecord, by actor: AccountKey, reason: String
  ) throws -> Prepared {
    let salted = try salted(reason)
    let scope = "act/" + proposal.id.description
    return Prepared(
      .act(
        Act(
          header: header(actor, sequence: try next(actor, scope)), deed: deed, proposal: proposal.display,
          title: proposal.title, reasonHash: Reason.hash(salted), proposalID: proposal.id)), reason: salted)
  }
}
