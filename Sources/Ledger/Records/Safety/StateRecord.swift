package import CanonicalEncoding
internal import Governance

/// A record in canonical JSON, which an audit compares byte for byte.
package protocol StateRecord: Hashable, Sendable {
  static var space: RecordSpace { get }
  var members: [JSONObject.Member] { get }
  init(reading fields: inout JSONFields) throws(JSONRefusal)
}

extension StateRecord {
  package var bytes: [UInt8] { JSONValue.object(JSONObject(members)).canonicalBytes }

  package init(bytes: [UInt8]) throws(RecordFault) {
    do throws(JSONRefusal) {
      var fields = try JSONFields(
        try JSONParser.parse(bytes, form: .canonical), of: "a record of \(Self.space.rawValue)")
      self = try Self(reading: &fields)
      try fields.finish()
    } catch { throw .unreadable(Self.space) }
  }

  /// The record as a change of the state.
  func change(_ partition: ByteString, _ row: ByteString) -> Change {
    Change(RecordKey(Self.space, partition, row), bytes)
  }
}

extension ByteString {
  /// Eight big-endian bytes, so that rows sort like numbers.
  package init(number: UInt64) {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: number)
    self.init(bytes)
  }
}

/// The proposal that put something on record, and when it did.
package struct Origin: Hashable, Sendable {
  /// The proposal's number; zero for an order of the council.
  package let number: UInt64
  /// Its identity, or the order's.
  package let id: Digest
  /// The entry that gave it effect.
  package let index: UInt64
  /// From when on it counts: when it was received, or before that where the clock was set back since.
  package private(set) var at: Timepoint
  /// The instant in the entry itself, which no later entry changes.
  package let received: Timepoint

  package init(number: UInt64, id: Digest, index: UInt64, at: Timepoint) {
    self.number = number
    self.id = id
    self.index = index
    self.at = at
    received = at
  }

  /// The same with no instant behind one from which it counts.
  func bound(by instant: Timepoint) -> Origin {
    var origin = self
    origin.at = min(at, instant)
    return origin
  }

  /// `P-0007`, or `council` for an order.
  package var display: String { number == 0 ? "council" : ProposalRecord.display(number) }

  var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: ["id": id.description])
    members.add("at", number: at.milliseconds)
    members.add("index", number: index)
    members.add("number", number: number)
    if received != at { members.add("received", number: received.milliseconds) }
    return members
  }

  var json: JSONValue { .object(JSONObject(members)) }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "an origin")
    at = try fields.timepoint("at")
    id = try fields.digest("id")
    index = try fields.integer("index")
    number = try fields.integer("number")
    received = fields.contains("received") ? try fields.timepoint("received") : at
    try fields.finish()
  }
}

extension JSONFields {
  /// Where something comes from.
  mutating func origin(_ key: String = "origin") throws(JSONRefusal) -> Origin {
    try Origin(parsing: value(key))
  }

  /// The same where it may be left out.
  mutating func origin(ifThere key: String) throws(JSONRefusal) -> Origin? {
    contains(key) ? try origin(key) : nil
  }
}

extension [JSONObject.Member] {
  mutating func add(_ key: String, _ origin: Origin?) {
    if let origin { append(.init(key: key, value: origin.json)) }
  }
}
