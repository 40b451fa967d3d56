package import CanonicalEncoding
package import Governance
package import Signing
package import TransparencyLog

/// Which keys sign a log at which size: those of its genesis, and what every change since has made of them.
///
/// Never empty. A verifier starts from the genesis it is pinned to, and hands in the changes in order: each one is signed
/// by the keys before it and by the keys that those had committed to, so that nobody's word is needed.
package struct LogKeyChain: Hashable, Sendable {
  /// The stretch of the log that one pair signs.
  package struct Period: Hashable, Sendable {
    /// Zero for the keys of the genesis, else the number of the change.
    package let number: UInt64
    /// The entry that brought them: they sign every checkpoint of more entries than that.
    package let index: UInt64
    /// When that was received; where the log's clock was ahead then, what it was set back to.
    package internal(set) var since: Timepoint
    /// Every one of them must have signed.
    package let keys: [VerifierKey]
    /// The raw keys; `nil` for keys that somebody pinned by hand.
    package let pair: LogKeyPair?
    /// The commitment to the pair after them; `nil` where they stay for ever.
    package let next: Digest?
    /// The entry from which on they are not to be believed; `nil` where they were never lost.
    package internal(set) var doubtedFrom: UInt64?
    /// The entry of the recovery by whose right they came; `nil` where the keys before them handed over.
    package internal(set) var recoveredBy: UInt64?
    /// The end of the delay in which the keys before them could cancel that recovery; `nil` where they handed over.
    package internal(set) var notBefore: Timepoint?
  }

  /// The name of the log; empty for keys that were pinned by hand.
  package let origin: String
  package private(set) var periods: [Period]
  /// Who may recover lost keys; `nil` where nobody may.
  package let recoverers: Recoverers?
  /// The recovery that is on record and was neither carried out nor cancelled.
  package private(set) var pending: PendingRecovery?

  /// Who may recover lost keys together, as the genesis names them.
  package struct Recoverers: Hashable, Sendable {
    package let daoName: String
    package let accounts: [AccountKey]
    package let needs: UInt64
    package let delay: Span
  }

  /// A recovery on record.
  package struct PendingRecovery: Hashable, Sendable {
    /// The commitment to the new pair.
    package let keys: Digest
    package let doubtedFrom: UInt64?
    /// The entry that put it on record, and when that was received.
    package let index: UInt64
    package let since: Timepoint
  }

  /// The keys a genesis names.
  package init(_ genesis: Genesis) throws(LogKeyRefusal) {
    guard let pair = LogKeyPair(of: genesis) else { throw .malformed }
    origin = genesis.origin
    periods = [
      Period(
        number: 0, index: 0, since: .earliest, keys: try Self.keys(pair, origin), pair: pair,
        next: genesis.keyPlan?.next)
    ]
    recoverers = genesis.keyPlan.flatMap { plan in
      plan.recoverers.isEmpty
        ? nil
        : Recoverers(
          daoName: genesis.name, accounts: plan.recoverers, needs: plan.needs, delay: plan.delay)
    }
  }

  /// Periods that were taken in before; there must be some.
  init(origin: String, periods: [Period], recoverers: Recoverers?, pending: PendingRecovery?) {
    self.origin = origin
    self.periods = periods
    self.recoverers = recoverers
    self.pending = pending
  }

  /// Keys that somebody has pinned by hand, for every size there is.
  package init(pinned keys: [VerifierKey]) {
    origin = ""
    periods = [Period(number: 0, index: 0, since: .earliest, keys: keys, pair: nil, next: nil)]
    recoverers = nil
  }

  private static func keys(_ pair: LogKeyPair, _ origin: String) throws(LogKeyRefusal) -> [VerifierKey] {
    do throws(NoteRefusal) { return try pair.verifierKeys(of: origin) } catch { throw .note(error) }
  }

  /// The keys in force behind the last change.
  package var latest: Period { periods[periods.count - 1] }

  /// Whether the keys can ever change.
  package var isFixed: Bool { latest.next == nil }

  /// Every key that has ever signed the log.
  package var allKeys: [VerifierKey] { periods.flatMap(\.keys) }

  /// The period whose keys sign a checkpoint of a size.
  package func period(ofSize size: UInt64) -> Period {
    periods.last { size > $0.index } ?? periods[0]
  }

  /// Whether the keys that an entry retired have signed that themselves. By a recovery they have signed nothing, so that what
  /// they go on signing contradicts nobody but the recoverers.
  package func wereHandedOver(by index: UInt64) -> Bool {
    periods.contains { $0.index == index && $0.number > 0 && $0.recoveredBy == nil }
  }

  /// Takes in the next act, whose signatures were checked.
  /// - Throws: `LogKeyRefusal`, also where it is about another log; nothing is changed then.
  package mutating func append(
    _ act: LogKeyAct, at index: UInt64, received: Timepoint
  ) throws(LogKeyRefusal) {
    switch act {
    case .change(let entry): try append(entry.change, at: index, received: received)
    case .recovery(let entry): try append(entry, at: index, received: received)
    case .cancellation(let entry):
      guard let pending, entry.announced == pending.index else { throw .noRecovery }
      guard entry.origin.utf8.elementsEqual(origin.utf8), entry.number == latest.number + 1,
        entry.pair == latest.pair
      else { throw .misplaced }
      self.pending = nil
    }
  }

  /// Puts a recovery on record, in the place of an earlier one: its delay begins.
  private mutating func append(
    _ entry: LogRecoveryEntry, at index: UInt64, received: Timepoint
  ) throws(LogKeyRefusal) {
    let recovery = entry.recovery
    guard Genesis.isOrigin(origin, of: recovery.dao) else { throw .signature(.wrongDomain) }
    guard let rules = recoverers else { throw .recoverers(have: 0, needs: 0) }
    let have = rules.accounts.count { entry.signatures[$0] != nil }
    guard have >= rules.needs, have == entry.signatures.count else {
      throw .recoverers(have: have, needs: rules.needs)
    }
    guard recovery.daoName.utf8.elementsEqual(rules.daoName.utf8), recovery.number == latest.number + 1,
      recovery.doubtedFrom ?? 0 <= index
    else { throw .misplaced }
    guard received <= recovery.validUntil else { throw .recoveryOver(at: recovery.validUntil) }
    guard recovery.keys != .zero, !periods.contains(where: { $0.pair?.commitment == recovery.keys }) else {
      throw .repeated
    }
    pending = PendingRecovery(
      keys: recovery.keys, doubtedFrom: recovery.doubtedFrom, index: index, since: received)
  }

  /// The commitment that a change must reveal, by whose right it may.
  private func committed(_ change: LogKeyChange, at received: Timepoint) throws(LogKeyRefusal) -> Digest? {
    guard change.right == .recovery else { return latest.next }
    guard let pending, let rules = recoverers else { throw .noRecovery }
    guard change.doubtedFrom == pending.doubtedFrom else { throw .misplaced }
    let end = pending.since + rules.delay
    guard received >= end else { throw .recoveryEarly(until: end) }
    return pending.keys
  }

  /// Takes in the next change, whose signatures were checked.
  ///
  /// - Parameters:
  ///   - index: Where it stands in the log.
  ///   - received: When it was received.
  /// - Throws: `LogKeyRefusal`; nothing is changed then.
  package mutating func append(
    _ change: LogKeyChange, at index: UInt64, received: Timepoint
  ) throws(LogKeyRefusal) {
    let last = latest
    guard let pair = last.pair, last.next != nil else { throw .fixed }
    guard change.origin.utf8.elementsEqual(origin.utf8), change.number == last.number + 1,
      change.index == index, index > last.index, change.before == pair, change.doubtedFrom ?? 0 <= index
    else { throw .misplaced }
    guard change.after.commitment == (try committed(change, at: received)) else { throw .notCommitted }
    let known = periods.compactMap(\.pair)
    guard !known.contains(where: change.after.shares(with:)), change.next != .zero,
      !(known + [change.after]).contains(where: { $0.commitment == change.next })
    else { throw .repeated }
    var period = Period(
      number: change.number, index: index, since: received, keys: try Self.keys(change.after, origin),
      pair: change.after, next: change.next)
    if change.right == .recovery, let pending, let recoverers {
      period.recoveredBy = pending.index
      period.notBefore = pending.since + recoverers.delay
    }
    periods[periods.count - 1].doubtedFrom = change.doubtedFrom
    periods.append(period)
    // Keys that change are not lost.
    pending = nil
  }
}

