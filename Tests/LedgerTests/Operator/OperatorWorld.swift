import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import TransparencyLog
import Voting

/// A vote that is open, and an operator who is about to take in ballots.
///
/// Lines of witnesses are believed here, since `HonestWitnesses` says which there can be; curves would only cost time.
struct OperatorWorld {
  let scenario: OperatorScenario
  let proposal: Digest
  let closes: Timepoint
  let dao: MemoryDAO
  let policy: WitnessPolicy
  /// How many entries witnesses had seen when the vote opened.
  let opening: UInt64
  private(set) var beginning: OperatorState
  /// What the box gave for each ballot that it was given in time.
  private var boxed: [Int: Entry] = [:]
  private var ballots: [Entry] = []
  private let verifier: EntryVerifier

  /// An entry that was verified, and its bytes when it is received at an instant.
  private struct Entry {
    let verified: VerifiedEntry
    let bytes: (Timepoint) -> [UInt8]
  }

  init(_ scenario: OperatorScenario) async throws {
    self.scenario = scenario
    dao = try await MemoryDAO.witnessed(
      on: MemoryLogStore(), edits: scenario.edits, gap: scenario.gap,
      challenge: scenario.isBoxed ? "20s" : nil,
      dropBoxes: scenario.isBoxed ? [try SampleDropBox.signer().key.description] : [])
    (proposal, _, closes) = try await dao.opened()
    let policy = try SampleWitnesses.policy()
    self.policy = policy
    verifier = EntryVerifier(
      dao: dao.id, verifier: Secp256k1Verifier(),
      checkpoints: CheckpointVerifier(curves: BelievedCurves()) { $0 == policy.hash ? policy : nil })
    let real = EntryVerifier(
      dao: dao.id, verifier: Secp256k1Verifier(),
      checkpoints: CheckpointVerifier(curves: SampleWitnesses.curves) { $0 == policy.hash ? policy : nil })
    var state = OperatorState(replay: Replay(documents: dao.documents))
    for entry in dao.store.entries(from: 0, limit: .max) {
      let verified = try real.verify(try UnverifiedEntry(parsing: entry.bytes))
      guard case .effective = try state.replay.apply(verified, after: state.tree) else {
        throw SampleFault("entry \(entry.index) is void")
      }
      state.tree.append(entry.hash)
      state.leaves.append(.init(bytes: entry.bytes, hash: entry.hash))
    }
    opening = state.tree.size - 1
    state.births[state.tree.size] = 0
    state.closes = closes
    beginning = state
    try await sign()
    try prepare()
  }

  /// Has the voters sign, and the box hold what it is given in time.
  private mutating func sign() async throws {
    let second = try dao.standing(proposal).proposal.rules.stage(ofTrack: "second")
    let box = try SampleDropBox(for: dao.id)
    for (number, ballot) in scenario.ballots.enumerated() {
      var statement = try dao.ballot(ballot.choice, on: proposal, by: ballot.voter)
      if ballot.stage > 0 {
        statement = try statement.with("rules_hash", .digest(try second.orThrow().hash))
          .with("replaces", .digest(.zero))
      }
      let signature = try dao.sign(statement, by: ballot.voter)
      // So that a second one of the same voter replaces it.
      if ballot.stage == 0 { try await dao.submit(statement, by: ballot.voter) }
      let signed = statement
      ballots.append(
        Entry(verified: try verifier.verify(signed, signature: signature, received: closes)) {
          LogEntry.bytes(signed, signature: signature, received: $0)
        })
      guard scenario.isBoxed, ballot.stage > 0 || time(ballot.tick) <= closes else { continue }
      let held = try await box.hold(signed, signature: signature, seen: time(ballot.tick))
      boxed[number] = Entry(verified: try verifier.verify(held, received: closes)) {
        LogEntry.bytes(held, received: $0)
      }
    }
  }

