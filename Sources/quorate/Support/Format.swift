internal import CanonicalEncoding
internal import Governance
internal import Voting

/// Numbers and tables for people.
enum Format {
  /// Digits in groups of three: `1,234,567`.
  static func grouped(_ value: some BinaryInteger) -> String { AssetUnit.grouped(String(value)) }

  static func grouped(_ power: Power) -> String { grouped(power.units) }

  /// An amount with its unit: `27,536.79 AURA`.
  ///
  /// - Parameter isExact: Whether all digits are shown; otherwise at most two behind the point, rounded down.
  static func amount(_ power: Power, _ unit: AssetUnit, isExact: Bool = false) -> String {
    unit.text(power, isExact: isExact)
  }

  /// `1 ballot`, `2 ballots`.
  static func number(_ count: Int, _ noun: String) -> String { number(count, noun, plural: noun + "s") }

  /// The same with a plural of its own.
  static func number(_ count: Int, _ noun: String, plural: String) -> String {
    "\(grouped(count)) \(count == 1 ? noun : plural)"
  }

  /// `240 bytes`, `1.4 MB`: thousands are decimal, one digit behind the point, rounded down.
  static func bytes(_ count: UInt64) -> String {
    guard count >= 1000 else { return number(Int(count), "byte") }
    var (tenths, unit) = (count / 100, 0)
    while tenths >= 10_000, unit < 4 { (tenths, unit) = (tenths / 1000, unit + 1) }
    return "\(grouped(tenths / 10)).\(tenths % 10) \(["kB", "MB", "GB", "TB", "PB"][unit])"
  }

  /// A share in percent, rounded down to two decimals, for people only; decisions compare exactly.
  static func percent(_ part: Power, of whole: Power) -> String { part.percent(of: whole) }

  /// Rows in columns: aligned for a terminal, tab separated without a header for a pipe.
  static func table(_ header: [String], _ rows: [[String]], forTerminal: Bool) -> String {
    guard forTerminal else { return rows.map { $0.joined(separator: "\t") }.joined(separator: "\n") }
    let all = [header] + rows
    var widths = [Int](repeating: 0, count: header.count)
    for row in all {
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    return all.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        if column < row.count - 1 { line += String(repeating: " ", count: widths[column] - cell.count + 2) }
      }
      return line
    }.joined(separator: "\n")
  }

  /// Lines without the blanks that columns leave at their ends; tabs, which are cells, stay.
  static func withoutTrailingBlanks(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        String(line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)])
      }
      .joined(separator: "\n")
  }

  /// A word as a shell takes it for one word, whatever is in it.
  static func shell(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy {
        0x30...0x39 ~= $0 || 0x41...0x5a ~= $0 || 0x61...0x7a ~= $0 || Array("-_./:@,+=".utf8).contains($0)
      }
    return isPlain ? word : safe("'" + word.replacing("'", with: "'\\''") + "'")
  }

  /// The text without what a terminal obeys, of which paths may have any: all controls but line feeds and tabs are written
  /// out.
  static func withoutControls(_ text: String) -> String {
    func isControl(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
    }
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if isControl(scalar) {
        shown += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// Text of strangers, made safe for a terminal.
  static func safe(_ text: String) -> String { DisplayText.escaped(text) }
}
