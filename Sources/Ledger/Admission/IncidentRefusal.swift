package import CanonicalEncoding

/// Why a report of an incident is not taken.
package enum IncidentRefusal: CodedRefusal, Hashable {
  /// The account has no power, no role and no accreditation here.
  case notMember
  /// Not one of the regimes whose deadlines are known.
  case regimeUnknown(String)
  /// It was not written after the newest report of the incident.
  case stale(newest: Digest)
  /// Something that was reported stands otherwise, or is left out.
  case rewritten(field: String)
  /// It says what it cannot.
  case form(field: String)

  package var code: String {
    switch self {
    case .notMember: "incident.notMember"
    case .regimeUnknown: "incident.regimeUnknown"
    case .stale: "incident.stale"
    case .rewritten: "incident.rewritten"
    case .form: "incident.form"
    }
  }

  package var message: String {
    switch self {
    case .notMember: "only members, holders of a role and evaluators report incidents"
    case .regimeUnknown(let name): "no deadlines are known for \"\(DisplayText.escaped(name, limit: 40))\""
    case .stale(let newest):
      newest == .zero ? "there is no earlier report of this incident" : "the newest report of it is \(newest)"
    case .rewritten(let field): "\"\(field)\" was reported otherwise before, and a report takes nothing back"
    case .form(let field): Self.rule(of: field)
    }
  }

  /// What a field must be.
  private static func rule(of field: String) -> String {
    switch field {
    case "incident": "the name of an incident is one line of 1 to 80 characters"
    case "systems": "an incident concerns 1 to 32 systems, each named in one line of 1 to 120 characters"
    case "discovered_at": "an incident cannot be reported before it was discovered"
    case "regimes": "a rule under which it has to be reported is named twice"
    case "notified": "it can have been reported only under rules under which it has to be, each named once"
    default: "\"\(field)\" is not of the form it must have"
    }
  }
}
