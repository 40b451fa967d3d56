import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing
import TransparencyLog

/// The rules of changing a log's keys, without a log.
@Suite struct LogKeyTests {
  private static let origin = "log.example/quorate/00"
  private static let curves = LogCurves(Secp256k1Verifier())

  private static func change(
    _ number: UInt64 = 1, at index: UInt64 = 7, from before: Int = 0, to after: Int = 1, next: Digest? = nil,
    doubtedFrom: UInt64? = nil
  ) throws -> LogKeyChange {
    LogKeyChange(
      origin: origin, number: number, index: index, right: .rotation, before: try SampleLogKeys.pair(before),
      after: try SampleLogKeys.pair(after), next: try next ?? SampleLogKeys.pair(after + 1).commitment,
      doubtedFrom: doubtedFrom)
  }

  @Test func `a DAO founded without a plan has the identity it always had, one with a plan another`() throws {
    let plain = try SampleDAO(preparedOn: MemoryLogStore())
    let planned = try SampleDAO(preparedOn: MemoryLogStore(), keyPlan: try SampleLogKeys.plan)
    #expect(plain.genesis.json == Genesis.schema.json(plain.genesis.values))
    #expect(plain.id != planned.id)
    for genesis in [plain.genesis, planned.genesis] { #expect(try Genesis(parsing: genesis.json) == genesis) }
    // A member of the plan alone, or one too few, is no genesis.
    let members = planned.genesis.json.object?.members ?? []
    for key in ["next_log_keys", "recoverers", "recovery_needs", "recovery_delay"] {
      let rest = JSONValue.object(JSONObject(members.filter { $0.key != key }))
      #expect(throws: JSONRefusal.self, "\(key)") { _ = try Genesis(parsing: rest) }
    }
  }

  /// A plan of so many of these people, in the order of their accounts, with a delay in milliseconds.
  struct PlanCase: CustomTestStringConvertible {
    let testDescription: String
    var commits = true
    var people: [Int] = []
    var needs: UInt64 = 0
    var delay: UInt64 = 0
    var isSound = false
  }

  static let plans = [
    PlanCase(testDescription: "a commitment alone", isSound: true),
    PlanCase(testDescription: "no commitment", commits: false),
    PlanCase(testDescription: "a threshold without anybody", needs: 1),
    PlanCase(testDescription: "a delay without anybody", delay: 3_600_000),
    PlanCase(testDescription: "two of three", people: [0, 1, 2], needs: 2, delay: 3_600_000, isSound: true),
    PlanCase(
      testDescription: "all, as late as may be", people: [0, 1], needs: 2, delay: 7_776_000_000, isSound: true
    ),
    PlanCase(testDescription: "none of three", people: [0, 1, 2], needs: 0, delay: 3_600_000),
    PlanCase(testDescription: "four of three", people: [0, 1, 2], needs: 4, delay: 3_600_000),
    PlanCase(testDescription: "no delay", people: [0, 1, 2], needs: 2),
    PlanCase(testDescription: "too short a delay", people: [0, 1, 2], needs: 2, delay: 3_599_999),
    PlanCase(testDescription: "too long a delay", people: [0, 1, 2], needs: 2, delay: 7_776_000_001),
    PlanCase(testDescription: "out of order", people: [1, 0], needs: 1, delay: 3_600_000),
    PlanCase(testDescription: "somebody twice", people: [0, 0], needs: 1, delay: 3_600_000),
  ]

  @Test(arguments: plans) func `a plan that cannot be followed founds nothing`(_ row: PlanCase) async throws {
    let accounts = try (0..<3).map { try SampleKeys.key($0).account }.sorted()
    let plan = LogKeyPlan(
      next: row.commits ? try SampleLogKeys.pair(1).commitment : .zero,
      recoverers: row.people.map { accounts[$0] }, needs: row.needs, delay: Span(milliseconds: row.delay))
    let dao = try SampleDAO(preparedOn: MemoryLogStore(), keyPlan: plan)
    if row.isSound {
      try await dao.found()
    } else {
      await #expect(throws: AdmissionRefusal.logKeys(.plan)) { try await dao.found() }
    }
  }

  @Test func `a plan that commits to the first keys themselves founds nothing`() async throws {
    let plan = LogKeyPlan(next: try SampleLogKeys.pair(0).commitment)
    let dao = try SampleDAO(preparedOn: MemoryLogStore(), keyPlan: plan)
    await #expect(throws: AdmissionRefusal.logKeys(.repeated)) { try await dao.found() }
  }

  // MARK: The text

  @Test func `what is written reads as the same`() throws {
    for change in [try Self.change(), try Self.change(9, at: 1 << 40, doubtedFrom: 3)] {
      #expect(try LogKeyChange(parsing: change.text) == change)
    }
  }

  @Test func `only the one form of the text reads`() throws {
    let text = try Self.change(doubtedFrom: 3).text
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for (place, line) in lines.enumerated() {
      var wrong = ["", line + " ", " " + line, line.uppercased() + "x", "0" + line]
      if place == 1 { wrong = [] }
      for other in wrong where other != line {
        var altered = lines
        altered[place] = other
        #expect(throws: LogKeyRefusal.malformed, "line \(place): \(other)") {
          _ = try LogKeyChange(parsing: altered.joined(separator: "\n"))
        }
      }
    }
    for altered in ["", "\n", text + "\n", String(text.dropLast()), text.replacing("\n", with: "\r\n")] {
      #expect(throws: LogKeyRefusal.malformed) { _ = try LogKeyChange(parsing: altered) }
    }
    let checkpoint = try Checkpoint(origin: Self.origin, size: 4, root: .zero).text
    #expect(throws: LogKeyRefusal.malformed) { _ = try LogKeyChange(parsing: checkpoint) }
    #expect(throws: IntakeRefusal.malformed) { _ = try IntakeNote(parsing: text) }
    #expect(throws: CheckpointRefusal.self) { _ = try Checkpoint(parsing: text) }
  }

