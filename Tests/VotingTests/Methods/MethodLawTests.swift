import CanonicalEncoding
import QuorateTesting
import Testing
import Voting

/// What holds for every counting method.
@Suite struct MethodLawTests {
  private func sums<Method: CountingMethod>(
    _ method: Method, _ ballots: some Sequence<PoweredBallot>, options: Int
  ) throws -> Method.Sums {
    var sums = method.none(options: options)
    for ballot in ballots { try method.add(ballot.choice, Power(ballot.power), to: &sums) }
    return sums
  }

  private func checkSplits(
    _ method: some CountingMethod, _ row: MethodCase, _ random: inout RepeatableNumbers
  ) throws {
    for _ in 0..<60 {
      let ballots = (0..<random.below(30)).map { _ in
        PoweredBallot(row.choice(&random), UInt128(120 + random.below(30)))
      }
      let whole = try method.result(of: try sums(method, ballots, options: row.options))
      let shuffled = ballots.shuffled(using: &random)
      #expect(try method.result(of: try sums(method, shuffled, options: row.options)) == whole)
      var parts = [[PoweredBallot]](repeating: [], count: 1 + random.below(5))
      for ballot in ballots { parts[random.below(parts.count)].append(ballot) }
      var merged = method.none(options: row.options)
      for part in parts.shuffled(using: &random) {
        try merged.merge(try sums(method, part, options: row.options))
      }
      #expect(try method.result(of: merged) == whole)
    }
  }

  @Test(arguments: MethodCase.all)
  func `attack 44: any split and any order of ballots gives the same result`(row: MethodCase) throws {
    var random = RepeatableNumbers(seed: 44)
    try checkSplits(row.method, row, &random)
  }

  @Test(arguments: MethodCase.all)
  func `every choice has one spelling, and reading it gives the choice back`(row: MethodCase) throws {
    var random = RepeatableNumbers(seed: 21)
    #expect(row.method.fault(of: row.labels) == nil)
    for _ in 0..<300 {
      let choice = row.choice(&random)
      let words = row.method.words(of: choice, among: row.labels)
      #expect(try row.method.choice(words, among: row.labels) == choice, "\(words)")
      // Whatever else is read from a text like it has that text as its own one spelling.
      let other = Self.misspelt(words, &random)
      if let choice = try? row.method.choice(other, among: row.labels) {
        #expect(row.method.words(of: choice, among: row.labels).utf8.elementsEqual(other.utf8), "\(other)")
      }
    }
  }

