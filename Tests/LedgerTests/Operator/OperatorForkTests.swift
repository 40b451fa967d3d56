import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing
import TransparencyLog

/// An operator who keeps two histories of one log and shows one to some people.
///
/// All pairs of courses of events in which a vote is settled, of up to four entries each, with the same honest witnesses for
/// both. Where the two tell different outcomes, no witness has looked beyond what they share in both: so whoever asks for a
/// cosigned checkpoint of the whole log is told one outcome at most. And the two signed heads convict the operator, by a file
/// that needs nothing else.
@Suite struct OperatorForkTests {
  @Test(.timeLimit(.minutes(5)))
  func `trust 6: who tells two people two outcomes is convicted by two of his checkpoints`() async throws {
    var forks = OperatorForks(
      try await OperatorWorld(
        OperatorScenario(
          name: "two histories", ticks: [.opening(30), .before(5), .after(5), .after(30)],
          ballots: [
            HandedIn(voter: 0, choice: "For", tick: 0), HandedIn(voter: 2, choice: "Against", tick: 1),
          ],
          clocks: [.right])))
    try forks.run()
    #expect(forks.told > 0, "no two histories tell two outcomes")
    #expect(forks.refused > 0, "witnesses have kept no two histories from being told")
    print(
      "operator with two histories: \(forks.ends) courses of events, \(forks.refused) pairs that witnesses do not sign,",
      "\(forks.told) with two outcomes; \(forks.convicted) of each kind convict him")
  }

  /// What the search takes for granted is what the witness of this program does.
  @Test func `an honest witness signs what it does in the search`() throws {
    let trees = [WitnessedSize.History.first: "a", .second: "b"].mapValues { name in
      (0..<6).map { TreeHash.leaf(Array(($0 < 3 ? "\($0)" : "\($0)\(name)").utf8)) }
    }
    let histories: [WitnessedSize.History] = [.first, .second]
    let sights = histories.map { history in
      ([2, 3, 4, 6] as [UInt64]).map { size in
        WitnessedSize(size: size, tick: 0, birth: 0, history: size <= 3 ? .shared : history)
      }
    }.joined()
    for one in Set(sights) {
      for other in Set(sights) {
        let isSigned = try Self.signs(one, then: other, in: trees)
        #expect(HonestWitnesses.signsBoth((one, 1), (other, 2)) == isSigned, "\(one), then \(other)")
      }
    }
  }

  /// Whether the program's witness cosigns two checkpoints, a second apart.
  private static func signs(
    _ one: WitnessedSize, then other: WitnessedSize, in trees: [WitnessedSize.History: [Digest]]
  ) throws -> Bool {
    let (store, origin) = (MemoryWitnessStore(), "log.example/a")
    let signers = try SampleKeys.logSigners(origin)
    var (old, statuses): (UInt64, [Int]) = (0, [])
    for (seconds, sight) in [one, other].enumerated() {
      let witness = CheckpointWitness(
        store: store, logKeys: [signers[0].key], signer: try BelievedWitness(), curves: BelievedCurves(),
        clock: FixedClock(Timepoint(milliseconds: UInt64(seconds + 1) * 1000)))
      let leaves = try trees[sight.history == .second ? .second : .first].orThrow()
      func root(_ range: Range<Int>) -> Digest { MerkleRoot.of(leaves[range]) }
      let checkpoint = try Checkpoint(origin: origin, size: sight.size, root: root(0..<Int(sight.size)))
      let proof =
        old == 0 || old >= sight.size
        ? []
        : try ConsistencyProof.path(from: old, to: sight.size) {
          root(Int($0.index) << $0.level..<Int($0.index + 1) << $0.level)
        }
      let request = try CosigningRequest(
        oldSize: old, proof: proof, note: try SignedNote(signing: checkpoint.text, with: [signers[0]]))
      statuses.append(witness.add(request.bytes).status)
      old = sight.size
    }
    #expect(statuses[0] == 200)
    return statuses[1] == 200
  }
}

/// A witness whose lines only those who believe everything take.
private struct BelievedWitness: CosignatureSigner {
  let key: VerifierKey

  init() throws { key = try SampleWitnesses.key(1) }

  func line(for text: String, at time: UInt64) throws -> NoteSignature {
    var blob: [UInt8] = []
    blob.append(bigEndian: time)
    return try NoteSignature(
      name: key.name, keyID: key.keyID, bytes: blob + [UInt8](repeating: 0, count: 64))
  }
}

/// All pairs of histories, and what comes of them.
private struct OperatorForks {
  /// A history in which the vote is settled.
  private struct End {
    let leaves: [OperatorState.Leaf]
    let shown: [WitnessedSize]
    let tick: Int
    let outcome: OperatorState.Settled

    /// What witnesses signed, beside a history that is the same up to a size.
    func shown(beside size: Int, as history: WitnessedSize.History) -> Set<WitnessedSize> {
      Set(
        shown.map { sight in
          var sight = sight
          sight.history = sight.size <= size ? .shared : history
          return sight
        })
    }
  }

