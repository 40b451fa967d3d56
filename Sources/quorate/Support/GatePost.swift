internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import TransparencyLog

/// A gate as the command line keeps it: pinned to a DAO, with a copy of the log that it verified itself.
///
/// Everything that goes wrong once the command line has been read is an answer, and never one that allows.
struct GatePost {
  let dao: Digest
  let environment: String
  let audience: Audience?
  let configuration: GateConfiguration?
  let isShadow: Bool
  let place: GateSource.Place
  /// The folder of orders, if there is one.
  let orders: String?
  private let staleAfter: Span?
  let policy: WitnessPolicy?
  private let at: Timepoint?
  let state: String
  private let options: GlobalOptions

  /// An answer, and what it rests on; the latter is `nil` where nothing was verified.
  typealias Finding = (decision: GateDecision, sight: GateSight?)

  /// - Parameter environment: The one asked about; it must be the gate's own, which comes from its file if it has one.
  init(_ gate: GateOptions, environment: String?, _ options: GlobalOptions) throws {
    let file = try gate.file()
    self.options = options
    configuration = file?.configuration
    self.environment = try Self.environment(environment, configuration)
    audience = try gate.audience(configuration)
    staleAfter = try gate.staleAfter(configuration)
    at = try gate.instant()
    isShadow = gate.shadow || configuration?.isShadow == true
    policy = try gate.policy.map { try Audits.policy($0) }
    func beside(_ path: String) -> String {
      path.hasPrefix("/") ? path : "\(file?.folder ?? ".")/\(path)"
    }
    let from = gate.from ?? configuration?.log.map(beside)
    place = try from.map { try GateSource.Place($0, options) } ?? .workspace(options)
    dao = try Self.dao(gate, configuration, place)
    if let set = configuration?.orders, let named = gate.orders, named != beside(set) {
      throw Failure(
        .usage, "gate.orders", "the gate's file says where orders are: \(Format.safe(set))",
        hint: "leave out --orders, or put the order there")
    }
    if policy != nil, case .workspace = place {
      throw Failure(
        .usage, "usage", "--policy is for published logs and bundles: a workspace is its operator's own",
        hint: "quorate log publish DIR, and the same with --from DIR")
    }
    orders = try gate.orders ?? configuration?.orders.map(beside) ?? place.orders()
    state = gate.state ?? Session.home + "/gates"
  }

  private static func environment(_ text: String?, _ configuration: GateConfiguration?) throws -> String {
    guard let configuration else {
      guard let text else {
        throw Failure(
          .usage, "gate.environment", "which environment? Name it, or give the gate's file with --config")
      }
      guard PlainName.isSound(text) else {
        throw Failure(.usage, "gate.environment", "\(Format.safe(text)) is not the name of an environment")
      }
      return text
    }
    guard let text, !configuration.guards(text) else { return configuration.environment }
    throw Failure(
      .usage, "gate.environment",
      "this gate guards \(configuration.environment), and nothing is said about \(Format.safe(text))")
  }

  private static func dao(
    _ gate: GateOptions, _ configuration: GateConfiguration?, _ place: GateSource.Place
  ) throws -> Digest {
    let named = [try gate.pin.map(Audits.pin), configuration?.dao].compactMap { $0 }
    guard let first = named.first else {
      guard let pinned = try place.pinned() else {
        throw Failure(
          .usage, "pin.missing", "whose decisions count? A log can call itself anything",
          hint: "the same command with --pin 0x…, or with the gate's file")
      }
      return pinned
    }
    guard named.allSatisfy({ $0 == first }) else {
      throw Failure(.usage, "pin.differs", "--pin names another DAO than the gate's file")
    }
    return first
  }

  // MARK: Asking

  /// Follows the log and asks one question.
  func ask(_ request: GateRequest) async -> Finding {
    await visit(or: request) { counter in try counter.ask(request) }
  }

  /// The gate at one instant, after it has followed its log.
  struct Counter {
    let now: Timepoint
    let sight: GateSight
    fileprivate let house: Gatehouse<SQLiteLogStore, DocumentMemory, Secp256k1Verifier>
    fileprivate let knowledge: GateKnowledge
    /// Whether the instant was asked for, so that it may lie before the newest entry.
    fileprivate let isAsOf: Bool

