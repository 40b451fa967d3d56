import CanonicalEncoding
import QuorateTesting
import SafetyProtocol
import Testing

@Suite struct EvidenceReaderTests {
  private func read(_ text: String, _ form: EvidenceDocument.Form = .json) throws -> EvidenceDocument {
    try EvidenceDocument(parsing: Array(text.utf8), form: form)
  }

  @Test(arguments: [
    (id: "nothing", text: "", code: "evidence.empty"),
    (id: "white space", text: " \n", code: "evidence.empty"),
    (id: "two values", text: "1 2", code: "json.syntax"),
    (id: "open array", text: "[1", code: "json.syntax"),
    (id: "open object", text: "{\"a\":1", code: "json.syntax"),
    (id: "comma at the end", text: "[1,]", code: "json.syntax"),
    (id: "comma at the end of an object", text: "{\"a\":1,}", code: "json.syntax"),
    (id: "comma at the start", text: "[,1]", code: "json.syntax"),
    (id: "wrong bracket", text: "[1}", code: "json.syntax"),
    (id: "wrong brace", text: "{\"a\":1]", code: "json.syntax"),
    (id: "key without quotes", text: "{a:1}", code: "json.syntax"),
    (id: "no colon", text: "{\"a\" 1}", code: "json.syntax"),
    (id: "leading zero", text: "01", code: "json.syntax"),
    (id: "minus alone", text: "-", code: "json.syntax"),
    (id: "plus", text: "+1", code: "json.syntax"),
    (id: "point without digits", text: "1.", code: "json.syntax"),
    (id: "no digits before the point", text: ".5", code: "json.syntax"),
    (id: "exponent without digits", text: "1e+", code: "json.syntax"),
    (id: "nan in lower case", text: "nan", code: "json.syntax"),
    (id: "minus NaN", text: "-NaN", code: "json.syntax"),
    (id: "half a word", text: "tru", code: "json.syntax"),
    (id: "comment", text: "1 // one", code: "json.syntax"),
    (id: "byte order mark", text: "\u{feff}1", code: "json.syntax"),
    (id: "control character", text: "\"\u{1}\"", code: "json.syntax"),
    (id: "unknown escape", text: #""\x""#, code: "json.syntax"),
    (id: "short escape", text: #""\u12"#, code: "json.syntax"),
    (id: "half a pair", text: #""\ud800""#, code: "json.invalidText"),
    (id: "wrong second half", text: #""\ud800\u0041""#, code: "json.invalidText"),
    (id: "second half alone", text: #""\udc00""#, code: "json.invalidText"),
    (id: "open text", text: "\"a", code: "json.syntax"),
    (id: "the same key twice", text: #"{"a":1,"b":2,"a":2}"#, code: "json.duplicateKey"),
    (id: "the same key by an escape", text: #"{"a":1,"\u0061":2}"#, code: "json.duplicateKey"),
    (id: "the same key deep inside", text: #"[{"x":{"a":1,"a":1}}]"#, code: "json.duplicateKey"),
  ])
  func `what is not strict JSON is refused`(id: String, text: String, code: String) {
    let refusal = #expect(throws: EvidenceRefusal.self) { try read(text) }
    #expect(refusal?.code == code)
  }

  @Test func `a key that stands twice among many is found`() {
    let members = (0..<400).map { "\"k\($0)\":\($0)" }
    for position in [0, 17, 399] {
      let text = "{" + (members + ["\"k\(position)\":0"]).joined(separator: ",") + "}"
      #expect(throws: EvidenceRefusal.self) { try read(text) }
    }
    #expect(throws: Never.self) { try read("{" + members.joined(separator: ",") + "}") }
  }

  @Test func `keys that are canonically equivalent are different keys`() throws {
    let document = try read("{\"\u{e9}\":1,\"e\u{301}\":2}")
    #expect(
      document.member(Array("e\u{301}".utf8), of: 0).flatMap { document.decimal($0) } == ExactDecimal("2"))
  }

  @Test func `text that is not UTF-8 is refused`() {
    for bytes: [UInt8] in [
      [0x80], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82],
    ] {
      let refusal = #expect(throws: EvidenceRefusal.self) {
        try EvidenceDocument(parsing: [0x22] + bytes + [0x22])
      }
      #expect(refusal?.code == "json.invalidText")
    }
  }

  @Test func `attack 80: a million brackets are refused without a deep stack`() {
    for text in ["[", "{\"a\":"] {
      let bytes = Array(String(repeating: text, count: 1_000_000).utf8)
      let refusal = #expect(throws: EvidenceRefusal.self) { try EvidenceDocument(parsing: bytes) }
      #expect(refusal?.code == "json.tooDeep")
    }
    let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(throws: Never.self) { try read(deepest) }
    #expect(throws: EvidenceRefusal.self) { try read("[" + deepest + "]") }
  }

  @Test func `sizes are bounded`() {
    var limits = EvidenceDocument.Limits()
    limits.values = 100
    let many = Array(("[" + [String](repeating: "0", count: 200).joined(separator: ",") + "]").utf8)
    let refusal = #expect(throws: EvidenceRefusal.self) {
      try EvidenceDocument(parsing: many, limits: limits)
    }
    #expect(refusal == .tooManyValues(limit: 100))
    limits.bytes = 10
    let other = #expect(throws: EvidenceRefusal.self) { try EvidenceDocument(parsing: many, limits: limits) }
    #expect(other?.code == "json.tooLarge")
  }

  @Test func `the line of a fault is named`() {
    let refusal = #expect(throws: EvidenceRefusal.self) { try read("{\n\"a\": 1,\n\"b\": ,\n}") }
    #expect(refusal?.message.hasPrefix("line 3: ") == true)
    let line = #expect(throws: EvidenceRefusal.self) { try read("{}\n{}\n[1\n]\n", .lines) }
    #expect(line?.message.hasPrefix("line 3: ") == true)
  }

  @Test func `values a line are the elements of a list`() throws {
    let document = try read("{\"a\":1}\r\n\n  2 \n\"x\"", .lines)
    #expect(document.count(0) == 3)
    #expect(document.compact(0) == Array(#"[{"a":1},2,"x"]"#.utf8))
    for text in ["", "\n\n", "1 2", "[1,\n2]", "{\"a\":1}{\"b\":1}"] {
      #expect(throws: EvidenceRefusal.self) { try read(text, .lines) }
    }
  }

  @Test func `numbers keep their digits and what is no number is kept as such`() throws {
    let document = try read("[0.10, 1E+2, -0, NaN, Infinity, -Infinity, 1e999999999]")
    let places = document.children(0)
    #expect(document.digits(places[0]).map { Array($0) } == Array("0.10".utf8))
    #expect(
      places.map { document.kind($0) == .notANumber } == [false, false, false, true, true, true, false])
    #expect(document.decimal(places[1]) == ExactDecimal("100"))
    #expect(document.decimal(places[2]) == .zero)
    #expect(document.decimal(places[3]) == nil)
    #expect(document.compact(0) == Array("[0.10,1E+2,-0,NaN,Infinity,-Infinity,1e999999999]".utf8))
  }

  @Test func `escapes are read`() throws {
    let document = try read(#"{"\u0061\"\\\/\b\f\n\r\t": "\ud83d\ude00\u00e9"}"#)
    #expect(document.members(0).map(\.key) == ["a\"\\/\u{8}\u{c}\n\r\t"])
    #expect(
      document.member(Array("a\"\\/\u{8}\u{c}\n\r\t".utf8), of: 0).flatMap { document.text($0) } == "😀é")
  }

  @Test func `places of nowhere are answered with nothing`() throws {
    let document = try read("{\"a\":[1]}")
    for place in [-1, 1, 4, .max, .min] {
      #expect(document.kind(place) == nil)
      #expect(document.children(place).isEmpty)
      #expect(document.element(0, of: place) == nil)
      #expect(document.member([0x61], of: place) == nil)
      #expect(document.text(place) == nil && document.decimal(place) == nil && document.boolean(place) == nil)
    }
  }

  @Test func `whatever one reader of the project reads, the other reads the same`() throws {
    var numbers = RepeatableNumbers(seed: 5)
    let pieces = [
      "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "1", "-2.5e1", "true", "null", " ", "\"\\n\"", "\"é\"",
    ]
    var read = 0
    for _ in 0..<20_000 {
      let text = (0..<numbers.below(9) + 1).map { _ in pieces[numbers.below(pieces.count)] }.joined()
      let bytes = Array(text.utf8)
      let strict = try? JSONParser.parse(bytes)
      let document = try? EvidenceDocument(parsing: bytes)
      #expect((strict == nil) == (document == nil), "\(text)")
      guard let strict, let document else { continue }
      read += 1
      let again = try JSONParser.parse(document.compact(0))
      #expect(again == strict, "\(text)")
    }
    #expect(read > 500)
  }
}
