import CanonicalEncoding
import Governance
import Signing

/// The rules of a token-governed DAO once more, slow and obvious, from the words of its charter.
///
/// Nothing here is shared with the ledger but the fields of statements: no counting, no delegation path, no
/// decision, no view. Whether the words and hashes of a statement are right is not judged; who makes a
/// statement says so.
struct ReferenceModel {
  struct Rules {
    var delay: UInt64 = 1
    var period: UInt64 = 5
    var timelock: UInt64 = 2
    var grace: UInt64 = 14
    /// In hundredths of the electorate.
    var quorum: UInt64 = 4
    var isReplaceable = true
  }

  /// A charter: what it says about each of the two tracks.
  struct Charter {
    var standard = Rules()
    var constitutional = Rules(delay: 2, period: 7, timelock: 4, quorum: 10)
    var depth = 8
  }

  struct Vote {
    let choice: String
    let sequence: UInt64
    let id: Digest
  }

  struct Proposal {
    let index: Int
    let received: UInt64
    let proposer: AccountKey
    let topic: String
    let rules: Rules
    let depth: Int
    let holdings: [AccountKey: UInt64]
    /// The charter it was submitted under, and the one it would adopt.
    let parent: Digest
    let adopts: Digest?
    var votes: [AccountKey: Vote] = [:]
    var stops: Set<AccountKey> = []
    var queued: UInt64?
    var executed: UInt64?
    var withdrawn: UInt64?
    var vetoed: UInt64?

    var opens: UInt64 { received + rules.delay * 60_000 }
    var closes: UInt64 { opens + rules.period * 60_000 }
  }

  struct Lending {
    let index: Int
    let from: AccountKey
    let to: AccountKey
    let topic: String
    let isTakenBack: Bool
    let expires: UInt64
  }

  let council: [AccountKey]
  /// Charters by hash; the first is the one in force.
  let charters: [Digest: Charter]
  /// Electorates by the hash of their file.
  var files: [Digest: [AccountKey: UInt64]] = [:]
  /// What contents adopt, by their hash; `nil` for a resolution.
  var contents: [Digest: Digest?] = [:]
  var inForce: Digest
  var newest: [AccountKey: UInt64]?
  var lendings: [Lending] = []
  var proposals: [Digest: Proposal] = [:]
  var sequences: [AccountKey: [String: UInt64]] = [:]
  /// How many entries there are.
  var size = 1
  var last: UInt64

  init(council: [AccountKey], charters: [Digest: Charter], inForce: Digest, founded: UInt64) {
    self.council = council
    self.charters = charters
    self.inForce = inForce
    last = founded
  }

  /// Takes a statement in, or does not.
  mutating func takes(_ statement: Statement, at now: UInt64) -> Bool {
    let header = statement.header
    guard now >= last, header.signedAt.milliseconds <= now + 300_000, now <= header.validUntil.milliseconds
    else {
      return false
    }
    let isTaken: Bool =
      switch statement {
      case .ballot(let ballot): takes(ballot, statement.id, at: now)
      case .proposal(let submission): isNext(header, "p") && takes(submission, at: now)
      case .delegation(let delegation): isNext(header, "d") && takes(delegation, at: now)
      case .electorate(let electorate): isNext(header, "e") && takes(electorate)
      case .act(let act): isNext(header, "a\(act.proposalID)") && takes(act, at: now)
      // Charters of these histories have neither brake nor evaluators nor attesters.
      case .electorateAttestation, .brake, .commission, .attestation, .incident, .draw, .release, .deposit,
        .evaluationOpening, .evaluationCommitment, .evaluationReveal:
        false
      }
    guard isTaken else { return false }
    switch statement {
    case .ballot, .electorateAttestation, .brake, .commission, .attestation, .incident, .draw, .release,
      .deposit, .evaluationOpening, .evaluationCommitment, .evaluationReveal:
      break
    case .proposal: count(header, "p")
    case .delegation: count(header, "d")
    case .electorate: count(header, "e")
    case .act(let act): count(header, "a\(act.proposalID)")
    }
    size += 1
    last = now
    return true
  }

  private func isNext(_ header: StatementHeader, _ scope: String) -> Bool {
    let last = sequences[header.signer]?[scope] ?? 0
    return header.sequence > last && header.sequence <= last + 1_048_576
  }

