internal import CanonicalEncoding
internal import Governance

/// The claims about electorates with signatures that witnesses have not seen: one record, since there are few.
struct UnseenClaims {
  struct Key: Hashable {
    let series: String
    let id: Digest
  }

  private static let key = RecordKey(.witnessed, ByteString(utf8: "attesters"), ByteString([]))

  private(set) var keys: [Key]

  init<Store: Records, Files: Documents>(in view: LedgerView<Store, Files>) throws {
    keys = []
    guard let bytes = try view.records.value(Self.key) else { return }
    do {
      for value in try JSONParser.parse(bytes, form: .canonical).array ?? [] {
        var fields = try JSONFields(value, of: "a claim")
        keys.append(Key(series: try fields.string("series"), id: try fields.digest("id")))
      }
    } catch { throw RecordFault.unreadable(.witnessed) }
  }

  func adding(_ claim: ElectorateClaim) -> UnseenClaims {
    let key = Key(series: claim.series, id: claim.id)
    var unseen = self
    if !keys.contains(key) { unseen.keys.append(key) }
    return unseen
  }

  mutating func remove(_ key: Key) { keys.removeAll { $0 == key } }

  var change: Change {
    let list = keys.map {
      JSONValue.members(["id": .string($0.id.description), "series": .string($0.series)])
    }
    return Change(Self.key, JSONValue.array(list).canonicalBytes)
  }
}