extension LogKeyChain {
  /// Sets the log's clock back: keys that it dated later were there by the instant of the correction.
  ///
  /// A recovery keeps its instant. Who reads a history of keys finds no corrections in it, and must find the same delay;
  /// recoverers who do not want to wait for it ask again, which begins another.
  package mutating func redate(to instant: Timepoint) {
    for position in periods.indices where periods[position].since > instant {
      periods[position].since = instant
    }
  }

  /// Refuses a checkpoint that witnesses had seen too early: keys that came by a recovery were not good before its delay
  /// was over, whatever the log's own clock said.
  /// - Parameter time: By when enough witnesses had seen it.
  package func requireDelay(ofSize size: UInt64, seenBy time: Timepoint) throws(LogKeyRefusal) {
    let ends = periods.filter { size > $0.index }.compactMap(\.notBefore)
    if let end = ends.max(), time < end { throw .recoveryEarly(until: end) }
  }

  /// Whether all the keys in force at a size have signed a note.
  ///
  /// - Parameter evenDoubted: Whether the word of keys that count as stolen is taken for theirs all the same: to show what
  ///   they have signed, and not to believe it.
  /// - Throws: `LogKeyRefusal` `retired`, `early` or `doubted` where it is the word of this log's keys that does not count
  ///   at that size; `NoteRefusal` where a line does not verify, or none of its keys signed.
  package func haveSigned(
    _ note: SignedNote, size: UInt64, evenDoubted: Bool = false, with curves: some NoteCurves
  ) throws -> Bool {
    let period = period(ofSize: size)
    let signers: [VerifierKey]
    do { signers = try note.verified(by: period.keys, with: curves) } catch NoteRefusal.unsigned {
      if let refusal = refusal(of: note, size: size, instead: period, with: curves) { throw refusal }
      throw NoteRefusal.unsigned
    }
    if !evenDoubted, let from = period.doubtedFrom, size > from {
      throw LogKeyRefusal.doubted(size: size, from: from)
    }
    return signers.count == period.keys.count
  }

