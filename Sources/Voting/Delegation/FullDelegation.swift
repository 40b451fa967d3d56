internal import CanonicalEncoding

/// Lends the whole power to one delegate, who may lend it on: `{mode: full, depth: 8}`.
///
/// A member who votes takes its own power back, whatever it lent; see `DelegationPaths`. OpenZeppelin's and
/// Compound's tokens are the case of depth 1.
package struct FullDelegation: Hashable, Sendable {
  /// How many steps a chain may have before its power counts for nobody.
  package let depth: Int

  /// The longest chain a charter may allow.
  package static let deepest = 64

  package init(depth: Int) { self.depth = depth }

  init(parsing fields: inout JSONFields) throws(JSONRefusal) {
    depth = try fields.integer("depth", within: 1...Self.deepest)
  }

  var members: [JSONObject.Member] { [.init(key: "depth", value: .integer(depth))] }
}
