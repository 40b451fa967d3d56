package import CanonicalEncoding
internal import Signing

/// On whose word electorates rest besides the registrar's: a charter that has these rules counts an electorate only once
/// enough attesters have signed which block it is of, and nobody of them took that back in time.
///
/// ```yaml
/// electorates:
///   attested_by: attesters     # a role; its needs says how many
///   window: 1d                 # how long after the last signature that it takes attesters can object
///   lookback: 2d               # how long before a submission the block must be; left out: not at all
///   max_age: 7d                # how old the block may be
///   chain: eip155:1            # of which chain; left out: of any
///   recipe: "0x…"              # by which recipe; left out: by any
/// ```
package struct ElectorateRules: Hashable, Sendable {
  /// The role of the attesters.
  package let attestedBy: String
  /// How long after enough have attested an electorate begins to count.
  package let window: Span
  /// How long before the submission of a proposal the block must be.
  package let lookback: Span
  /// How long before it the block may be.
  package let maxAge: Span

  /// The chain that blocks must be of; `nil` for any.
  package let chain: String?
  /// SHA-256 of the recipe that rows must follow from; `nil` for any.
  package let recipe: Digest?

  /// The longest lengths of time that a charter can name here.
  package static let longest = Span(milliseconds: 366 * 86_400_000)

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the electorates")
    attestedBy = try fields.string("attested_by")
    window = try fields.span("window")
    lookback = fields.contains("lookback") ? try fields.span("lookback") : .zero
    maxAge = try fields.span("max_age")
    chain = fields.contains("chain") ? try fields.string("chain") : nil
    recipe = fields.contains("recipe") ? try fields.digest("recipe") : nil
    guard chain.map(ChainName.isValid) ?? true else {
      throw fields.unexpected("chain", "a name such as eip155:1 (CAIP-2)")
    }
    guard window > .zero, window <= Self.longest else {
      throw fields.unexpected("window", "above 0s and at most \(Self.longest)")
    }
    guard lookback <= Self.longest else {
      throw fields.unexpected("lookback", "at most \(Self.longest)")
    }
    guard maxAge > .zero, maxAge <= Self.longest else {
      throw fields.unexpected("max_age", "above 0s and at most \(Self.longest)")
    }
    try fields.finish()
  }

  /// How old the block of an electorate is at least when a proposal can be submitted on it.
  package var youngest: Span { max(window, lookback) }

  /// In words, for who compares two charters.
  package var words: String {
    "attested by \(attestedBy), window \(window), lookback \(lookback), at most \(maxAge) old"
      + (chain.map { ", of \($0)" } ?? "") + (recipe.map { ", recipe \($0.short)" } ?? "")
  }
}
