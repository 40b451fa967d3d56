package import CanonicalEncoding

/// A table of the ledger's state.
package enum RecordSpace: String, CaseIterable, Sendable {
  /// The DAO itself: one row.
  case dao
  /// Charters that were adopted, by the index of the entry that did it.
  case charter
  /// Electorates, by series and index.
  case electorate
  /// What attesters say about electorates, by series and claim.
  case electorateClaim = "electorate-claim"
  /// Proposals, by identity.
  case proposal
  /// Proposals, by their number for people.
  case number
  /// The ballot that stands for each voter, by proposal and house.
  case ballot
  /// How far a stage's course was followed, on tracks that keep the running sums, by proposal and stage.
  case course
  /// What each ballot carries on such tracks, by proposal, house and voter.
  case carried
  /// Delegations, by delegator, topic and index.
  case delegation
  /// Who has ever delegated to somebody.
  case lender
  /// The last sequence of each signer in each scope.
  case sequence
  /// Who signed which act, by proposal.
  case act
  /// What was approved, by model and environment.
  case approval
  /// What took approvals back, by model.
  case revocation
  /// Versions of safety protocols, by their names.
  case safetyProtocol = "protocol"
  /// Waivers, thresholds, accreditations, keys and grants, by kind and subject.
  case decided
  /// What was deposited on proposals, by proposal.
  case deposit
  /// What was drawn on grants, by grant.
  case draw
  /// Who was elected to a role, by its name.
  case seats
  /// Orders of councils to stop, revoke or resume.
  case brake
  /// Evaluations commissioned, by statement.
  case commission
  /// Evidence bound to models, by model.
  case evidence
  /// Reports of incidents, by the incident's name.
  case incident
  /// What release keys signed, by proposal.
  case release
  /// How far witnesses have followed the log, by policy, and the proposals that wait for them.
  case witnessed
  /// Ballots that were replaced while their proposal waited for witnesses, by house, voter and entry.
  case former
  /// Courses as they were before each ballot since the last witnessed checkpoint, by proposal.
  case trail
  /// Ballots that came out of drop-boxes, by stage, house and voter.
  case boxed
  /// Which keys sign the log at which size, where they may change: one row.
  case logKeys = "log-keys"
  /// Rounds in which evaluators agree on scores, by identity.
  case evaluation
  /// What evaluators committed to and showed, by round.
  case score
}

/// Where a record stands. Rows of one partition are read together, in the order of their bytes.
package struct RecordKey: Hashable, Comparable, Sendable {
  package let space: RecordSpace
  package let partition: ByteString
  package let row: ByteString

  package init(_ space: RecordSpace, _ partition: ByteString, _ row: ByteString) {
    self.space = space
    self.partition = partition
    self.row = row
  }

  package static func < (left: RecordKey, right: RecordKey) -> Bool {
    if left.space != right.space { return left.space.rawValue < right.space.rawValue }
    return (left.partition, left.row) < (right.partition, right.row)
  }
}

/// A record takes a value. Storage applies changes in the transaction that appends the entry; an audit applies
/// them in memory; both end with the same bytes.
package struct Change: Hashable, Sendable {
  package let key: RecordKey
  package let value: [UInt8]

  package init(_ key: RecordKey, _ value: [UInt8]) {
    self.key = key
    self.value = value
  }
}

/// Rows of one space between two keys.
package struct RecordRange: Hashable, Sendable {
  /// The first key, or `nil` for the first of the space.
  package let from: RecordKey?
  /// The key before which the range ends, or `nil` for the end of the space.
  package let below: RecordKey?

  package init(from: RecordKey? = nil, below: RecordKey? = nil) {
    self.from = from
    self.below = below
  }

  /// Whether a key of the space is in the range.
  package func contains(_ key: RecordKey) -> Bool {
    (from.map { $0 <= key } ?? true) && (below.map { key < $0 } ?? true)
  }
}

/// Point look-ups and ordered scans over the state of the ledger.
///
/// Contract: reads see one consistent state, and all changes of every entry up to its index.
package protocol Records {
  /// The value of a record, or `nil`.
  func value(_ key: RecordKey) throws -> [UInt8]?

  /// The rows of one partition, in order.
  func rows(_ space: RecordSpace, _ partition: ByteString) throws -> [(row: ByteString, value: [UInt8])]

  /// The rows of all partitions of a space, in order.
  func records(_ space: RecordSpace) throws -> [(key: RecordKey, value: [UInt8])]

  /// Shows the rows of a range of a space, in order, without holding them all.
  func forEach(
    _ space: RecordSpace, in range: RecordRange, _ body: (RecordKey, [UInt8]) throws -> Void
  ) throws

  /// Shows the rows of one partition, in order, without holding them all or copying their bytes.
  func forEach(
    _ space: RecordSpace, _ partition: ByteString,
    _ body: (_ row: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) throws -> Void
  ) throws
}

extension Records {
  package func forEach(
    _ space: RecordSpace, _ partition: ByteString,
    _ body: (_ row: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) throws -> Void
  ) throws {
    for row in try rows(space, partition) { try body(row.row.bytes[...], row.value[...]) }
  }

  package func forEach(
    _ space: RecordSpace, in range: RecordRange, _ body: (RecordKey, [UInt8]) throws -> Void
  ) throws {
    for record in try records(space) where range.contains(record.key) { try body(record.key, record.value) }
  }
}