    /// The answer to one question.
    func ask(_ request: GateRequest) throws -> GateDecision {
      isAsOf && now < sight.newest
        ? try house.ask(request, asOf: now) : try house.ask(request, knowing: knowledge, at: now)
    }
  }

  /// Follows the log and asks; every failure on the way is an answer that denies.
  func visit(or request: GateRequest, _ ask: (Counter) throws -> GateDecision) async -> Finding {
    var sight: GateSight?
    do {
      let counter = try await open()
      sight = counter.sight
      return (try ask(counter), sight)
    } catch {
      let words = (error as? Failure)?.message ?? (error as? any CodedRefusal)?.message ?? "\(error)"
      return (
        GateDecision(Self.code(of: error), Format.safe(words), request, at: clock), sight
      )
    }
  }

  /// The instant for answers that nothing was verified for.
  private var clock: Timepoint {
    if let at { return at }
    let clock = (try? place.open())?.clock
    return (try? clock?.now()) ?? SystemClock().now()
  }

  private static func code(of error: any Error) -> GateCode {
    switch error {
    case is GateClockRefusal: .clock
    case let failure as Failure: failure.status == .badEvidence ? .invalid : .missing
    default: GateCode(refusing: error)
    }
  }

  /// Follows the log.
  func open() async throws -> Counter {
    let source = try place.open()
    let house = try await house(over: source)
    let sight = try house.follow(source.log, policy: policy)
    let now = try now(source, house)
    let held = try orders.map { try OrderFolder(path: $0).orders(to: dao, verifier: house.verifier) } ?? []
    let live = source.isLive && policy == nil ? try source.clock?.now() : nil
    return Counter(
      now: now, sight: sight, house: house,
      knowledge: sight.knowledge(orders: held, staleAfter: staleAfter, live: live), isAsOf: at != nil)
  }

  // MARK: Standing

  static let unfiled = Failure(
    .usage, "gate.config", "a gate that serves needs its file", hint: "quorate gate serve --config gate.yaml")

  /// The gate's file with what the command line adds to it, for a gate that is left running.
  func standing() throws -> GateConfiguration {
    guard let configuration else { throw Self.unfiled }
    return configuration.with(audience: audience, staleAfter: staleAfter, isShadow: isShadow)
  }

  /// The gate's own copy of the log, and what it needs to follow it.
  func house(over source: GateSource) async throws -> Gatehouse<
    SQLiteLogStore, DocumentMemory, Secp256k1Verifier
  > {
    let verifier = Secp256k1Verifier()
    return Gatehouse(
      mirror: try await mirror(source.documents), documents: source.documents, verifier: verifier,
      curves: LogCurves(verifier),
      dao: dao)
  }

  /// The clock of the workspace, if the log is that of one at hand, else the machine's.
  func clock(of source: GateSource) -> any TimeSource {
    if let clock = source.clock { return clock }
    if let session = try? Session(options), session.dao.id == dao { return session.chamber.clock }
    return SystemClock()
  }

  /// The gate's own copy, one file for each DAO. What an older program wrote is written anew from its entries.
  private func mirror(_ documents: DocumentMemory) async throws -> SQLiteLogStore {
    try DurableFile.makeFolder(state, mode: 0o700)
    let store = try SQLiteLogStore(
      path: "\(state)/\(dao.description.dropFirst(2)).sqlite", isNew: true, takesOlder: true)
    if store.isOlder {
      try await OlderLog(store: store, dao: dao, isOwn: false).upgrade(documents: documents)
    }
    return store
  }

  /// The instant of `--at`, else that of the DAO's clock: the machine's, unless it is a rehearsal.
  private func now(
    _ source: GateSource, _ house: Gatehouse<SQLiteLogStore, DocumentMemory, Secp256k1Verifier>
  ) throws -> Timepoint {
    if let at { return at }
    if let clock = source.clock { return try clock.now() }
    guard try house.read({ try $0.dao()?.clock }) == .simulated else { return SystemClock().now() }
    if let session = try? Session(options), session.dao.id == dao { return try session.now() }
    throw GateClockRefusal()
  }
}

/// A rehearsal's log without the clock that goes with it.
struct GateClockRefusal: CodedRefusal {
  var code: String { "gate.clock" }
  var message: String {
    "the DAO's clock is simulated: it is a rehearsal, and only --at says what time it is"
  }
}
