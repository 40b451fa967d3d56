internal import Voting

/// What a live DAO needs of the tracks whose power is not read when a proposal is submitted.
extension Charter {
  /// - Throws: `CharterRefusal.inconsistent` naming the track that cannot be carried out.
  func checkReadings() throws(CharterRefusal) {
    for (kind, rule) in kinds.sorted(by: { $0.key < $1.key }) {
      guard let track = tracks[rule.track] else { continue }
      if let fault = fault(of: track, for: kind) {
        throw .inconsistent(path: "tracks.\(track.name)", fault)
      }
    }
  }

  private func fault(of track: TrackDraft, for kind: String) -> String? {
    let all = stages(from: track)
    let readings = all.flatMap(\.houses).compactMap { houses[$0]?.reading }
    if readings.contains(.snapshotAtApproval), track.course.review == nil {
      return "a house reads power when the proposal is approved, so it must have a review"
    }
    var isLate = readings.contains(where: \.isLate)
    if case .validators = delegation.mode { isLate = true }
    return isLate ? faultOfLateCount(all, for: kind) : nil
  }

  /// What ballots weigh is known at the close of a stage, so that nothing can go by the sums before it.
  private func faultOfLateCount(_ all: [TrackDraft], for kind: String) -> String? {
    let why = "what ballots weigh is known at the close only, so"
    if all.contains(where: \.course.isOrdered) { return "\(why) no rule can go by the sums before it" }
    if witnesses?.dropBoxes.isEmpty == false, witnesses(mayTime: kind) {
      return "\(why) no ballot can come in then from a drop-box"
    }
    guard all.count > 1 else { return nil }
    if all.contains(where: { $0.stages.count > 1 || $0.stages.contains(where: \.keepsBallots) }) {
      return "\(why) at most one stage can follow another, without the ballots of that"
    }
    if all.contains(where: { $0.course.absentees != nil }) {
      return "\(why) absent members cannot be counted where stages follow"
    }
    // Which ballots of a stage came in time is settled after it, and the next one has begun by then.
    return witnesses(mayTime: kind) ? "\(why) its stages cannot go by witnesses' time" : nil
  }

  private func witnesses(mayTime kind: String) -> Bool {
    witnesses?.requiredFor.contains { $0 == kind || kind.hasPrefix($0 + "/") || $0.hasPrefix(kind + "/") }
      ?? false
  }

  /// A track and all that can follow it.
  private func stages(from track: TrackDraft) -> [TrackDraft] {
    [track] + track.stages.compactMap { tracks[$0.track] }.flatMap(stages(from:))
  }
}
