internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import TransparencyLog

extension LogCommand {
  struct Restore: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Take over what a published log, a bundle or a later copy has beyond this workspace.",
      discussion: """
        quorate -C backup log restore /mnt/public
        quorate log restore helios.qaudit --into helios --pin 0xa173…b518

        After a disk was lost: every entry is verified and replayed, and what the workspace holds must be the beginning.
        The keys of the log and of members, receipts and the texts of reasons are in no published log. They come from a
        copy of the workspace; without the keys in .quorate/log-keys.json nothing can be written.
        """)
    @Argument(
      help: "A published log (a folder or an address), a bundle, or another copy of the workspace.")
    var source: String
    @Option(help: "A new folder, where no copy of the workspace is left.") var into: String?
    @Option(help: "With --into: the identity of the DAO.") var pin: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let source = try GateSource.Place(try await WebLog.here(source), options)
      guard let into else {
        guard pin == nil else {
          throw Failure(.usage, "usage", "a workspace is pinned already: --pin goes with --into")
        }
        return try extend(from: source)
      }
      guard let dao = try pin.map({ try DigestArgument.digest($0, for: "--pin") }) else {
        throw Failure(
          .usage, "usage", "a new workspace is pinned to one DAO: --pin 0x… goes with --into",
          hint:
            "the identity is in every wallet's prompt, and in whatever the members published about their DAO"
        )
      }
      let layout = WorkspaceLayout(root: URL(filePath: into).standardizedFileURL.path)
      let place = try FoundingPlace(layout)
      defer { withExtendedLifetime(place) {} }
      do { return try found(layout, dao, from: source) } catch {
        place.undo()
        throw error
      }
    }

    // MARK: A workspace that is there

    private func extend(from source: GateSource.Place) throws -> Answer {
      let session = try Session(options)
      let before = try session.store.head()?.size ?? 0
      if try isBeginning(source, of: session.store, before) {
        return try report(session, before: before, notes: [])
      }
      let copy = try CharterCopy(session)
      try take(source, into: session.store, session.documents, of: session.dao.id)
      try setClock(of: session.layout, session.store)
      let note = try copy.refresh(session)
      return try report(session, before: before, notes: [note].compactMap(\.self))
    }

    /// Whether a source holds nothing but the first entries of the workspace: there is nothing to take over then.
    private func isBeginning(
      _ place: GateSource.Place, of store: SQLiteLogStore, _ size: UInt64
    ) throws -> Bool {
      guard let tip = try place.open().log.tip(), tip.size <= size else { return false }
      return try MerkleRoot.of(size: tip.size) { try store.node($0) } == tip.root
    }

    /// A rehearsal goes on from its last entry, if it had not come so far; to a system's clock this file means nothing.
    private func setClock(of layout: WorkspaceLayout, _ store: SQLiteLogStore) throws {
      let last = try store.head()?.received ?? .earliest
      let isSimulated = try store.read {
        try DAOView(records: $0, documents: DocumentFolder(folder: layout.documents)).dao()?.clock
          == .simulated
      }
      guard isSimulated else { return }
      let clock = SimulatedClock(path: layout.clock)
      let standing = (try? clock.now()) ?? .earliest
      if last > standing { try clock.set(last) }
    }

    // MARK: A new one

    private func found(
      _ layout: WorkspaceLayout, _ dao: Digest, from source: GateSource.Place
    ) throws -> Answer {
      let store = try SQLiteLogStore(path: layout.log, isNew: true)
      try take(source, into: store, DocumentFolder(folder: layout.documents), of: dao)
      try setClock(of: layout, store)
      try DurableFile.write(Array((dao.description + "\n").utf8), to: layout.pin)
      var options = options
      options.workspace = layout.root
      let session = try Session(options)
      try DurableFile.write(try session.charterBytes(), to: layout.charter)
      return try report(session, before: 0, notes: [])
    }

    // MARK: Both

    /// Keeps the documents, then verifies, replays and appends the entries.
    private func take(
      _ place: GateSource.Place, into store: SQLiteLogStore, _ documents: DocumentFolder,
      of dao: Digest
    ) throws {
      let source = try place.open()
      for hash in try place.documents() where try !documents.holds(hash) {
        guard let bytes = try source.documents.bytes(of: hash, limit: largestDocument) else {
          continue
        }
        try documents.keep(bytes)
      }
      let verifier = Secp256k1Verifier()
      try Gatehouse(
        mirror: store, documents: documents, verifier: verifier, curves: LogCurves(verifier),
        dao: dao
      ).follow(source.log)
    }

    private func report(_ session: Session, before: UInt64, notes: [Answer.Warning]) throws
      -> Answer
    {
      let head = try session.store.head()
      let size = head?.size ?? 0
      let signed = try SignedMemory.folder.latest(of: session.dao.id)?.size ?? 0
      let hasKeys = try FilePresence.isThere(session.layout.logKeys)
      let missing = signed - min(size, signed)
      let isWhole = missing == 0
      let entries = Format.number(Int(clamping: size), "entry", plural: "entries")
      var text = """
        \(entries) of \(Format.safe(session.dao.name)), \(Format.grouped(size - before)) new
        root \(head?.root ?? .zero)
        """
      if !isWhole {
        text +=
          "\nStill missing: \(Format.number(Int(clamping: missing), "entry", plural: "entries")) that this machine has "
          + "signed. Find a later copy of the log."
      }
      text +=
        hasKeys
        ? "" : "\nNothing can be written yet: the log's keys are not in .quorate/log-keys.json"
      text += "\nNext:  quorate -C \(Format.shell(session.layout.root)) audit verify"
      return Answer(
        schema: "quorate.restored/1",
        data: .members([
          "before": .integer(before), "dao": .string(session.dao.id.description),
          "hasKeys": .bool(hasKeys),
          "missing": .integer(missing),
          "root": .string((head?.root ?? .zero).description),
          "size": .integer(size), "workspace": .string(session.layout.root),
        ]), text: text, brief: String(size), status: isWhole ? .ok : .undecided,
        warnings: session.warnings + notes)
    }
  }
}

extension GateSource.Place {
  /// The documents that go with the log, by hash.
  fileprivate func documents() throws -> [Digest] {
    func named(_ paths: [String]) -> [Digest] {
      paths.filter { $0.hasPrefix("blob/sha256/") }.compactMap { Digest("0x" + $0.suffix(64)) }
    }
    switch self {
    case .workspace(let options):
      return try Session(options).chamber.read { try NamedDocuments.of($0) }
    case .folder(let path): return named(PublishedFolder(root: path).paths())
    case .bundle(let path): return named(try Archive(try RegularFile(path: path)).paths)
    }
  }
}
