package import CanonicalEncoding
package import Signing

/// The value of one field of a statement.
package enum FieldValue: Hashable, Sendable {
  /// Text that the wallet shows.
  case text(String)
  /// Several texts.
  case texts([String])
  /// A text of which the log keeps only Keccak-256, so that the text itself can be erased; zero for an empty one.
  case erasable(Digest)
  /// Thirty-two bytes.
  case digest(Digest)
  /// A whole number below 2^53; times are milliseconds.
  case integer(UInt64)
  /// An account.
  case account(AccountKey)
  /// Several accounts.
  case accounts([AccountKey])
  /// Raw bytes.
  case bytes([UInt8])
}

/// One field of a kind of statement.
package struct StatementField: Sendable {
  /// What values it takes.
  package enum Form: String, Sendable {
    case text = "string"
    case texts = "string[]"
    case erasable = "string "
    case digest = "bytes32"
    case integer = "uint64"
    case account = "address"
    case accounts = "address[]"
    case bytes = "bytes"

    /// The EIP-712 type.
    var typeName: String { self == .erasable ? "string" : rawValue }
  }

  /// The key in the log: lower case with underscores.
  package let key: String
  /// The name a wallet shows.
  package let label: String
  package let form: Form

  package init(_ key: String, _ label: String, _ form: Form) {
    self.key = key
    self.label = label
    self.form = form
  }
}

/// The fields of one kind of statement, from which its log form and its wallet form both follow.
package struct StatementSchema: Sendable {
  package let kind: StatementKind
  /// The fields in the order a wallet shows them.
  package let fields: [StatementField]
  /// The EIP-712 type.
  package let typed: TypedStructType
  /// Positions of the fields in the order of their keys, as they stand in the log.
  private let order: [Int]
  /// What stands before the value of each of them in canonical text, the DAO among them as `nil`.
  private let layout: [(text: [UInt8], position: Int?)]
  /// What to call one in a refusal.
  private let subject: String

  /// - Parameter name: The EIP-712 type name.
  package init(_ kind: StatementKind, named name: String, fields: [StatementField]) {
    self.kind = kind
    self.fields = fields
    typed = TypedStructType(name: name, members: fields.map { ($0.label, $0.form.typeName) })
    let order = fields.indices.sorted { fields[$0].key.utf8.lexicographicallyPrecedes(fields[$1].key.utf8) }
    self.order = order
    layout = Self.layout(of: fields, in: order)
    subject = DisplayText.withArticle("\(kind.rawValue) statement")
  }

  /// The log form: one object, keys sorted.
  package func json(_ values: [FieldValue]) -> JSONValue {
    .object(JSONObject(order.map { .init(key: fields[$0].key, value: values[$0].json) }))
  }

  /// The fields of a log form, in wallet order.
  package func parse(_ value: JSONValue) throws(JSONRefusal) -> [FieldValue] {
    var reader = try JSONFields(value, of: subject)
    let values = try values(from: &reader)
    try reader.finish()
    return values
  }

  /// The fields of a log form that also names the DAO it is made to.
  package func parse(addressed value: JSONValue) throws(JSONRefusal) -> (dao: Digest, values: [FieldValue]) {
    var reader = try JSONFields(value, of: subject)
    let dao = try reader.digest("dao")
    let values = try values(from: &reader)
    try reader.finish()
    return (dao, values)
  }

  private static func layout(
    of fields: [StatementField], in order: [Int]
  ) -> [(text: [UInt8], position: Int?)] {
    var places: [(key: String, position: Int?)] = order.map { (fields[$0].key, $0) }
    places.insert(("dao", nil), at: places.firstIndex { "dao" < $0.key } ?? places.count)
    return places.enumerated().map { number, place in
      (Array("\(number == 0 ? "{" : ",")\"\(place.key)\":".utf8), place.position)
    }
  }

  /// The fields of a log form that also names the DAO, where they are of the usual shape.
  /// - Parameter latest: The fields that were read before, whose values are taken where the same bytes stand.
  package func parse(
    addressed reader: inout CanonicalReader, like latest: inout ReadFields
  ) -> (dao: Digest, values: [FieldValue])? {
    if latest.kind != kind { latest = ReadFields(kind, count: fields.count) }
    for (number, (text, position)) in layout.enumerated() {
      let (start, place) = (reader.offset, latest.places[number])
      if !place.isEmpty, reader.pass(place, of: latest.leaf) != nil {
        latest.places[number] = start..<reader.offset
        continue
      }
      guard reader.pass(text) != nil else { return latest.forget() }
      var isText = true
      if let position {
        guard let value = reader.field(fields[position].form) else { return latest.forget() }
        latest.values[position] = value
        isText = fields[position].form != .integer
      } else {
        guard let digest = reader.digest() else { return latest.forget() }
        latest.dao = digest
      }
      // Only a text between quotes is surely over where the same bytes are.
      latest.places[number] = isText ? start..<reader.offset : 0..<0
    }
    guard reader.pass([0x7d]) != nil else { return latest.forget() }
    latest.leaf = reader.bytes
    return (latest.dao, latest.values)
  }

  private func values(from reader: inout JSONFields) throws(JSONRefusal) -> [FieldValue] {
    var values = [FieldValue](repeating: .integer(0), count: fields.count)
    for position in order { values[position] = try reader.field(fields[position]) }
    return values
  }
}

/// The fields of a statement as they were read, for the next one, which in a vote has most of them again.
package struct ReadFields: Sendable {
  fileprivate let kind: StatementKind?
  /// The bytes they were read from, and where in them each stands with its key in the order of the log.
  fileprivate var leaf: [UInt8] = []
  fileprivate var places: [Range<Int>]
  fileprivate var dao = Digest.zero
  fileprivate var values: [FieldValue]

  /// Nothing has been read.
  package init() { self.init(nil, count: 0) }

  fileprivate init(_ kind: StatementKind?, count: Int) {
    self.kind = kind
    // One more for the DAO.
    places = [Range<Int>](repeating: 0..<0, count: count + 1)
    values = [FieldValue](repeating: .integer(0), count: count)
  }

  /// Forgets fields of which not all were read.
  fileprivate mutating func forget() -> (dao: Digest, values: [FieldValue])? {
    self = ReadFields()
    return nil
  }
}

extension FieldValue {
  fileprivate var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .texts(let texts): .array(texts.map { .string($0) })
    case .erasable(let digest): .string(digest == .zero ? "" : digest.description)
    case .digest(let digest): .string(digest.description)
    case .integer(let value): .integer(value)
    case .account(let account): .string(account.text)
    case .accounts(let accounts): .array(accounts.map { .string($0.text) })
    case .bytes(let bytes): .string("0x" + Hex.encode(bytes))
    }
  }

  /// The value as a wallet signs it.
  package var typed: TypedValue {
    switch self {
    case .text(let text): .text(text)
    case .texts(let texts): .texts(texts)
    case .erasable(let digest): digest == .zero ? .text("") : .textHash(digest)
    case .digest(let digest): .word(digest)
    case .integer(let value): .integer(value)
    case .account(let account): .address(account)
    case .accounts(let accounts): .addresses(accounts)
    case .bytes(let bytes): .bytes(bytes)
    }
  }
}

