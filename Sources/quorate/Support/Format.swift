internal import CanonicalEncoding
internal import Governance
internal import Voting

/// Numbers and tables for people.
enum Format {
  /// Digits in groups of three: `1,234,567`.
  static func grouped(_ value: some BinaryInteger) -> String {
    let digits = Array(String(value))
    var text = ""
    for (position, digit) in digits.enumerated() {
      if position > 0, (digits.count - position).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }

  static func grouped(_ power: Power) -> String { grouped(power.units) }

  /// An amount with its unit: `27,536.79 AURA`.
  ///
  /// - Parameter isExact: Whether all digits are shown; otherwise at most two behind the point, rounded down.
  static func amount(_ power: Power, _ unit: AssetUnit, isExact: Bool = false) -> String {
    let digits = String(power.units)
    let padded = String(repeating: "0", count: max(0, unit.decimals + 1 - digits.count)) + digits
    let whole = UInt128(padded.dropLast(unit.decimals)) ?? 0
    var fraction = String(padded.suffix(unit.decimals))
    if !isExact { fraction = String(fraction.prefix(2)) }
    while fraction.last == "0" { fraction.removeLast() }
    let number = grouped(whole) + (fraction.isEmpty ? "" : "." + fraction)
    return unit.symbol.isEmpty ? number : "\(number) \(safe(unit.symbol))"
  }

  /// `1 ballot`, `2 ballots`.
  static func number(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// A share in percent, rounded down to two decimals, for people only; decisions compare exactly.
  static func percent(_ part: Power, of whole: Power) -> String {
    guard whole > .zero else { return "–" }
    // Rounded down in two steps, so that no product leaves 128 bits.
    let scale: UInt128 = 10_000
    let share: UInt128
    if part.units <= UInt128.max / scale {
      share = part.units * scale / whole.units
    } else {
      share = part.units / max(1, whole.units / scale)
    }
    let (percent, hundredths) = share.quotientAndRemainder(dividingBy: 100)
    return "\(percent).\(hundredths < 10 ? "0" : "")\(hundredths) %"
  }

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

  /// Text of strangers, made safe for a terminal.
  static func safe(_ text: String) -> String { DisplayText.escaped(text) }
}
