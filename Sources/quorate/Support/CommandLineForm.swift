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

  /// A failure that names the nearest verb, where the first words are none.
  static func unknownCommand(_ arguments: [String]) -> Failure? {
    guard let verb = arguments.first, !verb.hasPrefix("-") else { return nil }
    let verbs = Quorate.configuration.groupedSubcommands.flatMap(\.subcommands)
    let names = verbs.flatMap { [$0._commandName] + $0.configuration.aliases } + ["help"]
    guard names.contains(verb) else { return failure(verb, names, "quorate --help") }
    guard
      let command = verbs.first(where: { $0._commandName == verb || $0.configuration.aliases.contains(verb) }
      ),
      command.configuration.defaultSubcommand == nil, !command.configuration.subcommands.isEmpty,
      let second = arguments.dropFirst().first, !second.hasPrefix("-")
    else { return nil }
    let inner =
      command.configuration.subcommands.flatMap { [$0._commandName] + $0.configuration.aliases } + ["help"]
    return inner.contains(second)
      ? nil : failure("\(verb) \(second)", inner.map { "\(verb) \($0)" }, "quorate \(verb) --help")
  }

  private static func failure(_ word: String, _ names: [String], _ help: String) -> Failure {
    let nearest = names.map { ($0, distance(word, $0)) }.min { $0.1 < $1.1 }
    let hint = nearest.flatMap { $0.1 <= max(2, word.count / 3) ? "quorate \($0.0)" : nil } ?? help
    return Failure(.usage, "command.unknown", "there is no command \"\(Format.safe(word))\"", hint: hint)
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
