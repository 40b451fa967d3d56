package import CanonicalEncoding
package import Governance
package import Signing

/// One delegation, as it stood from its entry on.
package struct DelegationRecord: Hashable, Sendable {
  package let deed: DelegationStatement.Deed
  package let delegate: AccountKey
  package let topic: String
  package let expires: Timepoint
  /// Its entry; it counts for proposals submitted after it.
  package let index: UInt64

  package var bytes: [UInt8] {
    JSONValue.members([
      "deed": .string(deed.rawValue), "delegate": .string(delegate.text),
      "expires": .integer(expires.milliseconds),
      "index": .integer(index), "topic": .string(topic),
    ]).canonicalBytes
  }

  package init(_ statement: DelegationStatement, index: UInt64) {
    deed = statement.deed
    delegate = statement.delegate
    topic = statement.topic
    expires = statement.expires
    self.index = index
  }

  package init(bytes: [UInt8]) throws(RecordFault) {
    do {
      var fields = try JSONFields(try JSONParser.parse(bytes, form: .canonical), of: "a delegation record")
      guard let deed = DelegationStatement.Deed(rawValue: try fields.string("deed")) else {
        throw fields.unexpected("deed", "a deed")
      }
      self.deed = deed
      delegate = try fields.account("delegate")
      expires = try fields.timepoint("expires")
      index = try fields.integer("index")
      topic = try fields.string("topic")
      try fields.finish()
    } catch { throw .unreadable(.delegation) }
  }

  /// Whether it lends power to a proposal submitted at an instant.
  package func lends(at submitted: Timepoint) -> Bool { deed == .lend && submitted < expires }

  /// The key of a delegator's delegation for a topic: rows sort by topic, then by age.
  package func key(of delegator: AccountKey) -> RecordKey {
    var row = Array(topic.utf8) + [0x00]
    row.append(bigEndian: index)
    return RecordKey(.delegation, delegator.record, ByteString(row))
  }

  /// The mark that somebody has delegated to this delegate.
  package func lenderKey(of delegator: AccountKey) -> RecordKey {
    RecordKey(.lender, delegate.record, delegator.record)
  }
}

extension Sequence<DelegationRecord> {
  /// The delegation that counts for a proposal: of those before its entry, the newest for its topic if that one
  /// still lends, else the newest for all topics if that one does.
  package func effective(topic: String, before index: UInt64, at submitted: Timepoint) -> DelegationRecord? {
    var newest: DelegationRecord?
    var newestForAll: DelegationRecord?
    for record in self where record.index < index {
      if record.topic == topic, record.index >= newest?.index ?? 0 { newest = record }
      if record.topic == DelegationStatement.everyTopic, record.index >= newestForAll?.index ?? 0 {
        newestForAll = record
      }
    }
    if let newest, newest.lends(at: submitted) { return newest }
    if let newestForAll, newestForAll.lends(at: submitted) { return newestForAll }
    return nil
  }
}
