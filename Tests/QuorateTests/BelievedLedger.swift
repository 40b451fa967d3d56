import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Signing

/// A ledger in memory that takes entries by their bytes and believes every signature.
struct BelievedLedger {
  private(set) var view: LedgerView<MemoryRecords, MemoryDocuments>
  private let verifier: EntryVerifier
  private var size: UInt64 = 0
  private var last = Timepoint(milliseconds: 0)

  init(_ genesis: Genesis, documents: MemoryDocuments) throws {
    view = LedgerView(records: MemoryRecords(), documents: documents)
    verifier = EntryVerifier(dao: genesis.daoID, verifier: BelievingVerifier())
    var signatures: [AccountKey: RecoverableSignature] = [:]
    for founder in genesis.founders { signatures[founder] = try BelievingVerifier.signature(of: founder) }
    let leaf = LogEntry.bytes(genesis, signatures: signatures, received: genesis.createdAt)
    if let refusal = try refusal(of: leaf) { throw refusal }
  }

  /// Takes a statement in by the bytes of its entry.
  mutating func refusal(of statement: Statement, at now: Timepoint) throws -> AdmissionRefusal? {
    let signature = try BelievingVerifier.signature(of: statement.header.signer)
    return try refusal(of: LogEntry.bytes(statement, signature: signature, received: now))
  }

  private mutating func refusal(of leaf: [UInt8]) throws -> AdmissionRefusal? {
    let entry = try verifier.verify(try UnverifiedEntry(parsing: leaf))
    let position = LogPosition(index: size, received: entry.received, previous: last)
    switch try view.admit(entry, at: position) {
    case .failure(let refusal): return refusal
    case .success(let changes):
      for change in changes {
        view.records.apply(change)
        view.forget(change.key)
      }
      size += 1
      last = entry.received
      return nil
    }
  }
}
