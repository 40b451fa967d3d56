import CanonicalEncoding
import Governance
import Signing

extension ReferenceModel {
  /// Where the power of an electorate is.
  struct Whereabouts: Equatable {
    var options: [String: UInt64] = ["For": 0, "Against": 0, "Abstain": 0]
    var silent: UInt64 = 0
    var unused: UInt64 = 0
    var circular: UInt64 = 0
    var tooDeep: UInt64 = 0

    var sum: UInt64 { options.values.reduce(0, +) + silent + unused + circular + tooDeep }
  }

  /// Whom somebody lends to, for a proposal: the newest word on its topic if that lends, else on all topics.
  func delegate(of account: AccountKey, for proposal: Proposal) -> AccountKey? {
    for topic in [proposal.topic, "*"] {
      let words = lendings.filter { $0.from == account && $0.topic == topic && $0.index < proposal.index }
      if let last = words.last, !last.isTakenBack, proposal.received < last.expires { return last.to }
    }
    return nil
  }

  /// Counts one account after the other.
  func whereabouts(of proposal: Proposal) -> Whereabouts {
    var result = Whereabouts()
    for (account, power) in proposal.holdings {
      if let own = proposal.votes[account] {
        result.options[own.choice, default: 0] += power
        continue
      }
      // Everybody the chain passes, without the member at its beginning, until it ends or comes back.
      var chain: [AccountKey] = []
      var next = delegate(of: account, for: proposal)
      while let passed = next, passed != account, !chain.contains(passed) {
        chain.append(passed)
        next = delegate(of: passed, for: proposal)
      }
      let voter = chain.prefix(proposal.depth).first { proposal.votes[$0] != nil }
      if let voter, let vote = proposal.votes[voter] {
        result.options[vote.choice, default: 0] += power
      } else if chain.count > proposal.depth {
        result.tooDeep += power
      } else if next != nil {
        result.circular += power
      } else if chain.isEmpty {
        result.silent += power
      } else {
        result.unused += power
      }
    }
    return result
  }

  /// Whether the votes carry it: quorum of the electorate, and more for than against, or two thirds.
  func isCarried(_ proposal: Proposal) -> Bool {
    let options = whereabouts(of: proposal).options
    let (yes, no) = (options["For", default: 0], options["Against", default: 0])
    let total = proposal.holdings.values.reduce(0, +)
    let turnout = yes + no + options["Abstain", default: 0]
    guard total > 0, turnout * 100 >= total * proposal.rules.quorum, yes + no > 0 else { return false }
    return proposal.adopts == nil ? yes > no : yes * 3 >= (yes + no) * 2
  }

  /// Where a proposal stands.
  func state(of proposal: Proposal, at now: UInt64) -> ProposalState {
    if proposal.executed != nil { return .executed }
    if proposal.vetoed != nil || proposal.withdrawn != nil { return .canceled }
    if now < proposal.opens { return .pending }
    if now < proposal.closes { return .active }
    if !isCarried(proposal) { return .defeated }
    let grace = proposal.rules.grace * 60_000
    guard let queued = proposal.queued else { return now < proposal.closes + grace ? .succeeded : .expired }
    return now < queued + proposal.rules.timelock * 60_000 + grace ? .queued : .expired
  }
}
