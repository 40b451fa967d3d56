import Testing

@testable import quorate

/// What a terminal of 80 columns shows of lines that are longer.
@Suite struct LineWrappingTests {
  @Test(arguments: [
    (
      "a column",
      " ✓  5 tree         2 entries have the hashes they were stored under; they lead to one root",
      " ✓  5 tree         2 entries have the hashes\n                   they were stored under;\n"
        + "                   they lead to one root"
    ),
    (
      "a sentence", "error: one two three four five six seven eight (some.code)",
      "error: one two three four five six seven\n  eight (some.code)"
    ),
    (
      "an indented sentence", "  one two three four five six seven eight nine ten",
      "  one two three four five six seven eight\n    nine ten"
    ),
    (
      "a word too long", "  key  " + String(repeating: "k", count: 60) + " and more",
      "  key  " + String(repeating: "k", count: 60) + "\n       and more"
    ),
    (
      "a command within a sentence",
      "It holds. Anybody can check it: quorate audit verify fork-evidence.json",
      "It holds. Anybody can check it:\n  quorate audit verify fork-evidence.json"
    ),
    (
      "a percentage", "  · of the voters in all three houses there, 4 % have more than half",
      "  · of the voters in all three houses there,\n    4 % have more than half"
    ),
    ("short", "a  b", "a  b"), ("nothing", "", ""),
  ]) func `long lines go on under their column`(id: String, line: String, expected: String) {
    #expect(LineWrapping.wrap(line, width: 44) == expected)
  }

  @Test(arguments: [
    "Next:  quorate electorate verify holders.csv --recipe recipe.yaml --answers answers.json",
    "       quorate log key rotate --then somewhere/else/log-keys.next.json --compromised-since 12",
    "Check it:  quorate receipt verify receipts/P-0002-somebody.tlog-proof --policy policy.txt",
    "try: quorate electorate sample --block HEIGHT, whose first question asks for the block itself",
    "  curl -s -H 'content-type: application/json' -d @request.json https://node.example \\",
  ]) func `a command to be typed stays in one piece`(line: String) {
    #expect(LineWrapping.wrap(line, width: 60) == line)
  }

  @Test func `nothing is lost or added but line feeds and margins`() {
    let words = ["a", "bb", "ccc", "dddddd", String(repeating: "e", count: 50)]
    for seed in 0..<400 {
      let line = (0..<(seed % 23)).map { words[($0 * 7 + seed) % 5] + ($0 % 9 == 1 ? "  " : "") }
        .joined(separator: " ")
      for width in [40, 41, 60, 80] {
        let wrapped = LineWrapping.wrap(line, width: width)
        #expect(wrapped.filter { $0 != " " && $0 != "\n" } == line.filter { $0 != " " })
        for part in wrapped.split(separator: "\n") where part.count > width {
          #expect(part.contains(words[4]), "\(part)")
        }
      }
    }
    #expect(LineWrapping.wrap("one two three", width: 5) == "one two three")
  }
}
