import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import Voting

/// Two houses over one list: holders with 400, 300, 200 and 100, and the same four as people with one vote each.
@Suite struct HouseBallotTests {
  private static let word = "withdraw my ballot"

  private static func dao(_ houses: String, ballot: String = "replaceable: true", isOrdered: Bool = false)
    async throws -> MemoryDAO
  {
    var edits = [
      (
        from: "    read: snapshot-at-submission\n",
        to: """
            read: snapshot-at-submission
          people:
            electorate: members
            power: {source: heads}
            read: snapshot-at-submission

        """
      ),
      (from: "houses: [holders]", to: "houses: [holders, people]"),
      (from: "replaceable: true", to: "\(ballot), houses: {\(houses)}"),
    ]
    if isOrdered {
      edits.append(
        (
          from: "    veto_by: council\n",
          to: "    veto_by: council\n    late_quorum: {test: quorum, by: 1m}\n"
        ))
    }
    return try await memoryDAO(edits: edits)
  }

  private static func vote(
    _ choice: String, in house: String, on proposal: Digest, by member: Int, _ dao: MemoryDAO
  ) async throws {
    try await dao.submit(dao.ballot(choice, in: house, on: proposal, by: member), by: member)
  }

  private static func refuse(
    _ code: String, _ choice: String, in house: String, on proposal: Digest, by member: Int, _ dao: MemoryDAO
  ) async throws {
    try await expectRefusal(
      code, of: dao.ballot(choice, in: house, on: proposal, by: member), by: member, in: dao)
  }

  private static func sums(_ proposal: Digest, _ dao: MemoryDAO, isKept: Bool) throws -> [String: [UInt128]] {
    let facts = try dao.standing(proposal).facts
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
    let counted = facts.counts.mapValues { $0.tally.options.map(\.power.units) }
    if isKept { #expect(facts.tallies.mapValues { $0.options.map(\.power.units) } == counted) }
    return counted
  }

  @Test(arguments: [false, true])
  func `ballots of one house are cast for good, and those of the other can be replaced`(
    _ isOrdered: Bool
  ) async throws {
    let dao = try await Self.dao("people: {replaceable: false}", isOrdered: isOrdered)
    let proposal = try await dao.open()
    for house in ["holders", "people"] { try await Self.vote("For", in: house, on: proposal, by: 0, dao) }
    try await Self.refuse("ballot.locked", "Against", in: "people", on: proposal, by: 0, dao)
    try await Self.vote("Against", in: "holders", on: proposal, by: 0, dao)
    let sums = try Self.sums(proposal, dao, isKept: isOrdered)
    #expect(sums == ["holders": [0, 400, 0], "people": [1, 0, 0]])
  }

  @Test(arguments: [false, true])
  func `ballots can be taken back in the house that allows it alone`(_ isOrdered: Bool) async throws {
    let dao = try await Self.dao(
      "people: {withdrawable: true}", ballot: "replaceable: false", isOrdered: isOrdered)
    let proposal = try await dao.open()
    for house in ["holders", "people"] { try await Self.vote("For", in: house, on: proposal, by: 0, dao) }
    // As it would be signed for the house that allows it.
    let withdrawal = try dao.ballot(Self.word, in: "people", on: proposal, by: 0)
    try await expectRefusal(
      "ballot.choiceUnknown", of: withdrawal.with("house", .text("holders")), by: 0, in: dao)
    try await dao.submit(withdrawal, by: 0)
    try await expectRefusal(
      "ballot.choiceUnknown", of: withdrawal.with("house", .text("holders")), by: 0, in: dao)
    try await Self.refuse("ballot.locked", "Against", in: "holders", on: proposal, by: 0, dao)
    try await Self.vote("Abstain", in: "people", on: proposal, by: 0, dao)
    let sums = try Self.sums(proposal, dao, isKept: isOrdered)
    #expect(sums == ["holders": [400, 0, 0], "people": [0, 0, 1]])
  }

  @Test(arguments: [false, true])
  func `a house can count by a method of its own`(_ isOrdered: Bool) async throws {
    let dao = try await Self.dao("people: {method: approval}", isOrdered: isOrdered)
    let proposal = try await dao.open()
    try await Self.vote("For + Abstain", in: "people", on: proposal, by: 0, dao)
    try await Self.vote("For", in: "people", on: proposal, by: 1, dao)
    try await Self.vote("For", in: "holders", on: proposal, by: 1, dao)
    let both = try dao.ballot("For + Abstain", in: "people", on: proposal, by: 2)
    try await expectRefusal(
      "ballot.choiceUnknown", of: both.with("house", .text("holders")), by: 2, in: dao)
    // The words are an option of either, and the hash says which method they were read by.
    let one = try dao.ballot("For", in: "people", on: proposal, by: 2)
    try await expectRefusal(
      "ballot.selectionMismatch", of: one.with("house", .text("holders")), by: 2, in: dao)
    let sums = try Self.sums(proposal, dao, isKept: isOrdered)
    #expect(sums == ["holders": [300, 0, 0], "people": [2, 0, 1]])
  }

  @Test func `what a house has of its own is frozen, and read back`() async throws {
    let dao = try await Self.dao("people: {method: approval, replaceable: false, withdrawable: true}")
    let proposal = try await dao.propose()
    let rules = try #require(try dao.chamber.read { try $0.proposal(proposal) }).rules
    let text = String(decoding: rules.json.canonicalBytes, as: UTF8.self)
    #expect(
      text.contains(
        #""house_ballots":{"people":{"method":{"empty":false,"method":"approval"},"replaceable":false,"withdrawable":true}}"#
      ), "\(text)")
    #expect(rules.ballot(in: "people").isWithdrawable && !rules.ballot(in: "people").isReplaceable)
    #expect(rules.ballot(in: "holders").isReplaceable && rules.method(in: "holders") is SingleChoice)
    #expect(try TrackRules(frozen: JSONParser.parse(rules.json.canonicalBytes)).hash == rules.hash)
  }

