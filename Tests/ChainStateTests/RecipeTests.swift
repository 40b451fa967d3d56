import CanonicalEncoding
import ChainState
import Testing

@Suite struct RecipeTests {
  private static func recipe(_ text: String) throws -> Recipe {
    try Recipe(try JSONParser.parse(Array(text.utf8), form: .wellFormed))
  }

  private static let head = #""quorate":"recipe/1","chain":"eip155:1","asset":"token""#

  @Test func `a recipe reads`() throws {
    let token = "0x52908400098527886E0F7030069857D2E4169EE7"
    let recipe = try Self.recipe(
      #"{\#(Self.head),"token":"\#(token)","balances":3,"layout":"vyper","supply":5,"unit":"1000000000000000000"}"#
    )
    #expect(
      recipe.token?.balances == StorageSlot(3) && recipe.token?.supply == StorageSlot(5)
        && recipe.token?.layout == .vyper)
    #expect(recipe.unit == 1_000_000_000_000_000_000 && recipe.excluded.isEmpty)
    #expect(try Self.recipe("{\(Self.head)}").token == nil)
    let namespaced = String(repeating: "5a", count: 32)
    let chosen = try Self.recipe(#"{\#(Self.head),"token":"\#(token)","balances":"0x\#(namespaced)"}"#)
    #expect(chosen.token?.balances.text == "0x" + namespaced)
    // Burnt tokens lie at an address that is no account.
    let burnt = try Self.recipe(#"{\#(Self.head),"excluded":["0x\#(String(repeating: "0", count: 40))"]}"#)
    #expect(burnt.excluded.isEmpty)
  }

  @Test(arguments: [
    ("another version", #"{"quorate":"recipe/2","chain":"x","asset":"token"}"#), ("a list", "[]"),
    ("no asset", #"{"quorate":"recipe/1","chain":"eip155:1"}"#),
    ("an unknown field", #"{\#(head),"height":5}"#), ("unit 0", #"{\#(head),"unit":0}"#),
    ("a bad address", #"{\#(head),"token":"0x5","balances":3}"#),
    ("no slot", #"{\#(head),"token":"0x52908400098527886E0F7030069857D2E4169EE7"}"#),
    (
      "another compiler",
      #"{\#(head),"token":"0x52908400098527886E0F7030069857D2E4169EE7","balances":1,"layout":"fe"}"#
    ),
    (
      "left out twice",
      #"{\#(head),"excluded":["0x52908400098527886E0F7030069857D2E4169EE7","0x52908400098527886e0f7030069857d2e4169ee7"]}"#
    ),
    ("a slot without a token", #"{\#(head),"balances":3}"#),
    ("a chain without a namespace", #"{"quorate":"recipe/1","chain":"hello world","asset":"token"}"#),
    (
      "a slot of 31 bytes",
      "{\(head),\"token\":\"0x52908400098527886E0F7030069857D2E4169EE7\",\"balances\":\"0x\(String(repeating: "1", count: 62))\"}"
    ),
  ]) func `what is no recipe is refused`(id: String, text: String) {
    #expect(throws: RecipeRefusal.self) { try Self.recipe(text) }
  }
}