  /// Puts on record what stands there from the beginning.
  private mutating func prepare() throws {
    for ballot in 0..<scenario.given {
      let tick = scenario.ballots[ballot].tick
      beginning = try taking(ballot, at: tick, received: time(tick), in: beginning)
        .orThrow("a ballot that is given has no effect")
    }
    for tick in scenario.seen {
      let size = try beginning.births.keys.max().orThrow()
      let seen = WitnessedSize(size: size, tick: tick, birth: beginning.births[size] ?? 0)
      beginning = try showing(seen, at: tick, received: time(tick), in: beginning)
        .orThrow("a checkpoint that is given has no effect")
    }
  }

  func time(_ tick: Int) -> Timepoint { scenario.ticks[tick].time(closes) }

  // MARK: What the operator can do

  /// Everything that the operator can do next.
  ///
  /// Every entry is made at the first tick at which it can be made behind the one before. That leaves nothing out: whoever
  /// waits longer only has fewer checkpoints to choose from, and what he wants to say of the time he can say anyway. Of the
  /// sizes between two ballots witnesses look at the first: they could sign it earlier, and it covers the same ballots.
  func next(of state: OperatorState) throws -> [OperatorState] {
    try nextBallots(of: state) + nextCheckpoints(of: state)
  }

  private func nextBallots(of state: OperatorState) throws -> [OperatorState] {
    var next: [OperatorState] = []
    for (number, ballot) in scenario.ballots.enumerated() where state.taken[number] == nil {
      let tick = max(state.tick, ballot.tick)
      for instant in try instants(at: tick, in: state) {
        if let taken = try taking(number, at: tick, received: instant, in: state) { next.append(taken) }
      }
    }
    for number in scenario.ballots.indices where !state.delivered.contains(number) {
      for instant in try instants(at: state.tick, in: state) {
        if let came = try delivering(number, received: instant, in: state) { next.append(came) }
      }
    }
    return next
  }

  private func nextCheckpoints(of state: OperatorState) throws -> [OperatorState] {
    var next: [OperatorState] = []
    for (size, birth) in state.births {
      for seen in birth..<scenario.ticks.count {
        let checkpoint = WitnessedSize(size: size, tick: seen, birth: birth)
        guard HonestWitnesses.canSign(state.shown + [checkpoint]) else { continue }
        let tick = max(state.tick, seen)
        // Nobody believes what is received long before witnesses saw what it shows.
        let least = time(seen) - StatementHeader.clockSkew
        for instant in Set(try instants(at: tick, in: state).map { max($0, least) }).sorted() {
          if let shown = try showing(checkpoint, at: tick, received: instant, in: state) {
            next.append(shown)
          }
        }
      }
    }
    return try next + nextCorrections(of: state)
  }

  /// Setting the log's clock back, where it was ahead.
  private func nextCorrections(of state: OperatorState) throws -> [OperatorState] {
    guard scenario.clocks.contains(.ahead) else { return [] }
    return try (state.tick..<scenario.ticks.count).compactMap { seen in
      let checkpoint = WitnessedSize(size: state.tree.size, tick: seen, birth: state.tick)
      guard time(seen) + StatementHeader.clockSkew < state.replay.last,
        HonestWitnesses.canSign(state.shown + [checkpoint])
      else { return nil }
      return try showing(checkpoint, at: seen, received: time(seen), in: state, correctsTime: true)
    }
  }

  /// What the operator can say of the time: the earliest instant that nobody contradicts, the truth, the last instant at
  /// which ballots are taken, and a year from now.
  private func instants(at tick: Int, in state: OperatorState) throws -> [Timepoint] {
    let earliest = max(state.replay.last, try state.replay.view.witnessedTime() ?? .earliest)
    let last = state.closes + SampleWitnesses.grace - Span(milliseconds: 1)
    let choices = scenario.clocks.flatMap { clock in
      switch clock {
      case .back: [earliest]
      case .right: [max(earliest, time(tick))]
      case .ahead: [max(earliest, time(tick), last), max(earliest, time(tick) + .days(365))]
      }
    }
    return Set(choices).sorted()
  }