  /// Rules of single houses that cannot be, with what else the charter says.
  static let faults: [(id: String, houses: String, edit: (from: String, to: String)?, code: String)] = [
    ("a house that does not vote", "others: {replaceable: false}", nil, "charter.inconsistent"),
    ("nothing of its own", "people: {}", nil, "charter.malformed"),
    ("no houses", "", nil, "charter.malformed"),
    ("another option list", "people: {options: [A, B]}", nil, "charter.malformed"),
    ("a word for a truth", "people: {replaceable: sometimes}", nil, "charter.malformed"),
    ("an unknown method", "people: {method: show-of-hands}", nil, "charter.malformed"),
    (
      "a quadratic house for which nobody vouches", "people: {method: quadratic}", nil, "charter.inconsistent"
    ),
    (
      "no running sums in one house", "people: {method: {method: ranked-choice, ties: earlier-round}}",
      ("    veto_by: council\n", "    veto_by: council\n    late_quorum: {test: quorum, by: 1m}\n"),
      "charter.inconsistent"
    ),
    (
      "an option that is the word for taking back", "people: {withdrawable: true}",
      ("[For, Against, Abstain], rep", "[For, Against, \"withdraw my ballot\"], rep"), "charter.inconsistent"
    ),
    (
      "a follower's house that can be changed", "people: {replaceable: true}",
      ("{mode: full, depth: 8}", "{mode: follow-majority, followees: 3, yes: For, no: Against}"),
      "charter.inconsistent"
    ),
  ]

  @Test(arguments: faults) func `what a house cannot have makes no charter`(
    _ row: (id: String, houses: String, edit: (from: String, to: String)?, code: String)
  ) async throws {
    let dao = try await Self.dao("people: {replaceable: false}", ballot: "replaceable: false")
    var text = String(decoding: try dao.documents.all[dao.genesis.charterHash].orThrow(), as: UTF8.self)
    text = text.replacing("people: {replaceable: false}", with: row.houses)
    if let edit = row.edit {
      try #require(text.contains(edit.from))
      text = text.replacing(edit.from, with: edit.to)
    }
    let hash = dao.documents.keep(Array(text.utf8))
    var code = "none"
    do { _ = try dao.documents.charter(hash) } catch {
      code = (error as? any CodedRefusal)?.code ?? "\(error)"
    }
    #expect(code == row.code)
  }
}
