internal import Voting

/// What a live DAO needs of the tracks and houses to lend power in a mode.
extension Charter {
  /// - Throws: `CharterRefusal.inconsistent` naming the track or house that the mode cannot serve.
  func checkLending() throws(CharterRefusal) {
    switch delegation.mode {
    case .none, .full, .override, .basisPoints: return
    case .followMajority(let following):
      for (name, track) in tracks.sorted(by: { $0.key < $1.key }) {
        if let fault = Self.fault(of: track, following) {
          throw .inconsistent(path: "tracks.\(name).ballot", fault)
        }
      }
    case .validators:
      for (name, house) in houses.sorted(by: { $0.key < $1.key }) {
        if let fault = Self.fault(of: house) { throw .inconsistent(path: "houses.\(name)", fault) }
      }
      for (name, track) in tracks.sorted(by: { $0.key < $1.key }) {
        if let fault = Self.faultOfStakes(track) { throw .inconsistent(path: "tracks.\(name)", fault) }
      }
    }
  }

  /// Who is followed casts a vote for others, and that for good.
  private static func fault(of track: TrackDraft, _ following: MajorityFollowing) -> String? {
    guard track.ballots.allSatisfy({ $0.method is SingleChoice }),
      following.positions(in: track.options) != nil
    else {
      return "members follow others, so it must be single-choice with \(following.yes) and \(following.no)"
    }
    return !track.ballots.allSatisfy(\.isFinal)
      ? "members follow others, so ballots cannot be replaced or withdrawn" : nil
  }

  private static func fault(of house: House) -> String? {
    guard house.power is DelegatedStakePower else {
      return "validators vote with what is staked with them, so its power must be delegated-stake"
    }
    switch house.reading {
    case .least, .asSeen: return "stakes are of one moment, and it reads several"
    case .snapshotAtSubmission, .snapshotAtApproval, .atClose, .frozenList: return nil
    }
  }

  private static func faultOfStakes(_ track: TrackDraft) -> String? {
    let isRead = track.ballots.map(\.method).allSatisfy {
      $0 is SingleChoice || $0 is Weighted || $0 is DecimalWeighted
    }
    return isRead ? nil : "stakes are counted for one option, or for weighted ones"
  }
}
