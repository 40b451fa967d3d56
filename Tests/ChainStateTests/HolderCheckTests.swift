import CanonicalEncoding
import ChainState
import QuorateTesting
import Signing
import Testing
import Voting

/// Attack 7 of the operator, "doctor the electorate": rows that the chain does not have are found.
@Suite struct HolderCheckTests {
  private static let seed = Digest.sha256(Array("chosen by who checks".utf8))

  private static func address(_ number: Int) -> [UInt8] {
    Array(Keccak256.digest("holder \(number)").bytes.suffix(20))
  }

  private static func account(_ number: Int) throws -> AccountKey {
    try #require(AccountKey(family: .evm, bytes: ByteString(address(number))))
  }

  private static func recipe(_ more: [JSONObject.Member] = [], token: [UInt8]? = SampleChain.token) throws
    -> Recipe
  {
    var members: [JSONObject.Member] = [
      .init(key: "quorate", value: .string("recipe/1")), .init(key: "chain", value: .string("eip155:1")),
      .init(key: "asset", value: .string("token")),
    ]
    if let token {
      members += [
        .init(key: "token", value: .string("0x" + Hex.encode(token))),
        .init(key: "balances", value: .integer(SampleChain.mapping)),
        .init(key: "supply", value: .integer(SampleChain.supplySlot)),
      ]
    }
    return try Recipe(.object(JSONObject(members + more)))
  }

  private static func check(
    _ rows: [(Int, UInt128)], _ recipe: Recipe, _ world: SampleChain, draws: Int = 50,
    proof: TrieProof? = nil
  ) throws -> [HolderCheck.Row] {
    let check = HolderCheck(recipe: recipe, stateRoot: world.stateRoot, proof: proof ?? world.proof)
    let holdings = try rows.map {
      Holding(account: try account($0.0), amounts: [.init(asset: "token", units: $0.1)])
    }
    let total = rows.reduce(UInt128(0)) { $0 + $1.1 }
    return try check.rows(drawn: HolderSample(draws: draws, of: total, seed: seed)) { visit in
      for holding in holdings { try visit(holding) }
    }
  }

  @Test(arguments: StorageSlot.Layout.allCases)
  func `a true list is proven, of either layout`(layout: StorageSlot.Layout) throws {
    let tokens = Dictionary(uniqueKeysWithValues: (1...30).map { (Self.address($0), UInt64($0 * 1000)) })
    let world = SampleChain(tokens: tokens, layout: layout)
    let recipe = try Self.recipe([.init(key: "layout", value: .string(layout.rawValue))])
    let rows = try Self.check((1...30).map { ($0, UInt128($0 * 1000)) }, recipe, world)
    #expect(rows.count > 10 && rows.allSatisfy { $0.finding == .proven })
    #expect(rows.reduce(0) { $0 + $1.draws } == 50)
    let supply = try HolderCheck(recipe: recipe, stateRoot: world.stateRoot, proof: world.proof).supply()
    #expect(supply == 465_000)
    let other = try Self.recipe([
      .init(key: "layout", value: .string(layout == .vyper ? "solidity" : "vyper"))
    ])
    let strange = try Self.check((1...30).map { ($0, UInt128($0 * 1000)) }, other, world)
    #expect(strange.allSatisfy { $0.finding == .differs(chain: []) })
  }

  @Test func `the chain's own coin is read from the accounts`() throws {
    let world = SampleChain(coins: [Self.address(1): 500, Self.address(2): 7], tokens: [:])
    let rows = try Self.check([(1, 500), (2, 8), (3, 1000)], try Self.recipe(token: nil), world)
    #expect(rows.map(\.finding).first == .proven)
    #expect(rows.contains { $0.listed == 1000 && $0.finding == .differs(chain: []) })
  }