  /// Two outcomes that are told of histories that part behind so many entries.
  private struct Told: Hashable {
    let size: Int
    let outcomes: [OperatorState.Settled]
  }

  private let world: OperatorWorld
  private var found: [End] = []
  private var signed: [Set<WitnessedSize>: Bool] = [:]
  private var proven: Set<Told> = []
  private(set) var told = 0
  private(set) var refused = 0

  var ends: Int { found.count }
  var convicted: Int { proven.count }

  init(_ world: OperatorWorld) { self.world = world }

  mutating func run() throws {
    try visit(world.beginning, entries: 0)
    try compare(found[...], from: world.beginning.leaves.count)
  }

  private mutating func visit(_ state: OperatorState, entries: Int) throws {
    var state = state
    if try world.look(at: &state) {
      let outcome = try state.settled.last.orThrow()
      found.append(End(leaves: state.leaves, shown: state.shown, tick: state.tick, outcome: outcome))
      return
    }
    guard entries < world.scenario.limit else { return }
    for next in try world.next(of: state) { try visit(next, entries: entries + 1) }
  }

  /// Compares all histories that have so many entries in common; they stand together, since the search goes depth first.
  private mutating func compare(_ ends: ArraySlice<End>, from size: Int) throws {
    let branches = Dictionary(grouping: ends.filter { $0.leaves.count > size }) { $0.leaves[size].hash }
      .values.map { distinct($0, beside: size) }
    for (number, first) in branches.enumerated() {
      for second in branches[(number + 1)...] {
        for one in first {
          for other in second where one.outcome != other.outcome { try compare(one, other, from: size) }
        }
      }
    }
    for branch in Dictionary(grouping: ends.filter { $0.leaves.count > size }, by: { $0.leaves[size].hash })
      .values
    where branch.count > 1 { try compare(branch[...], from: size + 1) }
  }

  /// One of all histories with the same outcome and the same lines.
  private func distinct(_ ends: [End], beside size: Int) -> [End] {
    var known: Set<[AnyHashable]> = []
    return ends.filter { known.insert([$0.outcome, $0.shown(beside: size, as: .first)]).inserted }
  }

  private mutating func compare(_ one: End, _ other: End, from size: Int) throws {
    let lines = one.shown(beside: size, as: .first).union(other.shown(beside: size, as: .second))
    let canBe =
      signed[lines]
      ?? HonestWitnesses.canSign(lines.sorted { ($0.tick, $0.size, $0.birth) < ($1.tick, $1.size, $1.birth) })
    signed[lines] = canBe
    guard canBe else {
      refused += 1
      return
    }
    told += 1
    let heads = zip([one, other], [WitnessedSize.History.first, .second]).map { end, history in
      WitnessedSize(
        size: UInt64(end.leaves.count), tick: world.scenario.ticks.count - 1, birth: end.tick,
        history: history)
    }
    #expect(!HonestWitnesses.canSign(heads), "witnesses signed two histories")
    guard proven.insert(Told(size: size, outcomes: [one.outcome, other.outcome])).inserted else { return }
    try convict(one, other)
  }

  /// The two heads as the log's keys signed them, and nothing else, are the proof.
  private func convict(_ one: End, _ other: End) throws {
    let (verifier, curves) = (Secp256k1Verifier(), LogCurves(Secp256k1Verifier()))
    let found = try LogComparison(try sight(one), try sight(other), with: verifier, curves: curves)
    guard case .fork(let evidence) = found else { return #expect(Bool(false), "no fork: \(found)") }
    let proven = try ForkEvidence(parsing: evidence.bytes).verify(with: verifier, curves: curves)
    #expect(proven.dao == world.dao.id)
    #expect(
      [proven.smaller.size, proven.larger.size] == [one, other].map { UInt64($0.leaves.count) }.sorted())
  }

  private func sight(_ end: End) throws -> LogSight {
    let log = History(leaves: end.leaves)
    let (origin, tip) = (world.dao.genesis.origin, try log.tip().orThrow())
    let text = try Checkpoint(origin: origin, size: tip.size, root: tip.root).text
    return try LogSight(
      note: try SignedNote(signing: text, with: try SampleKeys.logSigners(origin)), log: log)
  }
}

/// A history as it can be read.
private struct History: LogReading {
  let leaves: [OperatorState.Leaf]

  func tip() -> LogTip? {
    LogTip(size: UInt64(leaves.count), root: MerkleRoot.of(leaves.map(\.hash)))
  }

  func entries(from index: UInt64, limit: Int) -> [StoredEntry] {
    leaves.enumerated().dropFirst(Int(index)).prefix(limit).map {
      StoredEntry(index: UInt64($0.offset), bytes: $0.element.bytes, hash: $0.element.hash)
    }
  }

  func node(_ id: NodeID) -> Digest {
    MerkleRoot.of(leaves[Int(id.index) << id.level..<Int(id.index + 1) << id.level].map(\.hash))
  }

  func checkpoints(from size: UInt64, limit: Int) -> [StoredCheckpoint] { [] }
}
