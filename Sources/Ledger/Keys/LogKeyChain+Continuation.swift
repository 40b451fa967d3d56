internal import CanonicalEncoding

extension LogKeyChain {
  /// Whether this tells of more changes of the same log's keys than a chain that is known. Both were verified.
  ///
  /// Only what is signed is compared. Nobody signs the instant at which an entry was received, so that one history can be
  /// written down in two ways, and two histories differ in what their keys have said.
  /// - Returns: `false` where all of it was known.
  /// - Throws: `LogKeyRefusal.other` where neither begins with the other.
  /// - Complexity: O(changes).
  package func goesOn(from known: LogKeyChain) throws(LogKeyRefusal) -> Bool {
    let (here, there) = (terms, known.terms)
    guard known.origin.utf8.elementsEqual(origin.utf8), zip(here, there).allSatisfy({ $0 == $1 }) else {
      throw .other
    }
    return here.count > there.count
  }

  /// What the keys of a change have signed, besides its number and the name of the log.
  private struct Terms: Equatable {
    let index: UInt64
    let pair: LogKeyPair?
    let next: Digest?
    let doubtedFrom: UInt64?
    let isRecovery: Bool
  }

  private var terms: [Terms] {
    zip(periods, periods.dropFirst()).map { before, after in
      Terms(
        index: after.index, pair: after.pair, next: after.next, doubtedFrom: before.doubtedFrom,
        isRecovery: after.recoveredBy != nil)
    }
  }
}
