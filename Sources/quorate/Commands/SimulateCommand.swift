internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import Signing
internal import Voting

/// `quorate simulate`.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "What past votes would have come to otherwise.",
    discussion: "Nothing is written. Votes are counted again with one thing changed.",
    subcommands: [UnderCharter.self, WithVotes.self, WithDelegation.self, AtTurnout.self])

  struct UnderCharter: AnsweringCommand {
    static let configuration = CommandConfiguration(
      commandName: "charter", abstract: "Count every vote that has closed again under another charter.",
      discussion: """
        quorate simulate charter charter-v2.yaml
        quorate simulate charter charter-v2.yaml --only P-0007 --only P-0009

        Each kind of proposal is judged on the track the other charter has for it. Ballots that its options do
        not know are told and not counted. Where it has no such track, or counts other holdings than those that
        are on record, the vote cannot be compared; such votes are counted apart.
        """)
    @Argument(help: "The file.") var file: String
    @Option(help: "Only this proposal; may stand several times.") var only: [String] = []
    @Option(help: "Only proposals submitted from this instant on.") var since: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let charter = try Files.parse(file, limit: YAMLDocument.sizeLimit) {
        try CharterDocument.parse($0, anyReading: true)
      }
      let from = try since.map(TimeArgument.instant)
      let now = try session.now()
      let rows = try session.chamber.read { view in
        let wanted = try only.map { try session.proposal($0, in: view).id }
        return try view.proposals().filter { record in
          (wanted.isEmpty || wanted.contains(record.id)) && record.received >= from ?? .earliest
            && record.schedule.closes <= now
        }.map { try row(for: $0, in: view, charter, at: now) }
      }
      let changed = rows.filter(\.isChanged).count
      let apart = rows.filter { $0.would == nil }.count
      let apartWords = "\(Format.number(apart, "vote")) cannot be compared"
      return Answer(
        schema: "quorate.simulation/1",
        data: .members([
          "changed": .integer(changed), "charter": .string(charter.hash.description),
          "incomparable": .integer(apart), "proposals": .array(rows.map(\.json)),
        ]),
        text: rows.isEmpty
          ? (since == nil && only.isEmpty
            ? "No vote has closed yet." : "No vote that was asked for has closed.")
          : Format.table(
            ["PROPOSAL", "", "IT WAS", "IT WOULD BE", "BECAUSE"], rows.map(\.cells), forTerminal: true)
            + "\n\(changed) of \(rows.count - apart) would have come out otherwise."
            + (apart > 0 ? " \(apartWords)." : ""),
        brief: String(changed),
        warnings: session.warnings
          + (apart > 0 ? [Answer.Warning(code: "W022", message: apartWords, isUrgent: true)] : []))
    }

    private func row(
      for record: ProposalRecord, in view: DAOView, _ charter: Charter, at now: Timepoint
    ) throws -> Row {
      let stopped = Simulated.stop(of: try view.decision(on: record, at: now))
      var was: Recount?
      do {
        was = try PastVote(of: record, in: view, houses: record.rules.houses).counted(under: record.rules)
        guard let rules = try rules(for: record, in: view, charter) else {
          throw SimulationRefusal.kindNotAllowed(record.kind)
        }
        let would = try PastVote(of: record, in: view, houses: rules.houses)
          .counted(under: rules, passingOverUnread: true)
        return Row(record: record, was: was, would: would, reason: nil, stopped: stopped)
      } catch let refusal as any CodedRefusal {
        return Row(record: record, was: was, would: nil, reason: refusal.message, stopped: stopped)
      }
    }

    /// What the other charter would have frozen with a proposal: by what is in it, as at a submission.
    private func rules(
      for record: ProposalRecord, in view: DAOView, _ charter: Charter
    ) throws -> TrackRules? {
      guard let content = try view.content(of: record) else { return charter.rules(for: record.kind) }
      guard case .amendCharter(let hash, _)? = content.actions.first,
        let successor = try view.documents.charter(hash)
      else { return charter.rules(for: content) }
      return try charter.rules(for: content, adopting: successor)
    }

    /// One proposal under both charters.
    private struct Row {
      let record: ProposalRecord
      /// `nil` where it cannot be counted again from a list at all.
      let was: Recount?
      let would: Recount?
      let reason: String?
      /// How it was stopped, whatever the votes.
      let stopped: ProposalEnding?

      var isChanged: Bool {
        guard let was, let would else { return false }
        return Simulated.word(would) != Simulated.word(was)
      }

      private var because: String {
        if let reason { return "cannot be compared: \(Format.safe(reason))" }
        guard let would else { return "" }
        let failed = would.decision.tests.filter { !$0.passed }.map(\.name).joined(separator: ", ")
        let dropped = Format.number(would.rejected.count, "ballot")
        let rest =
          would.rejected.isEmpty ? "" : "; \(dropped) not counted (\(RecountWords.causes(would.rejected)))"
        return (failed.isEmpty ? "every test holds" : "not met: \(failed)") + rest
          + (stopped.map { "; by its votes alone: \($0.words)" } ?? "")
      }

      var cells: [String] {
        [
          record.display, would == nil ? "?" : isChanged ? "≠" : "=", was.map(Simulated.word) ?? "–",
          would.map(Simulated.word) ?? "–",
          because,
        ]
      }

      var json: JSONValue {
        .members([
          "because": .string(because), "changed": .bool(isChanged), "comparable": .bool(would != nil),
          "proposal": .string(record.display),
          "was": was.map { .string(Simulated.word($0)) } ?? .null,
          "would": would.map { .string(Simulated.word($0)) } ?? .null,
        ])
      }
    }
  }

  struct WithVotes: AnsweringCommand {
    static let configuration = CommandConfiguration(
      commandName: "vote", abstract: "What a vote would come to with other ballots.",
      discussion: "quorate simulate vote P-0007 --add alice=For --add 0x…=Against")
    @Argument(help: "P-0007, 7, or the identity.") var id: String
    @Option(help: "A ballot: a key's name or an address, =, and the choice.") var add: [String]
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let title = "with \(Format.number(add.count, "other ballot"))"
      var named: Set<AccountKey> = []
      return try Simulated.answer(id, options, title: { _ in title }) { vote, session in
        for text in add {
          let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
          guard parts.count == 2 else {
            throw Failure(.usage, "simulate.form", "--add takes WHO=CHOICE, not \(Format.safe(text))")
          }
          let voter = try session.account(parts[0])
          guard named.insert(voter).inserted else { throw Simulated.twice("--add", parts[0]) }
          try vote.add(try Ballots.option(parts[1], of: vote.proposal), by: voter)
        }
      }
    }
  }

  struct WithDelegation: AnsweringCommand {
    static let configuration = CommandConfiguration(
      commandName: "delegation", abstract: "What a vote would come to with other delegations.",
      discussion: "quorate simulate delegation P-0007 --lend alice=bob --lend carol=      (takes it back)")
    @Argument(help: "P-0007, 7, or the identity.") var id: String
    @Option(help: "Who lends to whom: WHO=WHOM; nothing behind = takes it back.") var lend: [String]
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let title = "with \(Format.number(lend.count, "other delegation"))"
      var named: Set<AccountKey> = []
      return try Simulated.answer(id, options, title: { _ in title }) { vote, session in
        for text in lend {
          let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
          guard parts.count == 2 else {
            throw Failure(.usage, "simulate.form", "--lend takes WHO=WHOM, not \(Format.safe(text))")
          }
          let voter = try session.account(parts[0])
          guard named.insert(voter).inserted else { throw Simulated.twice("--lend", parts[0]) }
          try vote.lend(to: parts[1].isEmpty ? nil : try session.account(parts[1]), by: voter)
        }
      }
    }
  }

  struct AtTurnout: AnsweringCommand {
    static let configuration = CommandConfiguration(
      commandName: "turnout", abstract: "What a vote would come to if more members had voted.",
      discussion: """
        quorate simulate turnout P-0007 --to 60
        quorate simulate turnout P-0007 --to 60 --choice Against

        Members who did not vote, the largest first, vote in the proportions of those who did, or all alike. Each
        votes with all power or not at all, so that the turnout reached may be lower; it is said.
        """)
    @Argument(help: "P-0007, 7, or the identity.") var id: String
    @Option(help: "Percent of all power: 60 or 60%.") var to: String
    @Option(help: "What all of them vote.") var choice: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      guard let percent = Self.percent(to) else {
        throw Failure(
          .usage, "simulate.form", "--to takes a whole percentage from 0 to 100, such as 60 or 60%")
      }
      var ends: [String: TurnoutEnd] = [:]
      return try Simulated.answer(
        id, options, title: { Self.title($0, asked: percent, ends, choice) }
      ) { vote, _ in
        let word = try choice.map { try Ballots.option($0, of: vote.proposal) }
        ends = try vote.raise(turnout: percent, choice: word)
      }
    }

    /// Reads `60`, `60%` or `60 %`.
    private static func percent(_ text: String) -> Int? {
      let number = String((text.hasSuffix("%") ? text.dropLast() : text[...]).filter { $0 != " " })
      guard let percent = UInt128(decimal: number), percent <= 100 else { return nil }
      return Int(percent)
    }

    /// The turnout that each house really reached, and why it is not what was asked for.
    private static func title(
      _ recount: Recount, asked: Int, _ ends: [String: TurnoutEnd], _ choice: String?
    ) -> String {
      let houses = recount.rules.houses.compactMap { house -> String? in
        guard let tally = recount.facts.counts[house.name]?.tally else { return nil }
        let reached = Format.percent(tally.cast, of: tally.electorate)
        let name = recount.rules.houses.count == 1 ? "" : " of \(house.name)"
        return reached + name + remark(ends[house.name] ?? .reached, reached, asked: asked)
      }
      let voters = choice.map { "all of them \(Format.safe($0))" } ?? "in the proportions of those who voted"
      return "at a turnout of \(houses.joined(separator: " and ")), \(voters)"
    }

    private static func remark(_ end: TurnoutEnd, _ reached: String, asked: Int) -> String {
      let why: String? =
        switch end {
        case .reached: reached == "\(asked).00 %" ? nil : "as near as members come, with what is lent to them"
        case .above: "more had voted"
        case .indivisible: "nobody votes with a part of their power, and the next has more than is lacking"
        case .everybodyVotes: "everybody with power votes"
        case .nobodyToFollow: "nobody voted whom others could follow; --choice says what they vote"
        }
      return why.map { " (\(asked) % was asked for: \($0))" } ?? ""
    }
  }
}

