import CanonicalEncoding
import Governance
import Ledger
import Signing
import TransparencyLog

/// How far an operator has come in one course of events.
struct OperatorState {
  /// An entry, as it stands in the tree.
  struct Leaf {
    let bytes: [UInt8]
    let hash: Digest
  }

  /// A ballot that was taken in.
  struct Taken: Hashable {
    /// Its entry.
    let index: UInt64
    /// What witnesses had shown of the time then, by which a ballot is judged on tracks that keep running sums.
    let witnessed: Timepoint?
  }

  /// An outcome for good.
  struct Settled: Hashable {
    /// Of the whole vote, behind its last stage.
    var state: ProposalState?
    let sums: [UInt64]
    let witnessing: StageWitnessing
  }

  var replay: Replay
  var tree = CompactRange()
  var leaves: [Leaf] = []
  /// The tick at which the tree had each size first that ends with a ballot, and that before any ballot.
  var births: [UInt64: Int] = [:]
  var tick = 0
  var taken: [Int: Taken] = [:]
  /// The ballots that came in out of the box.
  var delivered: Set<Int> = []
  /// What witnesses signed and the log shows.
  var shown: [WitnessedSize] = []
  /// What each stage came to, once nothing can change it.
  var settled: [Settled] = []
  /// The ticks at which the log showed that its stages had begun.
  var begun = [0]
  /// Whether a stage came out otherwise than under an honest operator.
  var isConvicted = false
  /// When the vote closes, as it stood when it was looked at last.
  var closes = Timepoint.earliest

  /// All that what can follow depends on: two courses of events with the same key have the same continuations.
  ///
  /// Indices of entries are told as the ballots in front of them, since nothing else in front of an entry matters, and what
  /// is kept of ballots follows from which were taken in, in which order and at which witnessed time.
  func key(of proposal: Digest, under policy: Digest) throws -> Key {
    let view = replay.view
    let witnessing = try view.proposal(proposal)?.witnessing
    let seen = try view.witnessed(under: policy)
    return Key(
      tick: tick, last: replay.last, delivered: delivered, isConvicted: isConvicted, begun: begun,
      taken: taken.sorted { $0.value.index < $1.value.index }.map {
        .init(ballot: $0.key, at: $0.value.witnessed)
      },
      births: births.map { .init(ballots: ballots(below: $0.key), tick: $0.value) }.sorted {
        $0.ballots < $1.ballots
      },
      shown: Set(shown.map { [ballots(below: $0.size), $0.tick, $0.birth] }),
      settled: settled.map { .init(state: $0.state, sums: $0.sums, stage: stage($0.witnessing)) },
      seen: witnessing?.seen, stages: (witnessing?.stages ?? []).map(stage),
      witnessed: seen?.time, witnessedBallots: seen.map { ballots(below: $0.size) },
      courses: view.records.rows(.course, ByteString(proposal.bytes)).map(\.value))
  }

  private func ballots(below size: UInt64) -> Int { taken.values.count { $0.index < size } }

  private func stage(_ stage: StageWitnessing) -> Key.Stage {
    Key.Stage(
      extended: stage.extended, cutoff: stage.cutoff.map { ballots(below: $0) }, closed: stage.closed,
      settled: stage.settled)
  }

  struct Key: Hashable {
    struct Ballot: Hashable {
      let ballot: Int
      let at: Timepoint?
    }

    struct Birth: Hashable {
      let ballots: Int
      let tick: Int
    }

    struct Stage: Hashable {
      let extended: Span
      let cutoff: Int?
      let closed: Timepoint?
      let settled: Timepoint?
    }

    struct Outcome: Hashable {
      let state: ProposalState?
      let sums: [UInt64]
      let stage: Stage
    }

    let tick: Int
    let last: Timepoint
    let delivered: Set<Int>
    let isConvicted: Bool
    let begun: [Int]
    let taken: [Ballot]
    let births: [Birth]
    let shown: Set<[Int]>
    let settled: [Outcome]
    let seen: Timepoint?
    let stages: [Stage]
    let witnessed: Timepoint?
    let witnessedBallots: Int?
    let courses: [[UInt8]]
  }
}
