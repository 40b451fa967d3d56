internal import CanonicalEncoding
internal import Governance

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

  /// Takes in an act about the log's keys.
  func admit(_ act: LogKeyAct, at position: LogPosition) throws -> [Change] {
    guard try dao() != nil else { throw AdmissionRefusal.notFounded }
    guard var chain = try logKeys() else { throw LogKeyRefusal.fixed }
    try chain.append(act, at: position.index, received: position.received)
    return [Change(LogKeyChain.key, chain.bytes)]
  }
}
