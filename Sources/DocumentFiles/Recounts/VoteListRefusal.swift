internal import CanonicalEncoding

/// Why a file is not a list of votes.
package enum VoteListRefusal: CodedRefusal, Hashable {
  case row(Int, String)
  /// A power that is no whole number, as it is written.
  case power(Int, String)
  /// The header.
  case columns(Int, String)

  package var code: String {
    switch self {
    case .row: "recount.row"
    case .power: "recount.power"
    case .columns: "recount.columns"
    }
  }

  package var message: String {
    switch self {
    case .row(let number, let fault): "line \(number) \(fault)"
    case .power(let number, let words):
      "line \(number) has the power \"\(DisplayText.escaped(words, limit: 60))\", which is not read: a power "
        + "is a whole number of smallest units below 2^128, in digits alone" + Self.meant(words)
    case .columns(let number, let fault):
      "line \(number) \(fault); the columns are " + VoteListFile.names.joined(separator: ", ")
    }
  }

  /// What is probably meant, where nothing else can be: groups of three digits with signs that are no fraction's.
  private static func meant(_ words: String) -> String {
    let marks: Set<Unicode.Scalar> = ["'", "\u{2019}", "_", " ", "\u{a0}", "\u{202f}", "\u{2009}"]
    let plain = String(String.UnicodeScalarView(words.unicodeScalars.filter { !marks.contains($0) }))
    if plain != words, UInt128(decimal: plain) != nil { return " (\(plain)?)" }
    let digits = words.unicodeScalars.filter { $0 != "," && $0 != "." }
    let isOfDigits = digits.allSatisfy { "0"..."9" ~= $0 }
    guard digits.count < words.unicodeScalars.count, isOfDigits else { return "" }
    return "; whether a point or comma groups digits or begins a fraction is not guessed"
  }
}
