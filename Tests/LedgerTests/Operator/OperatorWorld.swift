import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import TransparencyLog
import Voting

/// How far an operator has come in one course of events.
struct OperatorState {
  var replay: Replay
  var tree = CompactRange()
  var leaves: [Digest] = []
  /// The tick at which the tree had each size first, from that before any ballot on.
  var births: [UInt64: Int] = [:]
  var tick = 0
  /// The entries of the ballots that were taken in.
  var taken: [Int: UInt64] = [:]
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

  /// An outcome for good.
  struct Settled: Equatable {
    /// Of the whole vote, behind its last stage.
    var state: ProposalState?
    let sums: [UInt64]
    let witnessing: StageWitnessing
  }
}

/// A vote that is open, and an operator who is about to take in ballots.
struct OperatorWorld {
  let scenario: OperatorScenario
  let proposal: Digest
  let closes: Timepoint
  private(set) var beginning: OperatorState
  private let dao: MemoryDAO
  private let policy: WitnessPolicy
  /// What the box gave for each ballot that it was given in time.
  private var boxed: [Int: BoxedBallot] = [:]
  private let statements: [(statement: Statement, signature: RecoverableSignature)]
  private let verifier: EntryVerifier
  private let signer: any NoteSigner

  init(_ scenario: OperatorScenario) async throws {
    self.scenario = scenario
    let majority =
      """
      early:
            - name: majority
              outcome: passed
              when: [{test: share, name: all, house: holders, count: [For], of: electorate, more_than: 1/2}]
          timelock: 2m
      """
    var edits: [SampleStages.Edit] = scenario.isEarly ? [("timelock: 2m", majority)] : []
    if scenario.isStaged { edits += SampleStages.edits(period: "20s") }
    dao = try await MemoryDAO.witnessed(
      on: MemoryLogStore(), edits: edits, gap: scenario.gap, challenge: scenario.isBoxed ? "20s" : nil,
      dropBoxes: scenario.isBoxed ? [try SampleDropBox.signer().key.description] : [])
    (proposal, _, closes) = try await dao.opened()
    policy = try SampleWitnesses.policy()
    signer = try SampleKeys.logSigners(dao.genesis.origin)[0]
    let checkpoints = CheckpointVerifier(curves: SampleWitnesses.curves) { [documents = dao.documents] in
      try documents.policy($0)
    }
    verifier = EntryVerifier(dao: dao.id, verifier: Secp256k1Verifier(), checkpoints: checkpoints)
    var state = OperatorState(replay: Replay(documents: dao.documents))
    for entry in dao.store.entries(from: 0, limit: .max) {
      let verified = try verifier.verify(try UnverifiedEntry(parsing: entry.bytes))
      guard case .effective = try state.replay.apply(verified, after: state.tree) else {
        throw SampleFault("entry \(entry.index) is void")
      }
      state.tree.append(entry.hash)
      state.leaves.append(entry.hash)
    }
    opening = state.tree.size - 1
    state.births[state.tree.size] = 0
    var statements: [(Statement, RecoverableSignature)] = []
    let second = try dao.standing(proposal).proposal.rules.stage(ofTrack: "second")
    for ballot in scenario.ballots {
      var statement = try dao.ballot(ballot.choice, on: proposal, by: ballot.voter)
      if ballot.stage > 0 {
        statement = try statement.with("rules_hash", .digest(try second.orThrow().hash))
          .with("replaces", .digest(.zero))
      }
      statements.append((statement, try dao.sign(statement, by: ballot.voter)))
      // So that a second one of the same voter replaces it.
      if ballot.stage == 0 { try await dao.submit(statement, by: ballot.voter) }
    }
    self.statements = statements
    beginning = state
    for ballot in 0..<scenario.given {
      beginning = try taking(ballot, at: scenario.ballots[ballot].tick, in: beginning, backdating: false)
        .orThrow("a ballot that is given has no effect")
    }
    guard scenario.isBoxed else { return }
    let box = try SampleDropBox(for: dao.id)
    for (number, ballot) in scenario.ballots.enumerated() where time(ballot.tick) <= closes {
      boxed[number] = try await box.hold(
        statements[number].0, signature: statements[number].1, seen: time(ballot.tick))
    }
  }

