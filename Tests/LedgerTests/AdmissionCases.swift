import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting

private let one = Span(milliseconds: 1)

extension RefusalCase {
  private static func delegation(
    _ name: String, _ code: String, edits: [(from: String, to: String)] = [],
    _ make: @escaping @Sendable (MemoryDAO) async throws -> Statement
  ) -> RefusalCase {
    RefusalCase(name: name, code: code, edits: edits) { (try await make($0), 1) }
  }

  /// What holds for statements of all kinds, on delegations and registrations.
  static let ofEveryStatement: [RefusalCase] = [
    delegation("clockRegressed", "clock.regressed") { dao in
      dao.clock.set(.founding - one)
      return try dao.delegation(to: 2, by: 1)
    },
    delegation("signedAhead", "time.signedAhead") { dao in
      let ahead = Timepoint.founding + .minutes(5) + one
      return try dao.delegation(to: 2, by: 1).with("signed_at", .integer(ahead.milliseconds))
    },
    delegation("tooLate", "time.expired") { dao in
      let statement = try dao.delegation(to: 2, by: 1).with(
        "valid_until", .integer(Timepoint.founding.milliseconds))
      dao.clock.advance(one)
      return statement
    },
    delegation("stale", "ballot.stale") { dao in
      try await dao.take(dao.delegation(to: 2, by: 1), by: 1)
      return try dao.delegation(to: 3, by: 1).with("sequence", .integer(1))
    },
    delegation("stale", "ballot.stale") { try $0.delegation(to: 2, by: 1).with("sequence", .integer(0)) },
    delegation("sequenceGap", "sequence.gap") { dao in
      try dao.delegation(to: 2, by: 1).with("sequence", .integer(1 + 1 << 20))
    },
    delegation("displayMismatch", "ballot.displayMismatch") { dao in
      try dao.delegation(to: 2, by: 1).with("dao_name", .text("Helios Lab"))
    },
    delegation(
      "delegationNotAllowed", "delegation.notAllowed", edits: [("mode: full, depth: 8", "mode: none")]
    ) {
      try $0.delegation(to: 2, by: 1)
    },
    delegation("delegationToSelf", "delegation.toSelf") { try $0.delegation(to: 1, by: 1) },
    delegation("topicUnknown", "delegation.topicUnknown") { try $0.delegation(to: 2, topic: "taxes", by: 1) },
    delegation("delegationExpired", "delegation.expired") { dao in
      try dao.delegation(to: 2, expires: .founding, by: 1)
    },
    delegation(
      "delegationTooLong", "delegation.tooLong",
      edits: [("mode: full, depth: 8", "mode: full, depth: 8, lasts_at_most: 364d")]
    ) {
      try $0.delegation(to: 2, by: 1)
    },
    delegation("delegationNone", "delegation.none") { try $0.delegation(.revoke, to: 2, by: 1) },
    delegation("delegationNone", "delegation.none") { dao in
      try await dao.take(dao.delegation(to: 2, by: 1), by: 1)
      return try dao.delegation(.revoke, to: 3, by: 1)
    },
    delegation("delegationNone", "delegation.none") { dao in
      try await dao.take(dao.delegation(to: 2, expires: .founding + one, by: 1), by: 1)
      dao.clock.advance(one)
      return try dao.delegation(.revoke, to: 2, by: 1)
    },
    RefusalCase(name: "roleMissing", code: "role.missing") { (try $0.registration([1, 2, 3, 4], by: 1), 1) },
    RefusalCase(name: "claim", code: "electorate.notAttested") { dao in
      (try dao.attestation(of: dao.claim(), by: 1), 1)
    },
    RefusalCase(name: "seriesUnknown", code: "electorate.seriesUnknown") { dao in
      (try dao.registration([1, 2]).with("series", .text("others")).with("sequence", .integer(1)), 0)
    },
    RefusalCase(name: "rootMismatch", code: "snapshot.rootMismatch") { dao in
      (try dao.registration([1, 2]).with("root", .digest(.sha256([]))), 0)
    },
    RefusalCase(name: "rootMismatch", code: "snapshot.rootMismatch") { dao in
      (try dao.registration([1, 2]).with("rows", .integer(3)), 0)
    },
    RefusalCase(name: "rootMismatch", code: "snapshot.rootMismatch") { dao in
      (try dao.registration([1, 2]).with("totals", .texts(["token=4"])), 0)
    },
    RefusalCase(name: "rootMismatch", code: "snapshot.rootMismatch") { (try $0.registration([]), 0) },
    RefusalCase(name: "documentMissing", code: "document.missing") { dao in
      (try dao.registration([1, 2]).with("file", .digest(.sha256([]))), 0)
    },
    RefusalCase(name: "displayMismatch", code: "ballot.displayMismatch") { dao in
      (try dao.registration([1, 2]).with("source", .text("a\u{202e}b")), 0)
    },
  ]

