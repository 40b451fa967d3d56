internal import CanonicalEncoding
internal import Governance
internal import TransparencyLog

extension LogKeyChain {
  /// The chain as the state of a DAO keeps it: one record, since keys seldom change.
  package var bytes: [UInt8] {
    JSONValue.members([
      "origin": .string(origin),
      "periods": .array(
        periods.map { period in
          .members([
            "doubted_from": period.doubtedFrom.map { .integer($0) } ?? .null,
            "index": .integer(period.index), "keys": .string(period.pair?.words ?? ""),
            "next": .string((period.next ?? .zero).description), "since": .integer(period.since.milliseconds),
          ])
        }),
    ]).canonicalBytes
  }

  /// Reads exactly what `bytes` writes.
  package init(bytes: [UInt8]) throws(RecordFault) {
    do {
      var fields = try JSONFields(try JSONParser.parse(bytes, form: .canonical), of: "the log's keys")
      let origin = try fields.string("origin")
      var periods: [Period] = []
      for element in try fields.array("periods") {
        var row = try JSONFields(element, of: "a period of the log's keys")
        let doubted = try row.value("doubted_from")
        guard let pair = LogKeyPair(words: try row.string("keys")),
          doubted == .null || doubted.unsigned != nil
        else { throw row.unexpected("keys", "two keys") }
        periods.append(
          Period(
            number: UInt64(periods.count), index: try row.integer("index"), since: try row.timepoint("since"),
            keys: try pair.verifierKeys(of: origin), pair: pair, next: try row.digest("next"),
            doubtedFrom: doubted.unsigned))
        try row.finish()
      }
      guard !periods.isEmpty else { throw fields.unexpected("periods", "at least one") }
      try fields.finish()
      self.init(origin: origin, periods: periods)
    } catch { throw .unreadable(.logKeys) }
  }

  /// Where it is kept.
  static let key = RecordKey(.logKeys, ByteString([]), ByteString([]))
}

extension LedgerView {
  /// Which keys sign the log at which size; `nil` where they are those of the genesis for ever.
  package func logKeys() throws -> LogKeyChain? {
    try records.value(LogKeyChain.key).map { try LogKeyChain(bytes: $0) }
  }

  /// What a genesis lays down about the log's keys.
  func founding(_ genesis: Genesis) throws -> [Change] {
    guard let plan = genesis.keyPlan else { return [] }
    guard plan.isSound else { throw LogKeyRefusal.plan }
    let chain = try LogKeyChain(genesis)
    guard chain.latest.pair?.commitment != plan.next else { throw LogKeyRefusal.repeated }
    return [Change(LogKeyChain.key, chain.bytes)]
  }

  /// Takes in a change of the log's keys.
  func admit(_ entry: LogKeyEntry, at position: LogPosition) throws -> [Change] {
    guard try dao() != nil else { throw AdmissionRefusal.notFounded }
    guard var chain = try logKeys() else { throw LogKeyRefusal.fixed }
    try chain.append(entry.change, at: position.index, received: position.received)
    return [Change(LogKeyChain.key, chain.bytes)]
  }
}
