internal import CanonicalEncoding

/// The results file of lm-evaluation-harness.
struct LMEvalResults {
  private let document: EvidenceDocument
  private let groups: [ByteText: [EvidenceDocument.Place]]
  private let samples: [ByteText: EvidenceDocument.Place]

  init(_ document: EvidenceDocument) {
    self.document = document
    groups = Self.members("group_subtasks", of: document).mapValues { document.children($0) }
    samples = Self.members("n-samples", of: document)
  }

  private static func members(
    _ key: String, of document: EvidenceDocument
  ) -> [ByteText: EvidenceDocument.Place] {
    let members = document.value(key).map { document.members($0) } ?? []
    return Dictionary(members.map { (ByteText($0.key), $0.value) }) { first, _ in first }
  }

  func check(_ demand: Completeness.Demand, _ completeness: inout Completeness) {
    let limit = document.value("config", "limit")
    let isLimited = limit.map { document.kind($0) != .null } ?? false
    completeness.demand(
      "noLimit", !isLimited && document.value("config") != nil,
      isLimited ? "only part of the samples was run (limit)" : "no limit")
    let results = document.value("results").map { document.members($0) } ?? []
    completeness.demand("scored", !results.isEmpty, "\(results.count) tasks with results")
    let tasks = results.map(\.key)
    if !demand.covers.isEmpty { completeness.demandParts(demand.covers, among: tasks, noun: "tasks") }
    var walk = GroupWalk(groups: groups, document: document)
    for task in demand.covers.isEmpty ? tasks : demand.covers { walk.visit(ByteText(task)) }
    completeness.demand(
      "groups", !walk.isCircular,
      walk.isCircular ? "groups of tasks contain each other" : "groups of tasks end")
    for task in walk.leaves { checkSamples(of: task, &completeness) }
  }

  private func checkSamples(of task: ByteText, _ completeness: inout Completeness) {
    let name = DisplayText.escaped(task.text, limit: 60)
    func count(_ key: String) -> ExactDecimal? {
      samples[task].flatMap { document.value(key, of: $0) }.flatMap { document.decimal($0) }
    }
    let (effective, original) = (count("effective"), count("original"))
    let isWhole = effective != nil && effective == original && effective.map { $0 > .zero } == true
    completeness.demand(
      "allSamples", isWhole,
      "task \(name): \(effective?.description ?? "?") of \(original?.description ?? "?") samples")
  }
}

/// Finds the tasks that have samples of their own: a group has none, the tasks in it have.
private struct GroupWalk {
  private static let depthLimit = 16

  let groups: [ByteText: [EvidenceDocument.Place]]
  let document: EvidenceDocument
  /// The tasks, each once.
  private(set) var leaves: [ByteText] = []
  /// Whether a group is reached from itself, or lies deeper than any real one.
  private(set) var isCircular = false
  private var seen: Set<ByteText> = []
  private var path: [ByteText] = []

  init(groups: [ByteText: [EvidenceDocument.Place]], document: EvidenceDocument) {
    (self.groups, self.document) = (groups, document)
  }

  mutating func visit(_ task: ByteText) {
    guard !path.contains(task), path.count < Self.depthLimit else {
      isCircular = true
      return
    }
    guard seen.insert(task).inserted else { return }
    guard let group = groups[task], !group.isEmpty else { return leaves.append(task) }
    path.append(task)
    for place in group { if let text = document.utf8(place) { visit(ByteText(Array(text))) } }
    path.removeLast()
  }
}
