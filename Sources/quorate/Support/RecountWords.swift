internal import CanonicalEncoding
internal import Governance
internal import Quorate
internal import Voting

/// What a recount found, in words and for programs.
struct RecountWords {
  let recount: Recount
  let charter: Charter
  /// How power is spread; `nil` where the list does not say it all.
  private let influence: Influence?

  init(recount: Recount, charter: Charter) throws {
    self.recount = recount
    self.charter = charter
    influence = try Influence(recount, unit: charter.unit(ofHouse:))
  }

  private var decision: Decision { recount.decision }

  private var counts: [(house: String, count: Count)] {
    var counts: [(house: String, count: Count)] = []
    for house in recount.rules.houses {
      if let count = recount.facts.counts[house.name] { counts.append((house.name, count)) }
    }
    return counts
  }

  private func amount(_ power: Power, _ house: String) -> String {
    Format.amount(power, charter.unit(ofHouse: house), isExact: true)
  }

  // MARK: For people

  func text(title: String) -> String {
    let word = charter.terms.word(for: decision)
    let state = decision.state.rawValue
    let called = word.lowercased() == state ? "" : " (\(word) in these rules' own words)"
    var text = "\(title), track \(decision.track)\n\(state.uppercased())\(called)\n"
    if let following = recount.following {
      text += "This is the first stage alone; \(Format.safe(following)) follows it.\n"
    }
    text += counts.map { house, count in
      TallyTable(recount.rules, house: house, unit: charter.unit(ofHouse: house))
        .text(of: count.tally, judgedBy: decision, house: house)
    }.joined(separator: "\n")
    let explanation = Explanation(decision, under: recount.rules, counts: recount.facts.counts)
    text += "\n" + TestLines(explanation: explanation, unit: charter.unit(ofHouse:)).text(withFlips: true)
    if let rule = decision.decidedBy {
      text += "\n  decided early by \(rule)" + (recount.decided.map { " at \($0.sentence)" } ?? "")
    }
    if decision.isExtended {
      text +=
        "\n  voting was extended"
        + (recount.decided == nil ? "" : " to \(decision.schedule.closes.sentence)")
    }
    text += influence?.text ?? ""
    for line in notes { text += "\n  · \(line)" }
    return text + "\nSignatures were not checked: this counts a list as it was given."
  }

  private var notes: [String] {
    var notes = Self.first(recount.replacements, "more ballots replaced") {
      "line \($0.row) replaced by line \($0.by), a later ballot of \(Format.safe($0.voter))"
    }
    notes += Self.first(recount.rejected, "more lines not counted") {
      "line \($0.row) not counted: \(Format.safe($0.reason))"
    }
    if recount.parts > 0 {
      notes.append(
        "\(Format.number(recount.parts, "ballot")) added to earlier ones of their voters, each for a part of the power"
      )
    }
    if let absent = recount.absent { notes.append(words(absent)) }
    for (house, count) in counts {
      let prefix = counts.count > 1 ? "\(house): " : ""
      notes += CountRemarks(unit: charter.unit(ofHouse: house)).lines(count).map { prefix + $0 }
    }
    notes += Self.first(recount.strangers, "more delegates who are not on the list") {
      "line \($0.row) lends power to \(Format.safe($0.delegate)), who is not on the list"
    }
    if !recount.isDated, recount.rules.course.isOrdered {
      notes.append("the list has no times: rules that depend on the order of ballots saw all of them at once")
    }
    return notes
  }

  private func words(_ absent: AbsentMembers) -> String {
    let why =
      switch (absent.lead, absent.isLed) {
      case (nil, _): "nobody is named whom absent members follow"
      case (let lead?, true): "as \(Format.safe(lead)) voted, whom absent members follow"
      case (let lead?, false): "\(Format.safe(lead)), whom absent members follow, did not vote"
      }
    return
      "\(amount(absent.power, absent.house)) did not vote and counts as \(Format.safe(absent.option)): \(why)"
  }

  /// The first twenty in words, and how many there are besides.
  private static func first<Line>(_ lines: [Line], _ more: String, _ words: (Line) -> String) -> [String] {
    let rest = lines.count - 20
    return lines.prefix(20).map(words) + (rest > 0 ? ["\(rest) \(more)"] : [])
  }

  // MARK: What must not be overlooked

