package import CanonicalEncoding

/// Why evidence or its commission is not taken.
package enum EvidenceRefusal: CodedRefusal, Hashable {
  /// The account is not accredited now, or not for that.
  case notAccredited(scope: String)
  /// Nobody who may has commissioned it.
  case notCommissioned
  /// The run was commissioned for something else.
  case otherRun(field: String)
  /// The run is said to have ended before it was commissioned.
  case ranBefore(commissioned: Timepoint)
  /// A name that is none.
  case name(field: String)

  package var code: String {
    switch self {
    case .notAccredited: "evidence.notAccredited"
    case .notCommissioned: "evidence.notCommissioned"
    case .otherRun: "evidence.otherRun"
    case .ranBefore: "evidence.ranBefore"
    case .name: "evidence.name"
    }
  }

  package var message: String {
    switch self {
    case .notAccredited(let scope):
      "the evaluator is not accredited for \(DisplayText.escaped(scope, limit: 40)) now"
    case .notCommissioned: "no such run was commissioned"
    case .otherRun(let field): "its \(field) is not that of the run that was commissioned"
    case .ranBefore(let instant): "the run was commissioned only at \(instant)"
    case .name(let field): "its \(field) is not 1 to 40 characters of a–z, 0–9 and -"
    }
  }
}