  private static func submission(
    _ name: String, _ code: String, key: String, _ value: FieldValue
  ) -> RefusalCase {
    RefusalCase(name: name, code: code) { dao in
      (try dao.submission(MemoryDAO.resolution("Adopt a roadmap"), by: 0).with(key, value), 0)
    }
  }

  private static func amending(
    _ name: String, _ code: String, _ charter: @escaping @Sendable (MemoryDAO) throws -> Digest
  ) -> RefusalCase {
    RefusalCase(name: name, code: code) { dao in
      let content = try ProposalContent(
        title: "Amend", kind: "charter.amend", text: "As discussed.",
        actions: [.amendCharter(hash: try charter(dao))],
        authors: [], discussion: "")
      return (try dao.submission(content, by: 0), 0)
    }
  }

  static let ofProposals: [RefusalCase] = [
    submission("documentMissing", "document.missing", key: "content_hash", .digest(.sha256([1]))),
    submission("displayMismatch", "ballot.displayMismatch", key: "title", .text("Adopt a road map")),
    submission("displayMismatch", "ballot.displayMismatch", key: "kind", .text("model.deploy")),
    submission("displayMismatch", "ballot.displayMismatch", key: "actions", .texts(["nothing"])),
    submission("charterStale", "charter.staleParent", key: "charter_hash", .digest(.sha256([1]))),
    RefusalCase(name: "content", code: "field.missing") { dao in
      let hash = dao.documents.keep(Array("{}".utf8))
      let statement = try dao.submission(MemoryDAO.resolution("Adopt"), by: 0)
      return (try statement.with("content_hash", .digest(hash)), 0)
    },
    RefusalCase(
      name: "kindNotAllowed", code: "proposal.kindNotAllowed",
      edits: [("  text.resolution: {track: standard, topic: general}\n", "")]
    ) { (try $0.submission(MemoryDAO.resolution("Adopt"), by: 0), 0) },
    RefusalCase(name: "electorateMissing", code: "electorate.missing", registers: false) { dao in
      (try dao.submission(MemoryDAO.resolution("Adopt"), by: 0), 0)
    },
    RefusalCase(
      name: "noSeats", code: "electorate.noSeats",
      edits: [
        (
          "    electorate: members\n    power: {source: balance, asset: token}\n",
          "    seats: {accredited: true}\n    power: {source: heads}\n"
        )
      ], registers: false
    ) { dao in
      (try dao.submission(MemoryDAO.resolution("Adopt"), by: 0), 0)
    },
    RefusalCase(name: "belowThreshold", code: "proposer.belowThreshold", edits: [("\"1\"", "\"101\"")]) {
      dao in
      (try dao.submission(MemoryDAO.resolution("Adopt"), by: 3), 3)
    },
    RefusalCase(
      name: "overQuota", code: "proposer.overQuota",
      edits: [("propose_with: \"1\"", "quota: {each: 1, within: 7d}\n    propose_with: \"1\"")]
    ) { dao in
      _ = try await dao.propose("First")
      return (try dao.submission(MemoryDAO.resolution("Second"), by: 0), 0)
    },
    RefusalCase(name: "predecessor", code: "predecessor.unknown") { dao in
      let content = try ProposalContent(
        title: "The second step", kind: "text.resolution", text: "As discussed.", actions: [], authors: [],
        discussion: "", after: .sha256([1]))
      return (try dao.submission(content, by: 0), 0)
    },
    RefusalCase(
      name: "proposerNotInRole", code: "proposer.notInRole",
      edits: [("propose_with: \"1\"", "propose_by: council\n    propose_with: \"1\"")]
    ) { dao in
      _ = try await dao.propose("Of the council")
      return (try dao.submission(MemoryDAO.resolution("Of somebody else"), by: 1), 1)
    },
    amending("charterUnchanged", "charter.unchanged") { $0.genesis.charterHash },
    amending("documentMissing", "document.missing") { _ in .sha256([1]) },
    amending("charter", "charter.malformed") { $0.documents.keep(Array("quorate: charter/2\n".utf8)) },
    amending("amendment", "amendment.noTrack") { dao in
      let yaml = try SampleCharter.yaml(
        name: "Helios Labs", founders: dao.genesis.founders,
        edits: [("  charter.amend: {track: constitutional, topic: charter}\n", "")])
      return dao.documents.keep(Array(yaml.utf8))
    },
    amending("displayMismatch", "ballot.displayMismatch") { dao in
      let yaml = try SampleCharter.yaml(name: "Another", founders: dao.genesis.founders)
      return dao.documents.keep(Array(yaml.utf8))
    },
  ]
}
