import SafetyProtocol
import Testing

@Suite struct TextPatternTests {
  private func isFound(_ function: String, _ text: String, _ pattern: String) throws -> Bool {
    let document = try EvidenceDocument(
      parsing: Array("[{\"t\":\(quoted(text)),\"p\":\(quoted(pattern))}]".utf8))
    return try !Path("$[?\(function)(@.t, @.p)]").places(in: document).isEmpty
  }

  private func quoted(_ text: String) -> String {
    "\""
      + text.utf16.map { unit in
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }.joined() + "\""
  }

  @Test(arguments: [
    ("a", "a", true), ("a", "b", false), ("", "", true), ("a", "", false), ("ab", "a|ab", true),
    ("b", "a|b|", true),
    ("", "a|", true), ("aaa", "a{3}", true), ("aa", "a{3}", false), ("aaaa", "a{2,3}", false),
    ("aaa", "a{2,}", true),
    ("", "a*", true), ("ab", "(ab)+", true), ("abab", "(ab)+", true), ("aba", "(ab)+", false),
    ("b", "[a-c]", true),
    ("-", "[a-]", true), ("-", "[-a]", true), ("b", "[^a]", true), ("a", "[^a]", false), ("]", "[\\]]", true),
    ("^", "[a\\^]", true), ("5", "\\p{Nd}", true), ("x", "\\P{Nd}", true), ("É", "\\p{Lu}", true),
    ("é", "\\p{L}", true),
    ("\n", ".", false), ("\u{2028}", ".", true), ("😀", ".", true), ("a.b", "a\\.b", true),
    ("axb", "a\\.b", false),
    ("", "()*", true), ("aaab", "(a*)*b", true), ("", "^$", true), ("ab", "^ab$", true), ("ab", "a^b", false),
    ("é", "[à-ï]", true), ("a", "a{0}", false), ("", "a{0}", true), ("", "(a{0}){1000}", true),
  ])
  func `match is about the whole`(text: String, pattern: String, expected: Bool) throws {
    #expect(try isFound("match", text, pattern) == expected)
  }

  @Test(arguments: [
    ("xay", "a", true), ("xy", "a", false), ("", "a", false), ("", "", true), ("abc", "^b", false),
    ("abc", "^a", true),
    ("abc", "c$", true), ("abc", "b$", false), ("aab", "ab", true), ("xxaxxb", "a.*b", true),
    ("a\nb", "a.b", false),
  ])
  func `search is about a part`(text: String, pattern: String, expected: Bool) throws {
    #expect(try isFound("search", text, pattern) == expected)
  }

  /// Valid elsewhere, but not in RFC 9485: what is no pattern matches nothing.
  @Test(arguments: [
    "a{", "a{2,1}", "(", ")", "[", "[]", "[b-a]", "a**", "\\d", "\\w", "(?i)a", "a++", "[a--b]", "\\p{Xx}",
    "*",
  ])
  func `what is no I-Regexp matches nothing`(pattern: String) throws {
    #expect(try !isFound("search", "a{bd2", pattern))
    #expect(try !isFound("match", "a", pattern))
  }

  @Test func `patterns that are slow elsewhere take their lengths multiplied`() throws {
    let text = String(repeating: "a", count: 5000)
    for pattern in ["(a|a)*b", "(a*)*b", "(a+)+b", "(a?){50}a{50}b", "(.*)(.*)(.*)(.*)b"] {
      #expect(try !isFound("match", text, pattern))
    }
  }

  @Test func `a pattern of too many states is refused`() {
    let refusal = #expect(throws: PathRefusal.self) { try isFound("match", "a", "((a{100}){100}){100}") }
    #expect(refusal?.code == "path.patternTooLarge")
  }
}
