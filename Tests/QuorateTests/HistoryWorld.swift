import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Secp256k1Signing
import Signing

/// A small DAO for made-up histories: documents, a writer of statements, and the model that judges them.
struct HistoryWorld {
  let documents: MemoryDocuments
  let genesis: Genesis
  var writer: HistoryWriter
  var model: ReferenceModel

  private typealias Edit = (
    edit: (from: String, to: String), apply: @Sendable (inout ReferenceModel.Charter) -> Void
  )

  private static let edits: [Edit] = [
    (("depth: 8", "depth: 1"), { $0.depth = 1 }), (("depth: 8", "depth: 2"), { $0.depth = 2 }),
    (
      ("replaceable: true", "replaceable: false"),
      {
        $0.standard.isReplaceable = false
        $0.constitutional.isReplaceable = false
      }
    ),
    (("at_least: 4%", "at_least: 50%"), { $0.standard.quorum = 50 }),
    (("delay: 1m", "delay: 0s"), { $0.standard.delay = 0 }),
    (("timelock: 2m", "timelock: 0s"), { $0.standard.timelock = 0 }),
  ]

  /// - Parameter seed: The same seed makes the same world.
  init(seed: UInt64, keys: [Secp256k1SecretKey]) throws {
    var random = RepeatableNumbers(seed: seed &* 0x1_0001)
    let accounts = keys.map(\.account)
    let founders = accounts.prefix(3).sorted()
    let documents = MemoryDocuments()
    let charters = try Self.charters(founders, documents, &random)
    genesis = Genesis(
      name: Self.name, host: "log.example", random: Digest.sha256(Array("history \(seed)".utf8)),
      charterHash: charters[0].hash, logEd25519: try Ed25519.publicKey(of: SampleKeys.logSeed),
      logSecp256k1: try Secp256k1SecretKey(SampleKeys.logSecret).xOnlyPublicKey, founders: founders,
      clock: .simulated, createdAt: .founding)
    var model = ReferenceModel(
      council: founders, charters: Dictionary(charters.map { ($0.hash, $0.rules) }) { first, _ in first },
      inForce: charters[0].hash, founded: Timepoint.founding.milliseconds)
    var contents = [try SampleDAO<MemoryLogStore>.resolution("Adopt a roadmap")]
    model.contents.updateValue(nil, forKey: contents[0].hash)
    for charter in charters {
      let content = try ProposalContent(
        title: "Amend the charter", kind: "charter.amend", text: "As discussed.",
        actions: [.amendCharter(hash: charter.hash)], authors: [], discussion: "")
      model.contents.updateValue(charter.hash, forKey: content.hash)
      contents.append(content)
    }
    for content in contents { documents.keep(content.canonicalBytes) }
    var electorates: [(file: Digest, commitment: ElectorateCommitment)] = []
    for _ in 0..<3 {
      let holdings = Self.holdings(accounts, &random)
      let file = documents.keep(SampleElectorate.bytes(holdings.map { ($0.key, UInt128($0.value)) }))
      electorates.append((file, try documents.commitment(file: file).orThrow()))
      model.files[file] = holdings
    }
    writer = HistoryWriter(
      seed: seed, accounts: accounts, members: 8, contents: contents, electorates: electorates)
    self.documents = documents
    self.model = model
  }

  private static let name = "Helios Labs"

  /// Two charters that each differ from the third in one thing; the first is adopted.
  private static func charters(
    _ founders: [AccountKey], _ documents: MemoryDocuments, _ random: inout RepeatableNumbers
  ) throws -> [(hash: Digest, rules: ReferenceModel.Charter)] {
    try [random.below(edits.count), random.below(edits.count), nil].map { variant in
      var rules = ReferenceModel.Charter()
      if let variant { edits[variant].apply(&rules) }
      let yaml = try SampleCharter.yaml(
        name: name, founders: founders, edits: variant.map { [edits[$0].edit] } ?? [])
      return (documents.keep(Array(yaml.utf8)), rules)
    }
  }

  /// Who holds how much: some members nothing, and some are not listed.
  private static func holdings(_ accounts: [AccountKey], _ random: inout RepeatableNumbers) -> [AccountKey:
    UInt64]
  {
    var holdings: [AccountKey: UInt64] = [:]
    for account in accounts.prefix(8) where !random.once(in: 4) {
      holdings[account] = random.once(in: 5) ? 0 : UInt64(1 + random.below(100))
    }
    holdings[accounts[0]] = 50
    return holdings
  }

  /// Lets the model judge a statement; one with a wrong word or hash it never takes.
  mutating func judges(_ line: HistoryWriter.Line, at now: Timepoint) -> Bool {
    !line.isWrong && model.takes(line.statement, at: now.milliseconds)
  }
}
