import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Signing

private let one = Span(milliseconds: 1)

extension RefusalCase {
  /// A first ballot of member 1 with one field changed.
  private static func ballot(_ name: String, _ code: String, _ key: String, _ value: FieldValue)
    -> RefusalCase
  {
    RefusalCase(name: name, code: code) { dao in
      let proposal = try await dao.open()
      return (try dao.ballot(on: proposal, by: 1).with(key, value), 1)
    }
  }

  /// A ballot of member 1 on a proposal whose voting is open, after something has happened.
  private static func ballot(
    _ name: String, _ code: String, founders: Int = 1,
    after change: @escaping @Sendable (MemoryDAO, Digest) async throws -> Void
  ) -> RefusalCase {
    RefusalCase(name: name, code: code, founders: founders) { dao in
      let proposal = try await dao.open()
      let ballot = try dao.ballot(on: proposal, by: 1)
      try await change(dao, proposal)
      return (ballot, 1)
    }
  }

  static let ofBallots: [RefusalCase] = [
    ballot("proposalUnknown", "proposal.unknown", "proposal_id", .digest(.sha256([]))),
    ballot("displayMismatch", "ballot.displayMismatch", "proposal", .text("P-0002")),
    ballot("displayMismatch", "ballot.displayMismatch", "title", .text("Adopt a roadmap ")),
    ballot("displayMismatch", "ballot.displayMismatch", "dao_name", .text("Helios")),
    ballot("houseUnknown", "house.unknown", "house", .text("guardians")),
    ballot("electorateMismatch", "ballot.electorateMismatch", "electorates_hash", .digest(.zero)),
    ballot("rulesMismatch", "ballot.rulesMismatch", "rules_hash", .digest(.zero)),
    ballot("choiceUnknown", "ballot.choiceUnknown", "choice", .text("for")),
    ballot("selectionMismatch", "ballot.selectionMismatch", "choice", .text("Against")),
    ballot("selectionMismatch", "ballot.selectionMismatch", "selection_hash", .digest(.zero)),
    ballot("replacesMismatch", "ballot.replacesMismatch", "replaces", .digest(.sha256([]))),
    ballot("stale", "ballot.stale", "sequence", .integer(0)),
    ballot("sequenceGap", "sequence.gap", "sequence", .integer(1 + 1 << 20)),
    RefusalCase(name: "notOpen", code: "ballot.notOpen") { dao in
      let proposal = try await dao.open()
      dao.clock.set(.founding + .minutes(1) - one)
      return (try dao.ballot(on: proposal, by: 1), 1)
    },
    ballot("closed", "ballot.closed") { dao, _ in dao.clock.set(.founding + .minutes(6)) },
    ballot("stopped", "proposal.stopped") { dao, proposal in
      try await dao.take(dao.act(.veto, on: proposal), by: 0)
    },
    RefusalCase(name: "stopped", code: "proposal.stopped") { dao in
      let proposal = try await dao.propose()
      try await dao.take(dao.act(.cancel, on: proposal), by: 0)
      dao.clock.advance(.minutes(1))
      return (try dao.ballot(on: proposal, by: 1), 1)
    },
    ballot("replacesMismatch", "ballot.replacesMismatch") { dao, proposal in
      try await dao.take(dao.ballot("Against", on: proposal, by: 1).with("sequence", .integer(0xfff)), by: 1)
    }.made { try $0.with("sequence", .integer(0x1000)) },
    RefusalCase(
      name: "locked", code: "ballot.locked", edits: [("replaceable: true", "replaceable: false")]
    ) { dao in
      let proposal = try await dao.open()
      try await dao.vote(on: proposal, by: 1)
      return (try dao.ballot("Against", on: proposal, by: 1), 1)
    },
    RefusalCase(
      name: "nothingToWithdraw", code: "ballot.nothingToWithdraw",
      edits: [("replaceable: true", "replaceable: true, withdrawable: true")]
    ) { dao in
      let proposal = try await dao.open()
      return (try dao.ballot("withdraw my ballot", on: proposal, by: 1), 1)
    },
    RefusalCase(name: "notEligible", code: "voter.notEligible") { dao in
      try await dao.register([400, 0, 200])
      let proposal = try await dao.open()
      return (try dao.ballot(on: proposal, by: 1), 1)
    },
    RefusalCase(name: "notInSnapshot", code: "weight.notInSnapshot") { dao in
      try await dao.register([400])
      let proposal = try await dao.open()
      try await dao.register([400, 300])
      return (try dao.ballot(on: proposal, by: 1), 1)
    },
    RefusalCase(name: "notEligible", code: "voter.notEligible") { dao in
      try await dao.register([400])
      return (try dao.delegation(to: 2, by: 1), 1)
    },
  ]

  /// The same case with a change to its statement.
  private func made(_ change: @escaping @Sendable (Statement) throws -> Statement) -> RefusalCase {
    let make = make
    return RefusalCase(name: name, code: code, founders: founders, edits: edits, registers: registers) {
      dao in
      let (statement, member) = try await make(dao)
      return (try change(statement), member)
    }
  }

