internal import CanonicalEncoding
package import SafetyProtocol

/// A safety protocol as a file.
package enum ProtocolDocument {
  /// Reads the YAML bytes, whose SHA-256 is the protocol's identity.
  /// - Throws: `YAMLRefusal` or `ProtocolRefusal`.
  package static func parse(_ bytes: [UInt8]) throws -> ProtocolTerms {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw YAMLRefusal.syntax("not UTF-8") }
    return try ProtocolTerms(parsing: try YAMLDocument.parse(text), hash: .sha256(bytes))
  }
}
