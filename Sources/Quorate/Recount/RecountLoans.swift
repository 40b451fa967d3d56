internal import Governance
internal import Signing
internal import Voting

/// Whom the lines of a list lend power to, in the forms in which the modes of delegation are counted.
///
/// A cell names a delegate, or several: `ada`, `ada 25 %; bea 12.5 %`, or `ada; bea` where members follow others. Where
/// validators inherit it names the one with whom the power of the line is staked.
struct RecountLoans {
  private var loans: [AccountKey: [DelegatedPart]] = [:]
  /// Every delegate as the lines name them.
  private var names: [AccountKey: [(line: Int, name: String, delegate: AccountKey)]] = [:]

  /// Whom the lines that count name, in their order.
  var named: [(line: Int, name: String, delegate: AccountKey)] {
    names.values.flatMap { $0 }.sorted { ($0.line, $0.name) < ($1.line, $1.name) }
  }

  /// Takes the cell of a line, in the place of what an earlier line of the voter said.
  /// - Throws: `RecountRefusal.delegationMode` where nobody lends power, `.delegation` where the mode does not allow it.
  mutating func take(
    _ words: String, of voter: AccountKey, line: Int, _ rules: DelegationRules,
    account: (String) throws -> AccountKey
  ) throws {
    var named: [(line: Int, name: String, delegate: AccountKey)] = []
    let parts = try words.split(separator: ";").map { part in
      let (name, basisPoints) = try Self.part(String(part), line: line)
      let delegate = try account(name)
      named.append((line, name, delegate))
      return DelegatedPart(delegate: delegate, basisPoints: basisPoints ?? BasisPointDelegation.whole)
    }.sorted { $0.delegate < $1.delegate }
    if let fault = try Self.fault(in: parts, of: voter, rules.mode) {
      throw RecountRefusal.delegation(row: line, fault: fault)
    }
    loans[voter] = parts
    names[voter] = named
  }

  /// Reads `ada` or `ada 25 %`.
  private static func part(_ text: String, line: Int) throws -> (name: String, basisPoints: Int?) {
    let words = text.split(separator: " ").map(String.init)
    guard let last = words.last, last.hasSuffix("%") else {
      guard !words.isEmpty else {
        throw RecountRefusal.delegation(row: line, fault: "a delegate has no name")
      }
      return (words.joined(separator: " "), nil)
    }
    let isApart = last == "%"
    let number = isApart ? words.dropLast().last ?? "" : String(last.dropLast())
    let name = words.dropLast(isApart ? 2 : 1).joined(separator: " ")
    guard let basisPoints = DelegationStatement.Deed.basisPoints(percent: number), !name.isEmpty else {
      throw RecountRefusal.delegation(
        row: line, fault: "a part is written as a name and percent with at most two decimals, above 0")
    }
    return (name, basisPoints)
  }

  /// What a mode does not allow.
  private static func fault(
    in parts: [DelegatedPart], of voter: AccountKey, _ mode: DelegationMode
  ) throws -> String? {
    let isWhole = parts.allSatisfy { $0.basisPoints == BasisPointDelegation.whole }
    switch mode {
    case .none: throw RecountRefusal.delegationMode
    case .full, .override, .validators:
      return parts.count == 1 && isWhole ? nil : "whole powers go to one delegate"
    case .followMajority(let following):
      let isDistinct = zip(parts, parts.dropFirst()).allSatisfy { $0.delegate != $1.delegate }
      if !isWhole { return "whoever follows others lends them no parts" }
      return isDistinct && parts.count <= following.followees
        ? nil : "a member follows at most \(following.followees) others, each once"
    case .basisPoints(let rules):
      do throws(DelegatedPartsRefusal) { try rules.check(parts, of: voter) } catch {
        switch error {
        case .tooMany(let limit): return "power goes to at most \(limit) delegates"
        case .toSelf: return "nobody lends power to themselves"
        case .aboveWhole: return "the parts are more than the whole"
        case .zero, .notSorted, .duplicate: return "a delegate stands twice"
        }
      }
      return nil
    }
  }

  /// For modes in which standing ballots alone decide.
  func lending(_ rules: DelegationRules) -> Lending {
    if loans.isEmpty { return .none }
    if case .basisPoints(let rules) = rules.mode { return .parts(loans, rules) }
    return .whole(loans.compactMapValues(\.first?.delegate), depthLimit: rules.depthLimit)
  }

  /// Whom each member follows.
  var followees: [AccountKey: [AccountKey]] { loans.mapValues { $0.map(\.delegate) } }

  /// What everybody has staked: with the one they name, or with themselves. A share is one unit.
  func stakes(of powers: [(account: AccountKey, power: Power)]) throws -> StakeBook {
    var book = StakeBook()
    var validators: [AccountKey: Power] = [:]
    for (account, power) in powers where power > .zero {
      let validator = loans[account]?.first?.delegate ?? account
      book.addStake(of: account, with: validator, shares: Decimal18(power.units))
      validators[validator] = try (validators[validator] ?? .zero).adding(power)
    }
    for (account, power) in validators {
      try book.addValidator(account, tokens: power.units, shares: Decimal18(power.units))
    }
    return book
  }
}