  @Test(arguments: [([0, 1], true), ([0], false), ([1], false), ([1, 2], false), ([0, 1, 2], true)])
  func `both pairs sign, every key of them`(_ pairs: [Int], isSigned: Bool) throws {
    let entry = try SampleLogKeys.entry(try Self.change(), by: pairs)
    if isSigned {
      try entry.requireSignatures(with: Self.curves)
    } else {
      #expect(throws: LogKeyRefusal.note(.unsigned)) { try entry.requireSignatures(with: Self.curves) }
    }
    let lines = entry.note.signatures
    for place in lines.indices where isSigned && place < 4 {
      let rest = Array(lines[..<place] + lines[(place + 1)...])
      let fewer = try LogKeyEntry(note: try SignedNote(text: entry.note.text, signatures: rest))
      #expect(throws: LogKeyRefusal.note(.unsigned)) { try fewer.requireSignatures(with: Self.curves) }
    }
  }

  // MARK: The chain

  static let wrong: [(id: String, change: @Sendable () throws -> LogKeyChange, refusal: LogKeyRefusal)] = [
    ("another number", { try change(2) }, .misplaced), ("number zero", { try change(0) }, .misplaced),
    ("another place", { try change(at: 8) }, .misplaced),
    ("from other keys", { try change(from: 2) }, .misplaced),
    ("to other keys", { try change(to: 2) }, .notCommitted),
    ("to the same keys", { try change(to: 0) }, .notCommitted),
    ("doubts of what comes later", { try change(doubtedFrom: 8) }, .misplaced),
    ("no commitment", { try change(next: .zero) }, .repeated),
    ("a commitment to itself", { try change(next: try SampleLogKeys.pair(1).commitment) }, .repeated),
    ("a commitment to old keys", { try change(next: try SampleLogKeys.pair(0).commitment) }, .repeated),
  ]

