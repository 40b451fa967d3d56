internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Glibc
internal import Ledger
internal import Quorate
internal import SQLiteStorage

/// The log that a gate follows, wherever it is kept. Nothing in it is believed before the gate has verified it.
struct GateSource {
  let log: any LogReading
  let documents: DocumentMemory
  /// The clock that goes with it: of a workspace, the one its genesis names.
  let clock: (any TimeSource)?
  /// Whether the log grows here, so that nothing can be missing.
  let isLive: Bool

  /// Where a log is.
  enum Place {
    case workspace(GlobalOptions)
    case folder(String)
    case bundle(String)

    /// - Parameter path: A workspace, a published log or a bundle.
    init(_ path: String, _ options: GlobalOptions) throws {
      guard let kind = try FilePresence.kind(at: path) else {
        throw Failure(.notFound, "storage.missing", "there is no \(Format.safe(path))")
      }
      guard kind == .folder else {
        self = .bundle(path)
        return
      }
      guard try FilePresence.isThere(WorkspaceLayout(root: path).pin) else {
        self = .folder(path)
        return
      }
      var options = options
      options.workspace = path
      self = .workspace(options)
    }

    /// The DAO a workspace is pinned to; the other places say nothing that could be believed.
    func pinned() throws -> Digest? {
      guard case .workspace(let options) = self else { return nil }
      return try Session(options).dao.id
    }

    /// The folder in which a workspace keeps the orders of its council, if there is one.
    func orders() throws -> String? {
      guard case .workspace(let options) = self else { return nil }
      let folder = try Session(options).layout.orders
      return try OrderFolder(path: folder).isThere ? folder : nil
    }

    /// Whether a workspace is where its log grows, and all of it is signed: the gate follows what is signed, and an entry
    /// above that may be a pause.
    ///
    /// - Throws: `Failure` for a copy of a log that has signed more on this machine: what it lacks may be a pause.
    private static func isLive(_ session: Session) throws -> Bool {
      guard try FilePresence.isThere(session.layout.logKeys) else { return false }
      _ = try SignedLog(session).checkMemory()
      return try session.store.head()?.size == session.store.checkpoint()?.size
    }

    /// Opens the log as it stands now.
    func open() throws -> GateSource {
      switch self {
      case .workspace(let options):
        let session = try Session(options)
        return GateSource(
          log: session.store, documents: DocumentMemory(session.documents), clock: session.chamber.clock,
          isLive: try Self.isLive(session))
      case .folder(let path):
        let files = PublishedFolder(root: path)
        return GateSource(
          log: try ArchivedLog(files), documents: DocumentMemory(PublishedDocuments(files)), clock: nil,
          isLive: false)
      case .bundle(let path):
        let archive = try Archive(try RegularFile(path: path))
        return GateSource(
          log: try ArchivedLog(archive.folder("log")),
          documents: DocumentMemory(PublishedDocuments(archive)), clock: nil, isLive: false)
      }
    }
  }
}
