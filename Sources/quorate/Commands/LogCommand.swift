internal import SQLiteStorage
internal import Signing
internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import TransparencyLog

/// `quorate log`.
struct LogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "The log of signed statements.",
    subcommands: [
      Show.self, Prove.self, Verify.self, Publish.self, Check.self, Restore.self, Upgrade.self, Monitor.self,
      Witness.self, Key.self,
    ])

  struct Show: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List entries, or print one as it is stored.",
      discussion: "quorate log show\nquorate log show 12")
    @Argument(help: "The entry to print.") var index: UInt64?
    @Option(help: "From this entry on.") var since: UInt64 = 0
    @Option(name: [.customShort("L"), .long], help: "At most so many (0: all).") var limit = 50
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      guard let index else { return try list(session) }
      guard let entry = try session.store.entries(from: index, limit: 1).first, entry.index == index else {
        throw Failure(.notFound, "entry.unknown", "there is no entry \(index)", hint: "quorate log show")
      }
      let value = try JSONParser.parse(entry.bytes)
      return Answer(
        schema: "quorate.entry/1",
        data: .members(["entry": value, "hash": .string(entry.hash.description), "index": .integer(index)]),
        text: Format.safeLines(String(value.indented.dropLast())), brief: entry.hash.description,
        warnings: session.warnings, isDocument: true)
    }

    private func list(_ session: Session) throws -> Answer {
      let entries = try session.store.entries(from: since, limit: limit > 0 ? limit : .max)
      let rows = entries.map { entry -> [String] in
        guard let parsed = try? UnverifiedEntry(parsing: entry.bytes) else {
          return [String(entry.index), "?", "does not read", ""]
        }
        return [
          String(entry.index), parsed.received.sentence, parsed.kindWords, Format.safe(parsed.signerWords),
        ]
      }
      let head = try session.store.head()
      var text = Format.table(["ENTRY", "RECEIVED", "KIND", "BY"], rows, forTerminal: Terminal.isOutput)
      if Terminal.isOutput { text += "\n\(head?.size ?? 0) entries, root \(head?.root ?? .zero)" }
      return Answer(
        schema: "quorate.log/1",
        data: .members([
          "entries": .array(
            rows.map {
              .members([
                "by": .string($0[3]), "index": .string($0[0]), "kind": .string($0[2]),
                "received": .string($0[1]),
              ])
            }),
          "root": .string((head?.root ?? .zero).description), "size": .integer(head?.size ?? 0),
        ]),
        text: text, brief: String(head?.size ?? 0),
        warnings: session.warnings + more(entries.last, head?.size ?? 0))
    }

    /// That there are more entries than were listed.
    private func more(_ last: StoredEntry?, _ size: UInt64) -> [Answer.Warning] {
      guard let last, last.index + 1 < size else { return [] }
      let words =
        "entries \(since) to \(last.index) of \(size); --since \(last.index + 1) goes on, -L 0 lists all"
      return [Answer.Warning(code: "W023", message: words)]
    }
  }

  struct Prove: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the proof that an entry is in the log, with the entry.",
      discussion: "quorate log prove 12 -o entry-12.tlog-proof")
    @Argument(help: "The entry.") var index: UInt64
    @Option(name: .shortAndLong, help: "The file (default: standard output).") var output: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let kept = try output.map { try OutputFile($0) }
      guard let size = try session.store.head()?.size, index < size else {
        throw Failure(.notFound, "entry.unknown", "there is no entry \(index)", hint: "quorate log show")
      }
      // Under the newest checkpoint that enough witnesses have cosigned, where it covers the entry.
      let witnessed = try Witnesses.policy(of: session).flatMap { _ in try Witnesses(session).newest() }
      let receipt =
        if let witnessed, index < witnessed.checkpoint.size {
          try await session.chamber.receipt(index: index, under: witnessed.note)
        } else {
          try await session.chamber.receipt(index: index, origin: session.dao.origin)
        }
      try kept?.write(receipt.proof.bytes)
      let text = String(decoding: receipt.proof.bytes, as: UTF8.self)
      return Answer(
        schema: "quorate.proof/1",
        data: .members([
          "hashes": .array(receipt.proof.path.map { .string($0.description) }), "index": .integer(index),
          "proof": .string(text), "size": .integer(receipt.proof.checkpoint.size),
        ]),
        text: output.map { "Wrote \($0)\nCheck it:  quorate receipt verify \($0)" }
          ?? String(text.dropLast()),
        brief: output ?? text, warnings: session.warnings, isDocument: output == nil)
    }
  }

  struct Verify: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Verify hashes, tree, checkpoints, signatures and rules of the whole log.",
      discussion: "quorate log verify      (the same as audit verify)")
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer { try await Audits.verify(options, pin: nil, jobs: nil) }
  }
}

extension Format {
  /// Text of several lines, each made safe.
  static func safeLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { safe(String($0)) }.joined(
      separator: "\n")
  }
}

extension UnverifiedEntry {
  /// The kind, in a word or two.
  var kindWords: String {
    switch content {
    case .genesis: "dao.genesis"
    case .statement(.act(let act), _): "\(act.deed.rawValue) \(act.proposal)"
    case .statement(.ballot(let ballot), _): "ballot.cast \(ballot.proposal)"
    case .statement(.brake(let act), _):
      "\(act.order.deed.rawValue) \(Format.safe(act.order.incident))"
    case .statement(let statement, _): statement.kind.rawValue
    case .boxedBallot(let boxed): "\(LogEntry.boxedKind) \(boxed.ballot.proposal)"
    case .logKeys(.change): LogEntry.keysKind
    case .logKeys(.recovery): LogEntry.recoveryKind
    case .logKeys(.cancellation): LogEntry.cancellationKind
    case .correction(let correction): "\(LogEntry.correctionKind) to \(correction.corrected)"
    case .checkpoint(let entry):
      "\(entry.correctsTime ? LogEntry.correctionKind : LogEntry.checkpointKind) of \(entry.checkpoint.size)"
    }
  }

  /// Who made it.
  var signerWords: String {
    switch content {
    case .genesis(let genesis): genesis.founders.map(\.display).joined(separator: ", ")
    case .statement(let statement, _): statement.header.signer.display
    case .boxedBallot(let boxed): boxed.ballot.header.signer.display
    case .logKeys(.recovery(let entry)): "\(entry.signatures.count) recoverers"
    case .logKeys(.cancellation), .correction: "the log's keys"
    case .logKeys(.change(let entry)): "the log's keys, change \(entry.change.number)"
    case .checkpoint(let entry): "\(max(0, entry.note.signatures.count - 2)) witnesses"
    }
  }
}
