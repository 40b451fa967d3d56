package import CanonicalEncoding
package import Governance

/// What a gate is told by whoever runs it: whose decisions it keeps to, where it stands, and how strict it is.
///
/// Where it stands comes from here and never from a request: whoever asks could otherwise ask for the place that is
/// open.
package struct GateConfiguration: Hashable, Sendable {
  /// What words that nobody proved are good for, such as an annotation that names a model.
  package enum Claims: String, CaseIterable, Sendable {
    /// Nothing.
    case deny
    /// As good as a proof: whoever can write them is trusted.
    case accept
  }

  /// What is answered about a workload that names no model.
  package enum Unnamed: String, CaseIterable, Sendable {
    /// No: where models run, everything says which it is.
    case deny
    /// Yes, with a warning.
    case allow
  }

  /// Which updates of what runs are let through without an approval that holds.
  package enum Updates: String, CaseIterable, Sendable {
    /// Those that only take something away.
    case shrinking
    /// Also those that change neither models nor images, after the approval has expired.
    case unchanged
  }

  /// The DAO it is pinned to.
  package let dao: Digest
  /// The environment it guards.
  package let environment: String
  /// What other systems call that environment.
  package let aliases: [String]
  /// Whom the environment serves; `nil` for nobody knows.
  package let audience: Audience?
  /// How old what it knows may be, if it is stricter than the charter.
  package let staleAfter: Span?
  /// Whether it only says what it would have answered.
  package let isShadow: Bool
  package let claims: Claims
  package let unnamed: Unnamed
  package let updates: Updates
  /// What runs beside the weights, as far as whoever runs the gate vouches for it.
  package let runtime: [String: Digest]
  /// The published log or workspace it follows, as a path beside the file.
  package let log: String?
  /// The folder in which it finds signed orders, as a path beside the file.
  package let orders: String?

  /// A configuration with these parts.
  package init(
    dao: Digest, environment: String, aliases: [String] = [], audience: Audience? = nil,
    staleAfter: Span? = nil, isShadow: Bool = false, claims: Claims = .deny, unnamed: Unnamed = .deny,
    updates: Updates = .shrinking, runtime: [String: Digest] = [:], log: String? = nil,
    orders: String? = nil
  ) {
    self.dao = dao
    self.environment = environment
    self.aliases = aliases
    self.audience = audience
    self.staleAfter = staleAfter
    self.isShadow = isShadow
    self.claims = claims
    self.unnamed = unnamed
    self.updates = updates
    self.runtime = runtime
    self.log = log
    self.orders = orders
  }

  private static let format = "quorate.gate/1"

  /// Reads the values of a `gate.yaml`.
  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the gate's file")
    guard try fields.string("format") == Self.format else { throw fields.unexpected("format", Self.format) }
    dao = try fields.digest("dao")
    environment = try fields.plainName("environment")
    aliases = try fields.aliases("aliases")
    audience = fields.contains("audience") ? try fields.word("audience") : nil
    staleAfter = try fields.staleness("stale_after")
    isShadow = try fields.truth("shadow")
    claims = fields.contains("claims") ? try fields.word("claims") : .deny
    unnamed = fields.contains("unnamed") ? try fields.word("unnamed") : .deny
    updates = fields.contains("updates") ? try fields.word("updates") : .shrinking
    runtime = try fields.runtime("runtime")
    log = try fields.path("log")
    orders = try fields.path("orders")
    try fields.finish()
  }

  /// The same with what was said on a command line.
  package func with(audience: Audience?, staleAfter: Span?, isShadow: Bool) -> GateConfiguration {
    GateConfiguration(
      dao: dao, environment: environment, aliases: aliases, audience: audience, staleAfter: staleAfter,
      isShadow: isShadow, claims: claims, unnamed: unnamed, updates: updates, runtime: runtime, log: log,
      orders: orders)
  }

  /// Whether a name stands for the environment it guards.
  package func guards(_ name: String) -> Bool {
    name.isSpelt(like: environment) || aliases.contains { $0.isSpelt(like: name) }
  }
}

extension JSONFields {
  fileprivate mutating func aliases(_ key: String) throws(JSONRefusal) -> [String] {
    guard contains(key) else { return [] }
    let names = try strings(key)
    guard names.count <= 64, names.allSatisfy({ DisplayText.fault(of: $0, limit: 255) == nil }) else {
      throw unexpected(key, "at most 64 readable names")
    }
    return names
  }

  fileprivate mutating func staleness(_ key: String) throws(JSONRefusal) -> Span? {
    guard contains(key) else { return nil }
    guard let span = Span(try string(key)), span > .zero else { throw unexpected(key, "a span such as 6h") }
    return span
  }

  fileprivate mutating func truth(_ key: String) throws(JSONRefusal) -> Bool {
    guard let value = optional(key) else { return false }
    guard let truth = value.bool else { throw unexpected(key, "true or false") }
    return truth
  }

  fileprivate mutating func path(_ key: String) throws(JSONRefusal) -> String? {
    guard contains(key) else { return nil }
    let path = try string(key)
    guard 1...4096 ~= path.utf8.count, !path.utf8.contains(0) else { throw unexpected(key, "a path") }
    return path
  }

  fileprivate mutating func runtime(_ key: String) throws(JSONRefusal) -> [String: Digest] {
    guard contains(key) else { return [:] }
    guard let parts = try value(key).object else { throw unexpected(key, "a table") }
    var table: [String: Digest] = [:]
    for part in parts.members {
      guard ModelDeployment.runtimeParts.contains(part.key), let text = part.value.string,
        let digest = Digest(text) ?? Digest(registry: text)
      else {
        throw unexpected(key, "digests of \(ModelDeployment.runtimeParts.joined(separator: ", "))")
      }
      table[part.key] = digest
    }
    return table
  }
}
