internal import CanonicalEncoding
package import Governance

/// An algorithm as it was published, as a file.
package enum AlgorithmDocument {
  /// Reads the plain part of YAML, of which JSON is a form.
  /// - Throws: `YAMLRefusal` or `JSONRefusal`.
  package static func parse(_ bytes: [UInt8]) throws -> PublishedAlgorithm {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw YAMLRefusal.syntax("not UTF-8") }
    return try PublishedAlgorithm(parsing: YAMLDocument.parse(text))
  }
}
