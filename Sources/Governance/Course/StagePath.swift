internal import CanonicalEncoding

/// The way to a stage: how each of the stages before it ended.
///
/// Two ways may lead to one track, with other stages before it and other ballots in it; so that a stage is known by its
/// way, and not by its track or by the rules that its ballots sign.
package struct StagePath: Hashable, Sendable {
  /// How each stage before it ended, from the first on.
  package private(set) var endings: [Course.Stage.Occasion] = []

  /// The first stage of every proposal.
  package static let first = StagePath()

  /// The stage's number, from 0.
  package var number: Int { endings.count }

  /// The stage that follows when this one ends so.
  package func after(_ ending: Course.Stage.Occasion) -> StagePath {
    var path = self
    path.endings.append(ending)
    return path
  }

  /// The way to an earlier stage on this one; the whole of it where it is not that long.
  package func upTo(_ number: Int) -> StagePath {
    var path = self
    path.endings = Array(endings.prefix(number))
    return path
  }

  /// Whether a stage lies on the way to another, or is that.
  package func leads(to other: StagePath) -> Bool { other.endings.starts(with: endings) }
}

extension StagePath {
  /// One byte for each ending, so that a way stands behind those that it begins with.
  package var bytes: [UInt8] { endings.map { $0 == .passed ? 0x70 : 0x66 } }

  /// Reads the bytes back; `nil` where they are no way.
  package init?(bytes: some Sequence<UInt8>) {
    for byte in bytes {
      switch byte {
      case 0x70: endings.append(.passed)
      case 0x66: endings.append(.failed)
      default: return nil
      }
    }
  }
}

extension TrackRules {
  /// The rules of all stages on a way, the first and its own included; `nil` where it leads nowhere.
  package func stages(along path: StagePath) -> [TrackRules]? {
    followed(path).map { [self] + $0.map(\.rules) }
  }

  /// The rules of the stage to which a way leads; `nil` where it leads nowhere.
  package func stage(at path: StagePath) -> TrackRules? { stages(along: path)?.last }

  /// The number of the stage among whose ballots those of a stage stand: its own, or where it keeps the ballots of the one
  /// before, that one's.
  package func ballotStage(at path: StagePath) -> Int? {
    guard let stages = followed(path) else { return nil }
    return stages.lastIndex { !$0.keepsBallots }.map { $0 + 1 } ?? 0
  }

  /// The stages behind the first one on a way.
  private func followed(_ path: StagePath) -> [Course.Stage]? {
    var (rules, stages) = (self, [Course.Stage]())
    for ending in path.endings {
      guard let next = rules.course.stage(after: ending) else { return nil }
      stages.append(next)
      rules = next.rules
    }
    return stages
  }
}
