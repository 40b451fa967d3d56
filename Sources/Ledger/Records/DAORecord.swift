package import CanonicalEncoding
package import Governance

/// The DAO: what it is. Which charter is in force is a matter of the instant, see `LedgerView.charterRecord(at:)`.
package struct DAORecord: Hashable, Sendable {
  package let id: Digest
  package let name: String
  package let origin: String
  package let clock: Genesis.Clock
  /// How many proposals there have been.
  package var proposals: UInt64

  package init(_ genesis: Genesis) {
    id = genesis.daoID
    name = genesis.name
    origin = genesis.origin
    clock = genesis.clock
    proposals = 0
  }

  package static let key = RecordKey(.dao, ByteString([]), ByteString([]))

  package var bytes: [UInt8] {
    JSONValue.members([
      "clock": .string(clock.rawValue), "id": .string(id.description),
      "name": .string(name), "origin": .string(origin), "proposals": .integer(proposals),
    ]).canonicalBytes
  }

  package init(bytes: [UInt8]) throws(RecordFault) {
    do {
      var fields = try JSONFields(try JSONParser.parse(bytes, form: .canonical), of: "the DAO record")
      guard let clock = Genesis.Clock(rawValue: try fields.string("clock")) else {
        throw fields.unexpected("clock", "a clock")
      }
      self.clock = clock
      id = try fields.digest("id")
      name = try fields.string("name")
      origin = try fields.string("origin")
      proposals = try fields.integer("proposals")
      try fields.finish()
    } catch { throw .unreadable(.dao) }
  }
}
