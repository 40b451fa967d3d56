internal import CanonicalEncoding

/// Compares the identity under which each entry is looked up with the one of what it says.
///
/// They are gathered as the entries pass and looked up in runs.
struct IdentityWalk {
  /// How many are gathered before they are worth a look-up.
  private static let limit = 4096

  private let stored: @Sendable (_ index: UInt64, _ limit: Int) throws -> [Digest]
  private var first: UInt64 = 0
  /// `nil` for an entry that does not read, of which the audit says so elsewhere.
  private var waiting: [Digest?] = []
  /// The first entry that is looked up under another identity, or under none.
  private(set) var firstWrong: UInt64?

  init(stored: @escaping @Sendable (_ index: UInt64, _ limit: Int) throws -> [Digest]) {
    self.stored = stored
  }

  /// Takes the identity of the next entry.
  mutating func take(_ identity: Digest?) { waiting.append(identity) }

  /// Compares those that wait, once there are many.
  mutating func compareWhereEnough() {
    if waiting.count >= Self.limit { compare() }
  }

  /// Compares those that wait.
  mutating func compare() {
    if firstWrong == nil, !waiting.isEmpty {
      // A look-up that fails is an identity that is not there.
      let found = (try? stored(first, waiting.count)) ?? []
      let wrong = waiting.indices.first { place in
        waiting[place].map { place >= found.count || found[place] != $0 } ?? false
      }
      firstWrong = wrong.map { first + UInt64($0) }
    }
    first += UInt64(waiting.count)
    waiting.removeAll(keepingCapacity: true)
  }
}
