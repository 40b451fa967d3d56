package import CanonicalEncoding

extension WitnessPolicy {
  /// Whether the witnesses of some lines are enough.
  package func isSatisfied(by cosignatures: [Cosignature]) -> Bool {
    let keys = Set(cosignatures.map(\.key))
    return quorum == nil || value(witnesses.map { keys.contains($0.key) ? 0 : nil }, by: <) != nil
  }

  /// The witnessed time of a checkpoint: the earliest instant by which enough witnesses had seen it.
  ///
  /// A witness had seen it at the time of its earliest line. A group of which `k` are needed had seen it at the
  /// `k`-th smallest of the times of its members, and the quorum's time is the answer; so exactly those
  /// witnesses whose time is not later satisfy the quorum. `nil` where they never do, and for `quorum none`.
  package func time(of cosignatures: [Cosignature]) -> Timepoint? {
    value(witnesses.map { witness in instants(of: witness, in: cosignatures).min() }, by: <)
  }

  /// The latest instant at which enough witnesses still stood by a checkpoint as the newest they knew: how fresh
  /// it is. The same with the latest lines and the `k`-th largest times.
  package func freshness(of cosignatures: [Cosignature]) -> Timepoint? {
    value(witnesses.map { witness in instants(of: witness, in: cosignatures).max() }, by: >)
  }

  /// The smallest number of witnesses that are enough.
  package var fewest: Int {
    var counts: [Int] = []
    for group in groups {
      let members = group.members.map { member in
        if case .group(let place) = member { counts[place] } else { 1 }
      }
      counts.append(members.sorted().prefix(group.needs).reduce(0, +))
    }
    return switch quorum {
    case nil: 0
    case .witness: 1
    case .group(let place): counts[place]
    }
  }

  /// Whether some witnesses share one with every set that is enough: what enough had cosigned, one of them has.
  ///
  /// They do exactly where the others are not enough by themselves: of `n` of whom `q` are needed, `n − q + 1` do.
  package func isKnown(from answered: Set<VerifierKey>) -> Bool {
    quorum == nil || value(witnesses.map { answered.contains($0.key) ? nil : 0 }, by: <) == nil
  }

  /// Whether two sets of witnesses that share none are each enough, so that each can vouch for another tree.
  ///
  /// Of `m` members of which `k` are needed, those that can be split count for both sides, and any other for one.
  package var canBeSplit: Bool {
    var splits: [Bool] = []
    for group in groups {
      let both = group.members.count { member in
        if case .group(let place) = member { splits[place] } else { false }
      }
      splits.append(2 * group.needs <= group.members.count + both)
    }
    return if case .group(let place) = quorum { splits[place] } else { false }
  }

  private func instants(of witness: Witness, in cosignatures: [Cosignature]) -> [Timepoint] {
    cosignatures.filter { $0.key == witness.key }.compactMap(\.instant)
  }

  /// The value of the quorum where those of the witnesses are known: of a group the `k`-th in order.
  ///
  /// Groups name only groups before them, so one pass is enough and nothing recurs.
  private func value<Value>(
    _ witnesses: [Value?], by precedes: (Value, Value) -> Bool
  ) -> Value? {
    var groups: [Value?] = []
    func value(_ member: Member) -> Value? {
      switch member {
      case .witness(let place): witnesses[place]
      case .group(let place): groups[place]
      }
    }
    for group in self.groups {
      let members = group.members.compactMap(value).sorted(by: precedes)
      groups.append(members.count < group.needs ? nil : members[group.needs - 1])
    }
    return quorum.flatMap(value)
  }
}
