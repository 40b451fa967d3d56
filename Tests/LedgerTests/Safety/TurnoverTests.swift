import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing

extension SafetySample {
  /// The action that elects members of the council.
  static func election(_ members: [AccountKey], needs: Int, term: String = "2027-12-31") -> String {
    let seats = members.sorted().enumerated().map {
      #"{"account":"\#($1.text)","organisation":"org-\#($0)"}"#
    }
    return """
      {"type":"council.elect","role":"council","needs":\(needs),"seats":[\(seats.joined(separator: ","))],\
      "term":"\(term)T00:00:00Z"}
      """
  }
}

/// How many of a council may leave it by elections within a period.
@Suite struct TurnoverTests {
  private func safetyDAO(gate: String) async throws -> MemoryDAO {
    try await memoryDAO(founders: 3, edits: SafetySample.edits(gate: gate))
  }

  private func refuse(_ code: String, _ text: String, _ dao: MemoryDAO) async throws {
    try await expectRefusal(
      code, of: dao.submission(SafetySample.content(text), by: 0), by: 0, in: dao)
  }

  @Test func `trust 19: at most a third of a council leaves within a period`() async throws {
    let dao = try await safetyDAO(gate: "gate: {turnover: {at_most: 1/3, within: 90d}}")
    let (first, second) = (dao.account(0), dao.account(1))
    try await refuse(
      "council.turnover", SafetySample.election([first, dao.account(3)], needs: 1), dao)
    try await dao.carryOut(SafetySample.election([first, second, dao.account(3)], needs: 2))
    try await refuse(
      "council.turnover", SafetySample.election([dao.account(2), dao.account(3)], needs: 1), dao)
    // One at a time is no way around it; once the period is over, another may leave.
    let step = SafetySample.election(
      [first, dao.account(3), try SampleKeys.key(9).account], needs: 2)
    try await refuse("council.turnover", step, dao)
    dao.clock.advance(.days(91))
    try await dao.carryOut(step)
  }

  @Test func `trust 19: a clock that was ahead makes no room for turnover`() async throws {
    let dao = try await safetyDAO(gate: "gate: {turnover: {at_most: 1/3, within: 1d}}")
    let right = dao.clock.now() + .minutes(30)
    dao.clock.set(right + .days(20))
    try await dao.carryOut(
      SafetySample.election([dao.account(0), dao.account(1), dao.account(3)], needs: 2))
    dao.clock.set(right)
    _ = try await dao.chamber.correctClock(curves: SampleWitnesses.curves)
    // By then those who were elected have had the role for two days, whatever the clock had shown.
    dao.clock.set(right + .days(2))
    let step = SafetySample.election(
      [dao.account(0), dao.account(3), try SampleKeys.key(9).account], needs: 2)
    let leap = SafetySample.election(
      [dao.account(2), try SampleKeys.key(8).account, try SampleKeys.key(9).account], needs: 2)
    try await refuse("council.turnover", leap, dao)
    try await dao.carryOut(step)
    try dao.expectReplayed()
  }
}
