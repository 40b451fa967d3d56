package import CanonicalEncoding
package import Signing

/// How the rows of an electorate follow from the state of a chain.
///
/// Whoever has the recipe and the state of the block gets the same rows, so that attesters can be checked instead
/// of believed. Its file is named by its hash in what they sign.
package struct Recipe: Hashable, Sendable {
  /// The chain, `eip155:1`.
  package let chain: String
  /// The asset of the rows that it gives.
  package let asset: String
  /// Where balances stand; `nil` for the chain's own coin.
  package let token: Token?
  /// Smallest units of the chain that make one unit of a row; what is left over is dropped.
  package let unit: UInt128
  /// Accounts that have no row, whatever they hold.
  package let excluded: Set<AccountKey>

  /// A contract that keeps balances in a mapping from addresses to numbers.
  package struct Token: Hashable, Sendable {
    /// Twenty bytes.
    package let address: [UInt8]
    /// The slot of the mapping.
    package let balances: StorageSlot
    package let layout: StorageSlot.Layout
    /// The slot of the total supply, if it has one.
    package let supply: StorageSlot?
  }

  /// The recipe of a document that says `quorate: recipe/1`.
  /// - Throws: ``RecipeRefusal`` with the line of the rule it breaks.
  package init(_ document: JSONValue) throws(RecipeRefusal) {
    do {
      var fields = try JSONFields(document, of: "a recipe")
      guard try fields.string("quorate") == "recipe/1" else { throw RecipeRefusal.version }
      chain = try fields.string("chain")
      guard ChainName.isValid(chain) else { throw RecipeRefusal.chain }
      asset = try fields.string("asset")
      unit = try Self.unit(fields.optional("unit"))
      excluded = try Self.accounts(fields.optional("excluded"))
      token = try Self.token(&fields)
      try fields.finish()
    } catch let refusal as RecipeRefusal { throw refusal } catch let refusal as JSONRefusal {
      throw .form(refusal)
    } catch { throw .version }
  }

  private static func unit(_ value: JSONValue?) throws(RecipeRefusal) -> UInt128 {
    guard let value else { return 1 }
    let text = value.unsigned.map { String($0) } ?? value.string
    guard let unit = text.flatMap({ UInt128(decimal: $0) }), unit > 0 else { throw .unit }
    return unit
  }

  private static func accounts(_ value: JSONValue?) throws(RecipeRefusal) -> Set<AccountKey> {
    guard let value else { return [] }
    guard let list = value.array else { throw .account("excluded") }
    var accounts: Set<AccountKey> = []
    for element in list {
      guard let address = element.string.flatMap({ EVMAddress.parse($0) }) else { throw .account("excluded") }
      // The zero address is no account, so that it has no row anyway; it is where many tokens are burnt to.
      guard let account = AccountKey(family: .evm, bytes: ByteString(address)) else { continue }
      guard accounts.insert(account).inserted else { throw .twice(account) }
    }
    return accounts
  }

  /// A number below 2^53, or `0x` and 64 digits.
  private static func slot(_ value: JSONValue, _ name: String) throws(RecipeRefusal) -> StorageSlot {
    if let number = value.unsigned, number < 1 << 53 { return StorageSlot(number) }
    guard let slot = value.string.flatMap({ Hex.decode(prefixed: $0) }).flatMap({ StorageSlot(bytes: $0) })
    else { throw .slot(name) }
    return slot
  }

  private static func token(_ fields: inout JSONFields) throws -> Token? {
    guard let contract = fields.optional("token") else {
      for member in ["balances", "layout", "supply"] where fields.contains(member) {
        throw RecipeRefusal.tokenMissing(member)
      }
      return nil
    }
    guard let address = contract.string.flatMap({ EVMAddress.parse($0) }) else {
      throw RecipeRefusal.account("token")
    }
    let name = fields.optional("layout").map { $0.string ?? "" } ?? StorageSlot.Layout.solidity.rawValue
    guard let layout = StorageSlot.Layout(rawValue: name) else { throw RecipeRefusal.layout }
    let supply = try fields.optional("supply").map { try slot($0, "supply") }
    return Token(
      address: address, balances: try slot(try fields.value("balances"), "balances"), layout: layout,
      supply: supply)
  }
}

/// Why a document is no recipe.
package enum RecipeRefusal: CodedRefusal, Hashable {
  case version
  case chain
  case slot(String)
  case tokenMissing(String)
  case twice(AccountKey)
  case unit
  case layout
  case account(String)
  case form(JSONRefusal)

  package var code: String { "recipe.form" }

  package var message: String {
    switch self {
    case .version: "a recipe begins with `quorate: recipe/1`"
    case .unit: "\"unit\" is a whole number above 0"
    case .layout: "\"layout\" is solidity or vyper"
    case .chain: "\"chain\" is a name such as eip155:1 (CAIP-2)"
    case .slot(let field): "\"\(field)\" is the number of a slot, or `0x` and 64 digits"
    case .tokenMissing(let field): "\"\(field)\" is about a contract, which \"token\" must name"
    case .twice(let account): "\"excluded\" names \(account.display) twice"
    case .account(let field):
      "\"\(field)\" needs addresses: `0x` and 40 digits in one case, or with the checksum of EIP-55"
    case .form(.unexpected(field: "it", in: _, needs: _)):
      "a recipe is a table that begins with `quorate: recipe/1`"
    case .form(let refusal): refusal.message
    }
  }
}
