internal import ArgumentParser
internal import CanonicalEncoding
internal import ChainState
internal import DocumentFiles
internal import Ledger
internal import Quorate
internal import Signing
internal import Voting

/// `quorate electorate sample`.
struct ElectorateSample: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Ask a chain about some holders, drawn by their power.",
    discussion: """
      quorate electorate sample holders.csv --recipe recipe.yaml --block 19000000
      curl -s -H 'content-type: application/json' -d @request.json NODE

      Writes the questions for any node that keeps the state of the block. Its
      answers prove themselves: `electorate verify` does not trust the node.
      The seed is drawn now, so that nobody could know which rows would be looked
      at; keep it.
      """)
  @OptionGroup var list: HolderListOptions
  @Option(help: "The height of the block the list is of.") var block: UInt64
  @Option(help: "The seed of an earlier sample, to draw the same again.") var seed: String?
  @Option(name: .shortAndLong, help: "The file (default: request.json).") var output = "request.json"
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    guard output != list.rows, output != list.recipe else {
      throw Failure(.usage, "usage", "\(Format.safe(output)) is read; name another file for the questions")
    }
    let kept = try OutputFile(output) { try Self.isSample(RegularFile(path: $0).beginning(64)) }
    let (recipe, hash) = try list.readRecipe()
    let holders = try HolderList(list, of: recipe, options)
    let seed = try seed.map { try DigestArgument.digest($0, for: "--seed") } ?? Self.newSeed()
    let sample = HolderSample(draws: list.draws, of: holders.total, seed: seed)
    let questions = try questions(recipe, holders, sample)
    try kept.write(JSONValue.array(questions.batch).canonicalBytes)
    let listed = Format.percent(Power(questions.units), of: Power(holders.total))
    let file = Format.shell(output)
    var answer = Answer(
      schema: "quorate.electorate-sample/1",
      data: .members([
        "block": .integer(block), "draws": .integer(list.draws), "file": .string(output),
        "questions": .integer(questions.batch.count), "recipe": .string(hash.description),
        "root": .string(holders.root.description), "rows": .integer(questions.rows),
        "seed": .string(seed.description),
      ]),
      text: """
        \(holders.name) has \(Format.number(holders.count, "row")); \(Format.number(list.draws, "draw")) fell on \
        \(questions.rows) of them, which list
        \(listed) of all \(Format.safe(recipe.asset)).
          list  \(holders.root)
          seed  \(seed)
        """, brief: seed.description)
    answer.note(wrote: output)
    answer.note(
      """
      Next:  curl -s -H 'content-type: application/json' -d @\(file) NODE > answers.json
             quorate electorate verify \(self.rows)--recipe \(Format.shell(list.recipe)) \\
               --answers answers.json --draws \(list.draws) --block-hash HASH \\
               --seed \(seed)
      """)
    return answer
  }

  /// The list again, as words of a command line.
  private var rows: String {
    if let rows = list.rows { return Format.shell(rows) + " " }
    let workspace = options.workspace.map { "-C \(Format.shell($0)) " } ?? ""
    return workspace + (list.series == "members" ? "" : "--series \(Format.shell(list.series)) ")
  }

  /// Whether a file begins as questions do, which are made again from their seed.
  private static func isSample(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    return text.hasPrefix(#"[{"id":"#) && text.contains(#","jsonrpc":"2.0","method":"#)
  }

  private static func newSeed() -> Digest { Digest.sha256(SystemRandomness().bytes(32)) }

  private func questions(
    _ recipe: Recipe, _ holders: HolderList, _ sample: HolderSample
  ) throws -> (batch: [JSONValue], rows: Int, units: UInt128) {
    var walk = HolderSample.Walk(sample)
    var accounts: [AccountKey] = []
    var held: UInt128 = 0
    let check = HolderCheck(recipe: recipe, stateRoot: .zero, proof: TrieProof(nodes: []))
    try holders.rows.forEach {
      let units = check.units(of: $0)
      if walk.draws(on: units) > 0 {
        accounts.append($0.account)
        held += units
      }
    }
    return (recipe.questions(about: accounts, block: block), accounts.count, held)
  }
}
