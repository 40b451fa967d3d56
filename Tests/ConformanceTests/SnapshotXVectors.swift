import CanonicalEncoding
import Governance
import QuorateTesting

/// Snapshot X' execution strategies.
let snapshotXVectors: [String: VectorRunner] = [
  "evm/snapshot_x.json": { content, report in report.run(content, "vectors", byKind: snapshotXKinds) }
]

private let snapshotXKinds: [String: RowRunner] = [
  "simple": { row in
    try SnapshotXVectors.status(row, track: "simple") { foreign, quorum in
      try foreign.set("tracks.simple.early.accepted.when.quorum.at_least", to: quorum)
      try foreign.set("tracks.simple.tests.quorum.at_least", to: quorum)
    }
  },
  "optimistic": { row in
    try SnapshotXVectors.status(row, track: "optimistic") { foreign, quorum in
      try foreign.set("tracks.optimistic.early.objection.when.objection.at_least", to: quorum)
      try foreign.set("tracks.optimistic.early.unopposed.when.objection.less_than", to: quorum)
      try foreign.set("tracks.optimistic.tests.objection.less_than", to: quorum)
    }
  },
]

private enum SnapshotXVectors {
  /// The status of a proposal at the row's block; a block is a millisecond.
  static func status(
    _ row: VectorRow, track: String, quorum set: (inout ForeignCharter, String) throws -> Void
  ) throws -> [String] {
    var foreign = try ForeignCharter("snapshot-x")
    let start = instant(try row.number("start"))
    let shortest = instant(try row.number("minEnd")).since(start)
    try foreign.set("tracks.\(track).delay", length(try row.number("start")))
    // A window of no length is one of a millisecond here, which all that comes from its start on lies behind.
    let isShut = try row.number("maxEnd") == row.number("start")
    try foreign.set(
      "tracks.\(track).period", isShut ? length(1) : length(try row.number("maxEnd") - row.number("start")))
    try foreign.set(
      "tracks.\(track).early.\(track == "simple" ? "accepted" : "unopposed").from", to: shortest.description)
    try set(&foreign, try row.digits("quorum"))
    let rules = try foreign.rules(track: track)
    let sums = [
      "For": row.has("for") ? try row.amount("for") : 0,
      "Against": row.has("against") ? try row.amount("against") : 0,
      "Abstain": row.has("abstain") ? try row.amount("abstain") : 0,
    ]
    let block = instant(try row.number("block"))
    let now = isShut && block >= start ? block + Span(milliseconds: 1) : block
    let decision = decide(
      rules, submitted: instant(0), milestones: try milestones(row, at: now),
      facts: try ForeignCount.facts(sums, of: rules), at: now)
    return differing("the status", try foreign.charter().terms.word(for: decision), try row.text("expect"))
  }

  private static func milestones(_ row: VectorRow, at now: Timepoint) throws -> Milestones {
    var milestones = Milestones()
    for key in ["cancelled", "canceled"] where row.has(key) {
      if try row.flag(key) { milestones.withdrawn = now }
    }
    if row.has("executed"), try row.flag("executed") { milestones.executed = now }
    return milestones
  }
}
