package import CanonicalEncoding

/// Why nothing is drawn on a grant.
package enum DrawRefusal: CodedRefusal, Hashable {
  /// No such grant was made.
  case unknown
  /// It was granted to somebody else.
  case notHolder
  /// It has ended.
  case over(at: Timepoint)
  /// More than is left of it.
  case exceeded(left: UInt128)
  /// It says what it cannot.
  case form(field: String)

  package var code: String {
    switch self {
    case .unknown: "grant.unknown"
    case .notHolder: "grant.notHolder"
    case .over: "grant.over"
    case .exceeded: "grant.exceeded"
    case .form: "grant.form"
    }
  }

  package var message: String {
    switch self {
    case .unknown: "no proposal granted an amount under that identity"
    case .notHolder: "it was granted to somebody else"
    case .over(let instant): "the grant ended at \(instant)"
    case .exceeded(let left): "\(left) of it is left"
    case .form(let field): "\"\(field)\" is not of the form it must have"
    }
  }
}
