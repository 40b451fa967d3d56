package import CanonicalEncoding

/// Why nothing is drawn on a grant.
package enum DrawRefusal: CodedRefusal, Hashable {
  /// No such grant was made.
  case unknown
  /// It was granted to somebody else.
  case notHolder
  /// It has ended.
  case over(at: Timepoint)
  /// It was taken back.
  case revoked(by: String, at: Timepoint)
  /// It was decided while the keys of the log count as stolen; says so.
  case doubted(String)
  /// Everything is paused.
  case paused(until: Timepoint, incident: String)
  /// More than is left of it.
  case exceeded(left: UInt128)
  /// More than is left of it in this period.
  case pace(left: UInt128, until: Timepoint)
  /// Beyond a point of a run at which rules have to pass.
  case checkpoint(after: UInt128, requires: [String])
  /// It says what it cannot.
  case form(field: String)

  package var code: String {
    switch self {
    case .unknown: "grant.unknown"
    case .notHolder: "grant.notHolder"
    case .over: "grant.over"
    case .revoked: "grant.revoked"
    case .doubted: "grant.doubted"
    case .paused: "grant.paused"
    case .exceeded: "grant.exceeded"
    case .pace: "grant.pace"
    case .checkpoint: "grant.checkpoint"
    case .form: "grant.form"
    }
  }

  package var message: String {
    switch self {
    case .unknown: "no proposal granted an amount under that identity"
    case .notHolder: "it was granted to somebody else"
    case .over(let instant): "the grant ended at \(instant)"
    case .revoked(let proposal, let instant): "\(proposal) took the grant back at \(instant)"
    case .doubted(let sentence): sentence
    case .paused(let instant, let incident):
      "everything is paused until \(instant) (\(DisplayText.escaped(incident, limit: 80)))"
    case .exceeded(let left): "\(left) of it is left"
    case .pace(let left, let instant): "\(left) of it is left until \(instant), when the next period begins"
    case .checkpoint(let after, let rules):
      "nothing shows that \(rules.joined(separator: " and ")) pass, as they must beyond \(after)"
    case .form(let field): "\"\(field)\" is not of the form it must have"
    }
  }
}
