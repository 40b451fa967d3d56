import SafetyProtocol
import Testing

@Suite struct PathTests {
  /// The document of RFC 9535 §1.5.
  static let store = """
    { "store": { "book": [
      { "category": "reference", "author": "Nigel Rees", "title": "Sayings of the Century", "price": 8.95 },
      { "category": "fiction", "author": "Evelyn Waugh", "title": "Sword of Honour", "price": 12.99 },
      { "category": "fiction", "author": "Herman Melville", "title": "Moby Dick", "isbn": "0-553-21311-3",
        "price": 8.99 },
      { "category": "fiction", "author": "J. R. R. Tolkien", "title": "The Lord of the Rings",
        "isbn": "0-395-19395-8", "price": 22.99 } ],
      "bicycle": { "color": "red", "price": 399 } } }
    """

  /// RFC 9535, table 2.
  @Test(arguments: [
    (path: "$.store.book[*].author", reached: ["0.author", "1.author", "2.author", "3.author"]),
    (path: "$..author", reached: ["0.author", "1.author", "2.author", "3.author"]),
    (path: "$..book[2]", reached: ["2"]),
    (path: "$..book[2].author", reached: ["2.author"]),
    (path: "$..book[2].publisher", reached: []),
    (path: "$..book[-1]", reached: ["3"]),
    (path: "$..book[0,1]", reached: ["0", "1"]),
    (path: "$..book[:2]", reached: ["0", "1"]),
    (path: "$..book[?@.isbn]", reached: ["2", "3"]),
    (path: "$..book[?@.price<10]", reached: ["0", "2"]),
  ])
  func `the examples of RFC 9535`(path: String, reached: [String]) throws {
    let document = try EvidenceDocument(parsing: Array(Self.store.utf8))
    let places = try Path(path).places(in: document)
    let expected = reached.map { place in
      let parts = place.split(separator: ".")
      return "$['store']['book'][\(parts[0])]" + (parts.count > 1 ? "['\(parts[1])']" : "")
    }
    #expect(places.map { document.normalizedPath(to: $0) } == expected)
  }

  @Test func `everything below is reached once each`() throws {
    let document = try EvidenceDocument(parsing: Array(Self.store.utf8))
    #expect(try Path("$..*").places(in: document).count == 27)
    #expect(try Path("$.store..price").places(in: document).count == 5)
    #expect(try Path("$.store.*").places(in: document).count == 2)
  }

  @Test(arguments: [
    "$", "$['a']", "$['a'][0][-1]", "$[*]", "$..['a']", "$..[*,0]", "$[1:2]", "$[::-1]", "$[:3:2]",
    "$['it\\'s']",
    "$['\\u0001\\n\\\\']", "$[?@['a'] == 'b']", "$[?@['a'] && @['b']]", "$[?(@['a'] || @['b']) && !@['c']]",
    "$[?!(@['a'] == 1)]", "$[?!(@['a'] && @['b'])]", "$[?length(@['a']) >= 2]", "$[?count(@[*]) == 1]",
    "$[?match(@['a'], 'x.*')]", "$[?!search($['p'], 'x')]", "$[?value(@..['a']) != null]",
    "$[?@[?@['x'] == true]['y']]", "$[?@ == 1.5]", "$[?@['a'] == 'b' || @['c'] == 1 && @['d'] == 2]",
  ])
  func `the one spelling of a path is read back as the path`(text: String) throws {
    #expect(try Path(text).text == text)
  }

  @Test(arguments: [
    (path: "$.a.b[?@.k=='v']", other: "$['a'][\"b\"][ ?  @['k']  ==  \"v\" ]"),
    (path: "$[1:]", other: "$[ 1 : : 1 ]"),
    (path: "$[?@.a==1.0]", other: "$[?@.a == 1e0]"),
    (path: "$['é']", other: "$.é"),
    (path: "$[?((@.a))]", other: "$[?@.a]"),
  ])
  func `spellings of one path are one path`(path: String, other: String) throws {
    #expect(try Path(path) == Path(other))
    #expect(try Path(path).text == Path(other).text)
  }

  @Test func `names are bytes`() throws {
    #expect(try Path("$['\u{e9}']") != Path("$['e\u{301}']"))
  }

  @Test func `what is no number equals nothing and stands in no order`() throws {
    let document = try EvidenceDocument(parsing: Array(#"{"n":NaN,"m":NaN,"one":1}"#.utf8))
    for condition in ["@.n == @.m", "@.n == @.n", "@.n < 1", "@.n > 1", "@.n <= @.n", "@.n == 1e0"] {
      let path = try Path("$[?\(condition.replacing("@", with: "$"))]")
      #expect(try path.places(in: document).isEmpty, "\(condition)")
    }
    #expect(try Path("$.n").places(in: document).count == 1)
  }

  @Test func `nesting of paths is bounded`() {
    for text in [
      "$[?" + String(repeating: "(", count: 50_000), "$" + String(repeating: "[?@", count: 5000),
      "$[?" + String(repeating: "length(", count: 2000), "$[?" + String(repeating: "!", count: 10_000) + "@]",
    ] {
      #expect(throws: PathRefusal.self) { try Path(text) }
    }
    let long = #expect(throws: PathRefusal.self) { try Path("$" + String(repeating: ".a", count: 9000)) }
    #expect(long == .tooLong(limit: 16 << 10))
  }

  @Test(arguments: [
    "$..*..*..*..*..*", "$[?@[?@[?@[?@ == $..*]]]]", "$[?count($..*) == 1]", "$..[?$..a == $..b]",
    "$..[?count($..[?count($..*) == 0]) == 1]", "$[?search(@, '(a*)*(a*)*(a*)*b{0,900}')]",
  ])
  func `no path keeps a verifier busy`(text: String) throws {
    let wide =
      "["
      + [String](repeating: #"{"a":["\#(String(repeating: "a", count: 200))"]}"#, count: 2000).joined(
        separator: ",") + "]"
    let document = try EvidenceDocument(parsing: Array(wide.utf8))
    guard let path = try? Path(text) else { return }
    var budget = PathBudget()
    budget.steps = 2_000_000
    budget.results = 100_000
    do { _ = try path.places(in: document, budget: budget) } catch {
      #expect(["path.tooCostly", "path.tooMany"].contains(error.code))
    }
  }
}
