package import CanonicalEncoding
package import Governance
package import Ledger
package import SafetyProtocol
package import Quorate
internal import Synchronization

/// Documents with their electorates held in memory: for audits, which look up every voter.
///
/// Read from wherever their bytes are: a workspace, a published log, an archive.
package final class DocumentMemory: Documents, Sendable {
  private let base: any DocumentBytes
  private let tables = Mutex<[Digest: ElectorateTable]>([:])
  private let charters = Mutex<[Digest: Charter]>([:])
  private let protocols = Mutex<[Digest: ProtocolTerms]>([:])

  package init(_ base: some DocumentBytes) { self.base = base }

  package func charter(_ hash: Digest) throws -> Charter? {
    if let charter = charters.withLock({ $0[hash] }) { return charter }
    guard let charter = try base.bytes(of: hash).map({ try CharterDocument.parse($0) }) else { return nil }
    charters.withLock { $0[hash] = charter }
    return charter
  }

  package func content(_ hash: Digest) throws -> ProposalContent? {
    try base.bytes(of: hash).map { try ProposalContent(canonical: $0) }
  }

  package func safetyProtocol(_ hash: Digest) throws -> ProtocolTerms? {
    if let terms = protocols.withLock({ $0[hash] }) { return terms }
    guard let terms = try base.bytes(of: hash).map({ try ProtocolDocument.parse($0) }) else { return nil }
    protocols.withLock { $0[hash] = terms }
    return terms
  }

  package func bytes(of hash: Digest, limit: Int) throws -> [UInt8]? {
    guard let bytes = try base.bytes(of: hash), bytes.count <= limit else { return nil }
    return bytes
  }

  package func holds(_ hash: Digest) throws -> Bool { try base.bytes(of: hash) != nil }

  package func electorate(file: Digest) throws -> (any ElectorateRows)? { try table(file) }

  package func commitment(file: Digest) throws -> ElectorateCommitment? { try table(file)?.commitment }

  /// The rows and what they amount to, from one reading of the file, whose hash is checked.
  private func table(_ file: Digest) throws -> ElectorateTable? {
    if let table = tables.withLock({ $0[file] }) { return table }
    guard let table = try base.bytes(of: file).map({ try ElectorateTable(bytes: $0) }) else { return nil }
    tables.withLock { $0[file] = table }
    return table
  }
}