  // MARK: Entries

  /// Takes in a ballot; `nil` where it has no effect.
  private func taking(
    _ ballot: Int, at tick: Int, received: Timepoint, in state: OperatorState
  ) throws -> OperatorState? {
    var next = try appending(ballots[ballot], received: received, to: state, at: tick)
    next?.taken[ballot] = .init(
      index: state.tree.size, witnessed: try state.replay.view.witnessed(under: policy.hash)?.time)
    next?.births[state.tree.size + 1] = tick
    return next
  }

  /// Takes in what the box gave for a ballot; `nil` where it has no effect, or the box has nothing.
  private func delivering(
    _ ballot: Int, received: Timepoint, in state: OperatorState
  ) throws -> OperatorState? {
    guard let boxed = boxed[ballot] else { return nil }
    var next = try appending(boxed, received: received, to: state, at: state.tick)
    next?.delivered.insert(ballot)
    return next
  }

  /// Whether the log shows that a ballot was kept out which the box held; `nil` where the box did not.
  func isKeptOut(_ ballot: Int, in state: OperatorState) throws -> Bool? {
    guard let boxed = boxed[ballot] else { return nil }
    if case .keptOut = try state.replay.view.finding(on: boxed.verified) { return true }
    return false
  }

  /// Puts on record what witnesses signed; `nil` where it has no effect.
  private func showing(
    _ seen: WitnessedSize, at tick: Int, received: Timepoint, in state: OperatorState,
    correctsTime: Bool = false
  ) throws -> OperatorState? {
    func root(_ range: Range<Int>) -> Digest { MerkleRoot.of(state.leaves[range].map(\.hash)) }
    let note = try cosigned(
      try Checkpoint(origin: dao.genesis.origin, size: seen.size, root: root(0..<Int(seen.size))),
      at: time(seen.tick))
    let growth =
      seen.size == state.tree.size
      ? []
      : try ConsistencyProof.path(from: seen.size, to: state.tree.size) { node in
        root(Int(node.index) << node.level..<Int(node.index + 1) << node.level)
      }
    let checkpoint = try CheckpointEntry(
      note: note, policy: policy.hash, growth: growth, correctsTime: correctsTime)
    let entry = Entry(verified: try verifier.verify(checkpoint, received: received)) {
      LogEntry.bytes(checkpoint, received: $0)
    }
    var next = try appending(entry, received: received, to: state, at: tick)
    next?.shown.append(seen)
    return next
  }

  /// A checkpoint that two witnesses have seen.
  private func cosigned(_ checkpoint: Checkpoint, at instant: Timepoint) throws -> SignedNote {
    var blob: [UInt8] = []
    blob.append(bigEndian: instant.milliseconds / 1000)
    blob += [UInt8](repeating: 0, count: 64)
    let lines = try policy.witnesses.prefix(2).map { witness in
      try NoteSignature(name: witness.key.name, keyID: witness.key.keyID, bytes: blob)
    }
    return try SignedNote(text: checkpoint.text, signatures: lines)
  }

  private func appending(
    _ entry: Entry, received: Timepoint, to state: OperatorState, at tick: Int
  ) throws -> OperatorState? {
    var next = state
    next.replay = state.replay.branched()
    guard case .effective = try next.replay.apply(entry.verified.received(at: received), after: state.tree)
    else {
      return nil
    }
    let bytes = entry.bytes(received)
    let hash = TreeHash.leaf(bytes)
    next.tree.append(hash)
    next.leaves.append(.init(bytes: bytes, hash: hash))
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

/// Believes every line.
struct BelievedCurves: NoteCurves {
  func isValidEd25519(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool { true }
  func isValidSchnorr(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool { true }
}
