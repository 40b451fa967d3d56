package import CanonicalEncoding

/// How far witnesses under one policy have followed the log.
package struct WitnessedLog: Hashable, Sendable {
  /// The largest size they have seen.
  package let size: UInt64
  /// The latest instant at which enough of them had seen the log.
  package let time: Timepoint
  /// The entry that says so.
  package let index: UInt64

  package init(size: UInt64, time: Timepoint, index: UInt64) {
    self.size = size
    self.time = time
    self.index = index
  }

  /// Three big-endian integers.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for word in [size, time.milliseconds, index] { bytes.append(bigEndian: word) }
    return bytes
  }

  init(bytes: [UInt8]) throws(RecordFault) {
    guard bytes.count == 24, let size = bytes.bigEndian(UInt64.self, at: 0),
      let time = bytes.bigEndian(UInt64.self, at: 8), let index = bytes.bigEndian(UInt64.self, at: 16)
    else { throw .unreadable(.witnessed) }
    self.init(size: size, time: Timepoint(milliseconds: time), index: index)
  }

  static func key(_ policy: Digest) -> RecordKey {
    RecordKey(.witnessed, ByteString([]), ByteString(policy.bytes))
  }
}

/// What has witnessed time and is not settled yet: one record for all of a sort, since there are few.
struct UnsettledIDs {
  /// The proposals.
  static let proposals = RecordKey(.witnessed, ByteString(utf8: "unsettled"), ByteString([]))

  private let key: RecordKey
  private(set) var ids: [Digest]

  init(_ key: RecordKey, in records: some Records) throws {
    let bytes = try records.value(key) ?? []
    guard bytes.count.isMultiple(of: 32) else { throw RecordFault.unreadable(.witnessed) }
    self.key = key
    ids = stride(from: 0, to: bytes.count, by: 32).compactMap { Digest(bytes[$0..<$0 + 32]) }
  }

  mutating func add(_ id: Digest) { ids.append(id) }

  mutating func remove(_ id: Digest) { ids.removeAll { $0 == id } }

  var change: Change { Change(key, ids.flatMap(\.bytes)) }
}
