import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing

/// Attack 21: two spellings of one text (é as one character, or as e and an accent) look the same and are equal
/// to Swift's `String`. What a wallet shows must be the record's bytes.
@Suite struct SpellingTests {
  private static let composed = "Caf\u{e9}"
  private static let decomposed = "Cafe\u{301}"

  private static func dao(edits: [(from: String, to: String)] = []) async throws -> MemoryDAO {
    try await SampleDAO(on: MemoryLogStore(), name: composed + " Labs", edits: edits)
  }

  @Test func `attack 21: the DAO's name in another spelling is refused`() async throws {
    let dao = try await Self.dao()
    let twin = try dao.delegation(to: 2, by: 1).with("dao_name", .text(Self.decomposed + " Labs"))
    try await expectRefusal("ballot.displayMismatch", of: twin, by: 1, in: dao)
  }

  @Test func `attack 21: a title in another spelling is refused`() async throws {
    let dao = try await Self.dao()
    let content = try MemoryDAO.resolution("Open the " + Self.composed)
    let twin = try dao.submission(content, by: 0).with("title", .text("Open the " + Self.decomposed))
    try await expectRefusal("ballot.displayMismatch", of: twin, by: 0, in: dao)
    let proposal = try await dao.propose(content: content)
    dao.clock.advance(.minutes(1))
    for statement in [try dao.ballot(on: proposal, by: 0), try dao.act(.veto, on: proposal)] {
      let twin = try statement.with("title", .text("Open the " + Self.decomposed))
      try await expectRefusal("ballot.displayMismatch", of: twin, by: 0, in: dao)
    }
  }

  @Test func `attack 21: an action in another spelling is refused`() async throws {
    let dao = try await Self.dao()
    let zeros = Digest.zero.description
    let model = """
      {"dir_hash":"\(zeros)","environment":"prod","locations":[],"name":"\(Self.composed)",\
      "oms_root":"\(zeros)","runtime":{},"type":"model.deploy"}
      """
    let action = try ProposalAction(parsing: JSONParser.parse(Array(model.utf8), form: .canonical))
    let content = try ProposalContent(
      title: "Deploy", kind: "model.deploy", text: "As discussed.", actions: [action], authors: [],
      discussion: "")
    let statement = try dao.submission(content, by: 0)
    let words = action.words.replacing(Self.composed, with: Self.decomposed)
    #expect(words == action.words && !words.utf8.elementsEqual(action.words.utf8))
    let twin = try statement.with("actions", .texts([words]))
    try await expectRefusal("ballot.displayMismatch", of: twin, by: 0, in: dao)
    try await dao.submit(statement, by: 0)
  }

  @Test func `attack 21: a choice in another spelling is refused`() async throws {
    let dao = try await Self.dao(edits: [("Abstain", Self.composed)])
    let proposal = try await dao.open()
    let twin = try dao.ballot(Self.composed, on: proposal, by: 1).with("choice", .text(Self.decomposed))
    try await expectRefusal("ballot.choiceUnknown", of: twin, by: 1, in: dao)
    // Whoever has just read the right spelling takes no other for it, and a count keeps the two apart.
    let right = try dao.ballot(Self.composed, on: proposal, by: 0)
    let codes = try dao.chamber.read { view in
      let position = LogPosition(
        index: try dao.store.head().orThrow().size, received: dao.clock.now(), previous: dao.clock.now())
      return try [right, twin].map { try view.preview($0, at: position)?.code }
    }
    #expect(codes == [nil, "ballot.choiceUnknown"])
  }

  @Test func `attack 21: a test names an option as it is spelt on the ballot`() async throws {
    let counted = "count: [For, Against, \(Self.composed)]"
    let refusal = await #expect(throws: CharterRefusal.self) {
      _ = try await Self.dao(edits: [
        ("Abstain", Self.composed), (counted, counted.replacing(Self.composed, with: Self.decomposed)),
      ])
    }
    #expect(refusal?.code == "charter.inconsistent")
  }

  @Test func `attack 21: a house has no other spelling, because its name is plain`() async throws {
    let edits = [
      ("  holders:", "  h\u{f4}lders:"), ("[holders]", "[h\u{f4}lders]"),
      ("house: holders", "house: h\u{f4}lders"),
    ]
    let refusal = await #expect(throws: CharterRefusal.self) {
      _ = try await Self.dao(edits: edits.map { (from: $0.0, to: $0.1) })
    }
    #expect(refusal?.code == "charter.malformed")
  }
}
