internal import CanonicalEncoding

/// What a delegation is for.
package enum DelegationScope: Hashable, Sendable {
  /// Proposals of one topic.
  case topic(String)
  /// Proposals that do one thing (a function of an SNS, an action of a proposal).
  case function(String)
  /// Every proposal: the catch-all.
  case everything
}

/// What a proposal is about, as far as delegations care.
package struct ProposalSubject: Hashable, Sendable {
  package let topic: String
  /// What it does, where that has a name of its own.
  package let function: String?
  /// Whether the charter counts its topic among the critical ones.
  package let isCritical: Bool

  package init(topic: String, function: String? = nil, isCritical: Bool = false) {
    self.topic = topic
    self.function = function
    self.isCritical = isCritical
  }
}

/// Which of a member's delegations counts for a proposal.
///
/// ```yaml
/// topics: {order: [topic, function, everything], everything_except: [governance], everything_if_critical: false,
///   never: [neuron-management]}
/// ```
///
/// NNS: the topic's own following, else the catch-all, which does not cover the topics governance and SNS &
/// neurons' fund; neuron management never cascades (dfinity/ic rs/nns/governance/src/voting.rs). SNS: the topic's,
/// else the function's (its older form), else the catch-all unless the topic is critical
/// (rs/sns/governance/src/neuron.rs). Only whether a delegation is there decides, not what became of it: where the
/// topic's followees are undecided the function's are not asked.
package struct TopicPrecedence: Hashable, Sendable {
  /// A kind of scope.
  package enum Level: String, Sendable {
    case topic, function, everything
  }

  /// Which scope is looked at first; the first that the member has a delegation for counts.
  package let order: [Level]
  /// Topics that the catch-all does not cover.
  package let everythingExcept: [String]
  /// Whether the catch-all covers critical topics.
  package let everythingIfCritical: Bool
  /// Topics for which nobody's delegation counts.
  package let never: [String]

  /// The topic's, else that for everything.
  package static let usual = TopicPrecedence(order: [.topic, .everything])

  package init(
    order: [Level], everythingExcept: [String] = [], everythingIfCritical: Bool = true, never: [String] = []
  ) {
    self.order = order
    self.everythingExcept = everythingExcept
    self.everythingIfCritical = everythingIfCritical
    self.never = never
  }

  /// The delegation that counts for a proposal, of those a member has.
  ///
  /// - Parameters:
  ///   - subject: The proposal.
  ///   - lent: What the member has for a scope, or `nil`; an empty list of followees is nothing.
  package func effective<Lent>(
    for subject: ProposalSubject, lent: (DelegationScope) -> Lent?
  ) -> Lent? {
    guard !never.contains(subject.topic) else { return nil }
    for level in order {
      guard let scope = scope(level, for: subject), let found = lent(scope) else { continue }
      return found
    }
    return nil
  }

  private func scope(_ level: Level, for subject: ProposalSubject) -> DelegationScope? {
    switch level {
    case .topic: return .topic(subject.topic)
    case .function: return subject.function.map { .function($0) }
    case .everything:
      let isCovered =
        !everythingExcept.contains(subject.topic) && (everythingIfCritical || !subject.isCritical)
      return isCovered ? .everything : nil
    }
  }
}

extension TopicPrecedence {
  init(parsing fields: inout JSONFields) throws(JSONRefusal) {
    guard let value = fields.optional("topics") else {
      self = .usual
      return
    }
    var topics = try JSONFields(value, of: "the topics of delegations")
    var order: [Level] = []
    for word in try topics.strings("order") {
      guard let level = Level(rawValue: word), !order.contains(level) else {
        throw topics.unexpected("order", "topic, function or everything, each at most once")
      }
      order.append(level)
    }
    guard !order.isEmpty else {
      throw topics.unexpected("order", "at least one of topic, function, everything")
    }
    let except = try Self.names("everything_except", &topics)
    let isCriticalCovered = topics.optional("everything_if_critical") ?? .bool(true)
    guard let everythingIfCritical = isCriticalCovered.bool else {
      throw topics.unexpected("everything_if_critical", "true or false")
    }
    self.init(
      order: order, everythingExcept: except, everythingIfCritical: everythingIfCritical,
      never: try Self.names("never", &topics))
    try topics.finish()
  }

  private static func names(_ key: String, _ fields: inout JSONFields) throws(JSONRefusal) -> [String] {
    guard fields.contains(key) else { return [] }
    let names = try fields.strings(key)
    guard Set(names).count == names.count else { throw fields.unexpected(key, "each topic once") }
    return names
  }

  var members: [JSONObject.Member] {
    guard self != .usual else { return [] }
    let topics = JSONValue.members([
      "everything_except": .array(everythingExcept.map { .string($0) }),
      "everything_if_critical": .bool(everythingIfCritical),
      "never": .array(never.map { .string($0) }),
      "order": .array(order.map { .string($0.rawValue) }),
    ])
    return [.init(key: "topics", value: topics)]
  }
}
