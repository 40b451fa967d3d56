import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import SQLiteStorage
import Secp256k1Signing
import Testing
import TransparencyLog

/// More statements at once than a log takes in, from several programs.
@Suite struct OverloadTests {
  /// What became of one statement.
  private enum Fate: Sendable {
    case acknowledged(Receipt)
    case refused(String)
    /// Nobody can say: the store did not answer.
    case unknown
  }

  private static let members = 16
  private static let each = 5

  @Test func `attack 66: nothing that was acknowledged is lost, and nothing that was refused is taken`()
    async throws
  {
    try await TemporaryFolder.with { try await overload($0 + "/log.sqlite") }
  }

  private func overload(_ path: String) async throws {
    let dao = try await SampleDAO(
      on: try SQLiteLogStore(path: path, isNew: true),
      holdings: [UInt128](repeating: 100, count: Self.members), keyPlan: try SampleLogKeys.plan)
    // Each as a program of its own has it.
    let desks = try (0..<3).map { _ in try dao.desk(over: try SQLiteLogStore(path: path)) }
    var offered: [(statement: Statement, member: Int)] = []
    for sequence in 1...Self.each {
      for member in 0..<Self.members {
        let statement = try dao.delegation(to: (member + sequence) % Self.members, by: member)
        offered.append((try statement.with("sequence", .integer(UInt64(sequence))), member))
      }
    }
    let signed = try offered.map {
      (statement: $0.statement, signature: try dao.sign($0.statement, by: $0.member))
    }
    let fates = await withTaskGroup(of: (Int, Fate).self) { group in
      for (number, one) in signed.enumerated() {
        let desk = desks[number % desks.count]
        group.addTask {
          do {
            return (number, .acknowledged(try await desk.submit(one.statement, signature: one.signature)))
          } catch is StorageError { return (number, .unknown) } catch {
            return (number, .refused((error as? any CodedRefusal)?.code ?? "\(error)"))
          }
        }
      }
      return await group.reduce(into: [Int: Fate]()) { $0[$1.0] = $1.1 }
    }
    try await check(signed.map(\.statement), fates, dao)
  }

  private func check(
    _ statements: [Statement], _ fates: [Int: Fate], _ dao: SampleDAO<SQLiteLogStore>
  ) async throws {
    let entries = try dao.export().entries
    var acknowledged: Set<UInt64> = []
    for (number, statement) in statements.enumerated() {
      switch try #require(fates[number]) {
      case .acknowledged(let receipt):
        #expect(acknowledged.insert(receipt.index).inserted, "two receipts for entry \(receipt.index)")
        #expect(entries[Int(receipt.index)].bytes == receipt.leaf)
        _ = try receipt.verify(
          keys: dao.logKeys, dao: dao.id, with: Secp256k1Verifier(), curves: LogCurves(Secp256k1Verifier()))
      case .refused(let code):
        #expect(code == "ballot.stale", "statement \(number)")
        #expect(try dao.store.index(of: statement.id) == nil, "refused, and taken all the same")
      case .unknown:
        // Handed in again, it is there once.
        if let index = try dao.store.index(of: statement.id) { #expect(acknowledged.insert(index).inserted) }
      }
    }
    #expect(acknowledged.count >= Self.members, "hardly anything was taken")
    #expect(acknowledged == Set(2..<UInt64(entries.count)), "an entry that nobody was told of")
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id, jobs: 2)
    #expect(report.verdict == .holds, "\(report.faults)")
  }
}
