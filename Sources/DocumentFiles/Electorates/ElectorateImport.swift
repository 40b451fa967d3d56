internal import CanonicalEncoding
internal import Signing
package import Voting

/// Turns a list of holders into an electorate: checked, sorted, in canonical lines.
package struct ElectorateImport: Sendable {
  /// The rows in order.
  package let holdings: [Holding]
  /// The file's bytes.
  package var bytes: [UInt8] { holdings.flatMap(\.line) }

  /// Headers that mean an account, in the order of preference.
  package static let accountHeaders = ["account", "address", "holder", "holderaddress", "wallet", "voter"]
  /// Headers that mean an amount of the one asset.
  package static let amountHeaders = [
    "amount", "balance", "allocation", "power", "tokens", "quantity", "weight",
  ]

  /// Reads CSV with a header line.
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
    var rows: [(line: Int, account: String, amount: String)] = []
    var position: (account: Int, amount: Int)?
    var width = 0
    for (number, line) in clean.textLines.enumerated() where !line.utf8.isEmpty {
      let fields = try Self.fields(line, number: number + 1)
      guard let places = position else {
        position = try Self.places(of: fields, columns)
        width = fields.count
        continue
      }
      // A thousands separator without quotes would otherwise cut an amount short.
      guard fields.count == width else {
        throw ElectorateRefusal.line(number + 1, "has \(fields.count) columns, the header has \(width)")
      }
      rows.append((number + 1, fields[places.account], fields[places.amount]))
    }
    try self.init(rows: rows, asset: asset)
  }

  /// Reads a JSON list of objects `{"account": …, "amount": …}` or a JSON object from accounts to amounts.
  package init(json bytes: [UInt8], asset: String) throws {
    var rows: [(line: Int, account: String, amount: String)] = []
    switch try JSONParser.parse(bytes, limit: 1 << 30) {
    case .object(let object):
      for (number, member) in object.members.enumerated() {
        rows.append((number + 1, member.key, try Self.amount(member.value, number: number + 1)))
      }
    case .array(let elements):
      for (number, element) in elements.enumerated() {
        let members = element.object?.members ?? []
        func find(_ names: [String]) -> JSONValue? {
          names.lazy.compactMap { name in members.first { $0.key.lowercased() == name }?.value }.first
        }
        guard let account = find(Self.accountHeaders)?.string, let amount = find(Self.amountHeaders) else {
          throw ElectorateRefusal.line(number + 1, "has no account or no amount")
        }
        rows.append((number + 1, account, try Self.amount(amount, number: number + 1)))
      }
    default: throw ElectorateRefusal.columns("a list of holders is a JSON list or object")
    }
    try self.init(rows: rows, asset: asset)
  }

  private init(rows: [(line: Int, account: String, amount: String)], asset: String) throws {
    guard !rows.isEmpty else { throw ElectorateRefusal.empty }
    var lines: [AccountKey: Int] = [:]
    var holdings: [Holding] = []
    holdings.reserveCapacity(rows.count)
    for row in rows {
      let account: AccountKey
      do throws(AccountRefusal) { account = try AccountKey(reading: row.account) } catch {
        throw ElectorateRefusal.account(row.line, error)
      }
      if let first = lines.updateValue(row.line, forKey: account) {
        throw ElectorateRefusal.duplicate(account, first: first, second: row.line)
      }
      guard let units = UInt128(decimal: row.amount) else {
        throw ElectorateRefusal.amount(row.line, row.amount)
      }
      holdings.append(Holding(account: account, amounts: [.init(asset: asset, units: units)]))
    }
    self.holdings = holdings.sorted { $0.account < $1.account }
  }

  private static func amount(_ value: JSONValue, number: Int) throws -> String {
    switch value {
    case .string(let text), .number(let text): return text
    default: throw ElectorateRefusal.amount(number, "?")
    }
  }

  private static func places(
    of header: [String], _ columns: (account: String, amount: String)?
  ) throws -> (account: Int, amount: Int) {
    if let columns {
      guard let account = header.firstIndex(of: columns.account),
        let amount = header.firstIndex(of: columns.amount)
      else {
        throw ElectorateRefusal.columns(
          "the header is \(header.joined(separator: ",")), without these columns")
      }
      return (account, amount)
    }
    let names = header.map { $0.lowercased().filter { !$0.isWhitespace && $0 != "_" } }
    guard let account = accountHeaders.lazy.compactMap({ names.firstIndex(of: $0) }).first,
      let amount = amountHeaders.lazy.compactMap({ names.firstIndex(of: $0) }).first
    else {
      throw ElectorateRefusal.columns(
        "the header \"\(DisplayText.escaped(header.joined(separator: ","), limit: 80))\" names no account and amount; "
          + "say which with --columns ACCOUNT,AMOUNT")
    }
    return (account, amount)
  }

  /// The fields of a line; quoted fields may hold commas and doubled quotes.
  static func fields(_ line: String, number: Int) throws -> [String] {
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
      case (",", false):
        fields.append(String(field))
        field = String.UnicodeScalarView()
      default: field.append(scalar)
      }
    }
    guard !isQuoted else { throw ElectorateRefusal.line(number, "has a quote that is not closed") }
    return fields + [String(field)]
  }
}
