package import CanonicalEncoding
package import TransparencyLog

/// Why a ballot out of a drop-box does not count, or a drop-box cannot be named.
package enum DropBoxRefusal: CodedRefusal, Hashable {
  // What the proof says
  case proof(LogProofRefusal)
  case place(ProofRefusal)
  case unsigned(NoteRefusal)
  /// What the box holds there is no ballot.
  case noBallot
  /// The proof is of another log than the key that is named.
  case otherBox(named: String, found: String)
  /// The DAO's own log is no drop-box.
  case ownLog
  // The charter
  case key(NoteRefusal)
  /// The key is a witness's.
  case witnessKey(String)
  /// The rules frozen with the proposal do not name the box.
  case notNamed(String)
  /// The rules frozen with the proposal name another policy.
  case otherPolicy(Digest)
  // Time
  /// The box was seen only after the close.
  case tooLate(seen: Timepoint, closed: Timepoint)
  /// The vote has not closed by the witnesses' time.
  case votingOpen
  /// Nothing is taken any more.
  case settled
  // The voter
  /// The very same ballot counts already.
  case counted

  package var code: String {
    switch self {
    case .proof(let refusal): refusal.code
    case .place(let refusal): refusal.code
    case .unsigned(let refusal): refusal.code
    case .noBallot: "dropbox.notABallot"
    case .otherBox: "dropbox.otherBox"
    case .ownLog: "dropbox.ownLog"
    case .key, .witnessKey: "dropbox.key"
    case .notNamed: "dropbox.notNamed"
    case .otherPolicy: "dropbox.otherPolicy"
    case .tooLate: "dropbox.tooLate"
    case .votingOpen: "dropbox.votingOpen"
    case .settled: "dropbox.settled"
    case .counted: "dropbox.counted"
    }
  }

  package var message: String {
    switch self {
    case .proof(let refusal): return refusal.message
    case .place(let refusal): return "the drop-box does not hold the ballot: \(refusal.message)"
    case .unsigned(let refusal): return "the drop-box has not signed its checkpoint: \(refusal.message)"
    case .noBallot: return "the proof holds no ballot of a member"
    case .otherBox(let named, let found):
      return
        "the proof is of \(DisplayText.escaped(found, limit: 80)), the key of \(DisplayText.escaped(named, limit: 80))"
    case .ownLog: return "a DAO's own log is no drop-box of it"
    case .key(let refusal): return "the key of a drop-box does not read: \(refusal.message)"
    case .witnessKey(let name):
      return "the key \(DisplayText.escaped(name, limit: 80)) is a witness's, and a drop-box signs as a log"
    case .notNamed(let name):
      return
        "the rules frozen with the proposal do not name the drop-box \(DisplayText.escaped(name, limit: 80))"
    case .otherPolicy(let policy):
      return "the rules frozen with the proposal do not name the policy \(policy)"
    case .tooLate(let seen, let closed):
      return "witnesses had seen it in the drop-box by \(seen), and voting was over at \(closed)"
    case .votingOpen:
      return "by the witnesses' time voting is not over; hand the ballot in itself"
    case .settled: return "which ballots count is settled, so none comes in from a drop-box any more"
    case .counted: return "this very ballot counts already"
    }
  }
}
