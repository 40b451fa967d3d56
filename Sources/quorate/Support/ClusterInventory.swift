internal import CanonicalEncoding
internal import DeploymentGate

/// What runs in a cluster and what the gate says of it, in words and for programs.
struct ClusterInventory {
  let rows: [ClusterDump.Row]
  /// The answer for all of it: the worst.
  let finding: GatePost.Finding
  /// How many objects there are, also those that name no model.
  let objects: Int
  let isShadow: Bool

  /// The answer that is to be acted upon first.
  static func worst(of decisions: [GateDecision]) -> GateDecision? {
    let order: [GateCode.Outcome] = [.badEvidence, .deny, .undecided, .allow]
    return order.lazy.compactMap { outcome in decisions.first { $0.code.outcome == outcome } }.first
  }

  /// Arguments for `kubectl`, one list for each object that has to be stopped.
  ///
  /// What cannot be decided now is left alone: a gate that hears nothing must not take everything down.
  var stops: [[String]] {
    var stops: [[String]] = []
    for row in denied {
      if let stop = row.maker.stop, !stops.contains(stop) { stops.append(stop) }
    }
    return stops
  }

  private var denied: [ClusterDump.Row] { rows.filter { $0.decision.code.outcome == .deny } }

  /// What may not run and has to be stopped by hand.
  private var unknown: [ClusterDump.Row] { denied.filter { $0.maker.stop == nil } }

  /// - Parameter stops: The commands, where they are asked for.
  func answer(schema: String, stops: [[String]]? = nil) -> Answer {
    let words = GateWords(finding, isShadow: isShadow)
    var lines = stops.map(commands) ?? table
    if finding.sight == nil { lines = [words.headline] }
    lines.append(summary)
    var answer = words.answer(schema: schema, text: lines.joined(separator: "\n"))
    answer = Answer(
      schema: schema, data: json(stops: stops), text: lines.joined(separator: "\n"),
      brief: "\(denied.count)", status: answer.status, warnings: answer.warnings)
    return answer
  }

  private var table: [String] {
    guard !rows.isEmpty else { return [] }
    let cells = rows.map { row in
      [
        GateWords((row.decision, nil), isShadow: false).verdict, row.decision.code.rawValue,
        row.workload.words, Format.safe(model(of: row)),
      ]
    }
    let header = ["ANSWER", "CODE", "OBJECT", "MODEL"]
    return [Format.table(header, cells, forTerminal: Terminal.isOutput)]
  }

  private func model(of row: ClusterDump.Row) -> String {
    row.workload.references.map(\.text).joined(separator: " ")
      + (row.workload.references.isEmpty ? "by annotation only" : "")
  }

  /// Lines that a shell can run; what the gate said stands in comments.
  private func commands(_ stops: [[String]]) -> [String] {
    var lines: [String] = []
    for row in denied {
      lines.append(
        "# \(row.workload.words): \(row.decision.code.rawValue) \(Format.safe(row.decision.sentence))")
    }
    lines += unknown.map { "# stop it by hand: \($0.maker.words)" }
    // The arguments have no quotes of this kind, and no names but those of a cluster.
    return lines
      + stops.map { "kubectl " + $0.map { $0.contains("{") ? "'\($0)'" : $0 }.joined(separator: " ") }
  }

  private var summary: String {
    let models = Format.number(rows.count, "runs a model", plural: "run models")
    let verdict = denied.isEmpty ? "" : ", \(denied.count) of them may not"
    return "# \(Format.number(objects, "object")): \(models)\(verdict)"
  }

  func json(stops: [[String]]?) -> JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "answer", value: GateWords(finding, isShadow: isShadow).json),
      .init(key: "objects", value: .integer(objects)),
      .init(key: "rows", value: .array(rows.map(json(of:)))),
    ]
    if let stops {
      let lists = stops.map { JSONValue.array($0.map { .string($0) }) }
      members.append(.init(key: "kubectl", value: .array(lists)))
    }
    return .object(JSONObject(members))
  }

  private func json(of row: ClusterDump.Row) -> JSONValue {
    .members([
      "allowed": .bool(row.decision.isAllowed), "code": .string(row.decision.code.rawValue),
      "kind": .string(row.workload.kind), "maker": .string(row.maker.words),
      "models": .array(row.workload.references.map { .string($0.text) }),
      "name": .string(row.workload.name), "namespace": .string(row.workload.namespace),
      "sentence": .string(row.decision.sentence),
    ])
  }
}