  @Test(
    arguments: [
      ("an invented holder", 99, 4000), ("a favourite made larger", 30, 34_000),
      ("a foe made smaller", 30, 20_000),
    ] as [(String, Int, UInt128)])
  func `attack 7: a doctored row that is drawn is found`(id: String, holder: Int, amount: UInt128) throws {
    let tokens = Dictionary(uniqueKeysWithValues: (1...30).map { (Self.address($0), UInt64($0 * 1000)) })
    var rows = (1...29).map { ($0, UInt128($0 * 1000)) }
    if holder != 30 { rows.append((30, 30_000)) }
    rows.append((holder, amount))
    let found = try Self.check(rows, try Self.recipe(), SampleChain(tokens: tokens), draws: 400)
    let doctored = try Self.account(holder)
    for row in found {
      #expect((row.account == doctored) == (row.finding != .proven), "\(row)")
    }
    #expect(found.contains { $0.account == doctored })
  }

  @Test func `amounts are whole units rounded down`() throws {
    let world = SampleChain(tokens: [Self.address(1): 1999, Self.address(2): 2000])
    let recipe = try Self.recipe([.init(key: "unit", value: .integer(1000))])
    let rows = try Self.check([(1, 1), (2, 2)], recipe, world)
    #expect(rows.map(\.finding) == [.proven, .proven])
    #expect(try HolderCheck(recipe: recipe, stateRoot: world.stateRoot, proof: world.proof).supply() == 3)
  }

  @Test func `an account that the recipe leaves out has no row, drawn or not`() throws {
    let world = SampleChain(tokens: [Self.address(1): 10, Self.address(2): 1_000_000])
    let excluded = JSONValue.array([.string("0x" + Hex.encode(Self.address(1)))])
    let rows = try Self.check(
      [(1, 3), (2, 1_000_000)], try Self.recipe([.init(key: "excluded", value: excluded)]), world)
    #expect(rows.map(\.finding) == [.excluded, .proven])
  }

  @Test func `answers of another block prove nothing`() throws {
    let world = SampleChain(tokens: [Self.address(1): 10])
    let other = SampleChain(tokens: [Self.address(1): 11])
    let rows = try Self.check([(1, 11)], try Self.recipe(), world, proof: other.proof)
    guard case .unproven(.nodeMissing) = rows.first?.finding else {
      Issue.record("\(rows)")
      return
    }
  }

  @Test func `a token that is not there holds nothing`() throws {
    let world = SampleChain(tokens: [Self.address(1): 10])
    let moved = try Self.recipe(token: [UInt8](repeating: 9, count: 20))
    #expect(try Self.check([(1, 10)], moved, world).map(\.finding) == [.differs(chain: [])])
  }

  @Test(
    arguments: [
      (1, [5], 5), (1, [], 0), (2, [5], 2), (10, [1, 0], 25),
      (1, [UInt8](repeating: 255, count: 16), UInt128.max), (1, [1] + [UInt8](repeating: 0, count: 16), nil),
      (2, [1] + [UInt8](repeating: 0, count: 16), UInt128(1) << 127),
      (.max, [UInt8](repeating: 255, count: 32), nil),
      (.max, [255] + [UInt8](repeating: 0, count: 30), 255 << 112),
    ] as [(UInt128, [UInt8], UInt128?)])
  func `amounts of up to 256 bits are divided exactly`(unit: UInt128, amount: [UInt8], expected: UInt128?)
    throws
  {
    let recipe = try Self.recipe([.init(key: "unit", value: .string(String(unit)))])
    let check = HolderCheck(recipe: recipe, stateRoot: .zero, proof: TrieProof(nodes: []))
    #expect(check.inUnits(amount) == expected)
  }

  @Test func `a row that says more than the recipe is known`() throws {
    let check = HolderCheck(recipe: try Self.recipe(), stateRoot: .zero, proof: TrieProof(nodes: []))
    let account = try Self.account(1)
    let plain = Holding(
      account: account, amounts: [.init(asset: "token", units: 5), .init(asset: "b", units: 0)])
    #expect(!check.isMore(plain))
    #expect(check.isMore(Holding(account: account, amounts: [.init(asset: "other", units: 5)])))
    let facts = try #require(HoldingFacts(roles: ["council"]))
    #expect(check.isMore(Holding(account: account, facts: facts)))
  }
}
