internal import CanonicalEncoding
package import Governance

/// A charter as a file.
package enum CharterDocument {
  /// Reads the YAML bytes, whose SHA-256 is the charter's identity.
  ///
  /// - Parameter anyReading: Accepts ways of reading and lending power that no live DAO serves, for rules that are only
  ///   counted under.
  /// - Throws: `YAMLRefusal` or `CharterRefusal`.
  package static func parse(_ bytes: [UInt8], anyReading: Bool = false) throws -> Charter {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw YAMLRefusal.syntax("not UTF-8") }
    return try Charter(parsing: try YAMLDocument.parse(text), hash: .sha256(bytes), anyReading: anyReading)
  }
}
