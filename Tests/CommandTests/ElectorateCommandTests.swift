import CanonicalEncoding
import ChainState
import Foundation
import QuorateTesting
import Testing

/// Attesters of electorates at the command line: what the how-to does not show.
@Suite struct ElectorateCommandTests {
  private static let block =
    "--chain eip155:1 --height 7 --block-time 1796126387 --block-hash 0x$(printf '1c%.0s' {1..32}) "
    + "--state-root none --recipe ../recipe.md"

  /// A DAO registered by rita, in which two of ann, ben and cleo attest.
  private static func found() throws -> CommandScript {
    let script = try CommandScript()
    for name in ["rita", "ann", "ben", "cleo"] { try script.expect(0, "quorate key create \(name) --light") }
    let clock = "--simulated-clock 2026-12-01T12:00Z"
    try script.expect(
      0,
      """
      quorate init draft --preset token-majority --name 'Test DAO' --founder rita \(clock) -q &&
      a=$(for n in ann ben cleo; do printf '"%s", ' $(quorate key show $n -q); done) &&
      sed "s/^roles:/roles:\\n  attesters: {members: [${a%, }], needs: 2}/" draft/charter.yaml > charter.yaml &&
      printf '\\nelectorates: {attested_by: attesters, window: 1d, max_age: 7d}\\n' >> charter.yaml &&
      quorate init dao --charter charter.yaml --founder rita \(clock) -q && echo slot 2 > recipe.md &&
      (echo account,amount; for n in rita ann; do echo $(quorate key show $n -q),50; done) > m.csv
      """)
    try script.expect(0, "quorate electorate register ../m.csv -y -q --key rita", in: "dao")
    return script
  }

  private static func list(_ script: CommandScript) throws -> JSONObject {
    let outcome = try script.expect(0, "quorate electorate list --json", in: "dao")
    let document = try JSONParser.parse(Array(outcome.output.dropLast().utf8), form: .canonical)
    #expect(document.object?["schema"] == .string("quorate.electorates/1"))
    return try #require(document.object?["data"]?.array?.first?.object)
  }

  @Test func `an electorate on its way says in JSON who signed it, and from when on it counts`() throws {
    let script = try Self.found()
    #expect(try Self.list(script)["state"] == .string("not attested"))
    try script.expect(0, "quorate electorate attest 1 \(Self.block) -y -q --key ann", in: "dao")
    try script.expect(0, "quorate electorate attest 1 \(Self.block) -y -q --key ben", in: "dao")
    let row = try Self.list(script)
    #expect(row["state"] == .string("window") && row["counts"] == .bool(false))
    let claim = try #require(row["claim"]?.object)
    #expect(claim["attesters"]?.array?.count == 2 && claim["objections"]?.array?.isEmpty == true)
    #expect(claim["countsFrom"] == .string("2026-12-02T12:00:00Z"))
    #expect(claim["block"]?.object?["time"] == .string("2026-12-01T11:59:47Z"))
    #expect(claim["block"]?.object?["stateRoot"] == .string(Digest.zero.description))
    let status = try script.expect(0, "quorate status", in: "dao")
    #expect(status.output.contains("entry 1  members, block 7 of eip155:1  can be objected to until"))
    try script.expect(0, "quorate clock advance 1d -q; quorate electorate list -q | grep -x 1", in: "dao")
    // Late: shown, and without effect.
    let late = try script.expect(0, "quorate electorate object 1 -y --key ann", in: "dao")
    #expect(late.output.contains("counts since"))
    try script.expect(0, "quorate electorate list | grep 'counts, 1 objected'", in: "dao")
    try script.expect(0, "quorate member list | wc -l | grep -x 2", in: "dao")
    try script.expect(0, "quorate receipt verify receipts/electorate-1-2.tlog-proof", in: "dao")
    try script.expect(0, "quorate audit verify -q", in: "dao")
    try script.expect(0, "quorate audit export -o b.qaudit -q && quorate audit verify b.qaudit -q", in: "dao")
  }

  @Test(
    arguments: [
      ("no such entry", "attest 9 \(block) --key ann", 7, "electorate.unregistered"),
      ("an entry of another kind", "attest 0 \(block) --key ann", 7, "electorate.unregistered"),
      ("a registrar attests", "attest 1 \(block) --key rita", 6, "role.missing"),
      ("a registrar attests, dry", "attest 1 \(block) --key rita -n", 6, "role.missing"),
      ("a chain by its name", "attest 1 \(block) --chain Ethereum --key ann", 64, "electorate.form"),
      ("half a hash", "attest 1 \(block) --block-hash 0x12 --key ann", 64, "digest.form"),
      (
        "a block of tomorrow", "attest 1 \(block) --block-time 2026-12-02 --key ann -n", 65,
        "electorate.blockAhead"
      ),
      ("no recipe", "attest 1 \(block) --recipe nowhere --key ann", 7, "file.missing"),
      ("other rows", "attest 1 \(block) --rows ../recipe.md --key ann", 65, "electorate.columns"),
      ("an objection to nothing", "object 1 --key ann", 7, "electorate.unclaimed"),
      ("nobody to ask", "attest 1 \(block) --key ann --no-input", 2, "confirmation.missing"),
    ] as [(id: String, line: String, status: Int32, code: String)])
  func `a mistake is refused before anything is signed`(
    _ row: (id: String, line: String, status: Int32, code: String)
  ) throws {
    let script = try Self.found()
    let answer = row.code == "confirmation.missing" ? "" : " -y"
    let outcome = try script.expect(row.status, "quorate electorate \(row.line)\(answer) --json", in: "dao")
    #expect(outcome.output.contains(#""code":"\#(row.code)""#), "\(row.id): \(outcome.output)")
    try script.expect(0, "test $(quorate log show -q) = 2", in: "dao")
  }

  @Test func `what attesters signed is what an electorate is checked against`() throws {
    let script = try Self.found()
    let holders = try ["rita", "ann"].map { name in
      let text = try script.expect(0, "quorate key show \(name) -q").output
      return try #require(Hex.decode(prefixed: String(text.dropLast())))
    }
    let chain = SampleChain(tokens: [holders[0]: 50, holders[1]: 50])
    let recipe = """
      {quorate: recipe/1, chain: "eip155:1", asset: token, token: "0x\(Hex.encode(SampleChain.token))", \
      balances: \(SampleChain.mapping)}

      """
    for (name, text) in [("recipe.md", recipe), ("answers.json", chain.answers)] {
      try text.write(to: script.folder.appending(path: name), atomically: true, encoding: .utf8)
    }
    let block =
      "--chain eip155:1 --height 19000000 --block-time 1700000000 --block-hash \(chain.blockHash) "
      + "--state-root \(chain.stateRoot) --recipe ../recipe.md"
    for name in ["ann", "ben"] {
      try script.expect(0, "quorate electorate attest 1 \(block) -y -q --key \(name)", in: "dao")
    }
    let verify =
      "quorate electorate verify --recipe ../recipe.md --answers ../answers.json --seed \(Digest.zero)"
    let agreed = try script.expect(0, verify, in: "dao")
    #expect(agreed.output.contains("attested 2/3 on record") && agreed.output.contains("✓ 2 rows are"))
    let block2 = try script.expect(4, "\(verify) --block-hash \(Digest.zero)", in: "dao")
    #expect(block2.errors.contains("chain.otherBlock"))
    let recipe2 = try script.expect(4, "echo '# more' >> ../recipe.md; \(verify)", in: "dao")
    #expect(recipe2.errors.contains("recipe.other"))
  }
}
