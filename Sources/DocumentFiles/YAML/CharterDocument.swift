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
    try Charter(parsing: value(bytes), hash: .sha256(bytes), anyReading: anyReading)
  }

  /// The same rules for a vote about options of its own, in one track: to count a list under, and nothing else.
  /// - Throws: `YAMLRefusal`, or `CharterRefusal` also where a rule names an option that is not among them.
  package static func parse(_ bytes: [UInt8], options: [String], inTrack track: String) throws -> Charter {
    let list = JSONValue.array(options.map { .string($0) })
    return try Charter(
      parsing: value(bytes).replacing(["tracks", track, "ballot", "options"], with: list),
      hash: .sha256(bytes), anyReading: true)
  }

  private static func value(_ bytes: [UInt8]) throws -> JSONValue {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw YAMLRefusal.syntax("not UTF-8") }
    return try YAMLDocument.parse(text)
  }
}
