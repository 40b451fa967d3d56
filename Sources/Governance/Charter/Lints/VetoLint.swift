internal import CanonicalEncoding

/// A council, or a guardian, who can stop for good what takes members out of councils or ends what a council stopped.
///
/// Whom a proposal is about cannot stop it in any case; the others of the role, or another council, still can, and then
/// nobody is ever recalled. A delay that ends does the same good and no such harm.
enum VetoLint {
  private static let kinds = [CouncilElection.kind, CouncilRecall.kind, EmergencyLifting.kind]

  static func findings(in charter: Charter) -> [CharterFinding] {
    var found: [String: [String]] = [:]
    for kind in kinds {
      guard let rule = charter.kinds[kind], let rules = charter.rules(for: kind), rules.canBeStopped else {
        continue
      }
      found[rule.track, default: []].append(kind)
    }
    return found.sorted { $0.key < $1.key }.map { track, kinds in
      CharterFinding(
        .unlimitedVeto, .warning, at: "tracks.\(track)",
        "\(kinds.joined(separator: ", ")) can be stopped for good without a vote; let a guardian postpone it instead"
      )
    }
  }
}

extension TrackRules {
  /// Whether somebody besides the voters can end a proposal in some stage: by a veto, by turning it down, or by letting
  /// its review run out.
  fileprivate var canBeStopped: Bool {
    veto != nil || course.review != nil
      || course.guardians.contains { $0.deed.stops && $0.deed != .postpone }
      || course.stages.contains { $0.rules.canBeStopped }
  }
}
