import CanonicalEncoding
import ChainState
import Foundation
import QuorateTesting
import Testing

/// `quorate electorate sample` and `verify`: a list of holders held against a chain.
@Suite struct ElectorateProofTests {
  private static let holders: [[UInt8]: UInt64] = [
    [UInt8](repeating: 0xaa, count: 20): 600, [UInt8](repeating: 0xbb, count: 20): 300,
    [UInt8](repeating: 0xcc, count: 20): 100,
  ]
  private static let recipe = """
    quorate: recipe/1
    chain: eip155:1
    asset: token
    token: "0x\(Hex.encode(SampleChain.token))"
    balances: \(SampleChain.mapping)
    supply: \(SampleChain.supplySlot)
    """

  private static func list(_ holders: [[UInt8]: UInt64]) -> String {
    "account,amount\n" + holders.map { "0x\(Hex.encode($0.key)),\($0.value)\n" }.sorted().joined()
  }

  private static func script() throws -> (CommandScript, SampleChain) {
    let script = try CommandScript()
    let chain = SampleChain(tokens: holders)
    for (name, text) in [
      ("recipe.yaml", recipe), ("holders.csv", list(holders)), ("answers.json", chain.answers),
    ] {
      try text.write(to: script.folder.appending(path: name), atomically: true, encoding: .utf8)
    }
    return (script, chain)
  }

  private static let seed = "--seed 0x\(String(repeating: "5", count: 64))"

  private static let verify =
    "quorate electorate verify holders.csv --recipe recipe.yaml --answers answers.json \(seed)"

  @Test func `a list is sampled, asked about and proven`() throws {
    let (script, chain) = try Self.script()
    let sample = try script.expect(
      0, "quorate electorate sample holders.csv --recipe recipe.yaml --block 19000000 \(Self.seed)")
    #expect(sample.output.contains("60 draws fell on 3 of them, which list\n100.00 % of all token"))
    #expect(sample.output.contains("Wrote request.json"))
    let request = try String(contentsOf: script.folder.appending(path: "request.json"), encoding: .utf8)
    #expect(request.contains("eth_getBlockByNumber") && request.contains("\"0x121eac0\""))
    #expect(request.contains("0x" + Hex.encode(SampleChain.token)))
    let proven = try script.expect(0, "\(Self.verify) --block-hash \(chain.blockHash)")
    #expect(proven.output.contains("✓ 3 rows are what the chain says"))
    #expect(proven.output.contains("✓ the rows hold 100.00 % of the supply of 1,000"))
    #expect(proven.output.contains("Still trusted"))
    let other = try script.expect(5, "\(Self.verify) --block-hash 0x\(String(repeating: "1", count: 64))")
    #expect(other.errors.contains("chain.blockMissing"))
  }

  @Test(arguments: [
    ("invented", "0x\(String(repeating: "dd", count: 20)),5000", "the chain says 0", "more than the supply"),
    ("the first one made larger", "s/,600/,700/", "lists 700; the chain says 600", "more than the supply"),
  ]) func `attack 7: a doctored list is found`(id: String, change: String, words: String, supply: String)
    throws
  {
    let (script, chain) = try Self.script()
    try script.expect(
      0, change.hasPrefix("s/") ? "sed -i '\(change)' holders.csv" : "echo '\(change)' >> holders.csv")
    let found = try script.expect(
      4,
      "\(Self.verify) --block-hash \(chain.blockHash)"
    )
    #expect(found.output.contains(words) && found.output.contains(supply), "\(found.output)")
  }

  @Test(arguments: [
    (
      "a holder many times", 65, "for i in 1 2 3; do echo 'evm:AA token=600'; done > rows.txt",
      "electorate.line"
    ),
    ("a second asset", 5, "echo 'evm:AA other=999999 token=600' > rows.txt", "1 row says more than token"),
    ("a role", 5, "echo 'evm:AA token=600 role=council' > rows.txt", "1 row says more than token"),
  ]) func `attack 7: a list that says more than was looked at`(
    id: String, status: Int32, line: String, words: String
  ) throws {
    let (script, chain) = try Self.script()
    try script.expect(0, line.replacing("AA", with: String(repeating: "aa", count: 20)))
    let found = try script.expect(
      status, "\(Self.verify.replacing("holders.csv", with: "rows.txt")) --block-hash \(chain.blockHash)")
    #expect((found.output + found.errors).contains(words), "\(found.output)\(found.errors)")
  }

  @Test(arguments: ["x", "-o", "./y", "sub/z", "é"])
  func `the questions go to any file`(name: String) throws {
    let (script, _) = try Self.script()
    try script.expect(
      0,
      "mkdir sub; quorate electorate sample holders.csv --recipe recipe.yaml --block 1 --output='\(name)' && test -s '\(name)'"
    )
  }

  @Test(arguments: [
    (".", 65, "names a folder"), ("sub/", 65, "names a folder"), ("holders.csv", 64, "is read"),
  ])
  func `the questions replace neither a folder nor the list`(name: String, status: Int32, words: String)
    throws
  {
    let (script, _) = try Self.script()
    let refused = try script.expect(
      status, "mkdir sub; quorate electorate sample holders.csv --recipe recipe.yaml --block 1 -o \(name)")
    #expect(refused.errors.contains(words))
  }

  @Test func `a proof that is cut leaves rows open`() throws {
    let (script, chain) = try Self.script()
    // The node of the storage that the first answer needs.
    try script.expect(0, "sed -i 's/\"proof\":\\[.*\\]}\\]/\"proof\":[]}]/' answers.json")
    let open = try script.expect(
      5,
      "\(Self.verify) --block-hash \(chain.blockHash)"
    )
    #expect(open.output.contains("not proven") && open.output.contains("no supply is proven"))
  }

  @Test(arguments: [
    ("no recipe", 7, "sample holders.csv --recipe none.yaml --block 1", "file.missing"),
    ("not a recipe", 65, "sample holders.csv --recipe holders.csv --block 1", "recipe.form"),
    ("an empty list", 65, "sample empty.csv --recipe recipe.yaml --block 1", "electorate.empty"),
    ("no draws", 64, "sample holders.csv --recipe recipe.yaml --block 1 --draws 0", "--draws takes"),
    ("not a seed", 64, "sample holders.csv --recipe recipe.yaml --block 1 --seed 5", "--seed takes"),
    (
      "no answers", 65,
      "verify holders.csv --recipe recipe.yaml --answers holders.csv \(seed) --block-hash \(Digest.zero)",
      "chain.answer"
    ),
  ]) func `what does not read is said`(id: String, status: Int32, line: String, words: String) throws {
    let (script, _) = try Self.script()
    try script.expect(0, "echo 'account,amount' > empty.csv")
    let refused = try script.expect(status, "quorate electorate \(line)")
    #expect(refused.errors.contains(words), "\(refused.errors)")
  }
}
