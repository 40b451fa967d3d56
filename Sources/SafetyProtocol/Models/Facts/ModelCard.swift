package import CanonicalEncoding

/// The front matter of a model card, as hubs show it. The producer's word only: nothing here is checked.
package struct ModelCard: Hashable, Sendable {
  /// Under which licences.
  package let licences: [String]
  /// The models it was made from.
  package let baseModels: [String]
  /// How: `finetune`, `adapter`, `merge` or `quantized`.
  package let relation: String?
  /// The data it was made with.
  package let datasets: [String]
  /// What it is for.
  package let task: String?
  /// The library that loads it.
  package let library: String?
  /// How many measured values it claims.
  package let claims: Int
  /// How many of them a hub calls verified.
  package let verifiedClaims: Int

  /// Reads the members it knows; others, and those of another type, say nothing.
  package init(_ value: JSONValue) {
    let object = value.object
    func texts(_ key: String) -> [String] {
      let value = object?[key]
      return value?.string.map { [$0] } ?? value?.array?.compactMap(\.string) ?? []
    }
    licences = texts("license")
    baseModels = texts("base_model")
    relation = object?["base_model_relation"]?.string
    datasets = texts("datasets")
    task = object?["pipeline_tag"]?.string
    library = object?["library_name"]?.string
    let results = (object?["model-index"]?.array ?? []).flatMap { $0.object?["results"]?.array ?? [] }
    let metrics = results.flatMap { $0.object?["metrics"]?.array ?? [] }
    claims = metrics.count
    verifiedClaims = metrics.count { $0.object?["verified"]?.bool == true }
  }

  /// The text between the first two lines of `---`, or `nil` where a file begins otherwise.
  package static func frontMatter(of bytes: [UInt8]) -> String? {
    guard let text = String(utf8: bytes[...]) else { return nil }
    let lines = text.textLines
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else { return nil }
    return lines[1..<end].joined(separator: "\n")
  }
}
