package import CanonicalEncoding
package import TransparencyLog

/// Writes a log where anybody can read it: as C2SP tlog-tiles, with the documents beside it.
///
/// Order: documents and entries, tiles of hashes, then, once all of it was read back and leads to the signed root,
/// the checkpoint. Who sees a checkpoint finds everything below it. After a crash the same call writes the same
/// bytes again.
package struct Publisher<Store: LogStore, Files: LogFilesWriting> {
  private let store: Store
  private let files: Files

  package init(store: Store, files: Files) {
    self.store = store
    self.files = files
  }

  /// What was published.
  package struct Publication: Sendable {
    /// The size that stood there before; zero for none.
    package let before: UInt64
    /// The checkpoint that stands there now.
    package let checkpoint: Checkpoint
    /// How many files were written.
    package let written: Int
  }

  /// Publishes the log at its newest signed checkpoint, or at the one that its witnesses have cosigned.
  ///
  /// - Parameters:
  ///   - origin: The log's name.
  ///   - names: The documents to publish.
  ///   - documents: Where they are kept.
  ///   - cosigned: A checkpoint with lines of witnesses; it must be of this log.
  /// - Throws: `PublicationRefusal` where something else stands there, `StorageError` where a file fails.
  package func publish(
    origin: String, naming names: [Digest], from documents: some DocumentBytes, at cosigned: SignedNote? = nil
  ) throws -> Publication {
    let note = try cosigned ?? newest()
    let checkpoint = try Checkpoint(parsing: note.text)
    let before = try standing(origin: origin, next: checkpoint)
    var written = 0
    for name in names {
      let path = BlobPath.of(name)
      if try files.digest(of: path) == name { continue }
      guard let bytes = try documents.read(name, limit: largestDocument) else {
        throw StorageError("missing", "the document \(name) is missing here, so it cannot be published")
      }
      try files.write(bytes, to: path)
      written += 1
    }
    let tiles = TileSource(store)
    for path in TilePlan.growth(from: before, to: checkpoint.size) {
      try files.write(try tiles.bytes(of: path), to: path.description)
      written += 1
    }
    let log = ArchivedLog(files, note: note, checkpoint: checkpoint)
    if let fault = try TreeCheck.fault(in: log, from: before) {
      throw StorageError("readBack", "what was written does not read back: \(fault); nothing was published")
    }
    if try files.read("checkpoint", limit: SignedNote.sizeLimit) != note.bytes {
      try files.write(note.bytes, to: "checkpoint")
      written += 1
    }
    return Publication(before: before, checkpoint: checkpoint, written: written)
  }

  private func newest() throws -> SignedNote {
    guard let signed = try store.checkpoint() else {
      throw StorageError("missing", "no checkpoint was ever signed, so there is nothing to publish")
    }
    return try SignedNote(parsing: Array(signed.note.utf8))
  }

  /// The size that is published, where it is an earlier state of this log.
  private func standing(origin: String, next: Checkpoint) throws -> UInt64 {
    guard let bytes = try files.read("checkpoint", limit: SignedNote.sizeLimit) else { return 0 }
    let standing = try Checkpoint(parsing: try SignedNote(parsing: bytes).text)
    guard standing.isOf(origin: origin) else { throw PublicationRefusal.otherLog(origin: standing.origin) }
    guard standing.size <= next.size else {
      throw PublicationRefusal.behind(here: next.size, published: standing.size)
    }
    guard try MerkleRoot.of(size: standing.size, node: { try store.node($0) }) == standing.root else {
      throw PublicationRefusal.fork(size: standing.size)
    }
    return standing.size
  }
}

/// Why a log is not published where another stands.
package enum PublicationRefusal: CodedRefusal, Hashable {
  /// The place belongs to another log.
  case otherLog(origin: String)
  /// What is published is larger than the log here: the usual sign of a log restored from an old copy.
  case behind(here: UInt64, published: UInt64)
  /// What is published has another root at its size than the log here.
  case fork(size: UInt64)

  /// The stable name.
  package var code: String {
    switch self {
    case .otherLog: "publication.otherLog"
    case .behind: "publication.behind"
    case .fork: "publication.fork"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .otherLog(let origin):
      "the log \(DisplayText.escaped(origin, limit: 120)) is published there, not this one"
    case .behind(let here, let published):
      "\(published) entries are published there, but only \(here) are here: this log was set back. "
        + "Nothing was written; recover the missing entries first"
    case .fork(let size):
      "what is published there at size \(size) is not this log. Nothing was written; keep both, they are evidence"
    }
  }
}
