internal import CanonicalEncoding

/// Why an attestation of evidence, or its commission, is not taken.
package enum AttestedEvidenceRefusal: CodedRefusal, Hashable {
  /// The account is not accredited now, or not for that.
  case notAccredited(format: String)
  /// No such run was commissioned.
  case notCommissioned
  /// The run was commissioned for something else.
  case otherRun(field: String)
  /// The run is said to have begun before it was commissioned, or after the commission ended.
  case untimely
  /// A field is not of the form it must have.
  case form(field: String)

  package var code: String {
    switch self {
    case .notAccredited: "attestation.notAccredited"
    case .notCommissioned: "attestation.notCommissioned"
    case .otherRun: "attestation.otherRun"
    case .untimely: "attestation.untimely"
    case .form: "attestation.form"
    }
  }

  package var message: String {
    switch self {
    case .notAccredited(let format):
      "the evaluator is not accredited for \(DisplayText.escaped(format, limit: 40)) now"
    case .notCommissioned: "no such run was commissioned"
    case .otherRun(let field): "its \(field) is not that of the run that was commissioned"
    case .untimely: "the run did not begin while its commission stood, or ended before it began"
    case .form(let field): "\"\(field)\" is not of the form it must have"
    }
  }
}
