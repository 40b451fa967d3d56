package import CanonicalEncoding
package import Governance

/// What a release key signed about a decision.
package struct ReleaseRecord: StateRecord {
  package let statement: Digest
  package let proposal: Digest
  /// The key, by the SHA-256 of its SubjectPublicKeyInfo.
  package let key: Digest
  /// The messages with their signatures.
  package let signed: [ReleaseSignature.Signed]
  package let index: UInt64
  package let received: Timepoint

  package static let space = RecordSpace.release

  init(
    _ release: ReleaseSignature, _ id: Digest, signed: [ReleaseSignature.Signed], at position: LogPosition
  ) {
    statement = id
    proposal = release.proposalID
    key = release.keyID
    self.signed = signed
    index = position.index
    received = position.received
  }

  /// All about a proposal stand together, in the order of their entries.
  var change: Change { change(ByteString(proposal.bytes), ByteString(number: index)) }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = []
    members.add("index", number: index)
    members.add("key", key)
    members.add("messages", texts: signed.map(\.messageLine))
    members.add("proposal", proposal)
    members.add("received", number: received.milliseconds)
    members.add("signatures", texts: signed.map(\.signatureLine))
    members.add("statement", statement)
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    index = try fields.integer("index")
    key = try fields.digest("key")
    let messages = try fields.strings("messages")
    proposal = try fields.digest("proposal")
    received = try fields.timepoint("received")
    guard let signed = ReleaseSignature.pairs(messages, try fields.strings("signatures")) else {
      throw fields.unexpected("signatures", "one for each message")
    }
    self.signed = signed
    statement = try fields.digest("statement")
  }
}
