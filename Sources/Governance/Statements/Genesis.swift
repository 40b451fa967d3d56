public import CanonicalEncoding
public import Signing

/// Founds a DAO. Its hash is the DAO's identity, and every founder signs it.
public struct Genesis: Hashable, Sendable {
  /// Where the DAO's time comes from.
  public enum Clock: String, Sendable {
    /// The operator's clock.
    case system
    /// A clock moved by hand, for rehearsals and tests. Every report says so.
    case simulated
  }

  /// The DAO's name.
  public let name: String
  /// The host its log is published under.
  public let host: String
  /// Thirty-two random bytes, so that two DAOs founded alike still differ.
  public let random: Digest
  /// SHA-256 of the charter's YAML bytes.
  public let charterHash: Digest
  /// The log's raw Ed25519 key, 32 bytes.
  public let logEd25519: [UInt8]
  /// The log's x-only secp256k1 key, 32 bytes.
  public let logSecp256k1: [UInt8]
  /// Who founds it, in order of accounts.
  public let founders: [AccountKey]
  /// The clock that counts.
  public let clock: Clock
  /// When it was founded.
  public let createdAt: Timepoint
  /// How the log's keys may change; `nil` where they stay for ever.
  public let keyPlan: LogKeyPlan?

  package init(
    name: String, host: String, random: Digest, charterHash: Digest, logEd25519: [UInt8],
    logSecp256k1: [UInt8],
    founders: [AccountKey], clock: Clock, createdAt: Timepoint, keyPlan: LogKeyPlan? = nil
  ) {
    self.name = name
    self.host = host
    self.random = random
    self.charterHash = charterHash
    self.logEd25519 = logEd25519
    self.logSecp256k1 = logSecp256k1
    self.founders = founders
    self.clock = clock
    self.createdAt = createdAt
    self.keyPlan = keyPlan
  }

  private static let tag = DomainTag("quorate/dao/v1")

  /// The DAO's identity: the tagged hash of the genesis in its log form.
  public var daoID: Digest { Self.tag.digest(json.canonicalBytes) }

  /// The name of the DAO's log: the host, a path, and the identity.
  public var origin: String { "\(host)/quorate/\(daoID.description.dropFirst(2))" }

  /// Whether the name of a log is that of a DAO's: it ends with the DAO's identity, so that no log of another has it.
  package static func isOrigin(_ name: String, of dao: Digest) -> Bool {
    name.utf8.suffix(65).elementsEqual("/\(dao.description.dropFirst(2))".utf8)
  }
}

extension Genesis {
  private static let fields: [StatementField] = [
    .init("name", "dao", .text), .init("host", "host", .text), .init("random", "random", .digest),
    .init("charter_hash", "charterHash", .digest), .init("log_ed25519", "logEd25519", .bytes),
    .init("log_secp256k1", "logSecp256k1", .bytes), .init("founders", "founders", .accounts),
    .init("clock", "clock", .text), .init("created_at", "createdAt", .integer),
  ]

  /// The fields of a genesis whose log keeps its keys for ever.
  package static let schema = StatementSchema(.genesis, named: "Genesis", fields: fields)
  /// The fields of a genesis that says how the log's keys may change.
  package static let plannedSchema = StatementSchema(
    .genesis, named: "Genesis", fields: fields + LogKeyPlan.fields)

  /// The fields it has: a DAO founded without a plan has the identity it always had.
  package var schema: StatementSchema { keyPlan == nil ? Self.schema : Self.plannedSchema }

  /// The log form.
  package var json: JSONValue { schema.json(values) }

  package var values: [FieldValue] {
    [
      .text(name), .text(host), .digest(random), .digest(charterHash), .bytes(logEd25519),
      .bytes(logSecp256k1),
      .accounts(founders), .text(clock.rawValue), .integer(createdAt.milliseconds),
    ] + (keyPlan?.values ?? [])
  }

  /// Reads a log form; `nil` where its fields read and are none of a genesis.
  package init?(parsing value: JSONValue) throws(JSONRefusal) {
    let isPlanned = value.object?[LogKeyPlan.fields[0].key] != nil
    self.init(values: try (isPlanned ? Self.plannedSchema : Self.schema).parse(value))
  }

  package init?(values: [FieldValue]) {
    guard values.count >= Self.fields.count,
      case .text(let name) = values[0], case .text(let host) = values[1],
      case .digest(let random) = values[2],
      case .digest(let charterHash) = values[3], case .bytes(let ed25519) = values[4], ed25519.count == 32,
      case .bytes(let secp256k1) = values[5], secp256k1.count == 32, case .accounts(let founders) = values[6],
      case .text(let word) = values[7], let clock = Clock(rawValue: word),
      case .integer(let created) = values[8]
    else { return nil }
    let rest = Array(values.dropFirst(Self.fields.count))
    let plan = rest.isEmpty ? nil : LogKeyPlan(values: rest)
    guard rest.isEmpty || plan != nil else { return nil }
    self.init(
      name: name, host: host, random: random, charterHash: charterHash, logEd25519: ed25519,
      logSecp256k1: secp256k1, founders: founders, clock: clock, createdAt: Timepoint(milliseconds: created),
      keyPlan: plan)
  }

  /// What every founder signs.
  package var message: TypedMessage {
    TypedMessage(type: schema.typed, domain: Statement.domain(of: daoID), values: values.map(\.typed))
  }

  /// Whether the host can stand in a log's origin: letters, digits, dots and hyphens.
  package static func isHost(_ text: String) -> Bool {
    1...200 ~= text.utf8.count
      && text.utf8.allSatisfy { 0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2e || $0 == 0x2d }
  }
}
