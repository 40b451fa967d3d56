package import CanonicalEncoding

extension AuditReport {
  /// What was found, for programs, and for keeping.
  package var json: JSONValue {
    .members([
      "dao": dao.map { .string($0.description) } ?? .null, "holds": .bool(holds),
      "origin": .string(origin), "outcomes": .array(outcomes.map(\.json)), "rehearsal": .bool(isRehearsal),
      "root": .string(root.description),
      "size": .integer(size),
      "steps": .array(
        steps.map {
          .members([
            "detail": .string($0.detail), "holds": $0.verdict == .absent ? .null : .bool($0.holds),
            "name": .string($0.name),
            "number": .integer($0.step.rawValue), "verdict": .string($0.verdict.rawValue),
          ])
        }),
      "trust": .array(trust.map { .string($0) }), "verdict": .string(verdict.rawValue),
      "voidCount": .integer(voidCount),
      "voids": .array(
        voids.map {
          .members(["code": .string($0.code), "index": .integer($0.index), "message": .string($0.message)])
        }),
    ])
  }

  /// A report of an audit that held, read back.
  ///
  /// - Throws: `JSONRefusal` for anything that `json` does not write of a report without entries that have no effect.
  package init(parsing value: JSONValue) throws(JSONRefusal) {
    self.init()
    var fields = try JSONFields(value, of: "a report")
    dao = try fields.digest("dao")
    origin = try fields.string("origin")
    root = try fields.digest("root")
    size = try fields.integer("size")
    guard let isRehearsal = try fields.value("rehearsal").bool else {
      throw fields.unexpected("rehearsal", "true or false")
    }
    self.isRehearsal = isRehearsal
    for element in try fields.array("steps") {
      var step = try JSONFields(element, of: "a step")
      guard let number = AuditStep(rawValue: Int(try step.integer("number"))),
        let verdict = Verdict(rawValue: try step.string("verdict"))
      else { throw step.unexpected("number", "a step and a verdict") }
      add(number, verdict, try step.string("detail"))
    }
    for element in try fields.array("outcomes") { outcomes.append(try AuditedOutcome(parsing: element)) }
    trust = try fields.strings("trust")
    guard holds, try fields.integer("voidCount") == 0 else { throw fields.unexpected("voidCount", "0") }
  }
}
