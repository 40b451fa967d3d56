import CanonicalEncoding
import QuorateTesting
import Testing

@Suite struct JSONAttackTests {
  static func canonical(_ text: String) throws(JSONRefusal) -> JSONValue {
    try JSONParser.parse(Array(text.utf8), form: .canonical)
  }

  @Test func `attack 17: of a hundred thousand mutations, whatever is read re-encodes to itself`() throws {
    var random = RepeatableNumbers(seed: 17)
    var (accepted, refused) = (0, 0)
    for _ in 0..<2000 {
      let document = JSONMutations.document(depth: 4, &random)
      let bytes = document.canonicalBytes
      #expect(try JSONParser.parse(bytes, form: .canonical) == document)
      for _ in 0..<50 {
        let mutation = JSONMutations.mutate(bytes, &random)
        do throws(JSONRefusal) {
          let value = try JSONParser.parse(mutation, form: .canonical)
          accepted += 1
          #expect(value.canonicalBytes == mutation, "\(mutation)")
        } catch {
          refused += 1
          guard error.code != "json.numberForm" else { continue }
          // What a lenient reader reads and writes back unchanged would have been canonical.
          let lenient = try? JSONParser.parse(mutation)
          #expect(lenient?.canonicalBytes != mutation, "\(mutation)")
        }
      }
    }
    #expect(accepted > 1000 && refused > 50_000, "\(accepted) accepted, \(refused) refused")
  }

