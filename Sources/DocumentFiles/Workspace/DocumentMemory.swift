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
    guard let bytes = try base.read(hash, limit: YAMLDocument.sizeLimit) else { return nil }
    let charter = try CharterDocument.parse(bytes)
    charters.withLock { $0[hash] = charter }
    return charter
  }

  package func content(_ hash: Digest) throws -> ProposalContent? {
    try base.read(hash, limit: ProposalContent.sizeLimit).map { try ProposalContent(canonical: $0) }
  }

  package func safetyProtocol(_ hash: Digest) throws -> ProtocolTerms? {
    if let terms = protocols.withLock({ $0[hash] }) { return terms }
    guard let bytes = try base.read(hash, limit: YAMLDocument.sizeLimit) else { return nil }
    let terms = try ProtocolDocument.parse(bytes)
    protocols.withLock { $0[hash] = terms }
    return terms
  }

  package func bytes(of hash: Digest, limit: Int) throws -> [UInt8]? {
    do { return try base.read(hash, limit: limit) } catch let error as StorageError {
      // One that is too large for its kind is as good as missing.
      if error.code == "storage.tooLarge" { return nil }
      throw error
    }
  }

  package func holds(_ hash: Digest) throws -> Bool { try base.holds(hash) }

  package func electorate(file: Digest) throws -> (any ElectorateRows)? { try table(file) }

  package func commitment(file: Digest) throws -> ElectorateCommitment? { try table(file)?.commitment }

  /// The rows and what they amount to, from one reading of the file, whose hash is checked.
  /// - Complexity: O(rows) in time and memory, whatever else the file holds.
  private func table(_ file: Digest) throws -> ElectorateTable? {
    if let table = tables.withLock({ $0[file] }) { return table }
    var reading = ElectorateTable.Reading()
    guard try base.stream(file, { try reading.take($0) }) else { return nil }
    let table = try reading.finish()
    tables.withLock { $0[file] = table }
    return table
  }
}
