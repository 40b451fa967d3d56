package import CanonicalEncoding
internal import Governance
internal import Signing
internal import TransparencyLog

/// What became of a ballot that a drop-box held, as the log shows it.
package enum BoxFinding: Sendable {
  /// It counts.
  case counts
  /// A later ballot of its voter counts.
  case outdone
  /// By the witnesses' time voting is not over: nothing is due from a box yet, and the ballot itself can be handed in.
  case early
  /// It was there in time and does not count yet, and can still be handed in.
  case open
  /// It was there in time, and the vote was settled without it: by when voting was over, and by when it was settled.
  case keptOut(closed: Timepoint, settled: Timepoint)
  /// It would not have counted.
  case void(any CodedRefusal)
}

extension LedgerView {
  /// What became of a ballot whose proof holds.
  ///
  /// It is the very question that admission asks, put to the state as it is now, so that nothing is called kept out that
  /// would not have been taken in.
  package func finding(on entry: VerifiedEntry) throws -> BoxFinding {
    guard case .boxedBallot(let boxed) = entry.content else { return .void(DropBoxRefusal.noBallot) }
    do {
      let found = try judge(boxed, seen: entry.witnessed)
      guard let settled = found.settled else { return .open }
      return .keptOut(closed: found.closed, settled: settled)
    } catch DropBoxRefusal.votingOpen {
      return .early
    } catch DropBoxRefusal.counted {
      return .counts
    } catch AdmissionRefusal.stale {
      return .outdone
    } catch {
      guard let refusal = AdmissionRefusal(error) else { throw error }
      return .void(refusal)
    }
  }

  /// A box's proof as the rules frozen with its proposal want it believed: under the key that has its name, and the policy.
  package func boxedBallot(_ proof: [UInt8]) throws -> BoxedBallot {
    let read: LogProof
    do { read = try LogProof(parsing: proof) } catch { throw DropBoxRefusal.proof(error) }
    guard let leaf = read.extra,
      case .statement(.ballot(let ballot), _) = try UnverifiedEntry(boxed: leaf).content
    else { throw DropBoxRefusal.noBallot }
    guard let proposal = try proposal(ballot.proposalID) else {
      throw AdmissionRefusal.proposalUnknown(ballot.proposalID)
    }
    let origin = read.checkpoint.origin
    let rules = proposal.witnessing?.rules
    let key = try rules?.dropBoxes.first { text in
      let key = try BoxedBallot.box(text)
      return key.name.utf8.elementsEqual(origin.utf8) && read.note.signatures.contains(where: key.isNamed)
    }
    guard let rules, let key else { throw DropBoxRefusal.notNamed(origin) }
    return try BoxedBallot(box: key, policy: rules.policy, proof: proof)
  }
}
