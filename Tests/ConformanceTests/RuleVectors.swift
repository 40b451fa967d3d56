import CanonicalEncoding
import QuorateTesting

/// What a runner finds when a row lacks what its kind must have, or holds something else.
struct RowFault: Error, CustomStringConvertible {
  let description: String
}

/// One object of a vector file, read member by member; what is missing or malformed is a `RowFault`, never a guess.
struct VectorRow {
  let value: JSONValue

  private func member(_ key: String) throws(RowFault) -> JSONValue {
    guard let member = value.object?[key] else { throw RowFault(description: "\(key) is missing") }
    return member
  }

  /// A member that may be missing or null.
  func optional(_ key: String) -> JSONValue? {
    guard let member = value.object?[key], member != .null else { return nil }
    return member
  }

  func has(_ key: String) -> Bool { optional(key) != nil }

  func text(_ key: String) throws(RowFault) -> String {
    guard let text = try member(key).string else { throw RowFault(description: "\(key) is not a text") }
    return text
  }

  func flag(_ key: String) throws(RowFault) -> Bool {
    guard let flag = try member(key).bool else { throw RowFault(description: "\(key) is not true or false") }
    return flag
  }

  /// A whole number below 2^128, written as a number or as decimal text.
  func amount(_ key: String) throws(RowFault) -> UInt128 { try Self.amount(try member(key), key) }

  /// The same as decimal text, as charters write amounts.
  func digits(_ key: String) throws(RowFault) -> String { String(try amount(key)) }

  /// A whole number below 2^64, written as a number or as decimal text.
  func number(_ key: String) throws(RowFault) -> UInt64 {
    guard let number = UInt64(exactly: try amount(key)) else {
      throw RowFault(description: "\(key) does not fit 64 bits")
    }
    return number
  }

  func list(_ key: String) throws(RowFault) -> [JSONValue] {
    guard let list = try member(key).array else { throw RowFault(description: "\(key) is not a list") }
    return list
  }

  func rows(_ key: String) throws(RowFault) -> [VectorRow] { try list(key).map { VectorRow(value: $0) } }

  func row(_ key: String) throws(RowFault) -> VectorRow { VectorRow(value: try member(key)) }

  /// The members of an object, in the order of their keys.
  func members(_ key: String) throws(RowFault) -> [JSONObject.Member] {
    guard let object = try member(key).object else { throw RowFault(description: "\(key) is not an object") }
    return object.members
  }

  static func amount(_ value: JSONValue, _ key: String) throws(RowFault) -> UInt128 {
    let text =
      switch value {
      case .number(let text), .string(let text): text
      default: ""
      }
    guard let amount = UInt128(decimal: text) else {
      throw RowFault(description: "\(key) is not a whole number")
    }
    return amount
  }
}

/// A row of `rules/*.json`: what its kind is given, and what must come out.
struct RuleVector {
  /// The whole row.
  let row: VectorRow
  /// The system that the row's file is about, as the file names it.
  var system = ""
  let id: String
  let kind: String
  let params: VectorRow
  let inputs: VectorRow
  let expect: VectorRow

  init(_ value: JSONValue) throws(RowFault) {
    row = VectorRow(value: value)
    id = try row.text("id")
    kind = try row.text("kind")
    params = try row.row("params")
    inputs = try row.row("inputs")
    expect = try row.row("expect")
  }
}

/// Whether the answer to a row is the expected one; the texts say what differs.
///
/// A runner translates the row into a charter, holdings and ballots, and the decision back into the row's words.
/// It compares results for equality and does nothing else: no rule's comparison or arithmetic stands in a runner.
typealias RuleRunner = @Sendable (RuleVector) throws -> [String]

/// The runners of each kind of row, from the file of each system.
let ruleKinds: [String: RuleRunner] = [
  bittensorGovernanceKinds,
  powerKinds,
  bittensorNumberKinds,
  cosmosDepositKinds,
  cosmosKinds,
  oceanAccessKinds,
  renderKinds,
  cosmosBallotKinds,
  oceanAllocationKinds,
  snapshotKinds,
  followingKinds,
  houseOfStakeDelegationKinds,
  sputnikDelegationKinds,
  icpKinds,
  sputnikKinds,
  houseOfStakeKinds,
].reduce(into: [:]) { all, kinds in all.merge(kinds) { $1 } }

/// Kinds that describe an account's balance or an outside call, which no rule decides; counted as unsupported.
let excusedKinds: [String: String] = [
  "cosmos_lifecycle_fact": "describes module balances and stored votes, not a rule",
  "sputnik_execution": "describes the outcome of an outside call",
]

/// Runs every row of a file of `rules/`, by its kind.
func runRuleVectors(_ content: JSONValue, _ report: inout VectorReport) {
  for value in content.object?["vectors"]?.array ?? [] {
    var name = "a row without id"
    do {
      var vector = try RuleVector(value)
      vector.system = content.object?["system"]?.string ?? ""
      name = vector.id
      if let runner = ruleKinds[vector.kind] {
        let differences = try runner(vector)
        report.check("\(name): \(differences.joined(separator: "; "))", differences.isEmpty)
      } else {
        report.skip(excusedKinds[vector.kind] ?? "the kind \(vector.kind) is not built yet")
      }
    } catch {
      report.check("\(name): \(error)", false)
    }
  }
}

extension VectorReport {
  /// Runs the rows of one list of a file; the runner says what differs, and whatever it throws is a failure.
  mutating func run(_ content: JSONValue, _ list: String, _ runner: (VectorRow) throws -> [String]) {
    for (position, value) in (content.object?[list]?.array ?? []).enumerated() {
      let row = VectorRow(value: value)
      let name = row.optional("id")?.string ?? "\(list) \(position)"
      do {
        let differences = try runner(row)
        check("\(name): \(differences.joined(separator: "; "))", differences.isEmpty)
      } catch {
        check("\(name): \(error)", false)
      }
    }
  }
}