  /// Whether one whole pair has signed a note, be it in force at its size or not.
  package func haveEverSigned(_ note: SignedNote, with curves: some NoteCurves) -> Bool {
    periods.contains { (try? note.verified(by: $0.keys, with: curves))?.count == $0.keys.count }
  }

  /// Whether the log's keys have signed a note at an instant, which has no size.
  ///
  /// Around a change the word of both pairs is good, for as long as clocks may differ.
  /// A log cannot take its word back by calling its keys stolen afterwards: doubts do not matter here.
  package func haveSigned(
    _ note: SignedNote, at instant: Timepoint, with curves: some NoteCurves
  ) throws -> Bool {
    var refusal: (any Error)?
    for (place, period) in periods.enumerated() {
      let end = place + 1 < periods.count ? periods[place + 1].since + StatementHeader.clockSkew : .latest
      let hasBegun = period.since <= instant + StatementHeader.clockSkew
      guard let signers = try? note.verified(by: period.keys, with: curves) else { continue }
      guard signers.count == period.keys.count else { return false }
      if !hasBegun {
        refusal = LogKeyRefusal.early(size: nil, since: period.index)
      } else if instant > end {
        refusal = LogKeyRefusal.retired(size: nil, since: periods[place + 1].index)
      } else {
        return true
      }
    }
    if let refusal { throw refusal }
    return try note.verified(by: latest.keys, with: curves).count == latest.keys.count
  }

  /// What it is that keys of another period have signed; `nil` where none of them has.
  private func refusal(
    of note: SignedNote, size: UInt64, instead: Period, with curves: some NoteCurves
  ) -> LogKeyRefusal? {
    for (place, period) in periods.enumerated() where period.number != instead.number {
      guard (try? note.verified(by: period.keys, with: curves)) != nil else { continue }
      return period.number > instead.number
        ? .early(size: size, since: period.index) : .retired(size: size, since: periods[place + 1].index)
    }
    return nil
  }
}
