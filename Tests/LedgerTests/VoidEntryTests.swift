import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Testing

/// What an operator logs although the rules refuse it has no effect, and stops nothing.
@Suite struct VoidEntryTests {
  @Test(arguments: RefusalCase.all)
  func `a refused statement in the log is void`(_ refusal: RefusalCase) async throws {
    let dao = try await memoryDAO(
      founders: refusal.founders, edits: refusal.edits, registers: refusal.registers)
    let (statement, member) = try await refusal.make(dao)
    var bench = try ReplayBench(dao)
    #expect(try dao.export().records == bench.records, "the replay is not what the chamber stored")
    let (before, size, last) = (bench.records, bench.size, bench.last)
    let leaf = try bench.leaf(of: statement, by: member)
    #expect(try bench.apply(leaf) == refusal.code)
    #expect(bench.records == before)
    #expect(bench.size == size + 1)
    #expect(bench.last == max(last, dao.clock.now()))
  }

  @Test func `an entry that goes back in time is void and leaves the clock`() async throws {
    let dao = try await memoryDAO()
    dao.clock.advance(.minutes(1))
    try await dao.take(dao.delegation(to: 2, by: 1), by: 1)
    var bench = try ReplayBench(dao)
    let (before, last) = (bench.records, bench.last)
    let statement = try dao.delegation(to: 3, by: 1)
    let earlier = try bench.leaf(of: statement, by: 1, at: .founding)
    #expect(try bench.apply(earlier) == "clock.regressed")
    #expect(bench.last == last && bench.records == before)
    #expect(try bench.apply(bench.leaf(of: statement, by: 1)) == "effective")
    #expect(bench.records != before)
  }

  @Test func `an entry that does not read or is not signed is passed over`() async throws {
    let dao = try await memoryDAO()
    var bench = try ReplayBench(dao)
    let (before, size) = (bench.records, bench.size)
    let statement = try dao.delegation(to: 3, by: 1)
    let sound = try bench.leaf(of: statement, by: 1)
    #expect(try bench.apply(Array("{}".utf8)) == "field.missing")
    #expect(try bench.apply([]) == "json.syntax")
    #expect(try bench.apply(bench.leaf(of: statement, by: 2)) == "sig.wrongSigner")
    #expect(bench.records == before && bench.size == size + 3)
    #expect(try bench.apply(sound) == "effective")
  }

  @Test func `a second genesis in the log is void`() async throws {
    let dao = try await memoryDAO()
    var bench = try ReplayBench(dao)
    let before = bench.records
    let leaf = LogEntry.bytes(dao.genesis, signatures: dao.signatures, received: dao.clock.now())
    #expect(try bench.apply(leaf) == "genesis.notFirst")
    #expect(bench.records == before)
  }

  @Test func `void entries move the index at which later ones stand, and nothing else`() async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.open()
    var (clean, dirty) = (try ReplayBench(dao), try ReplayBench(dao))
    let void = try dirty.leaf(of: dao.ballot(on: proposal, by: 1).with("title", .text("Another")), by: 1)
    let ballot = try dirty.leaf(of: dao.ballot(on: proposal, by: 1), by: 1)
    #expect(try dirty.apply(void) == "ballot.displayMismatch")
    #expect(try dirty.apply(ballot) == "effective")
    #expect(try clean.apply(ballot) == "effective")
    let (left, right) = (clean.records, dirty.records)
    #expect(left.map(\.key) == right.map(\.key))
    let changed = zip(left, right).filter { $0 != $1 }
    #expect(changed.map(\.0.key.space) == [.ballot])
    let records = try changed.map { (try BallotRecord(bytes: $0.value), try BallotRecord(bytes: $1.value)) }
    #expect(records.first?.0.index == clean.size - 1 && records.first?.1.index == dirty.size - 1)
  }
}
