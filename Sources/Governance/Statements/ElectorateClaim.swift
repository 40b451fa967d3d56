public import CanonicalEncoding

/// What attesters say about an electorate: that these rows are who held how much after this block, by this recipe.
///
/// It speaks of the rows and not of a registration, so that registering the same rows again changes nothing.
public struct ElectorateClaim: Hashable, Sendable {
  /// The series it is registered in.
  public let series: String
  /// RFC 6962 root over the rows' canonical lines.
  public let root: Digest
  /// SHA-256 of the file of rows.
  public let file: Digest
  /// How many rows.
  public let rows: UInt64
  /// The total of each asset, as registered.
  public let totals: [String]
  /// The block after which they held it.
  public let block: ChainBlock
  /// SHA-256 of the document that says how the rows follow from the chain's state: token, storage, exclusions.
  public let recipe: Digest

  package init(
    series: String, root: Digest, file: Digest, rows: UInt64, totals: [String], block: ChainBlock,
    recipe: Digest
  ) {
    self.series = series
    self.root = root
    self.file = file
    self.rows = rows
    self.totals = totals
    self.block = block
    self.recipe = recipe
  }

  private static let tag = DomainTag("quorate/electorate-claim/v1")

  /// Its identity: attesters agree where they signed the same one.
  public var id: Digest { Self.tag.digest(json.canonicalBytes) }

  package var json: JSONValue {
    .members([
      "block": block.json, "file": .string(file.description), "recipe": .string(recipe.description),
      "root": .string(root.description), "rows": .integer(rows), "series": .string(series),
      "totals": .array(totals.map { .string($0) }),
    ])
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a claim about an electorate")
    block = try ChainBlock(parsing: try fields.value("block"))
    file = try fields.digest("file")
    recipe = try fields.digest("recipe")
    root = try fields.digest("root")
    rows = try fields.integer("rows")
    series = try fields.string("series")
    totals = try fields.strings("totals")
    try fields.finish()
  }

  /// Whether both cannot be right: they are of one block number of one chain, and say something else of it.
  package func contradicts(_ other: ElectorateClaim) -> Bool {
    block.height == other.block.height && block.chain.isSpelt(like: other.block.chain)
      && series.isSpelt(like: other.series) && id != other.id
  }
}
