package import CanonicalEncoding
package import Signing
package import Voting

/// Holds some rows of an electorate against the state of the chain they are said to come from.
package struct HolderCheck: Sendable {
  /// How the rows follow from the state.
  package let recipe: Recipe
  /// The root of the state of the block.
  package let stateRoot: Digest
  /// Nodes of the state and of the token's storage.
  package let proof: TrieProof

  package init(recipe: Recipe, stateRoot: Digest, proof: TrieProof) {
    self.recipe = recipe
    self.stateRoot = stateRoot
    self.proof = proof
  }

  /// What a row turned out to be.
  package enum Finding: Hashable, Sendable {
    /// The chain says the same.
    case proven
    /// The chain says another amount, big-endian smallest units.
    case differs(chain: [UInt8])
    /// The answers lack what would prove it.
    case unproven(ChainRefusal)
    /// The recipe leaves the account out, but it has a row.
    case excluded
  }

  /// One row that was looked at.
  package struct Row: Hashable, Sendable {
    package let account: AccountKey
    /// Units of the list.
    package let listed: UInt128
    /// How many draws fell on it; 0 for a row that no sample asked for.
    package let draws: Int
    package let finding: Finding
  }

  /// Looks at every row that a sample draws, and at every row the recipe leaves out.
  /// - Parameter rows: Calls its argument with every row in order.
  /// - Complexity: O(rows), and for each row drawn O(depth of the tries).
  package func rows(
    drawn sample: HolderSample, from rows: ((Holding) throws -> Void) throws -> Void
  ) throws -> [Row] {
    var walk = HolderSample.Walk(sample)
    var found: [Row] = []
    try rows { holding in
      let listed = units(of: holding)
      let draws = walk.draws(on: listed)
      if recipe.excluded.contains(holding.account), listed > 0 {
        found.append(Row(account: holding.account, listed: listed, draws: draws, finding: .excluded))
      } else if draws > 0 {
        let finding = finding(holding.account, listed: listed)
        found.append(Row(account: holding.account, listed: listed, draws: draws, finding: finding))
      }
    }
    return found
  }

  /// Whether a row says something that no recipe proves: amounts of other assets, locks, stakes, roles.
  package func isMore(_ holding: Holding) -> Bool {
    !holding.facts.isEmpty
      || holding.amounts.contains { $0.units > 0 && !$0.asset.utf8.elementsEqual(recipe.asset.utf8) }
  }

  /// What a row lists of the recipe's asset.
  package func units(of holding: Holding) -> UInt128 {
    holding.amounts.first { $0.asset.utf8.elementsEqual(recipe.asset.utf8) }?.units ?? 0
  }

  /// The token's total supply in units of the list, or `nil` where the recipe names none.
  /// - Throws: ``ChainRefusal`` where the answers do not prove it, ``ChainRefusal/quantity(_:)`` for 2^128 units or more.
  package func supply() throws(ChainRefusal) -> UInt128? {
    guard let slot = recipe.token?.supply, let token = try token() else { return nil }
    guard let supply = inUnits(try token.word(at: slot, in: proof)) else { throw .quantity("the supply") }
    return supply
  }

  private func token() throws(ChainRefusal) -> ProvenAccount? {
    guard let token = recipe.token else { return nil }
    return try ProvenAccount(of: token.address, in: proof, stateRoot: stateRoot)
  }

  private func finding(_ account: AccountKey, listed: UInt128) -> Finding {
    do throws(ChainRefusal) {
      let amount = try amount(of: account.bytes.bytes)
      return inUnits(amount) == listed ? .proven : .differs(chain: amount)
    } catch { return .unproven(error) }
  }

  /// What the chain says an address holds, big-endian smallest units.
  private func amount(of address: [UInt8]) throws(ChainRefusal) -> [UInt8] {
    guard let token = recipe.token, let contract = try self.token() else {
      return try ProvenAccount(of: address, in: proof, stateRoot: stateRoot).balance
    }
    return try contract.word(
      at: StorageSlot(of: address, inMappingAt: token.balances, layout: token.layout), in: proof)
  }

  /// Whole units of the list, rounded down; `nil` for 2^128 of them or more.
  /// - Parameter amount: Smallest units, big-endian, at most thirty-two bytes.
  package func inUnits(_ amount: [UInt8]) -> UInt128? {
    func number(_ bytes: some Sequence<UInt8>) -> UInt128 { bytes.reduce(0) { $0 << 8 | UInt128($1) } }
    let (high, low) = (number(amount.dropLast(16)), number(amount.suffix(16)))
    guard high < recipe.unit else { return nil }
    return recipe.unit.dividingFullWidth((high, low)).quotient
  }
}
