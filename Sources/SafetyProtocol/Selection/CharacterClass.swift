internal import CanonicalEncoding
/// A set of characters (RFC 9485 §4: charClass).
struct CharacterClass: Hashable, Sendable {
  /// One part of the set.
  enum Part: Hashable, Sendable {
    case range(ClosedRange<UInt32>)
    /// Unicode general categories by their two-letter names; `L` stands for all that begin so.
    case category(String)
    case notCategory(String)
  }

  let parts: [Part]
  let isNegated: Bool

  /// `.`: everything but the ends of lines.
  static let dot = CharacterClass(parts: [.range(0x0a...0x0a), .range(0x0d...0x0d)], isNegated: true)

  /// One character.
  static func one(_ scalar: Unicode.Scalar) -> CharacterClass {
    CharacterClass(parts: [.range(scalar.value...scalar.value)], isNegated: false)
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    let isIn = parts.contains { part in
      switch part {
      case .range(let range): range.contains(scalar.value)
      case .category(let name): Self.isIn(scalar, name)
      case .notCategory(let name): !Self.isIn(scalar, name)
      }
    }
    return isIn != isNegated
  }

  /// The categories of RFC 9485's `charProp`.
  static let categories: Set<String> = {
    let minor = [
      "L": "lmotu", "M": "cen", "N": "dlo", "P": "cdefios", "Z": "lps", "S": "ckmo", "C": "cfno",
    ]
    return Set(minor.flatMap { major, letters in [major] + letters.map { major + String($0) } })
  }()

  private static func isIn(_ scalar: Unicode.Scalar, _ name: String) -> Bool {
    abbreviation(of: scalar.settledCategory).hasPrefix(name)
  }

  private static func abbreviation(of category: Unicode.GeneralCategory) -> String {
    switch category {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }
}
