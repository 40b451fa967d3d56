import CanonicalEncoding
import DocumentFiles
import Testing

/// Attack 79: what YAML can do beyond what it shows.
@Suite struct YAMLAttackTests {
  static let refused: [(id: String, text: String, code: String)] = [
    (id: "anchor on a word", text: "a: &x 1", code: "yaml.form"),
    (id: "anchor on a table", text: "a: &x {b: 1}", code: "yaml.form"),
    (id: "anchor on a list", text: "a: &x [1]", code: "yaml.form"),
    (id: "anchor on a key", text: "&x a: 1", code: "yaml.form"),
    (id: "alias", text: "a: &x 1\nb: *x", code: "yaml.form"),
    (id: "alias as key", text: "a: &x b\n*x : 1", code: "yaml.form"),
    (id: "alias of nothing", text: "a: *x", code: "yaml.form"),
    (id: "merge key", text: "a: {<<: {b: 1}}", code: "yaml.form"),
    (id: "quoted merge key", text: "\"<<\": {b: 1}", code: "yaml.form"),
    (id: "own tag", text: "a: !deploy x", code: "yaml.form"),
    (id: "tag of a number", text: "a: !!int \"5\"", code: "yaml.form"),
    (id: "tag of bytes", text: "a: !!binary aGk=", code: "yaml.form"),
    (id: "verbatim tag", text: "a: !<tag:example.org,2000:x> 1", code: "yaml.form"),
    (id: "tag of a table", text: "a: !!set {b}", code: "yaml.form"),
    (id: "tag of a list", text: "a: !!omap [b: 1]", code: "yaml.form"),
    (id: "tag of a key", text: "!deploy a: 1", code: "yaml.form"),
    (id: "tag of a key in a list", text: "- {!!int \"5\": 1}", code: "yaml.form"),
    (id: "the tag of texts", text: "a: !!str true", code: "yaml.form"),
    (id: "the tag that stands for none", text: "a: ! true", code: "yaml.form"),
    (id: "the tag of texts on a text", text: "a: !!str |\n  b", code: "yaml.form"),
    (id: "the tag of texts within", text: "a: [b, !!str 5]", code: "yaml.form"),
    (id: "the tag of texts after a text", text: "a: |\n  !b\nc: !!str true", code: "yaml.form"),
    (id: "the tag of a key, a text's", text: "!!str a: 1", code: "yaml.form"),
    (id: "list as key", text: "? [a]\n: 1", code: "yaml.form"),
    (id: "table as key", text: "{{a: 1}: 2}", code: "yaml.form"),
    (id: "two documents", text: "a: 1\n---\nb: 2", code: "yaml.syntax"),
    (id: "two documents, the first empty", text: "---\n---\na: 1", code: "yaml.syntax"),
    (id: "a key twice", text: "a: 1\na: 2", code: "yaml.syntax"),
    (id: "a key twice, once quoted", text: "a: 1\n\"a\": 2", code: "yaml.syntax"),
    (id: "a key twice, escaped", text: "a: 1\n\"\\x61\": 2", code: "yaml.syntax"),
    (id: "a key twice within", text: "x: {a: 1, b: 2, a: 3}", code: "yaml.syntax"),
    (id: "nothing", text: "", code: "yaml.syntax"),
    (id: "a comment alone", text: "# a: 1", code: "yaml.syntax"),
    (id: "tabs", text: "a:\n\tb: 1", code: "yaml.syntax"),
    (id: "a NUL", text: "a: \u{0}", code: "yaml.syntax"),
    (id: "an open quote", text: "a: \"b", code: "yaml.syntax"),
    (id: "an open list", text: "a: [b", code: "yaml.syntax"),
    (id: "an unknown directive's tag", text: "%TAG !e! tag:e,2000:\n---\na: !e!x 1", code: "yaml.form"),
    (id: "too large", text: "a: " + String(repeating: "x", count: 512 << 10), code: "yaml.tooLarge"),
  ]

  @Test(arguments: refused) func `attack 79: what YAML can hide is refused`(
    _ row: (id: String, text: String, code: String)
  ) {
    let refusal = #expect(throws: YAMLRefusal.self) { try YAMLDocument.parse(row.text) }
    #expect(refusal?.code == row.code, "\(String(describing: refusal))")
  }

  @Test(arguments: [
    "a: |\n  !important", "a: >-\n\n  !b\n  !c", "- |2\n  !b", "a: b !c", "a: \"!b\"", "# !b\na: 1",
  ])
  func `an exclamation mark that is no tag is a letter`(_ text: String) throws {
    _ = try YAMLDocument.parse(text)
  }

