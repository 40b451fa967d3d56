internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Quorate
internal import Voting

/// `quorate recount`.
struct RecountCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "recount", abstract: "Count a plain list of votes under any charter or preset.",
    discussion: """
      quorate recount votes.csv --preset compound
      quorate recount votes.csv --charter charter.yaml --track constitutional --electorate 1000000
      quorate recount votes.csv --preset snapshot --track approval --option Red --option Blue --decimals 18

      The list has a header with the columns voter, choice and power (whole numbers of smallest units, or
      with --decimals numbers with a point), and may have time, delegate and house; commas, semicolons or tabs are between them. As JSON it
      is a list of objects with these members.

        voter,choice,power
        carol,Against,9000000000000000000000

      A choice that does not read refuses the list, unless --skip-unread passes it over. What was not counted
      is said on standard error, also with -q. Signatures are not checked: a list has none.
      """)
  @Argument(help: "A CSV or JSON file.") var file: String
  @Option(help: "The preset to count under (quorate charter presets).") var preset: String?
  @Option(help: "The charter to count under.") var charter: String?
  @Option(help: "The track (default: that of text.resolution).") var track: String?
  @Option(help: "An option of the vote, in the place of the rules' own; several times, in their order.")
  var option: [String] = []
  @Option(help: "Powers have a point and at most so many digits behind it (default: whole smallest units).")
  var decimals: Int?
  @Option(help: "Power of everybody, voting or not (default: the sum of the list).") var electorate: String?
  @Option(help: "When voting opened (default: the first dated ballot).") var opened: String?
  @Option(help: "Whom absent members follow, as the list names it (the prime of bittensor-senate).")
  var lead: String?
  @Flag(name: .customLong("skip-unread"), help: "Go on without lines whose choice does not read.")
  var skipUnread = false
  @Flag(name: .customLong("exit-status"), help: "End with 0 if it passed, 3 if it failed, 5 if it is open.")
  var exitStatus = false
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let unit = decimals.flatMap(AssetUnit.init(decimals:))
    guard unit != nil || decimals == nil else {
      throw Failure(.usage, "usage", "--decimals takes a number from 0 to \(AssetUnit.mostDecimals)")
    }
    let charter = try rules()
    let list = try VoteListFile.parse(try Files.text(file, limit: 512 << 20), in: unit)
    let everybody = try electorate.map { try power($0, in: unit) }
    var opens: Timepoint?
    if let opened {
      guard let instant = Timepoint(opened) else {
        throw Failure(.usage, "usage", "--opened takes an instant such as 2026-12-01T12:00Z")
      }
      opens = instant
    }
    // Whom a preset names stands for somebody of the body that takes it over.
    let leader: Recount.Leader = lead.map { .named($0) } ?? (preset == nil ? .ofCharter : .unknown)
    let recount = try Recount(
      list, under: charter, track: track, electorate: everybody, opened: opens, leader: leader,
      passingOverUnread: skipUnread)
    let words = try RecountWords(recount: recount, charter: charter)
    let title = "\(Format.safe(file)) under \(preset ?? Format.safe(self.charter ?? ""))"
    return Answer(
      schema: "quorate.recount/1", data: words.json, text: words.text(title: title),
      brief: recount.decision.state.rawValue, status: exitStatus ? status(recount) : .ok,
      warnings: words.warnings)
  }

  /// A power as the list writes it.
  private func power(_ text: String, in unit: AssetUnit?) throws -> UInt128 {
    guard let units = unit.map({ $0.units(of: text) }) ?? UInt128(decimal: text) else {
      throw Failure(
        .usage, "usage",
        unit == nil
          ? "--electorate takes a whole number of smallest units"
          : "--electorate takes a number as the list has them")
    }
    return units
  }

  /// The rules, for the options of the vote where it has its own.
  private func rules() throws -> Charter {
    let bytes = try charterBytes()
    let plain = try CharterDocument.parse(bytes, anyReading: true)
    guard !option.isEmpty else { return plain }
    guard let track = track ?? Recount.track(of: plain), plain.trackNames.contains(track) else {
      throw RecountRefusal.trackUnknown(track ?? "", known: plain.trackNames)
    }
    return try CharterDocument.parse(bytes, options: option, inTrack: track)
  }

  private func charterBytes() throws -> [UInt8] {
    switch (preset, charter) {
    case (let name?, nil):
      guard let preset = Preset.named(name) else {
        throw Failure(
          .notFound, "preset.unknown", "there is no preset \"\(Format.safe(name))\"",
          hint: "quorate charter presets")
      }
      // A preset wants founders; none of them matters to a count.
      return preset.example(decimals: decimals ?? 0)
    case (nil, let path?): return try Files.read(path, limit: YAMLDocument.sizeLimit)
    default:
      throw Failure(.usage, "usage", "say under which rules: --preset NAME or --charter FILE")
    }
  }

  private func status(_ recount: Recount) -> ExitStatus {
    guard recount.following == nil else { return .undecided }
    return switch recount.decision.state {
    case .succeeded, .queued, .executed: .ok
    case .defeated, .canceled, .expired: .no
    case .pending, .active: .undecided
    }
  }
}
