package import CanonicalEncoding
internal import Governance
package import Ledger
internal import Voting

/// What changed between two states of one log, as two audits recomputed them.
package struct LogDifference: Hashable, Sendable {
  /// Something that is in the later state and was not in the earlier one, or is no longer as it was.
  package struct Change: Hashable, Sendable {
    /// What it concerns: `log-keys`, `proposal`, `charter`, `electorate`, `approval`, `order`, `protocol`.
    package let subject: String
    /// Its name: `P-0007`, a series, a model.
    package let name: String
    /// What became of it, in words.
    package let words: String
  }

  /// In the order in which the subjects are named above, and by name.
  package let changes: [Change]

  /// - Parameters:
  ///   - old: The earlier state, and the instant its proposals are judged at.
  ///   - new: The later one.
  /// - Complexity: O(both states), with a recount of every proposal.
  package init<OldStore: Records, NewStore: Records, OldFiles: Documents, NewFiles: Documents>(
    _ old: (state: LedgerView<OldStore, OldFiles>, asOf: Timepoint),
    _ new: (state: LedgerView<NewStore, NewFiles>, asOf: Timepoint)
  ) throws {
    let parts = [
      (try Facts.logKeys(old.state), try Facts.logKeys(new.state)),
      (try Facts.proposals(old), try Facts.proposals(new)), (try Facts.charter(old), try Facts.charter(new)),
      (try Facts.electorates(old), try Facts.electorates(new)),
      (try Facts.approvals(old), try Facts.approvals(new)),
      (try Facts.orders(old), try Facts.orders(new)), (try Facts.protocols(old), try Facts.protocols(new)),
    ]
    changes = parts.flatMap { Self.changes(from: $0, to: $1) }
  }

  private static func changes(from old: [Fact], to new: [Fact]) -> [Change] {
    let before = Dictionary(old.map { ($0.name, $0.words) }) { $1 }
    return new.compactMap { fact in
      guard let known = before[fact.name] else {
        return Change(subject: fact.subject, name: fact.name, words: fact.words)
      }
      guard known != fact.words else { return nil }
      return Change(subject: fact.subject, name: fact.name, words: "\(fact.words) (was: \(known))")
    }
  }
}

/// One thing of a state in words, by which two states are compared.
private struct Fact {
  let subject: String
  let name: String
  let words: String
}

private enum Facts {
  static func logKeys<Store: Records, Files: Documents>(_ state: LedgerView<Store, Files>) throws -> [Fact] {
    try state.logKeys().map { chain in
      let latest = chain.latest
      let keys =
        latest.number == 0 ? "those of the genesis" : "change \(latest.number), by entry \(latest.index)"
      let stolen = chain.doubts.map { "\($0.words) under keys that count as stolen" }
      return [Fact(subject: "log-keys", name: "keys", words: ([keys] + stolen).joined(separator: "; "))]
    } ?? []
  }

  static func proposals<Store: Records, Files: Documents>(
    _ side: (state: LedgerView<Store, Files>, asOf: Timepoint)
  ) throws -> [Fact] {
    let doubts = Dictionary(try side.state.decisionsInDoubt().map { ($0.proposal.id, $0.doubt) }) {
      first, _ in
      first
    }
    return try side.state.proposals().map { record in
      let standing = try Standing(record, in: side.state, at: side.asOf)
      let counts = standing.counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
        house, count in
        let options = zip(standing.rules.options, count.tally.options).map { "\($0) \($1.power)" }
        return
          "\(house): \(count.tally.ballots) \(count.tally.ballots == 1 ? "ballot" : "ballots"), \(options.joined(separator: ", "))"
      }
      let suspended = doubts[record.id].map { ["suspended: decided over \($0.words)"] } ?? []
      let words = ([standing.decision.state.rawValue] + suspended + counts).joined(separator: "; ")
      return Fact(subject: "proposal", name: record.display, words: words)
    }
  }

  static func charter<Store: Records, Files: Documents>(
    _ side: (state: LedgerView<Store, Files>, asOf: Timepoint)
  ) throws -> [Fact] {
    try side.state.charterRecord(at: side.asOf).map { record in
      let end = record.lapses.map { ", lapses at \($0)" } ?? ""
      return [Fact(subject: "charter", name: "charter", words: "\(record.charter)\(end)")]
    } ?? []
  }

  static func electorates<Store: Records, Files: Documents>(
    _ side: (state: LedgerView<Store, Files>, asOf: Timepoint)
  ) throws -> [Fact] {
    try side.state.writtenCharter(at: side.asOf)?.series.sorted().compactMap { series in
      try side.state.electorate(series: series).map {
        Fact(subject: "electorate", name: series, words: "\($0.rows) members, root \($0.root)")
      }
    } ?? []
  }

  static func approvals<Store: Records, Files: Documents>(
    _ side: (state: LedgerView<Store, Files>, asOf: Timepoint)
  ) throws -> [Fact] {
    try side.state.approvals().map { approval in
      let deployment = approval.deployment
      let standing = try side.state.standing(of: approval, at: side.asOf)
      let stage = approval.openStage.map { ", stage \($0.name)" } ?? ""
      let time = standing == .ended ? "ended at \(approval.ends)" : "until \(approval.ends)\(stage)"
      return Fact(
        subject: "approval",
        name:
          "\(deployment.name) in \(deployment.environment) (\(ProposalRecord.display(approval.origin.number)))",
        words: standing.stop ?? time)
    }
  }

  static func orders<Store: Records, Files: Documents>(
    _ side: (state: LedgerView<Store, Files>, asOf: Timepoint)
  ) throws -> [Fact] {
    try side.state.brakes().map { record in
      let words =
        if let effective = record.effective {
          record.stops(at: side.asOf)
            ? "in effect until \(record.end)"
            : record.order.deed == .pause ? "over since \(record.end)" : "carried out at \(effective)"
        } else {
          "\(record.signatures.count) signatures"
        }
      return Fact(
        subject: "order",
        name: "\(record.order.deed.rawValue) \(record.order.scope.words) (\(record.order.incident))",
        words: words)
    }
  }

  static func protocols<Store: Records, Files: Documents>(
    _ side: (state: LedgerView<Store, Files>, asOf: Timepoint)
  ) throws -> [Fact] {
    try side.state.protocolsByName().flatMap { versions in
      let current = versions.inForce(at: side.asOf)
      return versions.map { record in
        let end = record.lapses.map { ", lapses at \($0)" } ?? ""
        return Fact(
          subject: "protocol", name: "\(record.safety.id) \(record.safety.version)",
          words: record == current ? "in force\(end)" : "no longer in force")
      }
    }
  }
}