  private mutating func count(_ header: StatementHeader, _ scope: String) {
    sequences[header.signer, default: [:]][scope] = header.sequence
  }

  private mutating func takes(_ electorate: ElectorateRegistration) -> Bool {
    guard council.contains(electorate.header.signer), let holdings = files[electorate.file] else {
      return false
    }
    newest = holdings
    return true
  }

  private mutating func takes(_ submission: ProposalSubmission, at now: UInt64) -> Bool {
    guard submission.charterHash == inForce, let charter = charters[inForce], let holdings = newest,
      let adopts = contents[submission.contentHash], holdings[submission.header.signer, default: 0] >= 1
    else { return false }
    if adopts == inForce { return false }
    proposals[submission.proposalID] = Proposal(
      index: size, received: now, proposer: submission.header.signer,
      topic: adopts == nil ? "general" : "charter",
      rules: adopts == nil ? charter.standard : charter.constitutional, depth: charter.depth,
      holdings: holdings,
      parent: inForce, adopts: adopts)
    return true
  }

  private mutating func takes(_ delegation: DelegationStatement, at now: UInt64) -> Bool {
    let (from, to) = (delegation.header.signer, delegation.delegate)
    guard ["*", "general", "models", "charter"].contains(delegation.topic), from != to else { return false }
    if delegation.deed == .revoke {
      guard let standing = lendings.last(where: { $0.from == from && $0.topic == delegation.topic }),
        !standing.isTakenBack, standing.expires > now, standing.to == to
      else { return false }
    } else {
      let isMember = newest?[from] != nil || lendings.contains { $0.to == from }
      guard delegation.expires.milliseconds > now, isMember else { return false }
    }
    lendings.append(
      Lending(
        index: size, from: from, to: to, topic: delegation.topic, isTakenBack: delegation.deed == .revoke,
        expires: delegation.expires.milliseconds))
    return true
  }

  private mutating func takes(_ ballot: Ballot, _ id: Digest, at now: UInt64) -> Bool {
    guard let proposal = proposals[ballot.proposalID], proposal.vetoed == nil, proposal.withdrawn == nil,
      proposal.opens <= now, now < proposal.closes, ["For", "Against", "Abstain"].contains(ballot.choice)
    else { return false }
    let voter = ballot.header.signer
    let standing = proposal.votes[voter]
    let last = standing?.sequence ?? 0
    guard ballot.header.sequence > last, ballot.header.sequence <= last + 1_048_576 else { return false }
    if let standing {
      guard proposal.rules.isReplaceable, ballot.replaces == standing.id else { return false }
    } else {
      let isLent = lendings.contains { delegate(of: $0.from, for: proposal) == voter }
      guard ballot.replaces == .zero, isLent || proposal.holdings[voter, default: 0] > 0 else { return false }
    }
    proposals[ballot.proposalID]?.votes[voter] = Vote(
      choice: ballot.choice, sequence: ballot.header.sequence, id: id)
    return true
  }

  private mutating func takes(_ act: Act, at now: UInt64) -> Bool {
    guard var proposal = proposals[act.proposalID] else { return false }
    let state = state(of: proposal, at: now)
    switch act.deed {
    case .cancel:
      guard act.header.signer == proposal.proposer, state == .pending else { return false }
      proposal.withdrawn = now
    case .veto:
      guard council.contains(act.header.signer), [.pending, .active, .succeeded, .queued].contains(state),
        proposal.stops.insert(act.header.signer).inserted
      else { return false }
      if proposal.stops.count * 2 > council.count { proposal.vetoed = now }
    case .queue:
      guard state == .succeeded else { return false }
      proposal.queued = now
    case .execute:
      guard state == .queued, let queued = proposal.queued, now >= queued + proposal.rules.timelock * 60_000
      else {
        return false
      }
      if let adopts = proposal.adopts {
        guard proposal.parent == inForce else { return false }
        inForce = adopts
      }
      proposal.executed = now
    // Its charters have neither guardians nor places.
    case .approve, .reject, .slash, .waive, .postpone, .start: return false
    }
    proposals[act.proposalID] = proposal
    return true
  }
}