/// What the simulating commands share.
enum Simulated {
  /// Counts a vote as it was and as changed, and puts both side by side.
  static func answer(
    _ id: String, _ options: GlobalOptions, title: (Recount) -> String,
    change: (inout PastVote, Session) throws -> Void
  ) throws -> Answer {
    let session = try Session(options)
    let now = try session.now()
    let (record, standing, was, would) = try session.chamber.read { view in
      let record = try session.proposal(id, in: view)
      let standing = try view.decision(on: record, at: now)
      var vote = try PastVote(of: record, in: view, houses: record.rules.houses)
      let was = try vote.counted(under: record.rules)
      try change(&vote, session)
      return (record, standing, was, try vote.counted(under: record.rules))
    }
    let isOver = ![.pending, .active].contains(standing.state)
    let stopped = stop(of: standing)
    let explanation = Explanation(would.decision, under: would.rules, counts: would.facts.counts)
    let lines = TestLines(explanation: explanation, unit: session.unit(ofHouse:))
    let title = title(would)
    var text = "\(record.display)  \(Format.safe(record.title)), \(title)\n"
    text += verdict(word(was), word(would), isOver: isOver, stopped: stopped) + "\n"
    for house in would.rules.houses {
      guard let count = would.facts.counts[house.name] else { continue }
      text +=
        TallyTable(would.rules, house: house.name, unit: session.unit(ofHouse: house.name))
        .text(of: count.tally, judgedBy: would.decision, house: house.name) + "\n"
    }
    text += lines.text(withFlips: true)
    for row in would.rejected.prefix(5) {
      text += "\n  · ballot of \(Format.safe(row.voter)) not counted: \(Format.safe(row.reason))"
    }
    return Answer(
      schema: "quorate.simulation/1",
      data: .members([
        "changed": .bool(stopped == nil && word(was) != word(would)), "over": .bool(isOver),
        "proposal": .string(record.display), "stopped": stopped.map { .string($0.rawValue) } ?? .null,
        "tests": .array(explanation.tests.map { Reading.test($0) }), "was": .string(word(was)),
        "with": .string(title), "would": .string(word(would)),
      ]), text: text, brief: stopped.map { "canceled (\($0.rawValue))" } ?? word(would),
      warnings: session.warnings)
  }

