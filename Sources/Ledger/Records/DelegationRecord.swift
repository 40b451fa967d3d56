package import CanonicalEncoding
package import Governance
package import Signing
package import Voting

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
  package func lends(at submitted: Timepoint) -> Bool { deed != .revoke && submitted < expires }

  /// How much of the power it lends, in ten-thousandths.
  package var basisPoints: Int {
    switch deed {
    case .lend: BasisPointDelegation.whole
    case .part(let basisPoints): basisPoints
    case .revoke: 0
    }
  }

  /// What it is for.
  var scope: DelegationScope {
    topic == DelegationStatement.everyTopic ? .everything : .topic(topic)
  }

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

extension Collection<DelegationRecord> {
  /// The delegation that counts for a proposal: of those before its entry the newest for each scope is looked at, in
  /// the order of the charter, and the first that still lends counts.
  package func effective(
    by precedence: TopicPrecedence, topic: String, before index: UInt64, at submitted: Timepoint
  ) -> DelegationRecord? {
    precedence.effective(for: ProposalSubject(topic: topic)) { scope in
      var newest: DelegationRecord?
      for record in self where record.index < index && record.scope == scope {
        if record.index >= newest?.index ?? 0 { newest = record }
      }
      return newest.flatMap { $0.lends(at: submitted) ? $0 : nil }
    }
  }
}
