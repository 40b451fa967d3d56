internal import SQLiteStorage
internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import TransparencyLog

extension LogCommand {
  /// `quorate log key`.
  struct Key: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "key", abstract: "The keys that sign this log, and how they change.",
      subcommands: [Show.self, Prepare.self, Rotate.self, Recover.self], defaultSubcommand: Show.self)
  }
}

extension LogCommand.Key {
  struct Show: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Which keys sign the log at which size.",
      discussion: """
        quorate log key
        quorate log key show -o helios.keys

        The file holds entry 0 and every change of the keys since. Witnesses and holders of receipts need nothing else to
        know which key is good for what: each change is signed. Auditors and gates read the log itself.
        """)
    @Option(name: .shortAndLong, help: "Write the history of the keys to this file.") var output: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let chain = try session.logKeys()
      var answer = Answer(
        schema: "quorate.log-key/1", data: LogKeyWords.json(chain), text: LogKeyWords.text(chain),
        brief: chain.latest.keys[0].description, warnings: session.warnings)
      if let output {
        let size = try session.store.head()?.size ?? 0
        let history = try LogKeyHistory(
          reading: session.store, upTo: size, with: Secp256k1Verifier(),
          curves: LogCurves(Secp256k1Verifier()))
        let kept = try OutputFile(output) { path in
          history.contains(
            try LogKeyHistory(parsing: Files.read(path, limit: LogKeyHistory.sizeLimit)))
        }
        try kept.write(history.bytes)
        answer.note(wrote: output)
      }
      return answer
    }
  }

  struct Prepare: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make keys that a log may change to later, and print what to commit to.",
      discussion: """
        quorate log key prepare /media/safe/next.json

        Do it on another machine than the log's, and leave the file there: whoever steals the log's keys must not find
        these beside them. Give `init` or `log key rotate` the commitment, which gives nothing away.
        """)
    @Argument(help: "The file for the secret keys.") var file: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      _ = try OutputFile(file)
      let keys = LogKeyFiles.make()
      let commitment = try LogKeyFiles.pair(of: keys).commitment
      try keys.write(to: file)
      return Answer(
        schema: "quorate.log-key/1",
        data: .members(["commitment": .string(commitment.description), "file": .string(file)]),
        text: """
          Wrote \(Format.safe(file))
            commitment  \(commitment)
          Next:  quorate init DIR --next-log-keys COMMITMENT   ·   quorate log key rotate --then COMMITMENT
          """, brief: commitment.description)
    }
  }

  struct Rotate: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Hand the log over to the keys it has committed to.",
      discussion: """
        quorate log key rotate
        quorate log key rotate --next /media/safe/next.json --then 0x5e…

        One entry, signed by the keys before it and by the new ones; they sign every checkpoint from there on, and the old
        ones are removed from the workspace. After a crash run it again. Then hand the history to your witnesses
        (log key show -o).
        """)
    @Option(help: "Where the secret keys are that were committed to (default: in the workspace).") var next:
      String?
    @Option(
      help:
        "What the new keys commit to: a commitment, or a file of `log key prepare` (default: keys made here)."
    )
    var then: String?
    @Option(
      name: .customLong("compromised-since"),
      help: "The entry from which on the present keys count as stolen: what was decided since is suspended.")
    var compromisedSince: UInt64?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let files = LogKeyFiles(layout: session.layout)
      let before = try session.logKeys()
      guard !before.isFixed else { throw LogKeyRefusal.fixed }
      if try files.settle(before) {
        try await session.writing().signHead(origin: session.dao.origin)
        return Self.answer(
          before, session, "Finished the change of keys that entry \(before.latest.index) made")
      }
      let pair = try files.prepareNext(from: next, in: before)
      try Writing.confirm(
        "Change \(before.latest.number + 1) of the log's keys: its present keys will never sign again."
          + (compromisedSince.map {
            "\nWhat was decided from entry \($0) on without witnesses is suspended until it is decided again."
          } ?? ""), options)
      let curves = LogCurves(Secp256k1Verifier())
      let receipt = try await session.writing().changeKeys(
        to: pair, committing: try files.prepareThen(then), doubtedFrom: compromisedSince, curves: curves)
      let chain = try session.logKeys()
      try files.settle(chain)
      return Self.answer(chain, session, "Entry \(receipt.index) changed the log's keys")
    }

    private static func answer(_ chain: LogKeyChain, _ session: Session, _ done: String) -> Answer {
      Answer(
        schema: "quorate.log-key/1", data: LogKeyWords.json(chain),
        text: """
          \(done); the old ones are gone from this workspace
          \(LogKeyWords.text(chain, isBrief: true))
          Next:  quorate log key show -o FILE, and to each witness:  quorate witness trust DIR --key-history FILE
          """, brief: String(chain.latest.index), warnings: session.warnings)
    }
  }
}

/// How commands write the keys of a log.
enum LogKeyWords {
  static func json(_ chain: LogKeyChain) -> JSONValue {
    .members([
      "fixed": .bool(chain.isFixed),
      "pending": chain.pending.map { pending in
        .members([
          "entry": .integer(pending.index), "keys": .string(pending.keys.description),
          "until": .string((pending.since + (chain.recoverers?.delay ?? .zero)).description),
        ])
      } ?? .null, "next": chain.latest.next.map { .string($0.description) } ?? .null,
      "periods": .array(
        chain.periods.map { period in
          .members([
            "doubtedFrom": period.doubtedFrom.map { .integer($0) } ?? .null,
            "entry": .integer(period.index), "keys": .array(period.keys.map { .string($0.description) }),
            "number": .integer(period.number),
            // The genesis has no instant of its own.
            "since": period.number == 0 ? .null : .string(period.since.description),
          ])
        }),
    ])
  }

  /// A table of all keys, and at a terminal those in force in full.
  static func text(_ chain: LogKeyChain, isBrief: Bool = false) -> String {
    let keys = chain.latest.keys.map(\.description)
    var lines: [String] = []
    if !isBrief {
      let rows = chain.periods.enumerated().map { place, period -> [String] in
        let end = place + 1 < chain.periods.count ? chain.periods[place + 1].index : nil
        let ids = period.keys.map { Self.identity(of: $0.description) }.joined(separator: " ")
        return [
          String(period.number), Self.sizes(from: period.index + 1, to: end),
          period.number == 0 ? "the genesis" : "entry \(period.index)",
          ids + (period.doubtedFrom.map { "  STOLEN since entry \($0)" } ?? ""),
        ]
      }
      lines.append(Format.table(["KEYS", "SIZES", "SINCE", "KEY IDS"], rows, forTerminal: Terminal.isOutput))
      guard Terminal.isOutput else { return lines[0] }
      lines.append("")
    }
    lines.append("in force  \(keys.joined(separator: "\n          "))")
    lines.append("next      \(chain.latest.next.map { "committed to \($0)" } ?? "none: these stay for ever")")
    if let rules = chain.recoverers {
      lines.append(
        "recovery  by \(rules.needs) of \(rules.accounts.count), after \(rules.delay.description)")
      if let pending = chain.pending {
        lines.append(
          "          on record since entry \(pending.index); it can be cancelled until "
            + (pending.since + rules.delay).sentence)
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func sizes(from first: UInt64, to last: UInt64?) -> String {
    guard let last else { return "\(first) and more" }
    return first == last ? "\(first)" : "\(first)–\(last)"
  }

  private static func identity(of key: String) -> String {
    let parts = key.split(separator: "+")
    return parts.count > 1 ? String(parts[1]) : key
  }
}
