import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing

/// Who puts something to the vote chooses what it does. Everything else follows from that by the charter's tables.
@Suite struct EasyWayTests {
  /// Models for few go the easy way, all others the hard one.
  private static let edits = [
    (
      from: "  model.deploy: {track: standard, topic: models}\n",
      to: """
        model.deploy/internal: {track: standard, topic: models}
        model.deploy: {track: constitutional, topic: models}
        model.retire: {track: standard, topic: general}

      """
    )
  ]

  private static func content(_ audience: String?) throws -> ProposalContent {
    let more = audience.map { "\"audience\":\"\($0)\"" } ?? ""
    return try SafetySample.content(
      .deployModel(SafetySample.deployment(SafetySample.model(1), in: "production", more)))
  }

  @Test(
    arguments: [
      ("internal", "standard"), ("limited", "constitutional"), ("public", "constitutional"),
      (nil, "constitutional"),
    ] as [(String?, String)])
  func `trust 10: track and topic follow from what a proposal does`(
    _ audience: String?, _ track: String
  ) async throws {
    let dao = try await memoryDAO(edits: Self.edits)
    let proposal = try await dao.propose(content: Self.content(audience))
    let record = try #require(try dao.chamber.read { try $0.proposal(proposal) })
    #expect(record.rules.name == track && record.rules.topic == "models" && record.kind == "model.deploy")
  }

  @Test(arguments: ["text.resolution", "model.retire", "model.deploy/internal", "charter.amend", ""])
  func `trust 10: no label takes a proposal to an easier track`(_ label: String) async throws {
    let dao = try await memoryDAO(edits: Self.edits)
    let content = try Self.content("public")
    let statement = try dao.submission(content, by: 0)
    // On the statement alone, and in the content as well.
    try await expectRefusal(
      "ballot.displayMismatch", of: statement.with("kind", .text(label)), by: 0, in: dao)
    let other = dao.documents.keep(try content.altered { $0["kind"] = .string(label) })
    let relabelled = try statement.with("kind", .text(label)).with("content_hash", .digest(other))
    try await expectRefusal("proposal.kindMismatch", of: relabelled, by: 0, in: dao)
    #expect(throws: ProposalFault.kindMismatch(stated: label, derived: "model.deploy")) {
      try ProposalContent(
        title: "Deploy", kind: label, text: "As discussed.", actions: content.actions, authors: [],
        discussion: "")
    }
    try await dao.submit(statement, by: 0)
  }
}