  @Test func `attack 17: of all spellings of a document only the canonical one is accepted`() throws {
    var random = RepeatableNumbers(seed: 1717)
    for _ in 0..<5000 {
      let document = JSONMutations.document(depth: 4, &random)
      let spelling = Array(JSONMutations.respelt(document, &random).utf8)
      let read = try JSONParser.parse(spelling)
      #expect(read.canonicalBytes == document.canonicalBytes)
      let isAccepted = (try? JSONParser.parse(spelling, form: .canonical)) != nil
      #expect(
        isAccepted == (spelling == document.canonicalBytes), "\(String(decoding: spelling, as: UTF8.self))")
    }
  }

  static let spellings: [(id: String, text: String, code: String)] = [
    (id: "keys in another order", text: #"{"b":1,"a":2}"#, code: "json.notCanonical"),
    (id: "order of UTF-8 where UTF-16 differs", text: "{\"\u{e000}\":1,\"𝄞\":2}", code: "json.notCanonical"),
    (id: "a space after the colon", text: #"{"a": 1}"#, code: "json.notCanonical"),
    (id: "a space after the comma", text: "[1, 2]", code: "json.notCanonical"),
    (id: "a space at the front", text: " 1", code: "json.notCanonical"),
    (id: "a line feed at the end", text: "{}\n", code: "json.notCanonical"),
    (id: "a space in an empty list", text: "[ ]", code: "json.notCanonical"),
    (id: "an escaped letter", text: #""\u0041""#, code: "json.notCanonical"),
    (id: "an escaped slash", text: #""\/""#, code: "json.notCanonical"),
    (id: "a long escape of a line feed", text: #""\u000a""#, code: "json.notCanonical"),
    (id: "upper-case digits", text: #""\u001F""#, code: "json.notCanonical"),
    (id: "an escaped pair of surrogates", text: #""\ud834\udd1e""#, code: "json.notCanonical"),
    (id: "an escaped delete", text: #""\u007f""#, code: "json.notCanonical"),
    (id: "a trailing comma in a list", text: "[1,]", code: "json.syntax"),
    (id: "a trailing comma in an object", text: #"{"a":1,}"#, code: "json.syntax"),
    (id: "a comma alone", text: "[,]", code: "json.syntax"),
    (id: "a byte order mark", text: "\u{feff}{}", code: "json.syntax"),
    (id: "two values", text: "{}{}", code: "json.syntax"),
    (id: "nothing", text: "", code: "json.syntax"),
    (id: "a comment", text: "/**/{}", code: "json.syntax"),
    (id: "single quotes", text: "'a'", code: "json.syntax"),
    (id: "a key without quotes", text: "{a:1}", code: "json.syntax"),
    (id: "a raw line feed in a text", text: "\"a\nb\"", code: "json.syntax"),
    (id: "a raw NUL in a text", text: "\"\u{0}\"", code: "json.syntax"),
    (id: "an unknown escape", text: #""\x41""#, code: "json.syntax"),
    (id: "a capital literal", text: "True", code: "json.syntax"),
    (id: "half a literal", text: "nul", code: "json.syntax"),
    (id: "an open text", text: "\"a", code: "json.syntax"),
    (id: "an open escape", text: #""\"#, code: "json.syntax"),
    (id: "a short escape", text: #""\u00""#, code: "json.syntax"),
  ]

  @Test(arguments: spellings)
  func `attack 17: every other spelling has its code`(_ row: (id: String, text: String, code: String)) {
    let refusal = #expect(throws: JSONRefusal.self) { try Self.canonical(row.text) }
    #expect(refusal?.code == row.code)
  }

  @Test func `keys stand in the order of UTF-16 code units`() throws {
    let text = "{\"\":0,\"1\":1,\"A\":2,\"a\":3,\"é\":4,\"𝄞\":5,\"\u{e000}\":6}"
    #expect(String(decoding: try Self.canonical(text).canonicalBytes, as: UTF8.self) == text)
  }

  @Test(
    arguments: [
      (id: "a lone byte", bytes: [0x80]), (id: "an overlong slash", bytes: [0xc0, 0xaf]),
      (id: "a surrogate", bytes: [0xed, 0xa0, 0x80]),
      (id: "beyond U+10FFFF", bytes: [0xf4, 0x90, 0x80, 0x80]),
      (id: "cut short", bytes: [0xe2, 0x82]),
    ] as [(id: String, bytes: [UInt8])])
  func `bytes that are not UTF-8 are refused in texts and keys`(_ row: (id: String, bytes: [UInt8])) {
    for (front, back) in [("\"", "\""), ("{\"", "\":1}"), ("\"\\n", "\"")] {
      let bytes = Array(front.utf8) + row.bytes + Array(back.utf8)
      for form in [JSONParser.Form.canonical, .wellFormed] {
        let refusal = #expect(throws: JSONRefusal.self) { try JSONParser.parse(bytes, form: form) }
        #expect(refusal?.code == "json.invalidText")
      }
    }
  }

  @Test(arguments: [#""\ud834""#, #""\ud834x""#, #""\ud834\u0041""#, #""\udd1e""#, #""\ud834\n""#])
  func `half of a surrogate pair is refused`(_ text: String) {
    let refusal = #expect(throws: JSONRefusal.self) { try JSONParser.parse(Array(text.utf8)) }
    #expect(refusal?.code == "json.invalidText")
  }

  // MARK: Duplicate keys

  static let duplicates: [(id: String, text: String)] = [
    (id: "two of two", text: #"{"choice":"For","choice":"Against"}"#),
    (id: "the other order", text: #"{"choice":"Against","choice":"For"}"#),
    (id: "equal values", text: #"{"a":1,"a":1}"#),
    (id: "apart", text: #"{"a":1,"b":2,"a":3}"#),
    (id: "apart, the other order", text: #"{"b":1,"a":2,"b":3}"#),
    (id: "in an object in a list", text: #"[{"x":{"a":1,"a":2}}]"#),
    (id: "beside a nested one of the same name", text: #"{"a":{"a":1},"a":2}"#),
    (id: "the empty key", text: #"{"":1,"":2}"#),
    (id: "three", text: #"{"a":1,"a":2,"a":3}"#),
  ]

  @Test(arguments: duplicates)
  func `attack 18: duplicate JSON keys are refused`(_ row: (id: String, text: String)) {
    for form in [JSONParser.Form.canonical, .wellFormed] {
      let refusal = #expect(throws: JSONRefusal.self) {
        try JSONParser.parse(Array(row.text.utf8), form: form)
      }
      let isMisplacedFirst = form == .canonical && row.id == "apart, the other order"
      #expect(refusal?.code == (isMisplacedFirst ? "json.notCanonical" : "json.duplicateKey"))
    }
  }

  @Test func `attack 18: a key and its escaped twin are duplicates`() {
    for text in [#"{"choice":1,"\u0063hoice":2}"#, #"{"\u0063hoice":1,"a":0,"choice":2}"#] {
      #expect(throws: JSONRefusal.duplicateKey("choice")) { try JSONParser.parse(Array(text.utf8)) }
    }
  }

  // MARK: Depth and size

  @Test(arguments: ["[]", "{}"]) func `attack 80: nesting ends at sixty-four levels`(_ pair: String) throws {
    let (open, close) = pair == "[]" ? ("[", "]") : (#"{"a":"#, "}")
    func nested(_ depth: Int) -> [UInt8] {
      let core = pair == "[]" ? "" : "1"
      return Array(
        (String(repeating: open, count: depth) + core + String(repeating: close, count: depth)).utf8)
    }
    for form in [JSONParser.Form.canonical, .wellFormed] {
      _ = try JSONParser.parse(nested(64), form: form)
      for depth in [65, 100, 1_000_000] {
        #expect(throws: JSONRefusal.tooDeep(limit: 64)) { try JSONParser.parse(nested(depth), form: form) }
        let open = Array(String(repeating: open, count: depth).utf8)
        #expect(throws: JSONRefusal.tooDeep(limit: 64)) { try JSONParser.parse(open, form: form) }
      }
    }
  }

  @Test func `one byte above the limit is refused before it is read`() throws {
    _ = try JSONParser.parse(Array("[1]".utf8), limit: 3)
    #expect(throws: JSONRefusal.tooLarge(bytes: 4, limit: 3)) {
      try JSONParser.parse(Array("[12]".utf8), limit: 3)
    }
  }
}
