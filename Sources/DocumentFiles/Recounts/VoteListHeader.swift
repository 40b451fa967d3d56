internal import CanonicalEncoding

/// The first line of a list of votes: which columns there are, and what stands between them.
struct VoteListHeader {
  private let columns: [String]
  private let separator: Unicode.Scalar

  /// What may stand between columns. The header says which it is.
  private static let separators: [Unicode.Scalar] = [",", ";", "\t"]

  /// - Throws: `VoteListRefusal.columns` where a column is not known, stands twice or is lacking.
  init(_ line: String, number: Int) throws {
    func columns(_ separator: Unicode.Scalar) throws -> [String] {
      try Self.values(of: line, number: number, separator).map { $0.withoutBlanksAround.lowercased() }
    }
    let known = Set(VoteListFile.names)
    var best: (columns: [String], separator: Unicode.Scalar) = (try columns(","), ",")
    for separator in Self.separators.dropFirst() {
      let other = try columns(separator)
      if other.count(where: known.contains) > best.columns.count(where: known.contains) {
        best = (other, separator)
      }
    }
    (self.columns, separator) = best
    try check(number, known)
  }

  /// The values of a line; what is wrong with it is wrong with a list of votes.
  private static func values(
    of line: String, number: Int, _ separator: Unicode.Scalar
  ) throws -> [String] {
    do {
      return try ElectorateImport.fields(line, number: number, separator: separator)
    } catch ElectorateRefusal.line(let number, let fault) { throw VoteListRefusal.row(number, fault) }
  }

  private func check(_ number: Int, _ known: Set<String>) throws(VoteListRefusal) {
    guard columns.contains(where: known.contains) else {
      throw .columns(number, "is not a header: it must name the columns")
    }
    var seen: Set<String> = []
    for name in columns {
      let shown = "\"\(DisplayText.escaped(name, limit: 40))\""
      guard known.contains(name) else {
        throw .columns(number, "has the column \(shown), which is not known")
      }
      guard seen.insert(name).inserted else { throw .columns(number, "has the column \(shown) twice") }
    }
    for name in ["voter", "choice", "power"] where !seen.contains(name) {
      throw .columns(number, "has no column \"\(name)\"")
    }
  }

  /// The values of a line by their columns; what is empty is left out.
  func fields(of line: String, number: Int) throws -> [String: String] {
    let values = try Self.values(of: line, number: number, separator)
    guard values.count == columns.count else {
      throw VoteListRefusal.row(
        number,
        "has \(values.count) columns, the header \(columns.count); a value that holds a separator stands in quotes, "
          + "and a power has none")
    }
    var fields: [String: String] = [:]
    for (name, value) in zip(columns, values) {
      let plain = value.withoutBlanksAround
      if !plain.isEmpty { fields[name] = plain }
    }
    return fields
  }
}

extension String {
  /// Without the white space at both ends.
  var withoutBlanksAround: String {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }
}