  /// An act of member 0 on a proposal that passed, or stands further on.
  private static func act(
    _ name: String, _ code: String, _ deed: Act.Deed, by member: Int = 0, founders: Int = 1,
    on proposal: @escaping @Sendable (MemoryDAO) async throws -> Digest
  ) -> RefusalCase {
    RefusalCase(name: name, code: code, founders: founders) { dao in
      (try dao.act(deed, on: try await proposal(dao), by: member), member)
    }
  }

  static let ofActs: [RefusalCase] = [
    act("wrongState", "act.wrongState", .queue) { try await $0.open() },
    act("wrongState", "act.wrongState", .queue) { try await $0.queued() },
    act("wrongState", "act.wrongState", .execute) { try await $0.passed() },
    act("wrongState", "act.wrongState", .cancel) { try await $0.open() },
    act("notProposer", "cancel.notProposer", .cancel, by: 1) { try await $0.propose() },
    act("deedNotGiven", "role.missing", .veto, by: 1) { try await $0.open() },
    act("deedNotGiven", "role.missing", .postpone, by: 1) { try await $0.open() },
    act("timelockRunning", "timelock.running", .execute) { dao in
      let proposal = try await dao.queued()
      dao.clock.advance(Span(milliseconds: 119_999))
      return proposal
    },
    act("alreadyExecuted", "execution.alreadyDone", .execute) { dao in
      let proposal = try await dao.queued()
      dao.clock.advance(.minutes(2))
      try await dao.take(dao.act(.execute, on: proposal), by: 0)
      return proposal
    },
    act("wrongState", "act.wrongState", .execute) { dao in
      let proposal = try await dao.queued()
      dao.clock.advance(.minutes(16))
      return proposal
    },
    act("wrongState", "act.wrongState", .queue) { dao in
      let proposal = try await dao.passed()
      dao.clock.advance(.minutes(14))
      return proposal
    },
    RefusalCase(
      name: "ownCause", code: "act.ownCause", founders: 3, edits: SafetySample.edits()
    ) { dao in
      let text = """
        {"type":"council.recall","role":"council","accounts":["\(dao.account(1).text)"],"reason":"r"}
        """
      let proposal = try await dao.propose(content: SafetySample.content(text))
      return (try dao.act(.veto, on: proposal), 0)
    },
    act("alreadySigned", "act.alreadySigned", .veto, founders: 3) { dao in
      let proposal = try await dao.open()
      try await dao.take(dao.act(.veto, on: proposal), by: 0)
      return proposal
    },
    RefusalCase(name: "proposalUnknown", code: "proposal.unknown") { dao in
      let proposal = try await dao.open()
      return (try dao.act(.veto, on: proposal).with("proposal_id", .digest(.zero)), 0)
    },
    RefusalCase(name: "displayMismatch", code: "ballot.displayMismatch") { dao in
      let proposal = try await dao.open()
      return (try dao.act(.veto, on: proposal).with("title", .text("Another")), 0)
    },
    RefusalCase(name: "displayMismatch", code: "ballot.displayMismatch") { dao in
      let proposal = try await dao.open()
      return (try dao.act(.veto, on: proposal).with("proposal", .text("P-1")), 0)
    },
    RefusalCase(name: "amendmentStale", code: "charter.staleParent") { dao in
      let both = try await dao.twoAmendmentsQueued()
      try await dao.take(dao.act(.execute, on: both.first), by: 0)
      return (try dao.act(.execute, on: both.second), 0)
    },
  ]

  /// Only a live chamber meets this one: a replay without the document does not come so far.
  static let ofLostDocuments: [RefusalCase] = [
    RefusalCase(name: "documentMissing", code: "document.missing") { dao in
      let proposal = try await dao.queued()
      dao.clock.advance(.minutes(2))
      dao.documents.lose(try dao.contentHash(of: proposal))
      return (try dao.act(.execute, on: proposal), 0)
    }
  ]
}

extension MemoryDAO {
  /// The content a proposal was submitted with.
  func contentHash(of proposal: Digest) throws -> Digest {
    let records = try export().records.first { $0.key == ProposalRecord.key(proposal) }
    return try ProposalRecord(bytes: records.orThrow().value).contentHash
  }

  /// Two amendments of the charter, both passed, queued and executable.
  func twoAmendmentsQueued() async throws -> (first: Digest, second: Digest) {
    let contents = [
      try amendment("Amend one way", edits: [("at_least: 4%", "at_least: 5%")]),
      try amendment("Amend another way", edits: [("at_least: 4%", "at_least: 6%")]),
    ]
    var proposals: [Digest] = []
    for content in contents { proposals.append(try await propose(content: content)) }
    clock.advance(.minutes(2))
    for proposal in proposals { for member in keys.indices { try await vote(on: proposal, by: member) } }
    clock.advance(.minutes(7))
    for proposal in proposals { try await take(act(.queue, on: proposal), by: 0) }
    clock.advance(.minutes(4))
    return (proposals[0], proposals[1])
  }
}
