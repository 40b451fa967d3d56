package import CanonicalEncoding
internal import DocumentFiles
package import Governance
package import Ledger
package import SafetyProtocol
internal import Quorate
package import Signing
internal import Synchronization
internal import Voting

/// Documents held in memory by their SHA-256.
package final class MemoryDocuments: Documents, DocumentBytes, Sendable {
  private struct State {
    var bytes: [Digest: [UInt8]] = [:]
    var charters: [Digest: Charter] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  /// The documents among the files of a published log or a bundle, by the hashes in their names.
  package init(files: [String: [UInt8]]) {
    for (path, bytes) in files where path.hasPrefix("blob/sha256/") {
      guard let hash = Digest("0x" + path.suffix(64)) else { continue }
      state.withLock { $0.bytes[hash] = bytes }
    }
  }

  /// Keeps a document.
  @discardableResult
  package func keep(_ bytes: [UInt8]) -> Digest {
    let hash = Digest.sha256(bytes)
    state.withLock { $0.bytes[hash] = bytes }
    return hash
  }

  /// Loses a document.
  package func lose(_ hash: Digest) {
    state.withLock { state in
      state.bytes[hash] = nil
      state.charters[hash] = nil
    }
  }

  /// Puts other bytes in the place of a document.
  package func replace(_ hash: Digest, with bytes: [UInt8]) {
    state.withLock { state in
      state.bytes[hash] = bytes
      state.charters[hash] = nil
    }
  }

  /// All documents, by hash.
  package var all: [Digest: [UInt8]] { state.withLock { $0.bytes } }

  package func read(_ hash: Digest, limit: Int) throws -> [UInt8]? {
    guard let bytes = sound(hash) else { return nil }
    guard bytes.count <= limit else { throw StorageError("tooLarge", "\(hash)") }
    return bytes
  }

  package func stream(unchecked hash: Digest, _ body: ([UInt8]) throws -> Void) throws -> Bool {
    guard let bytes = state.withLock({ $0.bytes[hash] }) else { return false }
    try body(bytes)
    return true
  }

  private func sound(_ hash: Digest) -> [UInt8]? {
    state.withLock { $0.bytes[hash] }.flatMap { Digest.sha256($0) == hash ? $0 : nil }
  }

  package func charter(_ hash: Digest) throws -> Charter? {
    if let charter = state.withLock({ $0.charters[hash] }) { return charter }
    guard let charter = try sound(hash).map({ try CharterDocument.parse($0) }) else { return nil }
    state.withLock { $0.charters[hash] = charter }
    return charter
  }

  package func safetyProtocol(_ hash: Digest) throws -> ProtocolTerms? {
    try sound(hash).map { try ProtocolDocument.parse($0) }
  }

  package func bytes(of hash: Digest, limit: Int) throws -> [UInt8]? {
    sound(hash).flatMap { $0.count <= limit ? $0 : nil }
  }

  package func holds(_ hash: Digest) throws -> Bool { sound(hash) != nil }

  package func content(_ hash: Digest) throws -> ProposalContent? {
    try sound(hash).map { try ProposalContent(canonical: $0) }
  }

  package func electorate(file: Digest) throws -> (any ElectorateRows)? {
    state.withLock { $0.bytes[file] }.map { ElectorateFile(bytes: $0) }
  }

  package func commitment(file: Digest) throws -> ElectorateCommitment? {
    guard let bytes = sound(file) else {
      guard state.withLock({ $0.bytes[file] }) != nil else { return nil }
      throw StorageError("altered", "the file \(file) does not have the hash in its name any more")
    }
    return try ElectorateFile(bytes: bytes).commitment()
  }
}

/// A list of holders of the asset `token`, in canonical lines.
package enum SampleElectorate {
  package static func bytes(_ holders: [(account: AccountKey, units: UInt128)]) -> [UInt8] {
    holders.sorted { $0.account < $1.account }.flatMap { account, units in
      Holding(account: account, amounts: [.init(asset: "token", units: units)]).line
    }
  }
}