  /// How many entries witnesses had seen when the vote opened.
  let opening: UInt64

  func time(_ tick: Int) -> Timepoint { scenario.ticks[tick].time(closes) }

  /// Takes in a ballot; `nil` where it has no effect.
  func taking(_ ballot: Int, at tick: Int, in state: OperatorState, backdating: Bool) throws -> OperatorState?
  {
    let (statement, signature) = statements[ballot]
    let received = try received(at: tick, in: state, backdating: backdating)
    let bytes = LogEntry.bytes(statement, signature: signature, received: received)
    let entry = try verifier.verify(statement, signature: signature, received: received)
    var next = try appending(entry, bytes, to: state, at: tick)
    next?.taken[ballot] = state.tree.size
    return next
  }

  /// Takes in what the box gave for a ballot; `nil` where it has no effect, or the box has nothing.
  func delivering(_ ballot: Int, at tick: Int, in state: OperatorState, backdating: Bool) throws
    -> OperatorState?
  {
    guard let boxed = boxed[ballot] else { return nil }
    let received = try received(at: tick, in: state, backdating: backdating)
    let entry = try verifier.verify(boxed, received: received)
    var next = try appending(entry, LogEntry.bytes(boxed, received: received), to: state, at: tick)
    next?.delivered.insert(ballot)
    return next
  }

  /// Whether the log shows that a ballot was kept out which the box held; `nil` where the box did not.
  func isKeptOut(_ ballot: Int, in state: OperatorState) throws -> Bool? {
    guard let boxed = boxed[ballot] else { return nil }
    let entry = try verifier.verify(boxed, received: state.replay.last)
    if case .keptOut = try state.replay.view.finding(on: entry) { return true }
    return false
  }

  /// Puts on record what witnesses signed; `nil` where it has no effect.
  func showing(_ seen: WitnessedSize, at tick: Int, in state: OperatorState, backdating: Bool) throws
    -> OperatorState?
  {
    let root = MerkleRoot.of(state.leaves.prefix(Int(seen.size)))
    let text = try Checkpoint(origin: dao.genesis.origin, size: seen.size, root: root).text
    let note = try SampleWitnesses.cosigned(
      try SignedNote(signing: text, with: [signer]),
      at: [time(seen.tick), time(seen.tick)])
    let growth =
      seen.size == state.tree.size
      ? []
      : try ConsistencyProof.path(from: seen.size, to: state.tree.size) { node in
        MerkleRoot.of(state.leaves[Int(node.index) << node.level..<Int(node.index + 1) << node.level])
      }
    let checkpoint = try CheckpointEntry(note: note, policy: policy.hash, growth: growth)
    // Nobody believes what is received long before witnesses saw what it shows.
    let received = max(
      try received(at: tick, in: state, backdating: backdating),
      time(seen.tick) - StatementHeader.clockSkew)
    var next = try appending(
      try verifier.verify(checkpoint, received: received), LogEntry.bytes(checkpoint, received: received),
      to: state, at: tick)
    next?.shown.append(seen)
    return next
  }

  /// What the operator says about the time: the truth, or the earliest instant that nobody contradicts.
  private func received(at tick: Int, in state: OperatorState, backdating: Bool) throws -> Timepoint {
    let earliest = max(state.replay.last, try state.replay.view.witnessedTime() ?? .earliest)
    return backdating ? earliest : max(earliest, time(tick))
  }

  private func appending(_ entry: VerifiedEntry, _ bytes: [UInt8], to state: OperatorState, at tick: Int)
    throws
    -> OperatorState?
  {
    var next = state
    next.replay = state.replay.branched()
    guard case .effective = try next.replay.apply(entry, after: state.tree) else { return nil }
    let hash = TreeHash.leaf(bytes)
    next.tree.append(hash)
    next.leaves.append(hash)
    next.births[next.tree.size] = tick
    next.tick = tick
    return next
  }

  /// Where the proposal stands.
  func standing(in state: OperatorState) throws -> Standing {
    let view = state.replay.view
    return try Standing(
      try view.proposal(proposal).orThrow("no such proposal"), in: view, at: state.replay.last)
  }
}
