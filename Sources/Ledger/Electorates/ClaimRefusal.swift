package import CanonicalEncoding

/// Why a claim about an electorate has no effect, or why none that counts is there.
package enum ClaimRefusal: CodedRefusal, Hashable {
  /// The charter names nobody who attests electorates.
  case notAttested
  /// No electorate with these rows is on record.
  case unregistered(root: Digest)
  /// The registration says something else.
  case differs(field: String)
  /// It says what it cannot.
  case form(field: String)
  /// The block is of a later time than the log's.
  case blockAhead(by: Span)
  /// The same attester has said so already.
  case alreadySaid(verdict: String)
  /// The attester has objected to it, which is final.
  case objected
  /// The charter names another chain or recipe.
  case notAsked(field: String)
  /// The same attester stands by a claim that cannot be right together with this one.
  case contradictsOwn
  /// The same attester stands by too many claims on which too few agree.
  case tooManyOpen(limit: Int)
  /// No electorate of a series counts for a submission.
  case missing(series: String, lacking: [String])

  package var code: String {
    switch self {
    case .notAttested: "electorate.notAttested"
    case .unregistered: "electorate.unregistered"
    case .differs: "electorate.differs"
    case .form: "electorate.form"
    case .blockAhead: "electorate.blockAhead"
    case .alreadySaid: "electorate.alreadySaid"
    case .objected: "electorate.objected"
    case .notAsked: "electorate.notAsked"
    case .contradictsOwn: "electorate.contradictsOwn"
    case .tooManyOpen: "electorate.tooManyOpen"
    case .missing: "electorate.missing"
    }
  }

  package var message: String {
    switch self {
    case .notAttested: "the charter names nobody who attests electorates"
    case .unregistered(let root): "no electorate with the root \(root) is on record in this series"
    case .differs(let field): "\"\(field)\" is not what was registered"
    case .form(let field): "\"\(field)\" is not of the form it must have"
    case .blockAhead(let span): "the block is \(span.brief) ahead of the DAO's clock; at most 5m is allowed"
    case .alreadySaid(let verdict): "this attester \(verdict) already"
    case .objected: "this attester has objected to it, which is final"
    case .notAsked(let field): "\"\(field)\" is not the one that the charter names"
    case .contradictsOwn:
      "this attester stands by another claim about the same block; objecting to that one in time takes it back"
    case .tooManyOpen(let limit):
      "this attester stands by \(limit) claims on which too few agree; objecting to one takes it back"
    case .missing(let series, let lacking):
      "no electorate of the series \"\(series)\" counts: "
        + (lacking.isEmpty ? "none is on record" : lacking.joined(separator: "; "))
    }
  }
}
