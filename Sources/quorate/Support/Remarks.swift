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

  /// How many earlier proposals of the same kind are looked through.
  private static let farthest = 1_000

  /// The remarks, most important first.
  func lines() throws -> [String] {
    let content = try session.documents.content(standing.proposal.contentHash)
    return deeds(content) + (try earlier(content)) + power + close
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

  /// Earlier proposals that do the same, or that look the same and do something else.
  private func earlier(_ content: ProposalContent?) throws -> [String] {
    guard let content else { return [] }
    return try session.chamber.read { view in
      let before = try view.proposals().filter {
        $0.number < standing.proposal.number && $0.kind == standing.proposal.kind
      }
      return try before.suffix(Self.farthest).compactMap { other in
        guard let known = try session.documents.content(other.contentHash) else { return nil }
        let isSame = known.actions.map(\.words) == content.actions.map(\.words)
        if isSame, !content.actions.isEmpty || known.text == content.text {
          let state = try Standing(other, in: view, at: standing.now).decision
          return "The same was put before: \(other.display) (\(Reading.stateWords(state)))."
        }
        guard known.title.lowercased() == content.title.lowercased() else { return nil }
        return "\(other.display) has the same title and does something else."
      }
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
      return "Power in \(house.name) is the least held \(words.joined(separator: " and ")): "
        + "what is borrowed or bought for the vote does not count."
    }
  }

  /// What moved the close.
  private var close: [String] {
    let (decision, rules) = (standing.decision, standing.rules)
    guard decision.isExtended, decision.stage == 0 else { return [] }
    let reason = rules.course.waitForQuiet != nil ? "the lead changed near the close" : "the close was moved"
    return [
      "Voting was extended because \(reason): to \(decision.schedule.closes.sentence), "
        + "from \(standing.proposal.schedule.closes.sentence)."
    ]
  }
}
