import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing

/// The choice of an electorate over made-up histories, against a reading of all events from the first one on.
@Suite struct ElectorateChoiceTests {
  private static let window = Span(milliseconds: 20)

  /// What one of three attesters says about one of some claims.
  private struct Event {
    let attester: Int
    let claim: Int
    let isObjection: Bool
    let at: Timepoint
  }

  /// One claim: which block it is of, and which electorate.
  private struct Subject {
    let claim: ElectorateClaim
    let electorate: UInt64
  }

  private static func subject(_ random: inout RepeatableNumbers) -> Subject {
    let (height, variant) = (random.below(3), random.below(3))
    // Every block has a time; one variant lies about it, one is of another list.
    let time = UInt64(height * 30 + (variant == 2 ? 10 : 0))
    let electorate = UInt64(variant == 1 ? 20 + height : 10 + height)
    let list = Digest.sha256([UInt8(electorate)])
    return Subject(
      claim: ElectorateClaim(
        series: "members", root: list, file: list, rows: 1, totals: [],
        block: ChainBlock(
          chain: "eip155:1", height: UInt64(height), hash: .sha256([UInt8(height)]),
          time: Timepoint(milliseconds: time), stateRoot: .zero), recipe: .zero), electorate: electorate)
  }

  /// Since when two attesters agree, by all events about one claim from the first on; as slow as can be.
  private static func agreed(_ events: [Event]) -> Timepoint? {
    var since: Timepoint?
    for count in 0..<events.count {
      let past = Array(events.prefix(count + 1))
      let standing = Set(past.filter { !$0.isObjection }.map(\.attester)).subtracting(timely(past))
      if standing.count < 2 { since = nil } else if since == nil { since = past[count].at }
    }
    return since
  }

  /// Who has objected in time: while no agreement stood whose window was over.
  private static func timely(_ past: [Event]) -> [Int] {
    past.indices.filter { position in
      guard past[position].isObjection else { return false }
      return agreed(Array(past.prefix(position))).map { past[position].at < $0 + window } ?? true
    }.map { past[$0].attester }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `the choice is that of a reading of all events`(seed: UInt64) throws {
    var random = RepeatableNumbers(seed: seed &* 0x9e37 &+ 1)
    var subjects: [Subject] = []
    while subjects.count < 4 {
      let next = Self.subject(&random)
      if !subjects.contains(where: { $0.claim.id == next.claim.id }) { subjects.append(next) }
    }
    let accounts = try (0..<3).map { try SampleKeys.key($0).account }
    let role = Role(members: accounts, needs: 2)
    var records = subjects.map { ClaimRecord($0.claim, electorate: $0.electorate) }
    var events: [Event] = []
    var now = Timepoint(milliseconds: 0)
    for index in 0..<18 {
      now = now + Span(milliseconds: UInt64(1 + random.below(9)))
      let event = Event(
        attester: random.below(3), claim: random.below(4), isObjection: random.below(4) == 0, at: now)
      let earlier = events.filter { $0.claim == event.claim && $0.attester == event.attester }
      // What admission refuses: a word said already, and any after an objection.
      guard !earlier.contains(where: \.isObjection), event.isObjection || earlier.isEmpty else { continue }
      events.append(event)
      let account = accounts[event.attester]
      if event.isObjection {
        records[event.claim].object(account, index: UInt64(index), clock: now, received: now)
      } else {
        records[event.claim].sign(account, index: UInt64(index))
        records[event.claim].see(before: .max, at: now)
        records[event.claim].agree(role, window: Self.window, at: now, known: now)
      }
      #expect(try ClaimRecord(bytes: records[event.claim].bytes) == records[event.claim])
    }
    for clock in stride(from: UInt64(0), through: now.milliseconds + 30, by: 5) {
      let instant = Timepoint(milliseconds: clock)
      let choice = ElectorateChoice(among: records, by: instant, before: instant)
      let (from, to) = (instant - Span(milliseconds: 80), instant - Span(milliseconds: 5))
      #expect(
        choice.newest(from: from, to: to)?.claim.id
          == Self.expected(subjects, events, at: instant, from: from, to: to), "seed \(seed) at \(clock)")
    }
  }

  private static func expected(
    _ subjects: [Subject], _ events: [Event], at now: Timepoint, from: Timepoint, to: Timepoint
  ) -> Digest? {
    let agreed = subjects.indices.map { number in
      Self.agreed(events.filter { $0.claim == number && $0.at < now })
    }
    var best: Int?
    for (number, subject) in subjects.enumerated() {
      guard let begun = agreed[number], begun + window <= now, from <= subject.claim.block.time,
        subject.claim.block.time <= to
      else { continue }
      let isContradicted = subjects.indices.contains {
        $0 != number && agreed[$0] != nil && subjects[$0].claim.block.height == subject.claim.block.height
      }
      guard !isContradicted else { continue }
      guard let standing = best.map({ subjects[$0] }) else {
        best = number
        continue
      }
      let (time, other) = (subject.claim.block.time, standing.claim.block.time)
      if time > other || time == other && subject.electorate < standing.electorate { best = number }
    }
    return best.map { subjects[$0].claim.id }
  }

  @Test(
    arguments: [
      ("eip155:1", true), ("cosmos:cosmoshub-4", true), ("abc:A_b-9", true), ("eip155", false),
      ("eip155:1:2", false), ("ab:1", false), ("abcdefghi:1", false), ("Eip155:1", false), ("eip155:", false),
      ("eip155:é", false), ("abc:" + String(repeating: "1", count: 32), true),
      ("abc:" + String(repeating: "1", count: 33), false), ("abc:a b", false), ("", false), (":", false),
    ])
  func `a chain is named as CAIP-2 says`(_ text: String, _ isSound: Bool) {
    #expect(ChainName.isValid(text) == isSound)
  }
}
