internal import CanonicalEncoding

/// What the columns of a CSV list mean, by its header.
struct ElectorateColumns {
  private enum Meaning: Hashable {
    case account
    case amount(asset: String)
    case lock(part: String)
    case stake(part: String)
    case validator(part: String)
    case allocation(part: String)
    case roles
    case other
  }

  /// How many columns every line has.
  var count: Int { header.count }
  /// The columns that are read, as the header names them.
  var read: [String] { zip(header, meanings).filter { $0.1 != .other }.map(\.0) }
  /// Those that are passed over.
  var passedOver: [String] { zip(header, meanings).filter { $0.1 == .other }.map(\.0) }

  private let header: [String]
  private let meanings: [Meaning]
  /// Whether a line may leave out an amount, because it may have said something else.
  private let hasFacts: Bool

  /// Reads a header.
  ///
  /// - Parameters:
  ///   - names: The names of the account's and the amount's column, where they are not the usual ones.
  ///   - asset: The asset of a column of amounts that names none.
  init(
    header: [String], _ names: (account: String, amount: String)?, asset: String
  ) throws(ElectorateRefusal) {
    let folded = header.map { $0.lowercased().filter { !$0.isWhitespace && $0 != "_" } }
    var meanings = folded.map { Self.fact(named: $0) }
    let (account, amount) = try Self.places(header, folded, names)
    hasFacts = meanings.contains { if case .other = $0 { false } else { true } }
    guard let account, amount != nil || hasFacts else { throw Self.unnamed(header) }
    meanings[account] = .account
    if let amount { meanings[amount] = .amount(asset: asset) }
    self.meanings = meanings
    self.header = header
  }

  private static func places(
    _ header: [String], _ folded: [String], _ names: (account: String, amount: String)?
  ) throws(ElectorateRefusal) -> (account: Int?, amount: Int?) {
    guard let names else {
      return (
        ElectorateImport.accountHeaders.lazy.compactMap { folded.firstIndex(of: $0) }.first,
        ElectorateImport.amountHeaders.lazy.compactMap { folded.firstIndex(of: $0) }.first
      )
    }
    guard let account = header.firstIndex(of: names.account), let amount = header.firstIndex(of: names.amount)
    else {
      throw .columns("the header is \(header.joined(separator: ",")), without these columns")
    }
    return (account, amount)
  }

  private static func unnamed(_ header: [String]) -> ElectorateRefusal {
    .columns(
      "the header \"\(DisplayText.escaped(header.joined(separator: ","), limit: 80))\" names no account and amount; "
        + "say which with --columns ACCOUNT,AMOUNT")
  }

  /// Names with a point in them are those of a line's facts; any other is passed over.
  private static func fact(named name: String) -> Meaning {
    if name == "roles" { return .roles }
    guard let point = name.firstIndex(of: ".") else { return .other }
    let part = String(name[name.index(after: point)...])
    switch name[..<point] {
    case "amount": return .amount(asset: part)
    case "lock": return .lock(part: part)
    case "stake": return .stake(part: part)
    case "validator": return .validator(part: part)
    case "allocation": return .allocation(part: part)
    default: return .other
    }
  }

  /// What one line says. In a list with facts, an empty field says nothing.
  func draft(of fields: [String], line: Int) throws(ElectorateRefusal) -> HolderDraft {
    var parts = Parts()
    var draft = HolderDraft(line: line, account: "")
    for (field, meaning) in zip(fields, meanings) {
      switch meaning {
      case .account: draft.account = field
      case .amount(let asset): if !hasFacts || !field.isEmpty { draft.amounts.append((asset, field)) }
      case .lock(let part): parts.lock[part] = field.isEmpty ? nil : field
      case .stake(let part): parts.stake[part] = field.isEmpty ? nil : field
      case .validator(let part): draft.validator[part] = field.isEmpty ? nil : field
      case .allocation(let part): parts.allocation[part] = field.isEmpty ? nil : field
      case .roles: draft.roles = field.split(separator: " ").map(String.init)
      case .other: break
      }
    }
    if !parts.lock.isEmpty { draft.locks = [parts.lock] }
    if let stake = try Self.pair(parts.stake, "validator", "shares", line) { draft.stakes = [stake] }
    if let part = try Self.pair(parts.allocation, "target", "points", line) { draft.allocations = [part] }
    return draft
  }

  private struct Parts {
    var lock: [String: String] = [:]
    var stake: [String: String] = [:]
    var allocation: [String: String] = [:]
  }

  private static func pair(
    _ parts: [String: String], _ first: String, _ second: String, _ line: Int
  ) throws(ElectorateRefusal) -> (String, String)? {
    if parts.isEmpty { return nil }
    guard parts.count == 2, let left = parts[first], let right = parts[second] else {
      throw .line(line, "needs \(first) and \(second)")
    }
    return (left, right)
  }
}