  /// The words with one small change.
  private static func misspelt(_ words: String, _ random: inout RepeatableNumbers) -> String {
    var scalars = Array(words.unicodeScalars)
    let place = random.below(max(1, scalars.count))
    let signs = Array(" ,:+>%0123456789/AaB\u{301}\u{200b}".unicodeScalars)
    switch random.below(4) {
    case 0: scalars.insert(signs[random.below(signs.count)], at: place)
    case 1 where !scalars.isEmpty: scalars.remove(at: place)
    case 2 where !scalars.isEmpty: scalars[place] = signs[random.below(signs.count)]
    default: scalars += scalars.suffix(random.below(9))
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  private func checkNothingTraps(
    _ method: some CountingMethod, _ row: MethodCase, _ random: inout RepeatableNumbers
  ) {
    let wild: [Int] = [-1, 0, 1, 2, 3, 4, 99, .max, .min]
    for _ in 0..<400 {
      var sums = method.none(options: row.options)
      for _ in 0..<3 {
        let choice =
          random.below(2) == 0
          ? row.choice(&random)
          : Choice(
            positions: (0..<random.below(5)).map { _ in wild[random.below(wild.count)] },
            weights: (0..<random.below(5)).map { _ in random.wide() })
        _ = method.words(of: choice, among: row.labels)
        _ = method.covers(choice, with: Power(random.wide()))
        try? method.add(choice, Power(random.wide()), to: &sums)
        _ = try? method.result(of: sums)
      }
      var others = method.none(options: row.options + random.below(2))
      try? others.merge(sums)
    }
  }

  @Test(arguments: MethodCase.all) func `attack 40: no choice and no power is a trap`(row: MethodCase) {
    var random = RepeatableNumbers(seed: 40)
    checkNothingTraps(row.method, row, &random)
    for words in ["", " ", ",", ": ", " > ", " + ", "A: ", ": 1", ", , ", "A >", "\u{0}", "A: rest + rest"] {
      _ = try? row.method.choice(words, among: row.labels)
      _ = try? row.method.choice(words, among: [])
    }
    _ = row.method.fault(of: [])
  }

  private func additive(
    _ method: some AdditiveMethod, _ row: MethodCase, _ random: inout RepeatableNumbers
  ) throws {
    for _ in 0..<50 {
      let ballots = (0..<random.below(10)).map { _ in
        PoweredBallot(row.choice(&random), UInt128(120 + random.below(30)))
      }
      var totals = [Power](repeating: .zero, count: row.options)
      for ballot in ballots {
        let alone = try method.result(of: try sums(method, [ballot], options: row.options))
        totals = try zip(totals, alone.options).map { try $0.adding($1.power) }
      }
      let whole = try method.result(of: try sums(method, ballots, options: row.options))
      #expect(whole.options.map(\.power) == totals)
    }
  }

  @Test(arguments: MethodCase.all)
  func `a method that calls itself additive adds up ballot by ballot`(row: MethodCase) throws {
    var random = RepeatableNumbers(seed: 12)
    #expect(row.method.isAdditive == (row.method is any AdditiveMethod))
    if let method = row.method as? any AdditiveMethod { try additive(method, row, &random) }
  }

  @Test(arguments: MethodCase.all)
  func `a method is read back from its canonical form, and no unknown parameter is`(row: MethodCase) throws {
    let json = row.method.json
    #expect(try CountingMethods.parse(json).json == json)
    let object = json.string == nil ? json : .members(["method": json])
    #expect(try CountingMethods.parse(object).json == json)
    var members = try #require(object.object).members
    members.append(.init(key: "colour", value: .string("blue")))
    #expect(throws: JSONRefusal.self) { try CountingMethods.parse(.object(JSONObject(members))) }
  }

  @Test func `a name alone is a method with its stated parameters`() throws {
    #expect(try CountingMethods.parse(.string("single-choice")).json == .string("single-choice"))
    for name in [
      "approval", "copeland", "weighted", "quadratic", "fractional", "score", "star", "allocation",
    ] {
      #expect(try CountingMethods.parse(.string(name)).name == name)
    }
    for value: JSONValue in [
      .string("show-of-hands"), .null, .members([:]), .members(["method": .null]),
      .members(["method": .string("score"), "max": .integer(0)]),
      .members(["method": .string("star"), "ties": .string("coin")]),
      .members(["method": .string("approval"), "empty": .string("yes")]),
      .members(["method": .string("ranked-choice"), "ties": .string("coin")]),
    ] {
      #expect(throws: JSONRefusal.self) { try CountingMethods.parse(value) }
    }
  }

  @Test(arguments: [
    (method: "approval", label: "C++"), ("weighted", "half, half"), ("weighted", "100 %"),
    ("copeland", "A > B"), ("score", "Llama: 8B"), ("fractional", "yes, but"),
    ("allocation", "none of these"),
    ("star", "a,b"), ("quadratic", "5%"),
  ])
  func `labels that would make the words of a ballot ambiguous are refused`(
    row: (method: String, label: String)
  ) throws {
    let method = try CountingMethods.parse(.string(row.method))
    #expect(method.fault(of: ["Alpha", row.label]) != nil)
    #expect(method.fault(of: ["Alpha", "Beta"]) == nil)
    #expect(SingleChoice().fault(of: ["Alpha", row.label]) == nil)
  }
}