extension FieldValue {
  /// Adds the value to the hash of what a wallet signs, as its typed form is.
  func add(to hash: inout TypedStructHash, remembering hashes: inout RepeatedHashes) {
    switch self {
    // Most values are texts or plain words, of which no other form need be made.
    case .text(let text): hash.add(text, remembering: &hashes)
    case .digest(let digest): hash.add(digest, remembering: &hashes)
    default: hash.add(typed, remembering: &hashes)
    }
  }
}

extension CanonicalReader {
  /// A value of a form; lists and raw bytes, which are rare, are left to the parser.
  fileprivate mutating func field(_ form: StatementField.Form) -> FieldValue? {
    switch form {
    case .text: return string().map { .text($0) }
    case .digest: return digest().map { .digest($0) }
    case .integer: return integer().map { .integer($0) }
    case .account: return plain().flatMap { AccountKey(canonical: $0) }.map { .account($0) }
    case .erasable:
      if pass([0x22, 0x22]) != nil { return .erasable(.zero) }
      return digest().flatMap { $0 == .zero ? nil : .erasable($0) }
    case .texts, .accounts, .bytes: return nil
    }
  }
}

extension JSONFields {
  fileprivate mutating func field(_ field: StatementField) throws(JSONRefusal) -> FieldValue {
    switch field.form {
    case .text: return .text(try string(field.key))
    case .texts: return .texts(try strings(field.key))
    case .digest: return .digest(try digest(field.key))
    case .integer: return .integer(try integer(field.key))
    case .bytes: return .bytes(try bytes(field.key))
    case .account: return .account(try account(field.key))
    case .erasable:
      let text = try string(field.key)
      if text.isEmpty { return .erasable(.zero) }
      guard let digest = Digest(text), digest != .zero else {
        throw unexpected(field.key, "empty or a digest")
      }
      return .erasable(digest)
    case .accounts:
      var accounts: [AccountKey] = []
      for text in try strings(field.key) {
        guard let account = AccountKey(canonical: text) else {
          throw unexpected(field.key, "a list of accounts")
        }
        accounts.append(account)
      }
      return .accounts(accounts)
    }
  }

  /// An account in its canonical text.
  package mutating func account(_ key: String) throws(JSONRefusal) -> AccountKey {
    guard let account = AccountKey(canonical: try string(key)) else {
      throw unexpected(key, "an account: 0x… in a file, evm: and 40 lower-case digits in canonical JSON")
    }
    return account
  }
}
