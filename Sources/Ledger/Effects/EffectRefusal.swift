package import CanonicalEncoding
internal import Governance

/// Why an action cannot be carried out as things stand.
package enum EffectRefusal: CodedRefusal, Hashable {
  // Models
  case approvalUnknown
  case approvalExpired(at: Timepoint)
  case approvalRevoked
  case stageOrder(next: String?)
  case stageDwell(until: Timepoint)
  case rollbackTarget(environment: String)
  case parentUnknown(environment: String)
  // Safety protocols
  case protocolExists(id: String)
  case protocolUnknown(id: String)
  case protocolStale(inForce: Digest)
  case protocolVersion(next: UInt64)
  case protocolMissing(Digest)
  case protocolMalformed(String)
  case protocolMismatch(field: String)
  case protocolChange(computed: String)
  case protocolNotProvisional(id: String)
  case protocolLapses(id: String, at: Timepoint)
  case producerMissing
  case linkUnproven(String)
  case ruleUnknown(String)
  // What ends
  case over(field: String)
  case tooLong(field: String, limit: Span)
  // People and keys
  case evaluatorUnknown
  case roleUnknown(String)
  case notSeated
  case tooFewSeats(needs: Int)
  case turnover(most: Int, within: Span)
  case keyExists
  case keyTakenBack
  case keyUnknown
  // Grants
  case grantUnknown
  case grantOver(at: Timepoint)
  // Which algorithms may be run on data
  case trustStale(inForce: Digest?)
  case trustChange(computed: String)

  /// Whether waiting alone can put it right, so that it does not keep a proposal from being put to the vote.
  var healsWithTime: Bool {
    if case .stageDwell = self { true } else { false }
  }

  package var code: String {
    switch self {
    case .approvalUnknown: "approval.unknown"
    case .approvalExpired: "approval.expired"
    case .approvalRevoked: "approval.revoked"
    case .stageOrder: "stage.order"
    case .stageDwell: "stage.dwell"
    case .rollbackTarget: "rollback.notApproved"
    case .parentUnknown: "derivation.parentUnknown"
    case .protocolExists: "protocol.exists"
    case .protocolUnknown: "protocol.unknown"
    case .protocolStale: "protocol.staleParent"
    case .protocolVersion: "protocol.version"
    case .protocolMissing: "document.missing"
    case .protocolMalformed: "protocol.malformed"
    case .protocolMismatch: "protocol.mismatch"
    case .protocolChange: "protocol.change"
    case .protocolNotProvisional: "protocol.notProvisional"
    case .protocolLapses: "protocol.lapses"
    case .producerMissing: "deployment.producerMissing"
    case .linkUnproven: "deployment.linkUnproven"
    case .ruleUnknown: "rule.unknown"
    case .over: "action.over"
    case .tooLong: "action.tooLong"
    case .evaluatorUnknown: "evaluator.unknown"
    case .roleUnknown: "role.unknown"
    case .notSeated: "council.notSeated"
    case .tooFewSeats: "council.tooFew"
    case .turnover: "council.turnover"
    case .keyExists: "key.exists"
    case .keyTakenBack: "key.takenBack"
    case .keyUnknown: "key.unknown"
    case .grantUnknown: "grant.unknown"
    case .grantOver: "grant.over"
    case .trustStale: "trust.stale"
    case .trustChange: "trust.change"
    }
  }

  package var message: String {
    switch self {
    case .approvalUnknown: "no deployment was approved by that proposal"
    case .approvalExpired(let instant): "that approval ended at \(instant)"
    case .approvalRevoked: "that approval was taken back"
    case .stageOrder(let next): next.map { "the stage after the open one is \($0)" } ?? "every stage is open"
    case .stageDwell(let until): "the open stage must stay open until \(until)"
    case .rollbackTarget(let environment):
      "the model to go back to has no approval in \(environment) that is in force"
    case .parentUnknown(let environment): "the parent has no approval in \(environment) that is in force"
    case .protocolExists(let id): "a protocol \(id) is in force already; amend it"
    case .protocolUnknown(let id): "that version of the protocol \(id) is not in force"
    case .protocolStale(let hash): "the version in force is \(hash)"
    case .protocolVersion(let next): "the next version is \(next)"
    case .protocolMissing(let hash): "the document \(hash) is not there"
    case .protocolMalformed(let fault): fault
    case .protocolMismatch(let field): "the document says something else as its \(field)"
    case .protocolChange(let computed): "the change is \(computed), not what the action says"
    case .protocolNotProvisional(let id):
      "only the version of \(id) that is in force can be confirmed, and only while it would lapse"
    case .protocolLapses(let id, let instant):
      "the version of \(id) in force lapses at \(instant), and the one after it lacks these rules; confirm it first"
    case .linkUnproven(let why): "nothing proves that the registry's digest is this model: \(why)"
    case .producerMissing:
      "a safety protocol governs this, so it must say who made the model: their evaluators must not judge it"
    case .ruleUnknown(let rule): "the protocol in force has no rule \(DisplayText.escaped(rule, limit: 64))"
    case .over(let field): "its \(field) has passed"
    case .tooLong(let field, let limit):
      "its \(field) is further off than the \(limit) that the charter allows"
    case .evaluatorUnknown: "the account is not accredited"
    case .roleUnknown(let role): "the charter has no role \(DisplayText.escaped(role, limit: 40))"
    case .notSeated: "not all of these accounts have the role"
    case .tooFewSeats(let needs): "fewer would be left than the \(needs) that must sign"
    case .turnover(let most, let within): "at most \(most) of the members may leave within \(within)"
    case .keyExists: "that key is registered for the purpose already"
    case .keyTakenBack: "a key that the charter names anew was taken back or replaced, and does not return"
    case .keyUnknown: "no such key is registered for the purpose"
    case .grantUnknown: "no proposal granted anything under that identity"
    case .grantOver(let instant): "the grant ended at \(instant)"
    case .trustStale(let hash):
      hash.map { "the list in force is \($0), not the one that it replaces" }
        ?? "no list is in force that it could replace; leave out replaces"
    case .trustChange(let computed): "the change is \(computed), not what the action says"
    }
  }
}
