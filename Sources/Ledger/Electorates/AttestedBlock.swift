package import CanonicalEncoding
package import Governance

/// What an electorate rests on besides the registrar's word: the block that attesters agree it is of.
package struct AttestedBlock: Hashable, Sendable {
  package let block: ChainBlock
  /// SHA-256 of the document that says how the rows follow from the chain's state.
  package let recipe: Digest
  /// How many attesters stand by it …
  package let attesters: Int
  /// … of how many that had the role when enough of them did.
  package let members: Int
  /// How many have objected, in time or not.
  package let objections: Int

  package init(block: ChainBlock, recipe: Digest, attesters: Int, members: Int, objections: Int) {
    self.block = block
    self.recipe = recipe
    self.attesters = attesters
    self.members = members
    self.objections = objections
  }

  /// `attested 2/3, not checked against the chain`.
  package var label: String {
    let objected = objections == 0 ? "" : ", \(objections) objected"
    return "attested \(attesters)/\(members)\(objected), not checked against the chain"
  }

  package var json: JSONValue {
    .members([
      "attesters": .integer(attesters), "block": block.json, "members": .integer(members),
      "objections": .integer(objections), "recipe": .string(recipe.description),
    ])
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "an attested block")
    attesters = Int(try fields.integer("attesters"))
    block = try ChainBlock(parsing: try fields.value("block"))
    members = Int(try fields.integer("members"))
    objections = Int(try fields.integer("objections"))
    recipe = try fields.digest("recipe")
    try fields.finish()
  }
}
