internal import CanonicalEncoding
internal import Governance
internal import Ledger

/// What data trusts, in words.
struct TrustWords {
  let dataset: Digest
  /// The list in force; `nil` where nothing may be run.
  let standing: (record: DecidedRecord, trust: DatasetTrust)?
  /// Every list that was voted on, by the numbers of the proposals.
  let history: [(record: DecidedRecord, trust: DatasetTrust)]

  var row: [String] {
    let trust = standing?.trust.trust ?? .nothing
    let count = trust.use == .access ? "anything" : String(trust.trusted.count)
    return [dataset.description, trust.use.rawValue, count, standing?.record.origin.display ?? "–"]
  }

  var text: String {
    guard let (record, action) = standing else {
      return "\(dataset)\n  nothing may be run on it: no vote has said otherwise\n"
        + "Next:  quorate proposal draft TITLE --kind dataset.trust"
    }
    let trust = action.trust
    var lines = [
      dataset.description, "  by        \(record.origin.display), \(record.origin.at.sentence)",
      "  hash      \(trust.hash)",
    ]
    switch trust.use {
    case .access: lines.append("  use       access: handed out, no algorithm is asked about")
    case .compute where trust.trusted.isEmpty: lines.append("  trusts    nothing: every algorithm is denied")
    case .compute:
      lines += trust.publishers.map { "  trusts    whatever \(Format.safe($0)) publishes" }
      for entry in trust.algorithms {
        lines += [
          "  trusts    \(Format.safe(entry.name))", "    files      \(Format.safe(entry.files))",
          "    container  \(Format.safe(entry.container))",
        ]
        if let service = entry.service { lines.append("    service    \(Format.safe(service))") }
      }
      if trust.allowsRaw { lines.append("  trusts    code that was never published") }
    }
    lines += history.filter { $0.record.origin.id != record.origin.id }.map { former in
      "  before    \(former.record.origin.display), \(former.trust.change.rawValue), until "
        + former.record.end.sentence
    }
    return lines.joined(separator: "\n")
  }

  var json: JSONValue {
    .members([
      "dataset": .string(dataset.description),
      "history": .array(
        history.map {
          .members([
            "change": .string($0.trust.change.rawValue), "hash": .string($0.trust.trust.hash.description),
            "proposal": .string($0.record.origin.display),
          ])
        }),
      "inForce": standing.map { standing in
        .members([
          "change": .string(standing.trust.change.rawValue),
          "hash": .string(standing.trust.trust.hash.description),
          "proposal": .string(standing.record.origin.display), "trust": standing.trust.trust.json,
        ])
      } ?? .null,
    ])
  }
}
