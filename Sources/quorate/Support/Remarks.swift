internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import Voting

/// What a reader should know of a proposal besides what its tests found: what DAOs before have overlooked.
///
/// Each remark is a fact of the record and no judgement; none of them decides anything.
struct Remarks {
  let standing: Standing
  let session: Session

  /// How many earlier proposals of the same kind are looked through, the latest ones.
  private static let farthest = 1_000
  /// How many of them are named.
  private static let most = 3

  /// The remarks, most important first.
  func lines() throws -> [String] {
    let content = try session.chamber.read { try $0.content(of: standing.proposal) }
    let ends = try ApprovalWords.remarks(content, standing, session)
    return uncountable + deeds(content) + ends + (try earlier(content)) + power + ballots + rewards + close
      + CutoffWords(standing.proposal).sentences
  }

  /// Houses whose count nobody can tell.
  private var uncountable: [String] {
    standing.rules.houses.filter { standing.counts[$0.name] == nil }.map { house in
      let reason = standing.facts.stage(standing.decision.stage).uncountable[house.name]
      return "The house \(Format.safe(house.name)) cannot be counted"
        + (reason == CountRefusal.overflow.code ? ", since a sum of voting power reaches 2^128" : "")
        + (reason.map { " (\($0))" } ?? "") + ": none of its tests holds."
    }
  }

  /// What it does, decoded from the content that is voted on.
  private func deeds(_ content: ProposalContent?) -> [String] {
    guard let content else { return ["What it does is not known: its content is missing."] }
    guard !content.actions.isEmpty else { return ["It does nothing by itself: it is a text."] }
    return content.actions.flatMap { action in
      ["It would \(Format.safe(action.words))."]
        + (action.model == nil
          ? [] : ["No other bytes are meant: a file changed in one byte is another model."])
    }
  }

  /// What an earlier proposal has in common with this one.
  private enum Likeness {
    case text
    /// The title alone, and whether both are texts that do nothing.
    case title(areTexts: Bool)
    case subject(ProposalAction.Subject)
  }

  /// Earlier proposals that do the same, or that look the same and do something else.
  private func earlier(_ content: ProposalContent?) throws -> [String] {
    guard let content else { return [] }
    return try session.chamber.read { view in
      let before = try view.proposals().filter {
        $0.number < standing.proposal.number && $0.kind == standing.proposal.kind
      }
      let alike = try before.suffix(Self.farthest).compactMap { other in
        try session.documents.content(other.contentHash).flatMap { Self.likeness(of: $0, to: content) }
          .map { (other, $0) }
      }
      let rest = alike.count - Self.most
      let named = try alike.suffix(Self.most).map { other, likeness in
        if case .title(let areTexts) = likeness {
          return
            "\(other.display) has the same title and \(areTexts ? "another text" : "does something else")."
        }
        let state = Reading.stateWords(try Standing(other, in: view, at: standing.now).decision)
        return "\(Self.words(likeness)) was put before: \(other.display) (\(state))."
      }
      return named + (rest > 0 ? ["Not named: \(Format.number(rest, "earlier one")) like it."] : [])
    }
  }

  private static func likeness(of other: ProposalContent, to content: ProposalContent) -> Likeness? {
    let isSameTitle = other.title.lowercased() == content.title.lowercased()
    let areTexts = content.actions.isEmpty && other.actions.isEmpty
    if areTexts, other.text == content.text {
      if saysSomething(content.text) { return .text }
      return isSameTitle ? .subject(.everything) : nil
    }
    let shared = zip(other.actions, content.actions).compactMap { $0.subject(sharedWith: $1) }
    if let first = shared.first, shared.count == content.actions.count, other.actions.count == shared.count {
      return .subject(shared.first { $0 != .everything } ?? first)
    }
    return isSameTitle ? .title(areTexts: areTexts) : nil
  }

  /// Whether there is more than headings: a template that nobody filled in is like every other.
  private static func saysSomething(_ text: String) -> Bool {
    text.split(separator: "\n").contains { line in
      !line.hasPrefix("#") && line.contains { !$0.isWhitespace }
    }
  }

  private static func words(_ likeness: Likeness) -> String {
    switch likeness {
    case .subject(.model): "The same model"
    case .subject(.charter): "The same charter"
    case .text: "The same text"
    case .title, .subject(.everything): "The same"
    }
  }

  /// From when power is, where it is not simply that of the submission.
  private var power: [String] {
    standing.rules.houses.compactMap { house in
      guard case .least(let moments) = house.reading else { return nil }
      let words = moments.map { moment in
        switch moment {
        case .lookback(let span): "\(span) before it was submitted"
        case .submission: "when it was submitted"
        case .opening: "when voting opens"
        }
      }
      let isEarly = moments.contains { if case .lookback = $0 { true } else { false } }
      return "Power in \(house.name) is the least held \(words.joined(separator: " and "))"
        + (isEarly ? ": what is borrowed or bought for the vote does not count." : ".")
    }
  }

  /// What becomes of ballots in each house, where it is not the same in all of them.
  private var ballots: [String] {
    let rules = standing.rules
    guard !rules.course.houseBallots.isEmpty else { return [] }
    return rules.houses.map { house in
      let rule = rules.ballot(in: house.name)
      let words =
        switch (rule.isReplaceable, rule.isWithdrawable) {
        case (false, false): "are cast for good"
        case (true, false): "can be replaced while voting is open"
        case (false, true): "can be withdrawn while voting is open"
        case (true, true): "can be replaced and withdrawn while voting is open"
        }
      return "Ballots of \(house.name) (\(rule.method.name)) \(words)."
    }
  }

  /// What voting earns, where the charter in force says so.
  private var rewards: [String] {
    guard let rules = session.charter?.rewards, let house = standing.proposal.rules.houses.first else {
      return []
    }
    let topic = standing.proposal.rules.topic
    let weight = rules.weights[topic] ?? rules.otherwise
    return [
      "Voting on it earns: the power of a ballot in \(house.name) counts \(weight)-fold, by its topic "
        + "\(Format.safe(topic)), in the shares of quorate member rewards."
    ]
  }

  /// What moved the close.
  private var close: [String] {
    let (decision, planned) = (standing.decision, standing.proposal.schedule.closes)
    let closes = decision.schedule.closes
    guard decision.isExtended, decision.stage == 0, closes != planned else { return [] }
    return [
      "Voting was \(closes > planned ? "extended" : "shortened")\(cause.map { " because \($0)" } ?? ""): "
        + "to \(closes.sentence), from \(planned.sentence)."
    ]
  }

  /// Why the close was moved, where only one thing can have moved it: which one did is on no record.
  private var cause: String? {
    let course = standing.rules.course
    var causes: [String] = []
    if course.waitForQuiet != nil { causes.append("the lead changed") }
    if let late = course.lateQuorum { causes.append("the test \(Format.safe(late.test)) was met late") }
    if course.interpolatedDelay != nil { causes.append("its votes move the close") }
    let stage = standing.proposal.witnessing?.stage(standing.decision.stage)
    if stage.map({ $0.extended > .zero }) ?? false {
      causes.append("its witnesses were silent")
    }
    return causes.count == 1 ? causes[0] : nil
  }
}
