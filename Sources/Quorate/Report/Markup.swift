internal import CanonicalEncoding

/// A piece of HTML or SVG in which every text of strangers is escaped.
///
/// Only literals and other pieces are taken as they are; a text goes in through `text`. Escaping goes scalar by
/// scalar, so that no combining mark hides a quote.
package struct Markup: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, Sendable {
  /// The markup.
  package private(set) var source: String

  package init(stringLiteral value: String) { source = value }

  package init(stringInterpolation: Interpolation) { source = stringInterpolation.source }

  /// Several pieces one after another.
  package init(_ parts: some Sequence<Markup>) { source = parts.map(\.source).joined(separator: "\n") }

  /// A text of strangers.
  package static func text(_ text: String) -> Markup {
    var piece: Markup = ""
    for scalar in DisplayText.escaped(text).unicodeScalars {
      switch scalar {
      case "&": piece.source += "&amp;"
      case "<": piece.source += "&lt;"
      case ">": piece.source += "&gt;"
      case "\"": piece.source += "&quot;"
      case "'": piece.source += "&#39;"
      default: piece.source.unicodeScalars.append(scalar)
      }
    }
    return piece
  }

  /// Puts pieces, escaped texts and numbers into literals.
  package struct Interpolation: StringInterpolationProtocol {
    fileprivate var source = ""

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ literal: String) { source += literal }

    package mutating func appendInterpolation(_ piece: Markup) { source += piece.source }

    package mutating func appendInterpolation(_ text: String) { source += Markup.text(text).source }

    package mutating func appendInterpolation(_ number: some BinaryInteger) { source += String(number) }
  }
}
