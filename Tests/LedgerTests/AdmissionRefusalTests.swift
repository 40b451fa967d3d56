import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Testing

/// A statement that the rules refuse, in a DAO made for it.
struct RefusalCase: Sendable, CustomTestStringConvertible {
  /// The case of `AdmissionRefusal`.
  let name: String
  let code: String
  var founders = 1
  var edits: [(from: String, to: String)] = []
  var registers = true
  /// Prepares the DAO and makes the statement, with the member who signs it.
  let make: @Sendable (MemoryDAO) async throws -> (statement: Statement, member: Int)

  var testDescription: String { "\(name): \(code)" }

  static let all = ofEveryStatement + ofProposals + ofBallots + ofActs + ofSafety + ofDelegationModes
}

@Suite struct AdmissionRefusalTests {
  @Test(arguments: RefusalCase.all + RefusalCase.ofLostDocuments)
  func `a refused statement has its code and leaves nothing behind`(_ refusal: RefusalCase) async throws {
    let dao = try await memoryDAO(
      founders: refusal.founders, edits: refusal.edits, registers: refusal.registers)
    let (statement, member) = try await refusal.make(dao)
    var found: AdmissionRefusal?
    try await expectRefusal(refusal.code, in: dao) {
      do { try await dao.submit(statement, by: member) } catch let error as AdmissionRefusal {
        found = error
        throw error
      }
    }
    let name = try #require(found).name
    #expect(name == refusal.name)
    #expect(found?.message != refusal.code, "the refusal says nothing to a person")
  }

  @Test func `a statement counts at the last instant it was signed for`() async throws {
    let dao = try await memoryDAO()
    let statement = try dao.delegation(to: 2, by: 1).with(
      "valid_until", .integer(Timepoint.founding.milliseconds))
    try await dao.submit(statement, by: 1)
  }

  @Test func `a sequence may leave out as many as the gap, and no more`() async throws {
    let dao = try await memoryDAO()
    let gap = StatementHeader.sequenceGap
    let widest = try dao.delegation(to: 2, by: 1).with("sequence", .integer(gap))
    try await dao.submit(widest, by: 1)
    let next = try dao.delegation(to: 3, by: 1).with("sequence", .integer(2 * gap + 1))
    try await expectRefusal("sequence.gap", in: dao) { try await dao.submit(next, by: 1) }
  }

  /// Reached in `GenesisTests`, because no chamber takes such an entry.
  static let beforeTheFirstStatement = ["notFirst", "notFounded", "foundersMissing", "hostUnusable"]

  /// Reached in `WitnessedTimeTests` and `LogKeyTests`, because nobody states what witnesses have seen, nor which keys
  /// sign a log.
  static let withoutStatement = ["witnessing", "dropBox", "logKeys"]

  /// Reached in `LeastPowerTests`, by rules that look back.
  static let byLookingBack = ["electorateTooNew"]

  /// Nothing leads there: a proposal's identity holds its sequence, which is refused as stale first; and an
  /// electorate whose sums overflow is not registered.
  static let unreachable = ["alreadySubmitted", "count"]

  @Test func `every refusal is reached by some statement`() {
    let reached = Set(RefusalCase.all.map(\.name)).union(Self.beforeTheFirstStatement)
      .union(Self.withoutStatement).union(Self.byLookingBack)
    #expect(Set(AdmissionRefusal.names).subtracting(reached).sorted() == Self.unreachable)
    #expect(reached.subtracting(AdmissionRefusal.names).isEmpty)
  }
}

extension AdmissionRefusal {
  /// All cases; the switch below does not compile until a new one is named, and `names` must list it.
  static let names: [String] = [
    "clockRegressed", "signedAhead", "tooLate", "stale", "sequenceGap", "notFirst", "notFounded",
    "foundersMissing",
    "hostUnusable", "documentMissing", "displayMismatch", "roleMissing", "seriesUnknown", "rootMismatch",
    "charterStale", "kindNotAllowed", "electorateMissing", "electorateTooNew", "noSeats", "belowThreshold",
    "predecessor",
    "overQuota",
    "proposerNotInRole",
    "alreadySubmitted",
    "content",
    "charter",
    "charterUnchanged", "proposalUnknown", "notOpen", "closed", "stopped", "houseUnknown",
    "electorateMismatch",
    "rulesMismatch", "choiceUnknown", "selectionMismatch", "replacesMismatch", "locked", "nothingToWithdraw",
    "notEligible",
    "notInSnapshot", "delegationNotAllowed", "delegationToSelf", "topicUnknown", "delegationExpired",
    "delegationTooLong",
    "delegationNone", "delegationParts", "delegationTooMany", "delegationAboveWhole", "alreadyFollowed",
    "deedNotGiven",
    "wrongState", "timelockRunning", "alreadyExecuted", "notProposer", "alreadySigned", "ownCause",
    "amendment", "amendmentStale", "count", "effect", "brake", "evidence", "incident", "draw", "release",
    "witnessing", "dropBox", "logKeys", "claim", "deposit", "place",
    "evaluation",
  ]

  /// The name of the case.
  var name: String {
    switch self {
    case .clockRegressed, .signedAhead, .tooLate, .stale, .sequenceGap, .documentMissing, .displayMismatch,
      .roleMissing, .seriesUnknown, .rootMismatch, .charterStale, .kindNotAllowed, .electorateMissing,
      .electorateTooNew,
      .noSeats,
      .belowThreshold, .predecessor, .overQuota, .proposerNotInRole, .content, .charter, .proposalUnknown,
      .notOpen,
      .closed, .stopped,
      .houseUnknown,
      .choiceUnknown, .replacesMismatch, .notEligible, .notInSnapshot, .topicUnknown, .wrongState,
      .delegationTooLong, .delegationTooMany, .delegationAboveWhole,
      .timelockRunning, .deedNotGiven,
      .amendment, .amendmentStale, .count, .effect, .brake, .evidence, .incident, .draw, .release,
      .witnessing, .dropBox, .logKeys, .claim, .deposit, .place, .evaluation:
      // A case with values is shown by a mirror as its label.
      Mirror(reflecting: self).children.first?.label ?? ""
    case .notFirst: "notFirst"
    case .notFounded: "notFounded"
    case .foundersMissing: "foundersMissing"
    case .hostUnusable: "hostUnusable"
    case .alreadySubmitted: "alreadySubmitted"
    case .charterUnchanged: "charterUnchanged"
    case .electorateMismatch: "electorateMismatch"
    case .rulesMismatch: "rulesMismatch"
    case .selectionMismatch: "selectionMismatch"
    case .locked: "locked"
    case .nothingToWithdraw: "nothingToWithdraw"
    case .alreadyFollowed: "alreadyFollowed"
    case .delegationNotAllowed: "delegationNotAllowed"
    case .delegationToSelf: "delegationToSelf"
    case .delegationExpired: "delegationExpired"
    case .delegationNone: "delegationNone"
    case .delegationParts: "delegationParts"
    case .alreadyExecuted: "alreadyExecuted"
    case .notProposer: "notProposer"
    case .alreadySigned: "alreadySigned"
    case .ownCause: "ownCause"
    }
  }
}
