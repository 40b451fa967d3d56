internal import CanonicalEncoding
internal import Signing
package import Voting

/// Turns a list of holders into an electorate: checked, sorted, in canonical lines.
package struct ElectorateImport: Sendable {
  /// The rows in order.
  package let holdings: [Holding]
  /// The columns of a CSV list that were read, and those that were passed over; none of a JSON list.
  package let columns: (read: [String], passedOver: [String])
  /// The file's bytes.
  package var bytes: [UInt8] { holdings.flatMap(\.line) }

  /// Headers that mean an account, in the order of preference.
  package static let accountHeaders = ["account", "address", "holder", "holderaddress", "wallet", "voter"]
  /// Headers that mean an amount of the one asset.
  package static let amountHeaders = [
    "amount", "balance", "allocation", "power", "tokens", "quantity", "weight",
  ]

  /// What may stand between columns. The header says which it is: the first one by which it has most columns.
  private static let separators: [Unicode.Scalar] = [",", ";", "\t"]

  /// Reads CSV with a header line; semicolons or tabs may stand in the place of commas.
  ///
  /// - Parameters:
  ///   - columns: The names of the account's and the amount's column, where they are not the usual ones.
  ///   - asset: The asset the amounts are of.
  /// - Throws: `ElectorateRefusal` naming the line.
  package init(csv bytes: [UInt8], columns: (account: String, amount: String)? = nil, asset: String) throws {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ElectorateRefusal.line(1, "is not UTF-8")
    }
    let clean = text.hasPrefix("\u{feff}") ? String(text.unicodeScalars.dropFirst()) : text
    var rows = RowCollection(asset: asset)
    var header: ElectorateColumns?
    var separator = Self.separators[0]
    for (number, line) in clean.textLines.enumerated() where !line.utf8.isEmpty {
      guard let header else {
        separator = try Self.separator(of: line, number: number + 1)
        let names = try Self.fields(line, number: number + 1, separator: separator)
        header = try ElectorateColumns(header: names, columns, asset: asset)
        continue
      }
      let fields = try Self.fields(line, number: number + 1, separator: separator)
      // A thousands separator without quotes would otherwise cut an amount short.
      guard fields.count == header.count else {
        throw ElectorateRefusal.line(
          number + 1,
          "has \(fields.count) \(fields.count == 1 ? "column" : "columns"), the header has \(header.count)")
      }
      try rows.add(try header.draft(of: fields, line: number + 1))
    }
    holdings = try rows.sorted()
    self.columns = header.map { ($0.read, $0.passedOver) } ?? ([], [])
  }

  /// What stands between the columns of a header.
  private static func separator(of line: String, number: Int) throws -> Unicode.Scalar {
    var best = (separator: separators[0], count: 0)
    for separator in separators {
      let count = try fields(line, number: number, separator: separator).count
      if count > best.count { best = (separator, count) }
    }
    return best.separator
  }

  /// Reads a JSON list of objects such as `{"account": …, "amount": …, "locks": [{…}]}`, or a JSON object from
  /// accounts to amounts.
  /// - Throws: `ElectorateRefusal` naming the place in the list, or `JSONRefusal`.
  package init(json bytes: [UInt8], asset: String) throws {
    var rows = RowCollection(asset: asset)
    try ElectorateMembers.forEach(try JSONParser.parse(bytes, limit: 1 << 30), asset: asset) {
      try rows.add($0)
    }
    holdings = try rows.sorted()
    columns = ([], [])
  }

  /// The fields of a line; quoted fields may hold separators and doubled quotes.
  static func fields(
    _ line: String, number: Int, separator: Unicode.Scalar = ","
  ) throws -> [String] {
    var fields: [String] = []
    var field = String.UnicodeScalarView()
    var isQuoted = false
    var scalars = line.unicodeScalars.makeIterator()
    var next = scalars.next()
    while let scalar = next {
      next = scalars.next()
      switch (scalar, isQuoted) {
      case ("\"", true) where next == "\"":
        field.append("\"")
        next = scalars.next()
      case ("\"", _): isQuoted.toggle()
      case (separator, false):
        fields.append(String(field))
        field = String.UnicodeScalarView()
      default: field.append(scalar)
      }
    }
    guard !isQuoted else { throw ElectorateRefusal.line(number, "has a quote that is not closed") }
    return fields + [String(field)]
  }
}

/// The rows of a list, each account once.
private struct RowCollection {
  private let asset: String
  private var holdings: [Holding] = []
  /// Where each account's row is, and the line it was first read from.
  private var places: [AccountKey: (row: Int, line: Int)] = [:]

  init(asset: String) { self.asset = asset }

  /// Adds what a line says. An account stands in several lines only where each of the later ones adds locks, stakes or
  /// allocations and nothing else, and says nothing that was said before.
  mutating func add(_ draft: HolderDraft) throws(ElectorateRefusal) {
    let holding = try draft.holding(asset: asset)
    guard let place = places[holding.account] else {
      guard !draft.isEmpty else { throw .line(draft.line, "says nothing of the account") }
      places[holding.account] = (holdings.count, draft.line)
      holdings.append(holding)
      return
    }
    let duplicate = ElectorateRefusal.duplicate(holding.account, first: place.line, second: draft.line)
    let (known, new) = (holdings[place.row].facts, holding.facts)
    guard draft.addsFacts, holding.amounts.isEmpty, new.roles.isEmpty, new.validator == nil,
      !new.locks.contains(where: known.locks.contains),
      let facts = HoldingFacts(
        locks: known.locks + new.locks, stakes: known.stakes + new.stakes, validator: known.validator,
        roles: known.roles, allocations: known.allocations + new.allocations)
    else { throw duplicate }
    holdings[place.row] = Holding(
      account: holding.account, amounts: holdings[place.row].amounts, facts: facts)
  }

  /// The rows in the order of their accounts.
  func sorted() throws(ElectorateRefusal) -> [Holding] {
    guard !holdings.isEmpty else { throw .empty }
    return holdings.sorted { $0.account < $1.account }
  }
}
