import Foundation

/// Text that comes from strangers and is shown to people who decide.
public enum DisplayText {
  /// Why a label cannot be shown safely.
  public enum Fault: String, Sendable, CaseIterable {
    /// Not in Unicode normalisation form C: two texts that look the same would be different.
    case notNFC = "text.notNFC"
    /// A control, direction override, zero-width or other invisible character.
    case invisible = "text.invisible"
    /// Nothing but white space.
    case empty = "text.empty"
    /// Longer than the limit.
    case tooLong = "text.tooLong"

    /// What is wrong, after the name of the text: "the title …".
    public var words: String {
      switch self {
      case .notNFC: "is not in Unicode normalisation form C"
      case .invisible: "holds a control or invisible character"
      case .empty: "is empty"
      case .tooLong: "is too long"
      }
    }
  }

  /// A noun behind its article: `a model.deploy action`, `an access.grant action`.
  package static func withArticle(_ noun: String) -> String {
    (noun.first.map("aeiou".contains) ?? false ? "an " : "a ") + noun
  }

  /// The first fault of a label (title, choice, name), or `nil` for a label that reads as it is.
  ///
  /// - Parameters:
  ///   - label: The text.
  ///   - limit: The most Unicode scalars it may have.
  ///   - allowsLineFeed: Whether it may run over several lines.
  public static func fault(of label: String, limit: Int, allowsLineFeed: Bool = false) -> Fault? {
    if label.unicodeScalars.allSatisfy({ $0.properties.isWhitespace }) { return .empty }
    if label.unicodeScalars.count > limit { return .tooLong }
    for scalar in label.unicodeScalars where isInvisible(scalar) {
      if !(allowsLineFeed && (scalar == "\n" || scalar == "\t")) { return .invisible }
    }
    let composed = label.precomposedStringWithCanonicalMapping
    return composed.utf8.elementsEqual(label.utf8) ? nil : .notNFC
  }

  /// The text with every control and invisible character written as `\u{…}`, so that a terminal shows it and
  /// never obeys it.
  public static func escaped(_ text: String, limit: Int = .max) -> String {
    var output = ""
    var count = 0
    for scalar in text.unicodeScalars {
      guard count < limit else { return output + "…" }
      count += 1
      if isInvisible(scalar) {
        output += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.settledCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    default: scalar.properties.isDefaultIgnorableCodePoint
    }
  }
}

extension Unicode.Scalar {
  /// The general category as of Unicode 17.0: what was assigned later is unassigned.
  ///
  /// Which entries of a log count must not depend on how new the library is that reads it. Normalisation form C is
  /// settled with it: it never changes for assigned characters (Unicode Standard Annex #15, 3.1).
  package var settledCategory: Unicode.GeneralCategory {
    guard let age = properties.age, (age.major, age.minor) <= (17, 0) else { return .unassigned }
    return properties.generalCategory
  }
}
