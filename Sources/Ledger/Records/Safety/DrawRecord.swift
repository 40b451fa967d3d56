package import CanonicalEncoding
internal import Governance

/// What one statement drew on a grant.
package struct DrawRecord: StateRecord {
  package let statement: Digest
  /// In the grant's unit.
  package let amount: UInt128
  package let purpose: String
  /// SHA-256 of the job or order it pays for; zero for none.
  package let reference: Digest
  package let index: UInt64
  package let received: Timepoint

  package static let space = RecordSpace.draw

  init(_ draw: ResourceDraw, _ id: Digest, at position: LogPosition) {
    statement = id
    amount = draw.amount
    purpose = draw.purpose
    reference = draw.reference
    index = position.index
    received = position.received
  }

  /// Those on one grant stand together, in the order of the log.
  static func partition(_ grant: Digest) -> ByteString { ByteString(grant.bytes) }

  func change(on grant: Digest) -> Change { change(Self.partition(grant), ByteString(number: index)) }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "amount": String(amount), "purpose": purpose, "reference": reference.description,
      "statement": statement.description,
    ])
    members.add("index", number: index)
    members.add("received", number: received.milliseconds)
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    amount = try fields.amount("amount")
    index = try fields.integer("index")
    purpose = try fields.string("purpose")
    received = try fields.timepoint("received")
    reference = try fields.digest("reference")
    statement = try fields.digest("statement")
  }
}

extension [DrawRecord] {
  /// What was drawn for one job. Each draw was admitted against the whole grant, so that no sum of them overflows.
  package func drawn(for reference: Digest) -> UInt128 {
    reduce(0) { $1.reference == reference ? $0 + $1.amount : $0 }
  }
}
