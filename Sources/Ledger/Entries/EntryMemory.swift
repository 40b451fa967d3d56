internal import CanonicalEncoding
internal import Governance
internal import Signing

/// What the reader and the verifier of many entries remember of the last ones, since in a vote they are much alike.
///
/// For one run of entries on one thread. It changes how fast an entry is read, never what is read: a value is
/// taken from the last entry only where the very same bytes stand.
package struct EntryMemory: Sendable {
  /// The last kind, and what an entry of it begins with.
  private var kind: StatementKind?
  private var head: [UInt8] = []
  var fields = ReadFields()
  var hashes = RepeatedHashes()

  /// Nothing is remembered.
  package init() {}

  /// Reads the kind of an entry of the usual shape, up to the instant it was received.
  mutating func kind(_ reader: inout CanonicalReader) -> StatementKind? {
    if let kind, reader.pass(head) != nil { return kind }
    let start = reader.offset
    guard reader.pass(Self.before) != nil, let name = reader.string(),
      let kind = StatementKind(rawValue: name), reader.pass(Self.behind) != nil
    else { return nil }
    self.kind = kind
    head = Array(reader.text(start..<reader.offset))
    return kind
  }

  private static let before = Array(#"{"kind":"#.utf8)
  private static let behind = Array(#","received":"#.utf8)
}
