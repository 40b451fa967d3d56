internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog

typealias DAOChamber = Chamber<SQLiteLogStore, DocumentFolder, Secp256k1Verifier>
typealias DAOView = LedgerView<SQLiteRecords, DocumentFolder>

/// A workspace that a command has opened.
struct Session {
  let options: GlobalOptions
  let layout: WorkspaceLayout
  let documents: DocumentFolder
  let store: SQLiteLogStore
  let chamber: DAOChamber
  let dao: DAORecord

  /// Opens the workspace of the flags, or the one found upwards from here.
  init(_ options: GlobalOptions) throws {
    self.options = options
    layout = try Self.layout(options)
    documents = DocumentFolder(folder: layout.documents)
    store = try SQLiteLogStore(path: layout.log)
    let (store, documents) = (store, documents)
    let founded = try store.read { try DAOView(records: $0, documents: documents).dao() }
    guard let founded else { throw AdmissionRefusal.notFounded }
    dao = founded
    chamber = DAOChamber(
      store: store, documents: documents, verifier: Secp256k1Verifier(), signers: [],
      clock: Self.clock(of: founded, layout))
    let pin =
      try FilePresence.content(of: layout.pin).map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard pin.filter({ !$0.isWhitespace }) == dao.id.description else {
      throw Failure(
        .badEvidence, "log.otherDAO",
        "the log belongs to \(dao.id.short), not to the DAO this workspace is pinned to")
    }
  }

  static func layout(_ options: GlobalOptions) throws -> WorkspaceLayout {
    let named = options.workspace ?? ProcessInfo.processInfo.environment["QUORATE_DAO"]
    let found =
      try named.map { WorkspaceLayout(root: $0) }
      ?? WorkspaceLayout.discover(from: FileManager.default.currentDirectoryPath)
    guard let found, try found.isFounded() else {
      throw Failure(
        .notFound, "workspace.missing",
        "there is no workspace \(named.map { "at \($0)" } ?? "here or above")",
        hint: "-C DIR for one that is elsewhere; quorate init DIR founds a new one")
    }
    return found
  }

  /// The clock the genesis names: a rehearsal never falls back to the system's.
  private static func clock(of dao: DAORecord, _ layout: WorkspaceLayout) -> any TimeSource {
    dao.clock == .simulated ? SimulatedClock(path: layout.clock) : SystemClock()
  }

  /// The same chamber with the log's keys: for commands that write.
  ///
  /// - Parameter isChecked: Whether it was asked what the log has signed. Otherwise that is done now: a log that was
  ///   set back is not written to.
  func writing(isChecked: Bool = false) async throws -> DAOChamber {
    let signed = SignedLog(self)
    if !isChecked { try await signed.check() }
    guard try FilePresence.isThere(layout.logKeys) else {
      throw Failure(
        .notAllowed, "storage.noKey", "this workspace does not hold the log's keys, so it cannot append")
    }
    return DAOChamber(
      store: store, documents: documents, verifier: Secp256k1Verifier(),
      signers: try LogSigners.load(layout, origin: dao.origin), clock: chamber.clock,
      beforeSigning: signed.remembering)
  }

  /// The keys that sign the log: those of the genesis of the pinned DAO, and what the log made of them.
  ///
  /// The entries named by the state must lead to exactly what is stored, each of them signed by whom it takes. That there
  /// is no further one, and that none of these was cancelled or without effect, is the store's word, as all its state is:
  /// an audit recomputes it.
  func logKeys() throws -> LogKeyChain {
    guard let first = try store.entries(from: 0, limit: 1).first,
      case .genesis(let genesis) = try UnverifiedEntry(parsing: first.bytes).content, genesis.daoID == dao.id
    else { throw Failure(.badEvidence, "log.genesis", "entry 0 is not the genesis of the pinned DAO") }
    let stored = try chamber.read { try $0.logKeys() }
    var proven = try LogKeyChain(genesis)
    let changes: [UInt64?] = stored?.periods.dropFirst().flatMap { [$0.recoveredBy, $0.index] } ?? []
    for index in (changes + [stored?.pending?.index]).compactMap(\.self) { try follow(index, &proven) }
    guard stored == proven || stored == nil && proven.isFixed else { throw Self.otherKeys }
    return proven
  }

  private static var otherKeys: Failure {
    Failure(
      .badEvidence, "record.unreadable", "the stored keys of the log are not those of its entries")
  }

  /// Takes in what one entry says of the log's keys.
  private func follow(_ index: UInt64, _ chain: inout LogKeyChain) throws {
    guard let entry = try store.entries(from: index, limit: 1).first, entry.index == index else {
      throw Self.otherKeys
    }
    let read = try UnverifiedEntry(parsing: entry.bytes)
    guard case .logKeys(let act) = read.content else { throw Self.otherKeys }
    let verifier = Secp256k1Verifier()
    try act.requireSignatures(with: verifier, curves: LogCurves(verifier))
    try chain.append(act, at: index, received: read.received)
  }

  /// The keys that the DAO has registered for releases and that count at an instant.
  func releaseKeys(at now: Timepoint) throws -> [AttestationKey] {
    try chamber.read { view in
      try view.releaseKeys().filter { $0.counts(at: now) }.map { try AttestationKey(spki: $0.key.spki) }
    }
  }

  /// The instant it is, or the one of `--at`.
  func now(_ instant: InstantOptions? = nil) throws -> Timepoint {
    guard let text = instant?.at else { return try chamber.clock.now() }
    return try TimeArgument.instant(text)
  }

