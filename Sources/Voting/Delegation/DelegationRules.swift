package import CanonicalEncoding

/// How power may be lent, as a charter states it: a mode, which of a member's delegations counts, and limits.
///
/// `{mode: none}` and `{mode: full, depth: 8}` are the whole of it where nothing else is said; the other members
/// appear only where a charter departs from that, so that rules frozen before they existed keep their bytes.
package struct DelegationRules: Hashable, Sendable {
  /// What lending does.
  package let mode: DelegationMode
  /// Which of a member's delegations counts for a proposal.
  package let topics: TopicPrecedence
  /// How much a delegate may vote with, and how long a delegation lasts.
  package let limits: DelegationLimits

  /// The longest chain a charter may allow.
  package static let deepest = FullDelegation.deepest

  package init(
    mode: DelegationMode, topics: TopicPrecedence = .usual, limits: DelegationLimits = .none
  ) {
    self.mode = mode
    self.topics = topics
    self.limits = limits
  }

  /// Full delegation down to a depth, or none.
  package init(isAllowed: Bool, depthLimit: Int) {
    self.init(mode: isAllowed ? .full(FullDelegation(depth: depthLimit)) : .none)
  }

  /// Whether members lend power by statements of their own. A validator's delegators do so outside.
  package var isAllowed: Bool {
    switch mode {
    case .none, .validators: false
    case .full, .basisPoints, .followMajority, .override: true
    }
  }

  /// Whether a member has one delegate for a topic, so that another takes the place of the one before.
  package var takesOne: Bool {
    switch mode {
    case .none, .full, .validators, .override: true
    case .basisPoints, .followMajority: false
    }
  }

  /// How many steps a chain of delegations may have before its power counts for nobody.
  package var depthLimit: Int {
    switch mode {
    case .full(let full): full.depth
    case .basisPoints, .override: 1
    case .none, .followMajority, .validators: 0
    }
  }

  /// Reads the `delegation:` object of a charter; a member that the mode has no use for is refused.
  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the delegation rules")
    mode = try DelegationMode(parsing: &fields)
    switch mode {
    case .none, .validators: (topics, limits) = (.usual, .none)
    case .full, .basisPoints, .override:
      limits = try DelegationLimits(parsing: &fields, withCap: true)
      topics = try TopicPrecedence(parsing: &fields)
    case .followMajority:
      limits = try DelegationLimits(parsing: &fields, withCap: false)
      topics = try TopicPrecedence(parsing: &fields)
    }
    try fields.finish()
  }

  /// The rules as in a charter.
  package var json: JSONValue {
    .object(JSONObject(mode.members + limits.members + topics.members))
  }
}
