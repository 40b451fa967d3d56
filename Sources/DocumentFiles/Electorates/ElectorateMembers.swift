internal import CanonicalEncoding

/// Holders in JSON: a list of objects, or one object from accounts to amounts.
enum ElectorateMembers {
  /// What each holder's object says, one after another.
  static func forEach(
    _ list: JSONValue, asset: String, _ body: (HolderDraft) throws -> Void
  ) throws {
    switch list {
    case .object(let object):
      for (number, member) in object.members.enumerated() {
        var draft = HolderDraft(line: number + 1, account: member.key)
        draft.amounts = [(asset, try text(member.value, number + 1))]
        try body(draft)
      }
    case .array(let elements):
      for (number, element) in elements.enumerated() {
        try body(try draft(of: element, line: number + 1, asset: asset))
      }
    default: throw ElectorateRefusal.columns("a list of holders is a JSON list or object")
    }
  }

  private static func draft(
    of element: JSONValue, line: Int, asset: String
  ) throws(ElectorateRefusal) -> HolderDraft {
    let members = element.object?.members ?? []
    func find(_ names: [String]) -> JSONValue? {
      names.lazy.compactMap { name in members.first { $0.key.lowercased() == name }?.value }.first
    }
    guard let account = find(ElectorateImport.accountHeaders)?.string else {
      throw .line(line, "has no account or no amount")
    }
    var draft = HolderDraft(line: line, account: account)
    if let amount = find(ElectorateImport.amountHeaders) { draft.amounts = [(asset, try text(amount, line))] }
    if let amounts = find(["amounts"]) {
      draft.amounts += try table(amounts, line).map { ($0.name, $0.text) }
    }
    for lock in try list(find(["locks"]), line) { draft.locks.append(try texts(lock, line)) }
    for stake in try list(find(["stakes"]), line) {
      let parts = try texts(stake, line)
      guard parts.count == 2, let validator = parts["validator"], let shares = parts["shares"] else {
        throw .line(line, "has a stake without validator and shares")
      }
      draft.stakes.append((validator, shares))
    }
    if let validator = find(["validator"]) { draft.validator = try texts(validator, line) }
    for role in try list(find(["roles"]), line) { draft.roles.append(try text(role, line)) }
    if let allocations = find(["allocations"]) {
      draft.allocations = try table(allocations, line).map { ($0.name, $0.text) }
    }
    guard !draft.isEmpty else { throw .line(line, "has no account or no amount") }
    return draft
  }

  private static func list(_ value: JSONValue?, _ line: Int) throws(ElectorateRefusal) -> [JSONValue] {
    guard let value else { return [] }
    guard let list = value.array else { throw .line(line, "has something else where a list belongs") }
    return list
  }

  private static func texts(_ value: JSONValue, _ line: Int) throws(ElectorateRefusal) -> [String: String] {
    // The keys of a parsed object are distinct.
    Dictionary(uniqueKeysWithValues: try table(value, line).map { ($0.name, $0.text) })
  }

  private static func table(
    _ value: JSONValue, _ line: Int
  ) throws(ElectorateRefusal) -> [(name: String, text: String)] {
    guard let object = value.object else { throw .line(line, "has something else where an object belongs") }
    var table: [(name: String, text: String)] = []
    for member in object.members { table.append((member.key, try text(member.value, line))) }
    return table
  }

  private static func text(_ value: JSONValue, _ line: Int) throws(ElectorateRefusal) -> String {
    switch value {
    case .string(let text), .number(let text): return text
    default: throw .amount(line, "?")
    }
  }
}
