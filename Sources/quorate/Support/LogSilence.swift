internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import TransparencyLog

/// How long the witnesses of a log that is followed may be silent.
///
/// A log that is withheld shows nothing wrong. What it cannot show is that witnesses stand by it now: whoever keeps new
/// entries to himself, or lets nobody look, has only old cosignatures.
struct LogSilence {
  let policy: WitnessPolicy
  /// What the command says; without it the charter's rule counts.
  private let given: Span?
  /// Up to when enough witnesses stood by the log, and for how long that is enough; `nil` before the first look.
  private var seen: (fresh: Timepoint, gap: Span)?

  /// - Parameters:
  ///   - policy: The path of a policy; without one nothing is known about silence.
  ///   - maxGap: The longest silence that is none, in words.
  init?(policy: String?, maxGap: String?) throws {
    guard let policy else {
      guard maxGap == nil else {
        throw Failure(.usage, "usage", "--max-gap is about the witnesses of a --policy FILE")
      }
      return nil
    }
    self.policy = try Audits.policy(policy)
    given = try maxGap.map(TimeArgument.span)
    guard self.policy.fewest > 0 else { throw WitnessingRefusal.timeless }
  }

  /// Up to when enough witnesses stood by the log.
  var fresh: Timepoint? { seen?.fresh }

  /// Takes over what was found.
  /// - Parameters:
  ///   - witnessed: The newest checkpoint as the witnesses of the policy have seen it.
  ///   - now: The instant whose charter is asked.
  mutating func look<Store: Records, Files: Documents>(
    at witnessed: WitnessedCheckpoint?, in view: LedgerView<Store, Files>, at now: Timepoint
  ) throws {
    guard let gap = try given ?? view.charter(at: now)?.witnesses?.maxGap else {
      throw Failure(
        .usage, "usage", "the charter says nothing about witnesses, so --policy needs --max-gap 6h beside it")
    }
    guard let fresh = witnessed?.freshness else { throw WitnessingRefusal.timeless }
    seen = (max(fresh, seen?.fresh ?? fresh), gap)
  }

  /// Raises the alarm where they have been silent for too long.
  /// - Parameter now: By the clock of this machine, since witnesses have real clocks in a rehearsal too.
  func check(at now: Timepoint) throws(Failure) {
    guard let seen, now > seen.fresh + seen.gap else { return }
    throw Failure(
      .undecided, "log.silent",
      "ALARM at \(now.sentence): no checkpoint here that enough witnesses stood by after \(seen.fresh.sentence), "
        + "longer ago than \(seen.gap); what happened since may be withheld",
      hint: "ask the operator and the witnesses what they have")
  }
}
