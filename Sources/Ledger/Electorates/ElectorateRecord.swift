package import CanonicalEncoding
package import Governance
package import Signing
package import Voting

/// An electorate on record.
package struct ElectorateRecord: Hashable, Sendable {
  package let series: String
  package let root: Digest
  package let file: Digest
  package let rows: UInt64
  package let totals: [String]
  package let source: String
  /// Who registered it; `nil` where its rows are seats on record.
  package let registrar: AccountKey?
  package let index: UInt64
  package let received: Timepoint
  /// What attesters agree it is of; `nil` where it rests on the registrar's word alone, and says so.
  package private(set) var attested: AttestedBlock?
  /// The rows, where they are seats on record and no document.
  package private(set) var seated: [Holding]?

  package init(_ statement: ElectorateRegistration, index: UInt64, received: Timepoint) {
    series = statement.series
    root = statement.root
    file = statement.file
    rows = statement.rows
    totals = statement.totals
    source = statement.source
    registrar = statement.header.signer
    self.index = index
    self.received = received
  }

  /// The seats of a house when a proposal was submitted.
  init(_ rows: [Holding], root: Digest, file: Digest, received: Timepoint) {
    series = ""
    self.root = root
    self.file = file
    self.rows = UInt64(rows.count)
    totals = []
    source = "seats"
    registrar = nil
    index = 0
    self.received = received
    seated = rows
  }

  /// The same electorate, resting on those who agree on a claim about it.
  func resting(on claim: ClaimRecord) -> ElectorateRecord {
    guard let agreement = claim.agreement() else { return self }
    var record = self
    record.attested = AttestedBlock(
      block: claim.claim.block, recipe: claim.claim.recipe, attesters: agreement.attesters.count,
      members: agreement.members, objections: claim.objections.count)
    return record
  }

  package var json: JSONValue {
    // "attesters" is how many registered it. It has been there since before there were others, and workspaces hold it.
    let plain: KeyValuePairs<String, JSONValue> = [
      "attesters": .integer(1), "file": .string(file.description), "index": .integer(index),
      "received": .integer(received.milliseconds), "root": .string(root.description), "rows": .integer(rows),
      "series": .string(series),
      "source": .string(source), "totals": .array(totals.map { .string($0) }),
    ]
    var members = plain.map { JSONObject.Member(key: $0.key, value: $0.value) }
    if let registrar { members.append(.init(key: "registrar", value: .string(registrar.text))) }
    if let seated {
      let lines = seated.map { JSONValue.string(String(decoding: $0.line, as: UTF8.self)) }
      members.append(.init(key: "seated", value: .array(lines)))
    }
    if let attested { members.append(.init(key: "attested", value: attested.json)) }
    return .object(JSONObject(members))
  }

  package init(parsing value: JSONValue) throws(RecordFault) {
    do {
      var fields = try JSONFields(value, of: "an electorate record")
      attested = try fields.optional("attested").map(AttestedBlock.init(parsing:))
      guard try fields.integer("attesters") == 1 else { throw RecordFault.unreadable(.electorate) }
      file = try fields.digest("file")
      index = try fields.integer("index")
      received = try fields.timepoint("received")
      registrar = fields.contains("registrar") ? try fields.account("registrar") : nil
      if fields.contains("seated") {
        seated = try fields.strings("seated").map { line in
          guard let row = Holding(line: Array(line.utf8)[...]) else {
            throw RecordFault.unreadable(.electorate)
          }
          return row
        }
      }
      root = try fields.digest("root")
      rows = try fields.integer("rows")
      series = try fields.string("series")
      source = try fields.string("source")
      totals = try fields.strings("totals")
      try fields.finish()
    } catch { throw .unreadable(.electorate) }
  }

  package init(bytes: [UInt8]) throws(RecordFault) {
    guard let value = try? JSONParser.parse(bytes, form: .canonical) else { throw .unreadable(.electorate) }
    try self.init(parsing: value)
  }

  /// What stands beside every result: how far the electorate rests on somebody's word.
  package var label: String { seated == nil ? attested?.label ?? Self.singleAdmin : "seats on record" }

  /// The label where nobody else had to agree.
  package static let singleAdmin = "single-admin"

  /// What that label says, for who does not know it.
  package static let singleAdminWords =
    "One registrar's signature put this list on record, and nobody else had to agree that it is true or whole."

  package var key: RecordKey { Self.key(series: series, index: index) }

  static func key(series: String, index: UInt64) -> RecordKey {
    RecordKey(.electorate, ByteString(utf8: series), ByteString(number: index))
  }

  private static let tag = DomainTag("quorate/electorates/v1")

  /// The digest of the electorates of all houses, which every ballot signs.
  package static func hash(_ electorates: [String: ElectorateRecord]) -> Digest {
    var list: [UInt8] = []
    for (house, record) in electorates.sorted(by: { $0.key < $1.key }) {
      list.append(bigEndian: UInt64(house.utf8.count))
      list.append(contentsOf: Array(house.utf8))
      record.root.append(to: &list)
      list.append(bigEndian: record.rows)
    }
    return tag.digest(list)
  }
}
