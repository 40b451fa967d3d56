import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Secp256k1Signing
import Signing

/// The entries of a DAO replayed, and more appended that no honest operator would.
struct ReplayBench {
  let dao: MemoryDAO
  private var replay: Replay
  private let verifier: EntryVerifier

  init(_ dao: MemoryDAO) throws {
    self.dao = dao
    replay = Replay(documents: dao.documents)
    verifier = EntryVerifier(dao: dao.id, verifier: Secp256k1Verifier())
    for leaf in try dao.export().leaves { _ = try apply(leaf) }
  }

  /// Replays an entry.
  /// - Returns: The code of the refusal, or `effective`.
  mutating func apply(_ leaf: [UInt8]) throws -> String {
    let entry: VerifiedEntry
    do throws(EntryRefusal) { entry = try verifier.verify(try UnverifiedEntry(parsing: leaf)) } catch {
      replay.skip()
      return error.code
    }
    switch try replay.apply(entry) {
    case .effective: return "effective"
    case .void(let refusal): return refusal.code
    }
  }

  /// The entry of a statement, received when the clock says.
  func leaf(of statement: Statement, by member: Int, at received: Timepoint? = nil) throws -> [UInt8] {
    LogEntry.bytes(
      statement, signature: try dao.sign(statement, by: member), received: received ?? dao.clock.now())
  }

  var size: UInt64 { replay.size }
  var last: Timepoint { replay.last }

  /// All records, space by space.
  var records: [Change] {
    RecordSpace.allCases.flatMap { replay.view.records.records($0) }.map { Change($0.key, $0.value) }
  }
}
