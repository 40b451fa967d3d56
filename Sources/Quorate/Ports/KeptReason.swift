package import CanonicalEncoding
internal import Governance

/// What a store still has of a reason that somebody signed by its hash.
package enum KeptReason: Hashable, Sendable {
  /// The text, without its salt.
  case stated(String)
  /// Nothing: it was erased, as it may be.
  case erased
  /// Another text than the one that was signed.
  case altered

  /// What is shown in the place of the reason.
  package var words: String {
    switch self {
    case .stated(let text): text
    case .erased: "(erased)"
    case .altered: "(altered in the store: this is not what was signed)"
    }
  }
}

extension LogStore {
  /// The reason of a hash, held against it.
  package func keptReason(_ hash: Digest) throws -> KeptReason {
    guard let text = try reason(hash) else { return .erased }
    return Reason.hash(text) == hash ? .stated(Reason.shown(text)) : .altered
  }

  /// The first kept reason that is not the text of its hash; `nil` where all are.
  func firstAlteredReason() throws -> Digest? {
    var last: Digest?
    while case let page = try reasons(after: last, limit: 512), let end = page.last {
      if let altered = page.first(where: { Reason.hash($0.text) != $0.hash }) { return altered.hash }
      last = end.hash
    }
    return nil
  }
}
