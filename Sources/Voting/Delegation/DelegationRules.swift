package import CanonicalEncoding

/// How power may be lent, as a charter states it.
package struct DelegationRules: Hashable, Sendable {
  /// Whether power may be lent at all.
  package let isAllowed: Bool
  /// How many steps a chain of delegations may have before its power counts for nobody.
  package let depthLimit: Int

  /// The longest chain a charter may allow.
  package static let deepest = 64

  package init(isAllowed: Bool, depthLimit: Int) {
    self.isAllowed = isAllowed
    self.depthLimit = depthLimit
  }

  /// Reads `{mode: none}` or `{mode: full, depth: 1–64}`.
  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the delegation rules")
    let mode = try fields.string("mode")
    switch mode {
    case "none": (isAllowed, depthLimit) = (false, 0)
    case "full":
      let depth = try fields.integer("depth")
      guard 1...UInt64(Self.deepest) ~= depth else {
        throw fields.unexpected("depth", "from 1 to \(Self.deepest)")
      }
      (isAllowed, depthLimit) = (true, Int(depth))
    default: throw fields.unexpected("mode", "none or full")
    }
    try fields.finish()
  }

  /// The rules as in a charter.
  package var json: JSONValue {
    isAllowed
      ? .members(["depth": .integer(depthLimit), "mode": .string("full")])
      : .members(["mode": .string("none")])
  }
}
