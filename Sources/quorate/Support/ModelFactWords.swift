internal import CanonicalEncoding
internal import DocumentFiles
internal import SafetyProtocol

/// How what a model's files say is put in words.
struct ModelFactWords {
  let report: ModelReport

  /// The sections of `model inspect` that have something to say.
  var sections: [String] {
    var sections: [String] = []
    let weights = report.weights.map { "  \($0.path.shown)\n    \(Self.words($0.facts))" }
    if !weights.isEmpty { sections.append("Weights\n" + weights.joined(separator: "\n")) }
    if !claims.isEmpty { sections.append("In its own words, unchecked\n" + claims.joined(separator: "\n")) }
    let templates = report.chatTemplates.map { "  \($0.path.shown)\n    \($0.sha256)" }
    if !templates.isEmpty { sections.append("Chat templates\n" + templates.joined(separator: "\n")) }
    return sections
  }

  private static func words(_ facts: FileFacts) -> String {
    switch facts {
    case .safetensors(let header): "safetensors, \(counts(header.counts))"
    case .gguf(let header):
      (["GGUF \(header.version)"]
        + ["general.architecture", "general.name", "general.license"].compactMap { header.value($0) }
        .map { Format.safe($0) } + [counts(header.counts)]).joined(separator: ", ")
    default: ""
    }
  }

  /// `2 tensors, 16 parameters (8 F16, 8 F32)`.
  private static func counts(_ counts: TensorCounts) -> String {
    let types = counts.parameters.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\(Format.grouped($0.value)) \(Format.safe($0.key))" }
    let tensors = Format.number(counts.tensors, "tensor")
    return "\(tensors), \(Format.grouped(counts.total)) parameters (\(types.joined(separator: ", ")))"
  }

  private var claims: [String] {
    var rows: [(String, [String])] = []
    if let config = report.config {
      rows.append(("architecture", config.architectures + [config.type].compactMap { $0 }))
      rows.append(("numbers", [config.numbers, config.quantisation].compactMap { $0 }))
    }
    if let card = report.card {
      rows.append(("licence", card.licences))
      rows.append((card.relation.map { "\($0) of" } ?? "made from", card.baseModels))
      rows.append(("data", card.datasets))
      rows.append(("task", [card.task, card.library].compactMap { $0 }))
      if card.claims > 0 {
        rows.append(("scores", ["\(card.claims) claimed, \(card.verifiedClaims) called verified"]))
      }
    }
    return rows.filter { !$0.1.isEmpty }.map { name, values in
      let padding = String(repeating: " ", count: max(0, 13 - name.count))
      return "  \(Format.safe(name))\(padding) \(values.prefix(8).map(Format.safe).joined(separator: ", "))"
    }
  }

  /// For programs.
  var members: [JSONObject.Member] {
    let findings = report.findings.map {
      JSONValue.members(["code": .string($0.code), "message": .string($0.message)])
    }
    let templates = report.chatTemplates.map {
      JSONValue.members(["path": .string($0.path.text), "sha256": .string($0.sha256.description)])
    }
    return [
      .init(key: "card", value: report.card.map(Self.json) ?? .null),
      .init(key: "chatTemplates", value: .array(templates)),
      .init(key: "config", value: report.config.map(Self.json) ?? .null),
      .init(key: "findings", value: .array(findings)),
      .init(key: "weights", value: .array(report.weights.map { Self.json($0.path, $0.facts) })),
    ]
  }

  private static func json(_ path: ModelPath, _ facts: FileFacts) -> JSONValue {
    var (format, counts, values) = ("safetensors", TensorCounts(), [String: String]())
    switch facts {
    case .safetensors(let header): (counts, values) = (header.counts, header.metadata)
    case .gguf(let header): (format, counts, values) = ("gguf", header.counts, header.values)
    default: break
    }
    func object(_ members: [(String, JSONValue)]) -> JSONValue {
      .object(JSONObject(members.map { .init(key: $0.0, value: $0.1) }))
    }
    // Vocabularies and templates are long; their digests are elsewhere.
    let short = values.filter { $0.value.utf8.count <= 256 }
    return .members([
      "format": .string(format), "metadata": object(short.map { ($0.key, .string($0.value)) }),
      "parameters": object(counts.parameters.map { ($0.key, .string(String($0.value))) }),
      "path": .string(path.text), "tensors": .integer(counts.tensors),
    ])
  }

  private static func json(_ card: ModelCard) -> JSONValue {
    .members([
      "baseModels": .array(card.baseModels.map { .string($0) }), "claims": .integer(card.claims),
      "datasets": .array(card.datasets.map { .string($0) }),
      "library": card.library.map { .string($0) } ?? .null,
      "licences": .array(card.licences.map { .string($0) }),
      "relation": card.relation.map { .string($0) } ?? .null, "task": card.task.map { .string($0) } ?? .null,
      "verifiedClaims": .integer(card.verifiedClaims),
    ])
  }

  private static func json(_ config: ModelConfig) -> JSONValue {
    .members([
      "architectures": .array(config.architectures.map { .string($0) }),
      "hasOwnCode": .bool(config.hasOwnCode), "numbers": config.numbers.map { .string($0) } ?? .null,
      "quantisation": config.quantisation.map { .string($0) } ?? .null,
      "type": config.type.map { .string($0) } ?? .null,
    ])
  }
}
