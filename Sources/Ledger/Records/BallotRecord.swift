package import CanonicalEncoding
internal import Governance
package import Signing

/// The ballot that stands for one voter.
package struct BallotRecord: Hashable, Sendable {
  /// Its entry.
  package let index: UInt64
  package let received: Timepoint
  package let sequence: UInt64
  /// How many ballots this voter has cast here, with this one.
  package let version: UInt64
  package let statement: Digest
  /// Keccak-256 of its reason; zero without one.
  package let reasonHash: Digest
  /// The words of the choice.
  package let choice: String

  /// Whether the voter has withdrawn, and has no ballot until another is cast.
  package var isWithdrawn: Bool { choice.utf8.elementsEqual(Ballot.withdrawal.utf8) }

  /// Four big-endian integers, two digests, and the words.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(96 + choice.utf8.count)
    // Four integers are a digest's words.
    Digest(words: (index, received.milliseconds, sequence, version)).append(to: &bytes)
    statement.append(to: &bytes)
    reasonHash.append(to: &bytes)
    bytes.append(contentsOf: choice.utf8)
    return bytes
  }

  package init(
    index: UInt64, received: Timepoint, sequence: UInt64, version: UInt64, statement: Digest,
    reasonHash: Digest,
    choice: String
  ) {
    self.index = index
    self.received = received
    self.sequence = sequence
    self.version = version
    self.statement = statement
    self.reasonHash = reasonHash
    self.choice = choice
  }

  package init(bytes: [UInt8]) throws(RecordFault) { try self.init(bytes: bytes[...]) }

  package init(bytes: ArraySlice<UInt8>) throws(RecordFault) {
    // Four integers are a digest's words.
    guard let words = Digest(bytes.prefix(32))?.words, let statement = Digest(bytes.dropFirst(32).prefix(32)),
      let reasonHash = Digest(bytes.dropFirst(64).prefix(32)), let choice = String(utf8: bytes.dropFirst(96))
    else { throw .unreadable(.ballot) }
    let (index, received, sequence, version) = words
    self.init(
      index: index, received: Timepoint(milliseconds: received), sequence: sequence, version: version,
      statement: statement, reasonHash: reasonHash, choice: choice)
  }

  package static func partition(_ proposal: Digest, house: String) -> ByteString {
    var key: [UInt8] = []
    key.reserveCapacity(32 + house.utf8.count)
    proposal.append(to: &key)
    key.append(contentsOf: house.utf8)
    return ByteString(key)
  }

  package static func key(_ proposal: Digest, house: String, voter: AccountKey) -> RecordKey {
    RecordKey(.ballot, partition(proposal, house: house), voter.record)
  }
}

/// A record whose bytes are not what this program wrote.
package enum RecordFault: CodedRefusal, Hashable {
  case unreadable(RecordSpace)

  package var code: String { "record.unreadable" }

  package var message: String {
    switch self {
    case .unreadable(let space): "a record of the table \"\(space.rawValue)\" does not read"
    }
  }
}

extension AccountKey {
  /// The account as a key of records: family, colon and raw bytes, so that rows sort like accounts.
  package var record: ByteString {
    var key: [UInt8] = []
    key.reserveCapacity(4 + family.accountLength)
    key.append(contentsOf: family.rawValue.utf8)
    key.append(0x3a)
    append(to: &key)
    return ByteString(key)
  }

  /// The account of a record's key, or `nil`.
  package init?(record: ByteString) { self.init(record: record.bytes[...]) }

  /// The account of the bytes of a record's key, or `nil`.
  package init?(record: ArraySlice<UInt8>) {
    guard let colon = record.firstIndex(of: 0x3a), let family = KeyFamily(name: record[..<colon]) else {
      return nil
    }
    self.init(family: family, bytes: record[(colon + 1)...])
  }
}
