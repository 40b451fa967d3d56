internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import SQLiteStorage
internal import TransparencyLog

extension LogCommand {
  struct Publish: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the log as files that any web server or object store can serve.",
      discussion: """
        quorate log publish public/
        quorate log publish /var/www/helios

        The layout is C2SP tlog-tiles: checkpoint, tile/…, tile/entries/…, and blob/sha256/… for the documents.
        A tlog client of anybody's verifies it. Publishing again adds what is new, and repairs what a crash left.
        """)
    @Argument(help: "The folder.") var folder: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      try OutputFile.requireOutsideLog("\(folder)/checkpoint")
      // What is signed already is published also while no witness can be asked.
      let isSigned = try session.store.checkpoint()?.size == session.store.head()?.size
      if !isSigned, try FilePresence.isThere(session.layout.logKeys) {
        try await session.writing().signHead(origin: session.dao.origin)
      }
      let names = try session.chamber.read { try NamedDocuments.of($0) }
      let publisher = Publisher(store: session.store, files: PublishedFolder(root: folder))
      // Readers under the policy want what enough witnesses have seen, and not what is newer than that.
      let witnessed = try Witnesses.policy(of: session).map { _ in try Witnesses(session).newest() } ?? nil
      let done = try publisher.publish(
        origin: session.dao.origin, naming: names, from: session.documents, at: witnessed?.note)
      let size = done.checkpoint.size
      let waiting = (try session.store.checkpoint()?.size ?? size) - size
      return Answer(
        schema: "quorate.publication/1",
        data: .members([
          "before": .integer(done.before), "files": .integer(done.written), "folder": .string(folder),
          "root": .string(done.checkpoint.root.description), "size": .integer(size),
          "waiting": .integer(waiting),
        ]),
        text: """
          Published \(Format.grouped(size)) entries (\(Format.grouped(size - done.before)) new) in \(Format.safe(folder)), \(Format.number(done.written, "file")) written
          root \(done.checkpoint.root)
          Check it:  quorate audit verify \(Format.safe(folder)) --pin \(session.dao.id)
          """
            + (waiting == 0
              ? ""
              : "\n\(Format.number(Int(waiting), "entry", plural: "entries")) not published yet, which too few witnesses have seen"
                + ":  quorate log witness sync"),
        brief: String(size), warnings: session.warnings)
    }
  }

  struct Check: AnsweringCommand {
    static let configuration = CommandConfiguration(
      commandName: "fsck", abstract: "Re-derive every hash of a published log from its entries.",
      discussion: """
        quorate log fsck public/

        Every tile, also those of earlier sizes, holds what the entries lead to; the checkpoint has their root and is
        signed by the log's keys; every document has the hash in its name, and every one that an audit needs is there (exit 5
        where one is missing).
        What was stated, and the rules, are checked by: quorate audit verify public/
        """)
    @Argument(help: "The folder of a published log.") var folder: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      guard !WebLog.isAddress(folder) else { throw Sights.missing(folder) }
      let files = PublishedFolder(root: folder)
      let check = try PublishedCheck(files)
      let verifier = Secp256k1Verifier()
      let paths = files.paths()
      let fault = check.fault(paths: paths, with: verifier, curves: LogCurves(verifier))
      let beyond = check.beyond(paths).count
      let missing = fault == nil ? try await missing(in: files) : nil
      let checkpoint = check.checkpoint
      return Answer(
        schema: "quorate.verify/1",
        data: .members([
          "beyond": .integer(beyond), "fault": (fault ?? missing).map { .string($0) } ?? .null,
          "holds": .bool(fault == nil && missing == nil),
          "origin": .string(checkpoint.origin), "root": .string(checkpoint.root.description),
          "size": .integer(checkpoint.size),
        ]),
        text: fault.map { "✗ \(Format.safe($0))" } ?? missing.map { "? \($0)" }
          ?? "✓ \(Format.grouped(checkpoint.size)) entries lead to root \(checkpoint.root) of \(Format.safe(checkpoint.origin))"
          + (beyond == 0 ? "" : "\n  · \(Format.number(beyond, "tile")) beyond the checkpoint not looked at"),
        brief: fault != nil ? "DAMAGED" : missing != nil ? "INCOMPLETE" : "sound",
        status: fault != nil ? .badEvidence : missing != nil ? .undecided : .ok)
    }

    /// That a document is not there without which an audit cannot be finished; which they are, only a replay knows.
    private func missing(in files: PublishedFolder) async throws -> String? {
      let documents = MissingDocuments(PublishedDocuments(files))
      let report = try await Audits.report(ArchivedLog(files), documents)
      let missing = documents.missing.sorted()
      guard report.verdict == .incomplete, let first = missing.first else { return nil }
      let others = missing.count > 1 ? ", and \(missing.count - 1) more" : ""
      return "\(BlobPath.of(first)): is missing, and entries name it\(others)"
    }
  }
}
