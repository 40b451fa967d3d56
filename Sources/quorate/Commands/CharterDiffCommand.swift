internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import SafetyProtocol

extension CharterCommand {
  struct Diff: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "What differs between two charters, value by value, and whether it tightens or loosens.",
      discussion:
        "quorate charter diff charter.yaml charter-v2.yaml\nquorate charter diff charter-v2.yaml    (against the one in force)"
    )
    @Argument(help: "The old one, or the new one where the old one is in force.") var first: String
    @Argument(help: "The new one.") var second: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let new = try Files.read(second ?? first, limit: YAMLDocument.sizeLimit)
      let successor = try CharterDocument.parse(new, anyReading: true)
      let old: [UInt8]
      let found: AdoptionChange
      var warnings: [Answer.Warning] = []
      if second != nil {
        old = try Files.read(first, limit: YAMLDocument.sizeLimit)
        found = AdoptionChange(
          CharterRatchet(from: try CharterDocument.parse(old, anyReading: true), to: successor))
      } else {
        let session = try Session(options)
        old = try session.charterBytes()
        // What an amendment would have to say now, as admission computes it.
        found = try session.chamber.read { try $0.change(adopting: successor, at: session.now()) }
        warnings = session.warnings
      }
      let changes = ValueDifference.changes(
        from: try YAMLDocument.parse(String(decoding: old, as: UTF8.self)),
        to: try YAMLDocument.parse(String(decoding: new, as: UTF8.self)))
      return Answer(
        schema: "quorate.diff/1",
        data: .members([
          "change": .string(found.change.rawValue), "changes": .array(changes.map(Self.json)),
          "clauses": .array(found.ratchet.changes.map(\.json)),
          "ends_elections": .bool(found.endsElections),
        ]),
        text: changes.isEmpty
          ? "They say the same."
          : (changes.map(Self.line) + [Self.classification(found)]).joined(separator: "\n"),
        brief: String(changes.count), warnings: warnings)
    }

    /// What each change is, and which bar the whole takes.
    private static func classification(_ found: AdoptionChange) -> String {
      let ratchet = found.ratchet
      let loose = ratchet.changes.count { $0.tightness == .loosening }
      let conclusion =
        switch found.change {
        case .neutral, .confirming: "NEUTRAL: nothing becomes easier or harder"
        case .tightening: "TIGHTENING: whoever can let something happen after it could before"
        case .loosening where loose == 0:
          "LOOSENING: elected members sit, and adopting a charter ends their terms"
        case .loosening: "LOOSENING: \(Format.number(loose, "clause")) not shown to be tighter"
        }
      return (["", "What that is:"] + ratchet.changes.map { "  \($0.line)" } + [conclusion])
        .joined(separator: "\n")
    }

    private static func json(_ change: ValueDifference) -> JSONValue {
      .members(["new": change.new ?? .null, "old": change.old ?? .null, "path": .string(change.path)])
    }

    private static func line(_ change: ValueDifference) -> String {
      let path = Format.safe(change.path)
      switch (change.old, change.new) {
      case (let old?, let new?): return "~ \(path): \(words(old)) → \(words(new))"
      case (let old?, nil): return "- \(path): \(words(old))"
      case (nil, let new?): return "+ \(path): \(words(new))"
      case (nil, nil): return path
      }
    }

    private static func words(_ value: JSONValue) -> String {
      value.string.map(Format.safe) ?? Format.safe(String(decoding: value.canonicalBytes, as: UTF8.self))
    }
  }

  struct History: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Every charter that was in force, and the entry that adopted it.",
      discussion: "quorate charter history")
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let now = try session.now()
      let (adopted, current) = try session.chamber.read {
        (try $0.adoptedCharters(), try $0.charterRecord(at: now))
      }
      let rows = try adopted.map { record -> [String] in
        let entry = try session.store.entries(from: record.origin.index, limit: 1).first
        let parsed = entry.flatMap { try? UnverifiedEntry(parsing: $0.bytes) }
        return [
          String(record.origin.index), parsed?.received.sentence ?? "?", parsed?.kindWords ?? "?",
          Self.standing(record, record == current, at: now), record.charter.description,
        ]
      }
      return Answer(
        schema: "quorate.charters/1",
        data: .array(
          zip(adopted, rows).map { record, row in
            .members([
              "by": .string(row[2]), "confirmedBy": confirmation(record), "entry": .string(row[0]),
              "hash": .string(row[4]), "inForce": .bool(record == current),
              "lapses": record.lapses.map { .string($0.description) } ?? .null, "received": .string(row[1]),
            ])
          }),
        text: Format.table(
          ["ENTRY", "RECEIVED", "BY", "STANDING", "CHARTER"], rows, forTerminal: Terminal.isOutput),
        brief: current?.charter.description ?? "", warnings: session.warnings)
    }

    /// What became of it.
    private static func standing(_ record: CharterRecord, _ isCurrent: Bool, at now: Timepoint) -> String {
      if let lapses = record.lapses {
        return now < lapses ? "lapses \(lapses.sentence)" : "lapsed \(lapses.sentence)"
      }
      let confirmation = record.lapse?.confirmedBy.map { "confirmed by \($0.display)" }
      return [isCurrent ? "in force" : "", confirmation ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private func confirmation(_ record: CharterRecord) -> JSONValue {
      record.lapse?.confirmedBy.map { .string($0.display) } ?? .null
    }
  }
}
