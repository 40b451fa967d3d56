internal import Foundation

/// Breaks long lines at spaces for a terminal, and keeps what belongs together under itself.
///
/// Only for terminals: in a pipe a line stays a line, so that it can be searched and cut.
enum LineWrapping {
  /// A text whose lines fit a width wherever they have spaces to break at.
  ///
  /// A broken line goes on under the beginning of its last column within the first half, else two further than it
  /// began. Words that do not fit are left whole, and so are commands to be typed: what is copied has to work.
  /// - Parameter width: Columns; for fewer than 40 the text is left as it is.
  static func wrap(_ text: String, width: Int) -> String {
    guard width >= 40 else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.count <= width || isCommand($0) ? String($0) : wrap(line: Array($0), width: width) }
      .joined(separator: "\n")
  }

  /// Whether a line is to be typed, or goes on with one that is.
  private static func isCommand(_ line: Substring) -> Bool {
    line.hasSuffix("\\") || line.hasPrefix("Next:") || line.hasPrefix("try:")
      || line.drop { $0 == " " || $0 == "$" }.hasPrefix("quorate ")
  }

  private static func wrap(line: [Character], width: Int) -> String {
    let lead = line.prefix { $0 == " " }.count
    let column = lastColumn(of: line, from: lead, width: width)
    let margin = String(repeating: " ", count: column ?? min(lead + 2, width / 2))
    var (lines, current) = ([String](), String(line[..<(column ?? lead)]))
    var isBegun = false
    for word in words(of: line[(column ?? lead)...]) {
      if isBegun, current.count + 1 + word.count > width {
        lines.append(current)
        current = margin + String(word)
      } else {
        current += (isBegun ? " " : "") + String(word)
      }
      isBegun = true
    }
    return (lines + [current]).joined(separator: "\n")
  }

  /// What is not broken: words, a sign of percent with its number, and a command to be typed from its name on.
  private static func words(of line: ArraySlice<Character>) -> [String] {
    let text = String(line)
    guard !text.hasPrefix("quorate ") else { return [text] }
    let command = [":  quorate ", ": quorate ", ".  quorate "].compactMap { text.range(of: $0) }
      .map(\.lowerBound).min()
      .map { text.range(of: "quorate ", range: $0..<text.endIndex)?.lowerBound ?? text.endIndex }
    let prose = command.map { text[..<$0].dropLast() } ?? text[...]
    var words = prose.split(separator: " ", omittingEmptySubsequences: false).reduce(into: [String]()) {
      if $1.hasPrefix("%"), let last = $0.popLast() {
        $0.append("\(last) \($1)")
      } else {
        $0.append(String($1))
      }
    }
    if let command { words.append(String(text[command...])) }
    return words
  }

  /// Where the last column within the first half begins: behind two spaces or more.
  private static func lastColumn(of line: [Character], from lead: Int, width: Int) -> Int? {
    (lead + 2..<max(lead + 2, min(width / 2, line.count))).last {
      line[$0] != " " && line[$0 - 1] == " " && line[$0 - 2] == " "
    }
  }
}
