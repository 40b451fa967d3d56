internal import Governance
internal import Ledger

extension Auditor {
  /// Where attesters agreed on two things about one block, one sentence a pair.
  static func contradictions(
    _ view: LedgerView<MemoryRecords, AnyDocuments>
  ) throws -> [String] {
    let series = Set(try view.electorates().map(\.series)).sorted()
    return try series.flatMap { series in
      let agreed = try view.claims(series: series).filter { $0.agreement() != nil }
      return agreed.indices.flatMap { first in
        agreed[(first + 1)...].filter { $0.claim.contradicts(agreed[first].claim) }.map { second in
          let entries = [agreed[first].electorate, second.electorate].sorted()
          return
            "the attesters, who agreed on two things about \(second.claim.block.words), so that neither counts "
            + "(electorates of the entries \(entries[0]) and \(entries[1]))"
        }
      }
    }
  }

  /// What rests on keys that count as stolen, one sentence a stretch.
  static func trust(
    inDoubted doubts: [LogKeyDoubt], _ view: LedgerView<MemoryRecords, AnyDocuments>
  ) throws -> [String] {
    let decisions = try view.decisionsInDoubt()
    return doubts.map { doubt in
      let names = decisions.filter { $0.doubt == doubt }.map(\.proposal.display)
      let suspended = names.isEmpty ? "" : "; suspended until decided again: \(names.joined(separator: ", "))"
      return
        "that order and times of \(doubt.words) are right: the log's keys count as stolen there\(suspended)"
    }
  }
}
