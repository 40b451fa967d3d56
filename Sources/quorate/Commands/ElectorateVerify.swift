internal import ArgumentParser
internal import CanonicalEncoding
internal import ChainState
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Signing
internal import Voting

/// `quorate electorate verify`.
struct ElectorateVerify: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Hold an electorate against proofs from its chain.",
    discussion: """
      quorate electorate verify holders.csv --recipe recipe.yaml \\
        --answers answers.json --seed 0x… --block-hash 0x…

      Takes the answers to `electorate sample`. Nothing in them is believed:
      balances follow from hashes up to the state of the block, and the block from
      its hash, which you compare with one you trust. Ends with 4 if a row is not
      what the chain says, with 5 if a row drawn is not proven.
      """)
  @OptionGroup var list: HolderListOptions
  @Option(help: "The node's answers.") var answers: String
  @Option(help: "The seed of `electorate sample`. Draw it yourself: who chooses it can hide rows.")
  var seed: String
  @Option(
    name: .customLong("block-hash"),
    help: "The hash of the block, from somebody you trust (default: the one attested on record).")
  var blockHash: String?
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let (recipe, recipeHash) = try list.readRecipe()
    let holders = try HolderList(list, of: recipe, options)
    let hash = try hash(for: holders)
    if let attested = holders.attested, attested.recipe != recipeHash {
      throw Failure(
        .badEvidence, "recipe.other",
        "the attesters name the recipe \(attested.recipe.short); this one is \(recipeHash.short)")
    }
    let chain = try read()
    guard let block = chain.blocks.first(where: { $0.hash == hash }) else {
      throw Failure(
        .undecided, "chain.blockMissing", "the answers hold no block with the hash \(hash.short)",
        hint: "quorate electorate sample --block HEIGHT, whose first question asks for it")
    }
    try compare(block, with: holders.attested?.block)
    let seed = try DigestArgument.digest(seed, for: "--seed")
    let sample = HolderSample(draws: list.draws, of: holders.total, seed: seed)
    let check = HolderCheck(recipe: recipe, stateRoot: block.stateRoot, proof: chain.proof)
    let rows = try check.rows(drawn: sample, from: holders.rows.forEach)
    let report = HolderReport(
      list: holders, recipe: recipe, recipeHash: recipeHash, block: block, sample: sample, seed: seed,
      rows: rows,
      supply: Result { try check.supply() })
    return Answer(
      schema: "quorate.electorate-check/1", data: report.json, text: report.text, brief: report.word,
      status: report.status)
  }

  /// The hash that is given, which must be the attested one where the list has one on record.
  private func hash(for holders: HolderList) throws -> CanonicalEncoding.Digest {
    let attested = holders.attested?.block.hash
    guard let given = try blockHash.map({ try DigestArgument.digest($0, for: "--block-hash") }) ?? attested
    else {
      throw Failure(.usage, "usage", "no block is attested for \(holders.name); say --block-hash")
    }
    guard attested ?? given == given else {
      throw Failure(
        .badEvidence, "chain.otherBlock",
        "the attesters say \(attested?.short ?? ""), which is not the block \(given.short)")
    }
    return given
  }

  /// What attesters signed beside the hash is what the header says, as far as they gave it.
  private func compare(_ header: BlockHeader, with attested: ChainBlock?) throws {
    guard let attested else { return }
    let isSame =
      attested.height == header.height && attested.time == header.time
      && [.zero, header.stateRoot].contains(attested.stateRoot)
    guard isSame else {
      throw Failure(
        .badEvidence, "chain.otherBlock",
        "height, time or state root that the attesters gave are not those of the block's header")
    }
  }

  /// The answers; what is wrong with them is said with the name of the file.
  private func read() throws -> ChainAnswers {
    let bytes = try Files.read(answers, limit: ChainAnswers.sizeLimit)
    do throws(ChainRefusal) { return try ChainAnswers(bytes) } catch {
      throw Failure(
        ExitStatus(code: error.code), error.code, "\(Format.safe(answers)): \(error.message)",
        hint: "quorate electorate sample, and send what it writes to a node of the chain")
    }
  }
}
