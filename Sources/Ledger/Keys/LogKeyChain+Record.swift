internal import CanonicalEncoding
internal import Governance
internal import Signing
internal import TransparencyLog

extension LogKeyChain {
  /// The chain as the state of a DAO keeps it: one record, since keys seldom change.
  package var bytes: [UInt8] {
    var members: [JSONObject.Member] = []
    if let recoverers {
      members.append(.init(key: "recoverers", value: Self.json(recoverers)))
      members.append(.init(key: "pending", value: pending.map(Self.json) ?? .null))
    }
    members += [
      .init(key: "origin", value: .string(origin)),
      .init(key: "periods", value: .array(periods.map(Self.json))),
    ]
    return JSONValue.object(JSONObject(members)).canonicalBytes
  }

  private static func json(_ period: Period) -> JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "doubted_from", value: period.doubtedFrom.map { .integer($0) } ?? .null),
      .init(key: "index", value: .integer(period.index)),
      .init(key: "keys", value: .string(period.pair?.words ?? "")),
      .init(key: "next", value: .string((period.next ?? .zero).description)),
      .init(key: "recovered_by", value: period.recoveredBy.map { .integer($0) } ?? .null),
      .init(key: "since", value: .integer(period.since.milliseconds)),
    ]
    if let end = period.notBefore {
      members.append(.init(key: "not_before", value: .integer(end.milliseconds)))
    }
    return .object(JSONObject(members))
  }

  private static func json(_ recoverers: Recoverers) -> JSONValue {
    .members([
      "accounts": .array(recoverers.accounts.map { .string($0.text) }),
      "dao_name": .string(recoverers.daoName), "delay": .integer(recoverers.delay.milliseconds),
      "needs": .integer(recoverers.needs),
    ])
  }

  private static func json(_ pending: PendingRecovery) -> JSONValue {
    .members([
      "doubted_from": pending.doubtedFrom.map { .integer($0) } ?? .null, "index": .integer(pending.index),
      "keys": .string(pending.keys.description), "since": .integer(pending.since.milliseconds),
    ])
  }

  private static func recoverers(_ value: JSONValue) throws(JSONRefusal) -> Recoverers {
    var row = try JSONFields(value, of: "the recoverers of a log")
    var accounts: [AccountKey] = []
    for text in try row.strings("accounts") {
      guard let account = AccountKey(canonical: text) else { throw row.unexpected("accounts", "accounts") }
      accounts.append(account)
    }
    let rules = Recoverers(
      daoName: try row.string("dao_name"), accounts: accounts, needs: try row.integer("needs"),
      delay: Span(milliseconds: try row.integer("delay")))
    try row.finish()
    return rules
  }

  private static func pending(_ value: JSONValue) throws(JSONRefusal) -> PendingRecovery? {
    if value == .null { return nil }
    var row = try JSONFields(value, of: "a recovery on record")
    let doubted = try row.value("doubted_from")
    let pending = PendingRecovery(
      keys: try row.digest("keys"), doubtedFrom: doubted.unsigned, index: try row.integer("index"),
      since: try row.timepoint("since"))
    try row.finish()
    return pending
  }

  private static func period(
    _ value: JSONValue, number: Int, of origin: String
  ) throws -> Period {
    var row = try JSONFields(value, of: "a period of the log's keys")
    let (doubted, recovered) = (try row.value("doubted_from"), try row.value("recovered_by"))
    guard let pair = LogKeyPair(words: try row.string("keys")),
      doubted == .null || doubted.unsigned != nil
    else { throw row.unexpected("keys", "two keys") }
    let period = Period(
      number: UInt64(number), index: try row.integer("index"), since: try row.timepoint("since"),
      keys: try pair.verifierKeys(of: origin), pair: pair, next: try row.digest("next"),
      doubtedFrom: doubted.unsigned, recoveredBy: recovered.unsigned,
      notBefore: row.contains("not_before") ? try row.timepoint("not_before") : nil)
    try row.finish()
    return period
  }

  /// Reads exactly what `bytes` writes.
  package init(bytes: [UInt8]) throws(RecordFault) {
    do {
      var fields = try JSONFields(try JSONParser.parse(bytes, form: .canonical), of: "the log's keys")
      let origin = try fields.string("origin")
      var periods: [Period] = []
      for element in try fields.array("periods") {
        periods.append(try Self.period(element, number: periods.count, of: origin))
      }
      let recoverers = try fields.optional("recoverers").map { try Self.recoverers($0) }
      let pending = recoverers == nil ? nil : try Self.pending(try fields.value("pending"))
      guard !periods.isEmpty else { throw fields.unexpected("periods", "at least one") }
      try fields.finish()
      self.init(origin: origin, periods: periods, recoverers: recoverers, pending: pending)
    } catch { throw .unreadable(.logKeys) }
  }

  /// Where it is kept.
  static let key = RecordKey(.logKeys, ByteString([]), ByteString([]))
}
