package import CanonicalEncoding

extension ProtocolTerms {
  /// Everything that decides, as one canonical JSON object: two files that differ in comments and spelling
  /// only have the same one.
  package var canonicalBytes: [UInt8] { json.canonicalBytes }

  /// The value of the canonical form.
  package var json: JSONValue {
    .members([
      "actions": .array(actions.map { .string($0) }),
      "capabilities": .array(capabilities.map(\.json)),
      "environments": .array(environments.map { .string($0) }),
      "evidence": .array(evidence.map(\.json)),
      "format": .string("quorate.safety-protocol/1"),
      "id": .string(id),
      "rules": .array(rules.map(\.json)),
      "title": .string(title),
      "version": .integer(version),
    ])
  }
}

extension EvidenceRequirement {
  fileprivate var json: JSONValue {
    .members([
      "covers": .array(covers.map { .string($0) }),
      "format": .string(format.rawValue),
      "id": .string(id),
      "max_age": maxAge.map { .integer($0.milliseconds) } ?? .null,
      "max_unscored": .string(maxUnscored.description),
      "organisations": .integer(organisations),
      "pins": .object(JSONObject(pins.map { .init(key: $0.key, value: .string($0.value.description)) })),
    ])
  }
}

extension SafetyRule {
  fileprivate var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "evidence", value: .string(evidence)), .init(key: "id", value: .string(id)),
      .init(key: "max_age", value: maxAge.map { .integer($0.milliseconds) } ?? .null),
      .init(key: "note", value: .string(note)), .init(key: "op", value: .string(test.symbol)),
      .init(key: "severity", value: .string(severity.rawValue)), .init(key: "value", value: testValue),
    ]
    switch subject {
    case .value(let path): members.append(.init(key: "select", value: .string(path.text)))
    case .each(let path, let least):
      members.append(.init(key: "select", value: .string(path.text)))
      members.append(.init(key: "min_count", value: .integer(least)))
    case .ratio(let part, let whole):
      members.append(.init(key: "num", value: .string(part.text)))
      members.append(.init(key: "den", value: .string(whole.text)))
    }
    return .object(JSONObject(members))
  }

  private var testValue: JSONValue {
    if let limit = test.limit { return .string(limit.description) }
    if case .isOne(let values) = test { return .array(values.map(\.json)) }
    return test.values.first?.json ?? .null
  }
}

extension RuleValue {
  fileprivate var json: JSONValue {
    switch self {
    case .text(let text): .string(text.text)
    case .boolean(let value): .bool(value)
    }
  }
}

extension CapabilityThreshold {
  fileprivate var json: JSONValue {
    .members([
      "domain": .string(domain.rawValue), "id": .string(id), "level": .string(level),
      "safeguards": .array(safeguards.map { .string($0) }),
      "triggers": .array(triggers.map { .string($0) }),
    ])
  }
}
