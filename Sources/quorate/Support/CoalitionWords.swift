internal import Governance
internal import Voting

/// The smallest coalitions in words.
struct CoalitionWords {
  let unit: AssetUnit

  /// Who can stop a proposal without a vote: `2 signatures of a council of 3 could stop it (veto)`.
  static func stoppers(_ stoppers: [Stopper]) -> [String] {
    stoppers.map { stopper in
      let signatures = Format.number(stopper.needs, "signature")
      return switch stopper.deed {
      case .reject, .slash:
        "\(signatures) of \(Format.number(stopper.able, "reviewer")) could turn it down (\(stopper.deed.rawValue))"
      default:
        "\(signatures) of a council of \(Format.grouped(stopper.able)) could stop it (\(stopper.deed.rawValue))"
      }
    }
  }

  func text(_ coalitions: Coalitions, in house: String) -> String {
    let (pass, block) = (coalitions.toPass(in: house), coalitions.toBlock(in: house))
    if pass == nil, block == nil || block?.members == 0 { return "no votes could pass it" }
    return "\(self.pass(pass)), \(self.block(block))"
  }

  private func pass(_ coalition: Coalition?) -> String {
    guard let coalition else { return "not even all members together could pass it" }
    // Silence is consent, or another house decides.
    guard coalition.members > 0 else { return "it passes without a vote of theirs" }
    let manner = coalition.members == 1 ? "alone" : "together"
    return
      "\(Format.number(coalition.members, "member"))\(power(coalition)) could pass it \(manner) if nobody else voted"
  }

  private func block(_ coalition: Coalition?) -> String {
    guard let coalition else { return "nobody could block it" }
    guard coalition.members > 0 else { return "it cannot pass" }
    let how =
      (coalition.ballot.map(FlipWords.quoted) ?? coalition.option.map(Format.safe)).map { "voting \($0)" }
      ?? "staying away"
    return
      "\(Format.grouped(coalition.members))\(power(coalition)) could block it by \(how) if all others were for it"
  }

  /// What they hold, where it says more than how many they are.
  private func power(_ coalition: Coalition) -> String {
    unit == .members ? "" : " (\(Format.amount(coalition.power, unit)))"
  }
}