  static let scalars: [(text: String, value: JSONValue)] = [
    ("no", .string("no")), ("NO", .string("NO")), ("yes", .string("yes")), ("on", .string("on")),
    ("off", .string("off")),
    ("y", .string("y")), ("n", .string("n")), ("True", .string("True")), ("FALSE", .string("FALSE")),
    ("true", .bool(true)), ("false", .bool(false)), ("null", .null), ("~", .null), ("Null", .string("Null")),
    ("5", .number("5")), ("\"5\"", .string("5")), ("'true'", .string("true")), ("05", .string("05")),
    ("0o14", .string("0o14")), ("0x1F", .string("0x1F")), ("1_000", .string("1_000")),
    ("1e3", .string("1e3")),
    ("1.0", .string("1.0")), ("-5", .string("-5")), ("+5", .string("+5")), (".inf", .string(".inf")),
    (".nan", .string(".nan")), ("2026-12-07", .string("2026-12-07")), ("12:30:45", .string("12:30:45")),
    ("4%", .string("4%")), ("2/3", .string("2/3")), ("9007199254740991", .number("9007199254740991")),
    ("9007199254740992", .string("9007199254740992")),
    (
      "0x52908400098527886e0f7030069857d2e4169ee7",
      .string("0x52908400098527886e0f7030069857d2e4169ee7")
    ),
  ]

  @Test(arguments: scalars) func `attack 79: Norway stays a text, and no float is ever made`(
    _ row: (text: String, value: JSONValue)
  ) throws {
    #expect(try YAMLDocument.parse("a: \(row.text)") == .members(["a": row.value]))
    #expect(try YAMLDocument.parse("[\(row.text)]") == .array([row.value]))
  }

  @Test func `keys are texts, whatever they look like`() throws {
    let value = try YAMLDocument.parse("no: 1\n5: 2\ntrue: 3\n~: 4\n1.0: 5")
    #expect(value.object?.members.map(\.key).sorted() == ["1.0", "5", "no", "true", "~"])
  }

  // MARK: Bombs

  /// Where a reference stands; `%` is the place.
  static let disguises: [(id: String, place: String)] = [
    (id: "plain", place: "%"), (id: "after a tab", place: "\t%"),
    (id: "after an apostrophe", place: "[it 's, %]"),
    (id: "after a text over two lines", place: "[\"a\n \", %]"),
    (id: "after a text over two lines with a number sign", place: "['a\n # ', %]"),
    (id: "after an open quote in a word", place: "[a\"b \"c, %]"),
    (id: "after a comment", place: "[ # '\n %]"),
  ]

  /// Nine levels of ten references each, and keys made of the last, so that a parser compares them.
  private func laughs(_ place: String) -> String {
    func line(_ key: String, _ value: String) -> String { "\(key): \(place.replacing("%", with: value))\n" }
    var text = line("k0", "&l0 lol")
    for level in 1..<9 {
      let list = [String](repeating: "*l\(level - 1)", count: 10).joined(separator: ",\t")
      text += line("k\(level)", "&l\(level) [\t\(list)]")
    }
    return text + line("k9", "{? *l8 : 1, ? [*l8] : 2, ? [*l8, 1] : 3}")
  }

  @Test(.timeLimit(.minutes(10)), arguments: disguises)
  func `attack 79: a billion laughs are refused before they are expanded`(_ row: (id: String, place: String))
  {
    let text = laughs(row.place)
    let refusal = #expect(throws: YAMLRefusal.self) { try YAMLDocument.parse(text) }
    #expect(refusal?.code == "yaml.form")
  }

  @Test(arguments: disguises) func `attack 79: one anchor and one alias are refused in any disguise`(
    _ row: (id: String, place: String)
  ) {
    let (anchor, alias) = (row.place.replacing("%", with: "&x b"), row.place.replacing("%", with: "*x"))
    let text = "a: \(anchor)\nc: \(alias)\n"
    let refusal = #expect(throws: YAMLRefusal.self) { try YAMLDocument.parse(text) }
    #expect(refusal?.code == "yaml.form", "\(String(describing: refusal))")
  }

  @Test(.timeLimit(.minutes(10)), arguments: ["[", "{a: ", "- ", "? "])
  func `attack 80: deep nesting is refused, and no stack overflows`(
    _ open: String
  ) throws {
    for depth in [65, 900, 1100, 100_000] {
      let text = String(repeating: open, count: depth)
      #expect(throws: YAMLRefusal.self) { try YAMLDocument.parse(text) }
      #expect(throws: YAMLRefusal.self) {
        try YAMLDocument.parse(String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
      }
    }
    let nested = String(repeating: "[", count: 63) + "1" + String(repeating: "]", count: 63)
    _ = try YAMLDocument.parse(nested)
  }
}
