import CanonicalEncoding
import QuorateTesting
import SafetyProtocol

/// Queries of RFC 9535.
let jsonPathVectors: [String: VectorRunner] = ["jsonpath/cts.json": runJSONPathVectors]

/// The compliance test suite of the JSONPath working group: a selector is refused, or it reaches these values
/// in one of these orders, at these places.
private func runJSONPathVectors(_ content: JSONValue, _ report: inout VectorReport) throws {
  for test in content.object?["tests"]?.array ?? [] {
    guard let fields = test.object, let name = fields["name"]?.string,
      let selector = fields["selector"]?.string
    else {
      report.check("a vector without a name or a selector", false)
      continue
    }
    let path: Path?
    do { path = try Path(selector) } catch { path = nil }
    guard let path, fields["invalid_selector"]?.bool != true else {
      report.check("\(name): \(selector)", (path == nil) == (fields["invalid_selector"]?.bool == true))
      continue
    }
    guard let value = fields["document"] else {
      report.check("\(name): no document", false)
      continue
    }
    let document = try EvidenceDocument(parsing: value.canonicalBytes)
    let places = try path.places(in: document)
    let values = JSONValue.array(places.map { json(of: $0, in: document) })
    let results = fields["result"].map { [$0] } ?? fields["results"]?.array ?? []
    let paths = fields["result_paths"].map { [$0] } ?? fields["results_paths"]?.array
    let normalized = JSONValue.array(places.map { .string(document.normalizedPath(to: $0)) })
    let isReached = results.contains(values) && paths.map { $0.contains(normalized) } != false
    report.check("\(name): \(selector)", isReached)
  }
}

/// A value of a document as the tests' own kind of value.
private func json(of place: EvidenceDocument.Place, in document: EvidenceDocument) -> JSONValue {
  switch document.kind(place) {
  case .boolean: .bool(document.boolean(place) ?? false)
  case .number: .number(document.digits(place).map { String(decoding: $0, as: UTF8.self) } ?? "")
  case .text: .string(document.text(place) ?? "")
  case .array: .array(document.children(place).map { json(of: $0, in: document) })
  case .object:
    .object(
      JSONObject(document.members(place).map { .init(key: $0.key, value: json(of: $0.value, in: document)) }))
  case .null, .notANumber, nil: .null
  }
}
