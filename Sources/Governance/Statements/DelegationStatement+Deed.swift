internal import Voting

/// The words that a wallet shows, each deed in one spelling.
extension DelegationStatement.Deed: RawRepresentable {
  private static let prefix = "delegate "
  private static let suffix = " %"

  /// Reads `delegate`, `delegate 12.5 %` or `revoke`, and nothing else.
  public init?(rawValue: String) {
    switch rawValue {
    case "delegate": self = .lend
    case "revoke": self = .revoke
    default:
      guard rawValue.hasPrefix(Self.prefix), rawValue.hasSuffix(Self.suffix) else { return nil }
      let number = rawValue.dropFirst(Self.prefix.count).dropLast(Self.suffix.count)
      guard let basisPoints = Self.basisPoints(percent: String(number)) else { return nil }
      self = .part(basisPoints: basisPoints)
      guard self.rawValue.utf8.elementsEqual(rawValue.utf8) else { return nil }
    }
  }

  /// The words: `delegate 12.5 %`.
  public var rawValue: String {
    switch self {
    case .lend: "delegate"
    case .part(let basisPoints): Self.prefix + Self.percent(basisPoints) + Self.suffix
    case .revoke: "revoke"
    }
  }

  /// Ten-thousandths as percent without trailing zeros: `12.5`.
  package static func percent(_ basisPoints: Int) -> String {
    let (whole, rest) = basisPoints.quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return String(whole) }
    return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// Reads percent with at most two decimals, above 0 and at most 100; `nil` for anything else.
  package static func basisPoints(percent: String) -> Int? {
    let parts = percent.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let digits = parts.flatMap(\.utf8)
    guard let whole = parts.first, 1...3 ~= whole.utf8.count, digits.allSatisfy({ 0x30...0x39 ~= $0 }),
      let hundreds = Int(whole)
    else { return nil }
    guard parts.count == 2 else { return checked(hundreds * 100) }
    guard 1...2 ~= parts[1].utf8.count, let rest = Int(parts[1]) else { return nil }
    return checked(hundreds * 100 + (parts[1].utf8.count == 1 ? rest * 10 : rest))
  }

  private static func checked(_ basisPoints: Int) -> Int? {
    1...BasisPointDelegation.whole ~= basisPoints ? basisPoints : nil
  }
}
