internal import CanonicalEncoding
internal import Signing

/// An action as people write it in a file, in the one spelling in which it is hashed.
///
/// `0x…` with a checksum becomes an account's canonical text, `2027-02-21` an instant, `36h` a length of time. What is
/// none of these stays as it is, and is refused where it is read.
enum ActionDraft {
  private static let accounts: Set = ["account", "accounts", "holder"]
  private static let instants: Set = [
    "compromised_since", "expires", "from", "not_before", "since", "term", "until",
  ]
  private static let spans: Set = ["every", "grace", "min_dwell"]

  /// The canonical spelling of an action's values.
  static func canonical(_ value: JSONValue) -> JSONValue { canonical(value, key: "") }

  private static func canonical(_ value: JSONValue, key: String) -> JSONValue {
    switch value {
    case .object(let object):
      return .object(
        JSONObject(
          object.members.map { .init(key: $0.key, value: canonical($0.value, key: $0.key)) }))
    case .array(let elements): return .array(elements.map { canonical($0, key: key) })
    case .string(let text): return .string(spelling(of: text, key: key) ?? text)
    case .null, .bool, .number: return value
    }
  }

  private static func spelling(of text: String, key: String) -> String? {
    // An account that does not read keeps its spelling, so that the refusal shows it.
    if accounts.contains(key) { return (try? AccountKey(reading: text))?.text }
    if instants.contains(key) { return Timepoint(text)?.description }
    return spans.contains(key) ? Span(text)?.description : nil
  }
}
