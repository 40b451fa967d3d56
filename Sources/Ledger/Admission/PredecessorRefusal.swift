package import CanonicalEncoding
package import Governance

/// Why a proposal cannot come after another.
package enum PredecessorRefusal: CodedRefusal, Hashable {
  /// It is not on record.
  case unknown(Digest)
  /// The proposal takes effect by itself, so that it waits for nothing.
  case nothingToExecute
  /// It has not taken effect yet.
  case notExecuted(String, ProposalState)
  /// It will never take effect.
  case over(String, ProposalState)

  package var code: String {
    switch self {
    case .unknown: "predecessor.unknown"
    case .nothingToExecute: "predecessor.nothingToExecute"
    case .notExecuted: "predecessor.notExecuted"
    case .over: "predecessor.over"
    }
  }

  package var message: String {
    switch self {
    case .unknown(let id): "there is no proposal \(id) that it could come after"
    case .nothingToExecute: "it takes effect by itself when it has passed, so it can come after no other"
    case .notExecuted(let display, let state): "it comes after \(display), which is \(state.rawValue)"
    case .over(let display, let state):
      "it comes after \(display), which is \(state.rawValue) and will never be executed"
    }
  }
}
