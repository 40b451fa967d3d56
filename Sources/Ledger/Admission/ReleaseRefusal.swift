package import CanonicalEncoding

/// Why a signature on a release is not put on record, or made.
package enum ReleaseRefusal: CodedRefusal, Hashable {
  /// The charter under which the proposal was submitted says nothing of releases.
  case notAsked
  /// The proposal has not decided anything about a model that can be signed.
  case undecided
  /// What was approved was taken back.
  case revoked
  /// What was approved has ended.
  case expired(at: Timepoint)
  /// It was decided while the log's keys count as stolen.
  case doubted(LogKeyDoubt)
  /// A field is not of the form it must have.
  case form(field: String)
  /// The key was never registered for releases.
  case keyUnknown(Digest)
  /// The key was taken back or replaced.
  case keyEnded(Digest)
  /// The key has signed all of it already.
  case alreadySigned
  /// What was signed is not what follows from the log.
  case differs(name: String)

  package var code: String {
    switch self {
    case .notAsked: "release.notAsked"
    case .undecided: "attest.undecided"
    case .revoked: "attest.revoked"
    case .expired: "attest.expired"
    case .doubted: "release.doubted"
    case .form: "release.form"
    case .keyUnknown: "release.keyUnknown"
    case .keyEnded: "release.keyEnded"
    case .alreadySigned: "release.alreadySigned"
    case .differs: "release.differs"
    }
  }

  package var message: String {
    switch self {
    case .notAsked: "the charter it was submitted under asks for no signatures on releases"
    case .undecided: "the proposal has not decided anything about a model that can be signed"
    case .revoked: "the approval was taken back"
    case .expired(let instant): "it was valid until \(instant.sentence)"
    case .doubted(let doubt):
      "it was decided over \(doubt.words), under log keys that count as stolen: it must be decided again"
    case .form(let field): "\"\(field)\" is not of the form it must have"
    case .keyUnknown(let key): "the key \(key) is not registered for releases"
    case .keyEnded(let key): "the key \(key) does not sign releases any more"
    case .alreadySigned: "everything of it that the key signed is on record already"
    case .differs(let name): "the \(name) that was signed is not what follows from the log"
    }
  }
}