  /// What a verdict by itself would hide.
  var warnings: [Answer.Warning] {
    var warnings: [Answer.Warning] = []
    if let following = recount.following {
      warnings.append(
        .init(
          code: "W031",
          message: "this is not the last word: the stage \(Format.safe(following)) follows, "
            + "whose votes are a list of their own (--track \(Format.safe(following)))", isUrgent: true))
    }
    if !recount.rejected.isEmpty {
      warnings.append(
        .init(
          code: "W020",
          message:
            "\(Format.number(recount.rejected.count, "ballot")) not counted (\(Self.causes(recount.rejected)))"
            + "; power left without a ballot: \(lost)", isUrgent: true))
    }
    if recount.unhoused > 0 {
      let houses = recount.rules.houses.map { Format.safe($0.name) }
      let lines = Format.number(recount.unhoused, "line")
      warnings.append(
        .init(
          code: "W024",
          message: "\(lines) without a house counted in \(houses.first ?? ""), the first of those that vote: "
            + "\(houses.joined(separator: ", "))", isUrgent: true))
    }
    let circular = counts.filter { $0.count.circular > .zero }
    if !recount.strangers.isEmpty || !circular.isEmpty {
      var parts = circular.map { "\(amount($0.count.circular, $0.house)) lent in circles" }
      if !recount.strangers.isEmpty {
        parts.append("\(Format.number(recount.strangers.count, "delegate")) not on the list")
      }
      warnings.append(
        .init(
          code: "W021", message: "power was lent to where no ballot is: \(parts.joined(separator: ", "))",
          isUrgent: true))
    }
    if let absent = recount.absent, absent.lead == nil {
      warnings.append(
        .init(
          code: "W026",
          message:
            "\(amount(absent.power, absent.house)) counted as \(Format.safe(absent.option)) without having "
            + "voted; where there was somebody whom absent members follow, name them: --lead NAME",
          isUrgent: true))
    }
    return warnings
  }

  /// How much power has a ballot on the list and none that counts.
  private var lost: String {
    let parts = counts.map { house, count in
      "\(amount(recount.uncounted[house] ?? .zero, house)) of \(amount(count.tally.electorate, house))"
        + (counts.count > 1 ? " in \(house)" : "")
    }
    return parts.joined(separator: ", ")
  }

  /// Why some lines were not counted: `2 cast outside of voting, 1 with a choice that does not read`.
  static func causes(_ rejected: [UncountedLine]) -> String {
    UncountedLine.Cause.allCases.compactMap { cause in
      let lines = rejected.count { $0.cause == cause }
      return lines == 0 ? nil : "\(lines) \(words(cause))"
    }.joined(separator: ", ")
  }

  private static func words(_ cause: UncountedLine.Cause) -> String {
    switch cause {
    case .unread: "with a choice that does not read"
    case .notTaken: "with a choice that this stage does not take"
    case .outOfTime: "cast outside of voting"
    case .votedAlready: "of a voter whose ballot stands"
    case .overdrawn: "asking for more than the voter has"
    case .followed: "of a voter whose vote was cast by following"
    }
  }

  // MARK: For programs

  var json: JSONValue {
    let explanation = Explanation(decision, under: recount.rules, counts: recount.facts.counts)
    return .members([
      "absent": recount.absent.map(Self.json) ?? .null,
      "decided": recount.decided.map { .string($0.description) } ?? .null,
      "decidedBy": decision.decidedBy.map { .string($0) } ?? .null,
      "early": Reading.early(explanation), "ending": decision.ending.map { .string($0.rawValue) } ?? .null,
      "following": recount.following.map { .string($0) } ?? .null,
      "houses": .object(
        JSONObject(
          recount.facts.counts.map {
            .init(key: $0.key, value: Reading.count($0.value, recount.rules.options))
          })),
      "influence": influence?.json ?? .null,
      "later": Reading.later(decision, recount.facts.counts, recount.rules.options),
      "ordered": .bool(recount.isDated), "parts": .integer(recount.parts),
      "rejected": .array(recount.rejected.map(Self.json)),
      "replaced": .integer(recount.replacements.count),
      "replacements": .array(
        recount.replacements.map {
          .members(["by": .integer($0.by), "line": .integer($0.row), "voter": .string($0.voter)])
        }),
      "rulesHash": .string(recount.rules.hash.description),
      "signaturesChecked": .bool(false), "state": .string(decision.state.rawValue),
      "strangers": .array(
        recount.strangers.map { .members(["delegate": .string($0.delegate), "line": .integer($0.row)]) }),
      "term": .string(charter.terms.word(for: decision)),
      "tests": .array(explanation.tests.map { Reading.test($0) }), "track": .string(decision.track),
      "uncounted": .object(
        JSONObject(recount.uncounted.map { .init(key: $0.key, value: .string($0.value.description)) })),
      "unhoused": .integer(recount.unhoused), "wholeFlips": .array(explanation.whole.map(FlipWords.json)),
    ])
  }

  private static func json(_ absent: AbsentMembers) -> JSONValue {
    .members([
      "choice": .string(absent.option), "house": .string(absent.house),
      "lead": absent.lead.map { .string($0) } ?? .null, "leadVoted": .bool(absent.isLed),
      "power": .string(absent.power.description),
    ])
  }

  private static func json(_ line: UncountedLine) -> JSONValue {
    .members([
      "cause": .string(line.cause.rawValue), "line": .integer(line.row),
      "power": .string(line.power.description), "reason": .string(line.reason), "voter": .string(line.voter),
    ])
  }
}
