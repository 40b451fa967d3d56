/// How the words of ballots are put together and taken apart, byte by byte.
///
/// A label is compared by its bytes, numbers are decimal digits without sign or leading zero, and signs stand
/// with exactly the spaces written here: two texts are never read as one choice.
enum ChoiceWords {
  /// The words of a ballot that names no option.
  static let nothing = "none of these"
  /// Between options: `For: 5, Against: 3`.
  static let comma = Array(", ".utf8)
  /// Between an option and what it gets.
  static let colon = Array(": ".utf8)

  /// The label of a position; `?` where there is none.
  static func label(_ position: Int, _ options: [String]) -> String {
    options.indices.contains(position) ? options[position] : "?"
  }

  /// The position of a label, or `nil`.
  static func position(of label: ArraySlice<UInt8>, among options: [String]) -> Int? {
    options.firstIndex { $0.utf8.count == label.count && $0.utf8.elementsEqual(label) }
  }

  /// The parts between the separators; an empty text has one empty part.
  /// - Complexity: O(bytes).
  static func parts(of bytes: ArraySlice<UInt8>, by separator: [UInt8]) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var start = bytes.startIndex
    var cursor = bytes.startIndex
    while bytes.endIndex - cursor >= separator.count {
      if bytes[cursor] == separator[0], bytes[cursor..<cursor + separator.count].elementsEqual(separator) {
        parts.append(bytes[start..<cursor])
        cursor += separator.count
        start = cursor
      } else {
        cursor += 1
      }
    }
    parts.append(bytes[start...])
    return parts
  }

  /// Reads labels apart by a separator, each at most once, in the order they stand in; `nil` for anything else.
  static func labels(_ words: String, by separator: [UInt8], among options: [String]) -> [Int]? {
    var positions: [Int] = []
    var isNamed = [Bool](repeating: false, count: options.count)
    for part in parts(of: Array(words.utf8)[...], by: separator) {
      guard let position = position(of: part, among: options), !isNamed[position] else { return nil }
      isNamed[position] = true
      positions.append(position)
    }
    return positions
  }

  /// Reads `A: 5, B: 0`: options in the order of the list, each at most once; `nil` for anything else.
  static func labelled<Value>(
    _ words: String, among options: [String], _ read: (ArraySlice<UInt8>) -> Value?
  ) -> (positions: [Int], values: [Value])? {
    var (positions, values): ([Int], [Value]) = ([], [])
    for part in parts(of: Array(words.utf8)[...], by: comma) {
      let halves = parts(of: part, by: colon)
      guard halves.count == 2, let position = position(of: halves[0], among: options),
        position > positions.last ?? -1, let value = read(halves[1])
      else { return nil }
      positions.append(position)
      values.append(value)
    }
    return (positions, values)
  }

  /// Writes what `labelled` reads.
  static func labelled(_ choice: Choice, among options: [String], _ write: (UInt128) -> String) -> String {
    zip(choice.positions, choice.weights).map { "\(label($0, options)): \(write($1))" }
      .joined(separator: ", ")
  }

  /// Whether positions stand in the order of the list, each at most once and within it.
  static func isRising(_ positions: [Int], below count: Int) -> Bool {
    guard let first = positions.first, let last = positions.last else { return true }
    return first >= 0 && last < count && zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// The first option that would make the words of a ballot ambiguous, as a sentence, or `nil`.
  ///
  /// - Parameters:
  ///   - options: The labels.
  ///   - signs: What the words are put together with.
  ///   - reserved: Words that mean something else on a ballot.
  static func fault(of options: [String], signs: [Character], reserved: [String] = []) -> String? {
    for option in options {
      if let sign = signs.first(where: { sign in option.utf8.contains { $0 == sign.asciiValue } }) {
        return "the option \"\(option)\" holds \"\(sign)\", which the words of a ballot are put together with"
      }
      if reserved.contains(where: { $0.utf8.elementsEqual(option.utf8) }) {
        return "the option \"\(option)\" is what a ballot says that names no option"
      }
    }
    return nil
  }
}
