internal import ArgumentParser
internal import CanonicalEncoding
internal import ChainState
internal import DocumentFiles
internal import Ledger
internal import Quorate
internal import Signing
internal import Voting

/// Which list of holders is looked at, by which recipe, and how closely.
struct HolderListOptions: ParsableArguments {
  @Argument(help: "The list: CSV, JSON or canonical lines (default: the electorate on record that counts).")
  var rows: String?
  @Option(help: "The series, where no list is named.") var series = "members"
  @Option(help: "How the rows follow from the chain (see the specification, recipe).") var recipe: String
  @Option(help: "How many draws; each unit that is listed has the same chance.") var draws = 60

  func validate() throws {
    guard (1...HolderSample.limit).contains(draws) else {
      throw ValidationError("--draws takes a number from 1 to \(HolderSample.limit)")
    }
  }

  /// The recipe of the file, and the SHA-256 that names it.
  func readRecipe() throws -> (recipe: Recipe, hash: Digest) {
    let bytes = try Files.read(recipe, limit: YAMLDocument.sizeLimit)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.badInput, "recipe.form", "\(Format.safe(recipe)) is not UTF-8 text")
    }
    return (try Recipe(try YAMLDocument.parse(text)), CanonicalEncoding.Digest.sha256(bytes))
  }
}

/// A list of holders as commands look at it.
struct HolderList {
  /// What it is called in answers.
  let name: String
  let rows: any ElectorateRows
  /// What names the list: the root of its rows.
  let root: Digest
  /// The block that attesters say it is of, where it is one on record that they agree on.
  let attested: AttestedBlock?
  let count: Int
  /// Rows that say something which no recipe proves.
  let beyond: Int
  /// Units of the recipe's asset.
  let total: UInt128

  init(_ list: HolderListOptions, of recipe: Recipe, _ options: GlobalOptions) throws {
    (name, rows, root, attested) = try Self.open(list, recipe, options)
    let check = HolderCheck(recipe: recipe, stateRoot: .zero, proof: TrieProof(nodes: []))
    var (count, beyond, total, isOver) = (0, 0, UInt128(0), false)
    try rows.forEach {
      count += 1
      if check.isMore($0) { beyond += 1 }
      let sum = total.addingReportingOverflow(check.units(of: $0))
      (total, isOver) = (sum.partialValue, isOver || sum.overflow)
    }
    guard !isOver else { throw ElectorateRefusal.overflow(recipe.asset) }
    guard total > 0 else {
      throw Failure(
        .badInput, "electorate.empty",
        "\(name) lists nothing of the recipe's asset \"\(Format.safe(recipe.asset))\"")
    }
    (self.count, self.beyond, self.total) = (count, beyond, total)
  }

  private static func open(
    _ list: HolderListOptions, _ recipe: Recipe, _ options: GlobalOptions
  ) throws -> (String, any ElectorateRows, Digest, AttestedBlock?) {
    guard let path = list.rows else {
      let session = try Session(options)
      let now = try session.now()
      return try session.chamber.read { view in
        // The one that a proposal would freeze now; until there is one, the newest.
        let current = try view.currentElectorate(series: list.series, at: now)
        guard let record = try current ?? view.electorates().last(where: { $0.series == list.series }),
          let rows = try view.rows(of: record)
        else {
          throw Failure(
            .notFound, "electorate.missing",
            "no electorate of the series \"\(Format.safe(list.series))\" is on record",
            hint: "quorate member import FILE")
        }
        return ("The electorate of entry \(record.index)", rows, record.root, record.attested)
      }
    }
    // Order and repetitions are looked at with the root: a holder that stood twice would count twice.
    let file = ElectorateFile(bytes: try RowOptions.rows(in: path, asset: recipe.asset))
    return (Format.safe(path), file, try file.commitment().root, nil)
  }
}
