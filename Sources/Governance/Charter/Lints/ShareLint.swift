internal import CanonicalEncoding
internal import Voting

/// Shares that are no part of a whole: 0, or more than 1, and bars that nothing or everything passes.
///
/// Works on the document, which may not read as a charter because of them, so that each is told with its place
/// (OpenZeppelin `GovernorInvalidQuorumFraction`). Some outside system has each of them, Cosmos a veto that is never reached; a
/// live DAO has none.
enum ShareLint {
  static func findings(in document: JSONValue) -> [CharterFinding] { findings(in: document, at: []) }

  private static func findings(in value: JSONValue, at path: [String]) -> [CharterFinding] {
    switch value {
    case .object(let object):
      let test = object["test"]?.string
      // What is capped by the whole is met by everybody, even where the share itself could not be exceeded.
      let isCapped = object["capped"]?.bool == true
      return object.members.flatMap { member in
        let path = path + [member.key]
        if let test, let bar = Bar(rawValue: member.key), let text = member.value.string {
          let measured = bar == .moreThan && isCapped ? .atLeast : bar
          return finding(text, measured, of: test, at: path).map { [$0] } ?? []
        }
        return findings(in: member.value, at: path)
      }
    case .array(let elements):
      return elements.enumerated().flatMap { number, element in
        findings(in: element, at: path + [element.object?["name"]?.string ?? String(number)])
      }
    case .null, .bool, .number, .string: return []
    }
  }

  /// How a test holds a part against a share.
  private enum Bar: String {
    case atLeast = "at_least"
    case moreThan = "more_than"
    case atMost = "at_most"
    case lessThan = "less_than"
  }

  private static func finding(
    _ text: String, _ bar: Bar, of test: String, at path: [String]
  ) -> CharterFinding? {
    // Of amounts of power, less than nothing is impossible whatever the electorate, and none of it is no share.
    let isNothing = text == "0" && (bar == .lessThan || test == ShareTest.kind)
    guard let share = isNothing ? (0, 1) : fraction(text) else { return nil }
    let fault: String? =
      if share.whole == 0 {
        "has no whole"
      } else if share.part > share.whole {
        "is more than everybody"
      } else {
        switch bar {
        case .atLeast: share.part == 0 ? "asks for nothing" : nil
        case .moreThan, .atMost: share.part == share.whole ? "cannot be exceeded" : nil
        case .lessThan: share.part == 0 ? "leaves no room" : nil
        }
      }
    return fault.map {
      CharterFinding(
        .shareOutOfRange, .error, at: path.joined(separator: "."),
        "\(DisplayText.escaped(text, limit: 40)) \($0)")
    }
  }

  /// `n/d`, or whole or decimal percent; `nil` for anything else, as an amount of power is.
  private static func fraction(_ text: String) -> (part: UInt128, whole: UInt128)? {
    if text.hasSuffix("%") {
      let parts = text.dropLast().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      let decimals = parts.count == 2 ? Array(parts[1].utf8) : []
      guard let units = parts.first.flatMap({ UInt64(String($0)) }), decimals.count <= 9,
        decimals.allSatisfy({ 0x30...0x39 ~= $0 })
      else { return nil }
      // Below 2^64 · 10^9 + 10^9.
      return decimals.reduce((UInt128(units), 100)) { ($0.0 * 10 + UInt128($1 - 0x30), $0.1 * 10) }
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let part = UInt128(decimal: String(parts[0])),
      let whole = UInt128(decimal: String(parts[1]))
    else { return nil }
    return (part, whole)
  }
}