  /// How it was stopped by somebody besides the voters, which no vote changes.
  static func stop(of decision: Decision) -> ProposalEnding? {
    decision.ending.flatMap { $0.isBesidesVotes ? $0 : nil }
  }

  /// That one account is named twice, where one thing is said of each.
  static func twice(_ option: String, _ name: String) -> Failure {
    Failure(.usage, "simulate.form", "\(option) names \(Format.safe(name)) twice")
  }

  /// What it came to and would have; of a vote that is not over nothing has come yet.
  private static func verdict(
    _ was: String, _ would: String, isOver: Bool, stopped: ProposalEnding?
  ) -> String {
    if let stopped {
      let votes = was == would ? "\(was) either way" : "\(was), changed so \(would)"
      return "CANCELED either way: \(stopped.words), which no vote changes. By the votes alone: \(votes)."
    }
    guard isOver else {
      func verb(_ word: String) -> String {
        switch word {
        case "passed": "pass"
        case "failed": "fail"
        default: "stay open"
        }
      }
      return "Voting is not over. As it stands it would \(verb(was)); changed so it would "
        + (was == would ? "\(verb(was)) too." : "\(verb(would)).")
    }
    return was == would
      ? "\(was.uppercased()) either way" : "\(was.uppercased()) would become \(would.uppercased())"
  }

  /// `passed` or `failed`: what came of the vote, whatever became of the proposal later.
  static func word(_ recount: Recount) -> String {
    switch recount.decision.state {
    case .succeeded, .queued, .executed: "passed"
    case .defeated, .canceled, .expired: "failed"
    case .pending, .active: "open"
    }
  }
}
