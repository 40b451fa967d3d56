internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog

/// `quorate init`.
struct Initialize: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Found a DAO: its charter, its log, its keys.",
    discussion: """
      quorate key create alice
      quorate init helios --name "Helios Labs" --founder alice

      Writes charter.yaml from a preset, makes the log's keys, and has every founder sign entry 0. The founders
      become registrar and council; edit charter.yaml before `init` with --charter FILE for anything else.

      The log commits to the keys it may change to: keys made here, in .quorate/log-keys.next.json, or those of
      `quorate log key prepare`, kept where whoever steals the others does not find them.

      With --witnesses POLICY what a charter of a preset decides goes by their time, not by the operator's clock.
      """)

  @Argument(help: "The folder of the new workspace.") var folder = "."
  @Option(help: "The name of the DAO.") var name: String?
  @Option(help: "The preset the charter is expanded from (default: ai-safety).") var preset: String?
  @Option(help: "A charter of your own instead of a preset.") var charter: String?
  @Option(help: "A witness policy (C2SP tlog-policy) that the charter names.") var witnesses: String?
  @Flag(help: "Found it without witnesses although the preset asks for them.") var unwitnessed = false
  @Option(help: "A founder's key; may stand several times (default: your default key).") var founder:
    [String] = []
  @Option(help: "What the token is called.") var symbol = "tokens"
  @Option(help: "How many digits of the token's smallest unit stand behind the point.") var decimals = 0
  @Option(help: "The host the log will be published under.") var host = "localhost"
  @Option(
    name: .customLong("next-log-keys"),
    help:
      "The commitment to the keys that may follow the log's first ones, or their file (default: made here).")
  var nextLogKeys: String?
  @Option(
    help: "Who may recover lost keys of the log: an address or a key of yours; may stand several times.")
  var recoverer: [String] = []
  @Option(name: .customLong("recovery-needs"), help: "How many of them it takes (default: more than half).")
  var recoveryNeeds: Int?
  @Option(
    name: .customLong("recovery-delay"), help: "How long the keys in force can cancel that (default: 7d).")
  var recoveryDelay: String?
  @Flag(name: .customLong("fixed-log-keys"), help: "The log's keys can never be changed.") var fixedLogKeys =
    false
  @Option(
    name: .customLong("simulated-clock"),
    help: "A rehearsal: time stands still at this instant and is moved with `quorate clock`.")
  var simulatedClock: String?
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let founders = try founderKeys()
    let bytes = try charterBytes(founders: founders.map(\.account).sorted())
    let charter = try CharterDocument.parse(bytes)
    try checkWitnesses(charter)
    guard Genesis.isHost(host) else {
      throw Failure(.badInput, "genesis.host", "a host is lower-case letters, digits, dots and hyphens")
    }
    let layout = WorkspaceLayout(root: URL(filePath: folder).standardizedFileURL.path)
    let now = try startingInstant()
    let random = SystemRandomness()
    let (keys, next) = (LogKeyFiles.make(), try nextKeys())
    let genesis = Genesis(
      name: charter.name, host: host, random: Digest(random.bytes(32)) ?? .zero, charterHash: charter.hash,
      logEd25519: try Ed25519.publicKey(of: keys.ed25519),
      logSecp256k1: try Secp256k1SecretKey(keys.secp256k1).xOnlyPublicKey,
      founders: founders.map(\.account).sorted(), clock: simulatedClock == nil ? .system : .simulated,
      createdAt: now, keyPlan: try next.commitment.map(plan))
    var signatures: [AccountKey: RecoverableSignature] = [:]
    for founder in founders { signatures[founder.account] = try founder.sign(genesis.message.digest) }
    let place = try FoundingPlace(layout)
    defer { withExtendedLifetime(place) {} }
    do {
      try next.made?.write(to: layout.nextLogKeys)
      try await write(genesis, signatures, charter: bytes, keys, in: layout)
    } catch {
      place.undo()
      throw error
    }
    return try report(genesis, charter, layout)
  }

  private func write(
    _ genesis: Genesis, _ signatures: [AccountKey: RecoverableSignature], charter bytes: [UInt8],
    _ keys: LogKeyFile,
    in layout: WorkspaceLayout
  ) async throws {
    let documents = DocumentFolder(folder: layout.documents)
    try documents.keep(bytes)
    if let policy = try witnesses.map(Audits.policy) {
      try documents.keep(policy.bytes)
      try DurableFile.write(policy.bytes, to: layout.witnesses)
    }
    try keys.write(to: layout.logKeys)
    if genesis.clock == .simulated { try SimulatedClock(path: layout.clock).set(genesis.createdAt) }
    let chamber = DAOChamber(
      store: try SQLiteLogStore(path: layout.log, isNew: true), documents: documents,
      verifier: Secp256k1Verifier(), signers: try LogSigners.load(layout, origin: genesis.origin),
      clock: FixedClock(genesis.createdAt))
    _ = try await chamber.found(genesis, signatures: signatures)
    try DurableFile.write(bytes, to: layout.charter)
    let ignore = layout.root + "/.gitignore"
    if try !FilePresence.isThere(ignore) {
      try DurableFile.write(
        Array("# The log's secret keys and the log itself.\n.quorate/\n".utf8), to: ignore)
    }
    try DurableFile.write(Array((genesis.daoID.description + "\n").utf8), to: layout.pin)
    // What this machine has signed it knows from the first entry on.
    var options = options
    options.workspace = layout.root
    try SignedLog(try Session(options)).note()
  }

  /// The policy that a charter names must be at hand; and witnesses have clocks of their own, so that a rehearsal has none.
  private func checkWitnesses(_ charter: Charter) throws {
    guard let named = charter.witnesses?.policy else { return }
    guard simulatedClock == nil else {
      throw Failure(
        .usage, "witness.rehearsal",
        "witnesses go by real time, so a DAO with a simulated clock cannot have any",
        hint: "leave out --simulated-clock, or the witnesses")
    }
    guard try witnesses.map(Audits.policy)?.hash == named else {
      throw Failure(
        .usage, "witness.policyMissing",
        witnesses == nil
          ? "the charter names witnesses, by the policy \(named), which is not here"
          : "the charter names another policy of witnesses: \(named)",
        hint: "--witnesses POLICY, the file with that SHA-256")
    }
  }

  /// The plan that commits to a pair.
  private func plan(_ next: CanonicalEncoding.Digest) throws -> LogKeyPlan {
    guard !recoverer.isEmpty else {
      guard recoveryNeeds == nil, recoveryDelay == nil else {
        throw Failure(.usage, "usage", "--recovery-needs and --recovery-delay go with --recoverer")
      }
      return LogKeyPlan(next: next)
    }
    let accounts = try recoverer.map { try Session.account($0) }.sorted()
    let plan = LogKeyPlan(
      next: next, recoverers: accounts, needs: UInt64(max(0, recoveryNeeds ?? accounts.count / 2 + 1)),
      delay: try TimeArgument.span(recoveryDelay ?? "7d"))
    guard plan.isSound else { throw LogKeyRefusal.plan }
    return plan
  }

  /// What the log commits to, and the secret keys behind that where they are made here.
  private func nextKeys() throws -> (commitment: CanonicalEncoding.Digest?, made: LogKeyFile?) {
    guard !fixedLogKeys else {
      guard nextLogKeys == nil, recoverer.isEmpty, recoveryNeeds == nil, recoveryDelay == nil else {
        throw Failure(
          .usage, "usage",
          "keys that stay for ever are not followed or recovered: --fixed-log-keys goes without --next-log-keys, "
            + "--recoverer, --recovery-needs and --recovery-delay")
      }
      return (nil, nil)
    }
    if let nextLogKeys { return (try LogKeyFiles.commitment(nextLogKeys), nil) }
    let made = LogKeyFiles.make()
    return (try LogKeyFiles.pair(of: made).commitment, made)
  }

  private func startingInstant() throws -> Timepoint {
    guard let text = simulatedClock else { return SystemClock().now() }
    return try TimeArgument.instant(text)
  }

  private func founderKeys() throws -> [Secp256k1SecretKey] {
    let names = founder.isEmpty ? [try Session.keyName(options)] : founder
    guard Set(names).count == names.count else {
      throw Failure(.usage, "genesis.founders", "a founder stands twice")
    }
    return try names.map { try Session.unlock($0, options) }
  }

  private func charterBytes(founders: [AccountKey]) throws -> [UInt8] {
    if let path = charter {
      guard name == nil, preset == nil, symbol == "tokens", decimals == 0 else {
        throw Failure(
          .usage, "usage",
          "a charter of your own has its name and its units in it; leave out --name, --preset, --symbol and --decimals"
        )
      }
      return try Files.read(path)
    }
    let wanted = preset ?? Preset.standard
    guard let preset = Preset.named(wanted) else {
      throw Failure(
        .notFound, "preset.unknown", "there is no preset \"\(Format.safe(wanted))\"",
        hint: "quorate charter presets")
    }
    let name = name ?? URL(filePath: folder).standardizedFileURL.lastPathComponent
    let policy = try witnesses.map(Audits.policy)
    let bytes = preset.expanded(
      name: name, founders: founders, symbol: symbol, decimals: decimals, policy: policy?.hash)
    guard let policy, !preset.demandsWitnesses else {
      guard !preset.demandsWitnesses || policy != nil || unwitnessed || simulatedClock != nil else {
        throw Failure(
          .usage, "witness.demanded",
          "what \(preset.name) decides must not rest on one operator's clock, so it asks for witnesses",
          hint:
            "--witnesses POLICY; or --unwitnessed, and every outcome says so; or --preset token-majority, "
            + "one house and no council")
      }
      return bytes
    }
    return Preset.witnessed(
      bytes, policy: policy.hash, kinds: Array(try CharterDocument.parse(bytes).kinds.keys))
  }

  private func report(_ genesis: Genesis, _ charter: Charter, _ layout: WorkspaceLayout) throws -> Answer {
    let vkeys = try LogKeyChain(genesis).latest.keys.map(\.description)
    var text = "Founded \(Format.safe(genesis.name)) in \(layout.root)\n"
    text += "  DAO      \(genesis.daoID)\n"
    text += "  charter  \(charter.hash)  (charter.yaml)\n"
    text += "  founders \(genesis.founders.map(\.display).joined(separator: ", "))\n"
    text += "  log keys \(vkeys[0])\n           \(vkeys[1])\n"
    if try FilePresence.isThere(layout.nextLogKeys) {
      text += "  next     .quorate/log-keys.next.json: keep it elsewhere, for the day these are stolen\n"
    }
    if let policy = charter.witnesses?.policy {
      text += "  witness  policy \(policy); each of them:  quorate witness trust DIR '\(vkeys[0])'\n"
    }
    text += "Next:  quorate member import FILE   ·   quorate proposal draft TITLE"
    let rehearsal =
      genesis.clock == .simulated
      ? [Answer.Warning(code: "W001", message: "simulated clock: this DAO is a rehearsal")] : []
    let notes = try witnesses.map { WitnessWords.warnings(try Audits.policy($0)) } ?? []
    return Answer(
      schema: "quorate.init/1",
      data: .members([
        "charter": .string(charter.hash.description), "dao": .string(genesis.daoID.description),
        "founders": .array(genesis.founders.map { .string($0.display) }),
        "logKeys": .array(vkeys.map { .string($0) }),
        "name": .string(genesis.name), "origin": .string(genesis.origin), "path": .string(layout.root),
      ]),
      text: text, brief: genesis.daoID.description,
      warnings: rehearsal + notes)
  }
}

/// Files named on the command line.
enum Files {
  /// The content of a file, or of standard input for `-`.
  static func read(_ path: String, limit: Int = 1 << 30) throws -> [UInt8] {
    if path == "-" { return try DurableFile.read(descriptor: 0, limit: limit) }
    guard try FilePresence.isThere(path) else {
      throw Failure(.notFound, "file.missing", "there is no file \(Format.safe(path))")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(
        .failure, "file.unreadable", "\(Format.safe(path)) cannot be read; is it a file, and yours to read?")
    }
    guard data.count <= limit else {
      throw Failure(.badInput, "file.tooLarge", "\(path) is larger than \(limit) bytes")
    }
    return [UInt8](data)
  }

  /// The content of a file of text: one that holds a zero byte is none, and is not taken apart.
  static func text(_ path: String, limit: Int = 1 << 30) throws -> [UInt8] {
    let bytes = try read(path, limit: limit)
    guard !bytes.contains(0) else {
      throw Failure(.badInput, "file.notText", "\(Format.safe(path)) is no text: it holds a zero byte")
    }
    return bytes
  }
}
