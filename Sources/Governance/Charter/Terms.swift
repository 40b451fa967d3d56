package import CanonicalEncoding
internal import Voting

/// What a system calls the states of a proposal: words for people, without any effect.
///
/// Keys are a state (`defeated`), a state with a phase (`queued/timelock`) or a state with an ending
/// (`canceled/vetoed`), each for all tracks or for one (`fast.active`, where stages are called differently). Of several
/// that fit, one of the track counts before one of all, then one with an ending, then one with a phase.
package struct Terms: Hashable, Sendable {
  private let words: [String: String]

  /// No words of its own: states have their usual names.
  package static let usual = Terms(words: [:])

  private init(words: [String: String]) { self.words = words }

  /// The word for where a proposal stands.
  package func word(for decision: Decision) -> String {
    let state = decision.state.rawValue
    var keys = ["\(state)/\(decision.phase.rawValue)", state]
    if let ending = decision.ending { keys.insert("\(state)/\(ending.rawValue)", at: 0) }
    return (keys.map { "\(decision.track).\($0)" } + keys).lazy.compactMap { words[$0] }.first ?? state
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var words: [String: String] = [:]
    guard let object = value.object else {
      throw .unexpected(field: "terms", in: "the charter", needs: "a table")
    }
    for member in object.members {
      let halves = member.key.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      let parts = halves[halves.count - 1].split(separator: "/", omittingEmptySubsequences: false)
        .map(String.init)
      let isState = ProposalState(rawValue: parts[0]) != nil
      let isRest =
        parts.count == 1
        || (parts.count == 2
          && (ProposalPhase(rawValue: parts[1]) != nil || ProposalEnding(rawValue: parts[1]) != nil))
      guard isState, isRest, halves.count == 1 || Holding.isAssetName(String(halves[0])) else {
        throw .unexpected(
          field: "terms", in: "the charter",
          needs: "states as keys, each alone or with a phase or an ending, and with a track before a point")
      }
      guard let word = member.value.string, DisplayText.fault(of: word, limit: 40) == nil else {
        throw .unexpected(field: member.key, in: "the terms", needs: "1–40 readable characters")
      }
      words[member.key] = word
    }
    self.words = words
  }
}
