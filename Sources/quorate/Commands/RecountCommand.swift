internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Quorate
internal import Signing
internal import Voting

/// `quorate recount`.
struct RecountCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "recount", abstract: "Count a plain list of votes under any charter or preset.",
    discussion: """
      quorate recount votes.csv --preset compound
      quorate recount votes.csv --charter charter.yaml --track constitutional --electorate 1000000

      The list has the columns voter, choice and power (smallest units), and may have time, delegate and
      house; as JSON, a list of objects with these members. Signatures are not checked: a list has none.
      """)
  @Argument(help: "A CSV or JSON file.") var file: String
  @Option(help: "The preset to count under (quorate charter presets).") var preset: String?
  @Option(help: "The charter to count under.") var charter: String?
  @Option(help: "The track (default: that of text.resolution).") var track: String?
  @Option(help: "Power of everybody, voting or not (default: the sum of the list).") var electorate: String?
  @Option(help: "When voting opened (default: the first dated ballot).") var opened: String?
  @Flag(name: .customLong("exit-status"), help: "End with 0 if it passed, 3 if it failed, 5 if it is open.")
  var exitStatus = false
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let charter = try rules()
    let list = try VoteListFile.parse(try Files.read(file, limit: 512 << 20))
    var everybody: UInt128?
    if let electorate {
      guard let units = UInt128(decimal: electorate) else {
        throw Failure(.usage, "usage", "--electorate takes a whole number of smallest units")
      }
      everybody = units
    }
    var opens: Timepoint?
    if let opened {
      guard let instant = Timepoint(opened) else {
        throw Failure(.usage, "usage", "--opened takes an instant such as 2026-12-01T12:00Z")
      }
      opens = instant
    }
    let recount = try Recount(list, under: charter, track: track, electorate: everybody, opened: opens)
    return Answer(
      schema: "quorate.recount/1", data: json(recount, charter), text: text(recount, charter),
      brief: recount.decision.state.rawValue, status: exitStatus ? status(recount.decision) : .ok)
  }

  private func rules() throws -> Charter {
    switch (preset, charter) {
    case (let name?, nil):
      guard let preset = Preset.named(name) else {
        throw Failure(
          .notFound, "preset.unknown", "there is no preset \"\(Format.safe(name))\"",
          hint: "quorate charter presets")
      }
      // A preset wants founders; none of them matters to a count.
      let nobody = try AccountKey(reading: "0x0000000000000000000000000000000000000001")
      return try CharterDocument.parse(preset.expanded(name: "Recount", founders: [nobody]), anyReading: true)
    case (nil, let path?):
      return try CharterDocument.parse(
        try Files.read(path, limit: YAMLDocument.sizeLimit), anyReading: true)
    default:
      throw Failure(.usage, "usage", "say under which rules: --preset NAME or --charter FILE")
    }
  }

  private func status(_ decision: Decision) -> ExitStatus {
    switch decision.state {
    case .succeeded, .queued, .executed: .ok
    case .defeated, .canceled, .expired: .no
    case .pending, .active: .undecided
    }
  }

  private func text(_ recount: Recount, _ charter: Charter) -> String {
    let decision = recount.decision
    let word = charter.terms.word(for: decision)
    let state = decision.state.rawValue.uppercased()
    let called = word.lowercased() == decision.state.rawValue ? "" : " (\(word) in these rules' own words)"
    var text =
      "\(Format.safe(file)) under \(preset ?? Format.safe(self.charter ?? "")), track \(decision.track)\n"
    text += "\(state)\(called)\n"
    text += recount.rules.houses.compactMap { house in
      recount.facts.counts[house.name].map {
        TallyTable(recount.rules, house: house.name, unit: charter.unit(ofHouse: house.name))
          .text(of: $0.tally, house: house.name)
      }
    }.joined(separator: "\n")
    let explanation = Explanation(decision, under: recount.rules)
    text += "\n" + TestLines(explanation: explanation, unit: charter.unit(ofHouse:)).text(withFlips: true)
    if let rule = decision.decidedBy, let at = decision.decided {
      text += "\n  decided early by \(rule) at \(at.sentence)"
    }
    if decision.isExtended { text += "\n  voting was extended to \(decision.schedule.closes.sentence)" }
    for line in notes(recount) { text += "\n  · \(line)" }
    return text + "\nSignatures were not checked: this counts a list as it was given."
  }

  private func notes(_ recount: Recount) -> [String] {
    var notes: [String] = []
    if recount.replaced > 0 {
      notes.append("\(Format.number(recount.replaced, "ballot")) replaced by a later one of the same voter")
    }
    notes += recount.rejected.prefix(20).map { "line \($0.row) not counted: \(Format.safe($0.reason))" }
    if recount.rejected.count > 20 { notes.append("\(recount.rejected.count - 20) more lines not counted") }
    if !recount.isDated, recount.rules.course.isOrdered {
      notes.append("the list has no times: rules that depend on the order of ballots saw all of them at once")
    }
    return notes
  }

  private func json(_ recount: Recount, _ charter: Charter) -> JSONValue {
    let decision = recount.decision
    let explanation = Explanation(decision, under: recount.rules)
    return .members([
      "decidedBy": decision.decidedBy.map { .string($0) } ?? .null,
      "early": Reading.early(explanation), "ending": decision.ending.map { .string($0.rawValue) } ?? .null,
      "houses": .object(
        JSONObject(
          recount.facts.counts.map {
            .init(key: $0.key, value: Reading.count($0.value, recount.rules.options))
          })),
      "ordered": .bool(recount.isDated),
      "rejected": .array(
        recount.rejected.map { .members(["line": .integer($0.row), "reason": .string($0.reason)]) }),
      "replaced": .integer(recount.replaced), "rulesHash": .string(recount.rules.hash.description),
      "signaturesChecked": .bool(false), "state": .string(decision.state.rawValue),
      "term": .string(charter.terms.word(for: decision)),
      "tests": .array(explanation.tests.map { Reading.test($0) }),
      "track": .string(decision.track), "wholeFlips": .array(explanation.whole.map(FlipWords.json)),
    ])
  }
}
