internal import ArgumentParser

/// What the argument parser does not do by itself.
enum CommandLineForm {
  /// Moves flags that every command takes from before the verb to the end.
  static func normalized(_ arguments: [String]) -> [String] {
    var rest = arguments[...]
    var moved: [String] = []
    while let first = rest.first, let takesValue = GlobalOptions.movable[first] {
      moved.append(first)
      rest = rest.dropFirst()
      if takesValue, let value = rest.first {
        moved.append(value)
        rest = rest.dropFirst()
      }
    }
    guard !rest.isEmpty, !moved.isEmpty else { return arguments }
    guard let terminator = rest.firstIndex(of: "--") else { return Array(rest) + moved }
    return Array(rest[..<terminator]) + moved + Array(rest[terminator...])
  }

  /// A failure that names the nearest command, where the first words are none.
  ///
  /// - Parameter isRefused: Whether the parser has refused the line. Only then can a word behind a group that stands for
  ///   one of its commands be a mistyped one: `pause INC-7` is an incident.
  static func unknownCommand(_ arguments: [String], isRefused: Bool = false) -> Failure? {
    var commands = Quorate.configuration.groupedSubcommands.flatMap(\.subcommands)
    var (path, isWhole) = ("", true)
    for word in arguments {
      guard !word.hasPrefix("-") else { return nil }
      let names = commands.flatMap { [$0._commandName] + $0.configuration.aliases } + ["help"]
      guard
        let command = commands.first(where: { ([$0._commandName] + $0.configuration.aliases).contains(word) })
      else {
        guard !names.contains(word) else { return nil }
        let nearest = nearest(to: word, among: names)
        guard isWhole || nearest != nil else { return nil }
        return Failure(
          .usage, "command.unknown", "there is no command \"\(path)\(Format.safe(word))\"",
          hint: "quorate \(path)\(nearest ?? "--help")")
      }
      commands = command.configuration.subcommands
      isWhole = command.configuration.defaultSubcommand == nil
      guard !commands.isEmpty, isWhole || isRefused else { return nil }
      path += word + " "
    }
    return nil
  }

  /// The name that differs least from a word, where that is a slip and no other word: one letter of a short one.
  private static func nearest(to word: String, among names: [String]) -> String? {
    names.map { ($0, distance(word, $0)) }.min { $0.1 < $1.1 }
      .flatMap { $0.1 <= max(word.count < 4 ? 1 : 2, word.count / 3) ? $0.0 : nil }
  }

  /// How many letters must be put in, left out or changed to make one word the other.
  private static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let change = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(change, row[j + 1] + 1, row[j] + 1)
      }
    }
    return row[right.count]
  }
}