  /// Warnings every answer of this workspace carries.
  var warnings: [Answer.Warning] {
    let rehearsal =
      dao.clock == .simulated
      ? [Answer.Warning(code: "W001", message: "simulated clock: this DAO is a rehearsal")] : []
    return rehearsal + Pauses.warnings(self) + Pauses.doubts(self)
  }

  /// The same, and that an instant asked about is yet to come: what is said of it holds only if nothing else happens.
  func warnings(asOf instant: InstantOptions) -> [Answer.Warning] {
    guard let asked = try? now(instant), let present = try? now(), asked > present else { return warnings }
    let words =
      "\(asked.sentence) is yet to come: this is what it would be if nothing else happened until then"
    return warnings + [Answer.Warning(code: "W025", message: words, isUrgent: true)]
  }

  /// SHA-256 of the charter in force now.
  func charterHash() throws -> Digest {
    let now = try now()
    return try chamber.read { try $0.charterHash(at: now) }
  }

  /// The bytes of the charter in force.
  /// - Throws: `document.missing`.
  func charterBytes() throws -> [UInt8] {
    let hash = try charterHash()
    guard let bytes = documents.bytes(hash) else {
      throw Failure(
        .badEvidence, "document.missing", "the charter in force (\(hash)) is missing or altered")
    }
    return bytes
  }

  /// The charter in force, or `nil` where it cannot be read.
  var charter: Charter? { (try? charterHash()).flatMap { try? documents.charter($0) } }

  /// How the power of a house is written, by the charter in force.
  func unit(ofHouse name: String) -> AssetUnit {
    charter?.unit(ofHouse: name) ?? .plain
  }

  /// How amounts of an asset are written, by the charter in force.
  func unit(ofAsset name: String) -> AssetUnit { charter?.assets[name] ?? .plain }

  // MARK: Finding things

  /// The proposal of `P-0007`, `7`, or the identity or a unique beginning of it.
  func proposal(_ text: String, in view: DAOView) throws -> ProposalRecord { try view.proposal(named: text) }

  /// The account of a key's name or of an address.
  func account(_ text: String) throws -> AccountKey { try Self.account(text) }

  /// The same where there need not be a workspace.
  static func account(_ text: String) throws -> AccountKey {
    if KeyFolder.isName(text), let entry = try? Self.keys.entry(text) { return entry.account }
    return try AccountKey(reading: text)
  }

  /// The user's keys.
  static var keys: KeyFolder { KeyFolder(folder: home + "/keys") }

  /// Where the program keeps what is the user's own: keys, and what was accepted of logs.
  static var home: String {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["QUORATE_CONFIG_DIR"] { return folder }
    let data = environment["XDG_DATA_HOME"] ?? (environment["HOME"] ?? ".") + "/.local/share"
    return data + "/quorate"
  }

  /// The name of the key to sign with.
  static func keyName(_ options: GlobalOptions) throws -> String {
    let named = options.key ?? ProcessInfo.processInfo.environment["QUORATE_KEY"]
    let name = try named ?? keys.defaultName()
    guard let name else {
      throw Failure(.notAllowed, "key.none", "there is no key to sign with", hint: "quorate key create NAME")
    }
    return name
  }

  /// Opens a key with its passphrase.
  static func unlock(_ name: String, _ options: GlobalOptions) throws -> Secp256k1SecretKey {
    let keystore = try keys.keystore(name)
    let secret = try KeystoreV3.open(keystore, passphrase: try Passphrase.existing(options, for: name))
    return try Secp256k1SecretKey(secret, randomness: SystemRandomness().bytes(32))
  }
}

extension LedgerView {
  /// The proposal of `P-0007`, `7`, or the identity or a unique beginning of it.
  func proposal(named text: String) throws -> ProposalRecord {
    let plain = text.lowercased()
    if plain.hasPrefix("0x"), plain.utf8.count >= 10 {
      let matches = try proposals().filter { $0.id.description.hasPrefix(plain) }
      guard matches.count <= 1 else {
        throw Failure(.badInput, "id.ambiguous", "\(text) is the beginning of \(matches.count) proposals")
      }
      if let match = matches.first { return match }
    } else {
      let digits =
        plain.hasPrefix("p-") ? plain.dropFirst(2) : plain.hasPrefix("p") ? plain.dropFirst(1) : plain[...]
      if let number = UInt64(digits), let match = try proposal(number: number) { return match }
    }
    throw Failure(
      .notFound, "proposal.unknown", "there is no proposal \(Format.safe(text))",
      hint: "quorate proposal list")
  }
}

/// The keys of a log as signers of its checkpoints.
enum LogSigners {
  /// The signers of whatever keys are here, which may be none: also of the next ones, so that a change of keys that was
  /// interrupted can go on.
  static func load(_ layout: WorkspaceLayout, origin: String) throws -> [any NoteSigner] {
    try [layout.logKeys, layout.nextLogKeys].filter { try FilePresence.isThere($0) }
      .flatMap { try signers(try LogKeyFile(path: $0), origin: origin) }
  }

  /// Ed25519 first, then BIP-340: the order of the lines.
  static func signers(_ keys: LogKeyFile, origin: String) throws -> [any NoteSigner] {
    [
      try Ed25519NoteSigner(name: origin, seed: keys.ed25519),
      try SchnorrNoteSigner(name: origin, secret: keys.secp256k1),
    ]
  }
}
