package import CanonicalEncoding
internal import Foundation
package import Governance
package import Ledger
package import SafetyProtocol
internal import Quorate
internal import Synchronization

/// Documents by the SHA-256 of their bytes, one file each, below a folder.
///
/// A file that does not have the hash in its name is as good as missing, and an audit says which one it is.
package final class DocumentFolder: Documents, DocumentBytes, Sendable {
  private let folder: String
  private let charters = Mutex<[Digest: Charter]>([:])
  private let protocols = Mutex<[Digest: ProtocolTerms]>([:])
  /// Electorates whose hash was checked when they were opened.
  private let electorates = Mutex<[Digest: ElectorateFile]>([:])

  package init(folder: String) { self.folder = folder }

  /// The path of a document.
  package func path(of hash: Digest) -> String {
    let hex = String(hash.description.dropFirst(2))
    return "\(folder)/\(hex.prefix(2))/\(hex)"
  }

  /// Keeps a document, durably, before any entry names it.
  @discardableResult
  package func keep(_ bytes: [UInt8]) throws -> Digest {
    let hash = Digest.sha256(bytes)
    let path = path(of: hash)
    if let found = try FilePresence.content(of: path, limit: .max), Digest.sha256(found) == hash {
      return hash
    }
    try DurableFile.makeFolder(path.folderPath)
    try DurableFile.write(bytes, to: path)
    return hash
  }

  /// The bytes of a document, if they are there and have the hash.
  package func bytes(_ hash: Digest) -> [UInt8]? { try? read(hash, limit: largestDocument) }

  package func read(_ hash: Digest, limit: Int) throws -> [UInt8]? {
    guard let bytes = try RegularFile.ifThere(path(of: hash))?.read(limit: limit) else { return nil }
    guard Digest.sha256(bytes) == hash else { throw altered(hash) }
    return bytes
  }

  package func stream(unchecked hash: Digest, _ body: ([UInt8]) throws -> Void) throws -> Bool {
    guard let file = try RegularFile.ifThere(path(of: hash)) else { return false }
    try file.stream(at: 0, count: file.count, body)
    return true
  }

  package func charter(_ hash: Digest) throws -> Charter? {
    if let charter = charters.withLock({ $0[hash] }) { return charter }
    guard let charter = try bytes(hash).map({ try CharterDocument.parse($0) }) else { return nil }
    charters.withLock { $0[hash] = charter }
    return charter
  }

  package func content(_ hash: Digest) throws -> ProposalContent? {
    try bytes(hash).map { try ProposalContent(canonical: $0) }
  }

  package func safetyProtocol(_ hash: Digest) throws -> ProtocolTerms? {
    if let terms = protocols.withLock({ $0[hash] }) { return terms }
    guard let bytes = try read(hash, limit: YAMLDocument.sizeLimit) else { return nil }
    let terms = try ProtocolDocument.parse(bytes)
    protocols.withLock { $0[hash] = terms }
    return terms
  }

  package func bytes(of hash: Digest, limit: Int) throws -> [UInt8]? {
    do { return try read(hash, limit: limit) } catch let error as StorageError {
      // One that is too large for its kind is as good as missing.
      if error.code == "storage.tooLarge" { return nil }
      throw error
    }
  }

  package func electorate(file: Digest) throws -> (any ElectorateRows)? {
    if let rows = electorates.withLock({ $0[file] }) { return rows }
    let path = path(of: file)
    guard try FilePresence.isThere(path) else { return nil }
    let rows = try ElectorateFile(path: path)
    guard rows.sha256 == file else { throw altered(file) }
    electorates.withLock { $0[file] = rows }
    return rows
  }

  package func commitment(file: Digest) throws -> ElectorateCommitment? {
    var sums = ElectorateSums()
    return try stream(file) { try sums.take($0) } ? try sums.finish() : nil
  }

  private func altered(_ hash: Digest) -> StorageError {
    StorageError("altered", "the file \(hash) does not have the hash in its name any more")
  }
}