  @Test(arguments: wrong.indices) func `a change that does not follow changes nothing`(_ row: Int)
    async throws
  {
    let plan = try SampleLogKeys.plan
    let genesis = try SampleDAO(preparedOn: MemoryLogStore(), keyPlan: plan).genesis
    var chain = try LogKeyChain(genesis)
    let before = chain
    let change = try Self.wrong[row].change().of(genesis.origin)
    #expect(throws: Self.wrong[row].refusal, "\(Self.wrong[row].id)") {
      try chain.append(change, at: 7, received: .founding)
    }
    #expect(chain == before)
    #expect(throws: LogKeyRefusal.misplaced) {
      try chain.append(try Self.change(), at: 7, received: .founding)
    }
    try chain.append(try Self.change().of(genesis.origin), at: 7, received: .founding)
    // The very same change does not follow itself.
    #expect(throws: LogKeyRefusal.misplaced) {
      try chain.append(try Self.change().of(genesis.origin), at: 7, received: .founding)
    }
  }

  @Test(arguments: [0, 1]) func `rule 4: a pair that holds one key of an earlier one never comes into force`(
    _ half: Int
  ) throws {
    let (old, fresh) = (try SampleLogKeys.pair(0), try SampleLogKeys.pair(1))
    let mixed = try LogKeyPair(
      ed25519: (half == 0 ? old : fresh).ed25519.bytes, secp256k1: (half == 0 ? fresh : old).secp256k1.bytes
    ).orThrow()
    for (after, expected) in [(mixed, LogKeyRefusal.repeated), (fresh, nil)] {
      let plan = LogKeyPlan(next: after.commitment)
      let genesis = try SampleDAO(preparedOn: MemoryLogStore(), keyPlan: plan).genesis
      var chain = try LogKeyChain(genesis)
      let change = LogKeyChange(
        origin: genesis.origin, number: 1, index: 7, right: .rotation, before: old, after: after,
        next: try SampleLogKeys.pair(2).commitment)
      var found: LogKeyRefusal?
      do throws(LogKeyRefusal) { try chain.append(change, at: 7, received: .founding) } catch {
        found = error
      }
      #expect(found == expected)
    }
  }

  @Test func `keys that were to stay for ever stay`() async throws {
    let genesis = try SampleDAO(preparedOn: MemoryLogStore()).genesis
    var chain = try LogKeyChain(genesis)
    #expect(chain.isFixed)
    #expect(throws: LogKeyRefusal.fixed) {
      try chain.append(try Self.change().of(genesis.origin), at: 7, received: .founding)
    }
  }

  @Test func `at every size exactly one pair is in force, and its record reads back`() async throws {
    let genesis = try SampleDAO(preparedOn: MemoryLogStore(), keyPlan: try SampleLogKeys.plan).genesis
    var chain = try LogKeyChain(genesis)
    let indices: [UInt64] = [3, 4, 9]
    for (place, index) in indices.enumerated() {
      let change = try Self.change(
        UInt64(place) + 1, at: index, from: place, to: place + 1, doubtedFrom: place == 1 ? 2 : nil
      ).of(genesis.origin)
      try chain.append(change, at: index, received: .founding + .minutes(UInt64(place)))
      #expect(try LogKeyChain(bytes: chain.bytes) == chain)
    }
    for size in 0...12 as ClosedRange<UInt64> {
      // By counting the changes that are in a tree of that size.
      let expected = indices.count { $0 < size }
      #expect(chain.period(ofSize: size).pair == (try SampleLogKeys.pair(expected)), "\(size)")
      for pair in 0...3 {
        let text = try Checkpoint(origin: genesis.origin, size: size, root: .zero).text
        let note = try SignedNote(signing: text, with: try SampleLogKeys.signers(genesis.origin, pair: pair))
        let found = Self.code { try chain.haveSigned(note, size: size, with: Self.curves) }
        let isDoubted = pair == 1 && size > 2
        #expect(
          found
            == (pair < expected
              ? "logKeys.retired"
              : pair > expected ? "logKeys.early" : isDoubted ? "logKeys.doubted" : "yes"),
          "\(size), pair \(pair)")
      }
    }
  }

  @Test func `one history goes on from another where it begins with all that the other's keys have signed`()
    throws
  {
    let genesis = try SampleDAO(preparedOn: MemoryLogStore(), keyPlan: try SampleLogKeys.plan).genesis
    func chain(_ changes: LogKeyChange..., minutes: UInt64 = 0) throws -> LogKeyChain {
      var chain = try LogKeyChain(genesis)
      for change in changes {
        try chain.append(
          change.of(genesis.origin), at: change.index, received: .founding + .minutes(minutes))
      }
      return chain
    }
    let (first, second) = (try Self.change(at: 3), try Self.change(2, at: 5, from: 1, to: 2))
    let known = try chain(first)
    // Nobody has signed when an entry was received.
    for minutes in [0, 7] as [UInt64] {
      #expect(try !chain(first, minutes: minutes).goesOn(from: known))
      #expect(try chain(first, second, minutes: minutes).goesOn(from: known))
      #expect(try !known.goesOn(from: chain(first, second, minutes: minutes)))
    }
    #expect(try !chain().goesOn(from: known))
    #expect(try known.goesOn(from: chain()))
    let others = [
      try Self.change(at: 4), try Self.change(at: 3, next: try SampleLogKeys.pair(5).commitment),
      try Self.change(at: 3, doubtedFrom: 2),
    ]
    for other in try others.map({ try chain($0) }) + [try chain(try Self.change(at: 4), second)] {
      #expect(throws: LogKeyRefusal.other) { try other.goesOn(from: known) }
      #expect(throws: LogKeyRefusal.other) { try known.goesOn(from: other) }
    }
    let elsewhere = try SampleDAO(preparedOn: MemoryLogStore(), random: 5, keyPlan: try SampleLogKeys.plan)
    #expect(throws: LogKeyRefusal.other) { try LogKeyChain(elsewhere.genesis).goesOn(from: known) }
  }

  @Test func `half a pair, a stranger, or a broken line is never enough`() throws {
    let genesis = try SampleDAO(preparedOn: MemoryLogStore(), keyPlan: try SampleLogKeys.plan).genesis
    var chain = try LogKeyChain(genesis)
    try chain.append(try Self.change(at: 3).of(genesis.origin), at: 3, received: .founding)
    let text = try Checkpoint(origin: genesis.origin, size: 5, root: .zero).text
    let (old, new) = (
      try SampleLogKeys.signers(genesis.origin, pair: 0), try SampleLogKeys.signers(genesis.origin, pair: 1)
    )
    func found(_ signers: [any NoteSigner]) throws -> String {
      let note = try SignedNote(signing: text, with: signers)
      return Self.code { try chain.haveSigned(note, size: 5, with: Self.curves) }
    }
    #expect(try found([new[0]]) == "no")
    #expect(try found([new[0], old[1]]) == "no")
    #expect(try found([old[0]]) == "logKeys.retired")
    #expect(try found(try SampleLogKeys.signers(genesis.origin, pair: 4)) == "note.unsigned")
    #expect(try found(try SampleLogKeys.signers("log.example/other", pair: 1)) == "note.unsigned")
    #expect(try found(new + old) == "yes")
    let sound = try SignedNote(signing: text, with: new)
    let broken = try SignedNote(text: text.replacing("\n5\n", with: "\n6\n"), signatures: sound.signatures)
    #expect(Self.code { try chain.haveSigned(broken, size: 6, with: Self.curves) } == "note.wrongSignature")
  }

  private static func code(_ body: () throws -> Bool) -> String {
    do { return try body() ? "yes" : "no" } catch { return (error as? any CodedRefusal)?.code ?? "\(error)" }
  }
}

extension LogKeyChange {
  /// The same change of another log.
  fileprivate func of(_ origin: String) -> LogKeyChange {
    LogKeyChange(
      origin: origin, number: number, index: index, right: right, before: before, after: after, next: next,
      doubtedFrom: doubtedFrom)
  }
}
