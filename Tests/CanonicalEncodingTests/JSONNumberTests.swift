import CanonicalEncoding
import QuorateTesting
import Testing

@Suite struct JSONNumberTests {
  /// Forms that no JSON reader should take.
  static let malformed = [
    "", "-", "+1", "+0", ".5", "1.", "-.5", "1.e3", "1e", "1e+", "1E-", "--1", "-+1", "0x10", "0X1F", "0b1",
    "0o7",
    "1_000", "1,000", "1 000", "NaN", "nan", "Infinity", "-Infinity", "inf", "1f", "1d", "1n", "1L", "１", "٣",
    "½",
    "1e3.5", "1.2.3", "-a", "#1", "$1", "1%", "(1)", "1-", "1+1", "\u{2212}1", "0.1e", "e3", "1e--3",
  ]

  /// Well-formed numbers that are not plain whole ones of less than 2^53 in magnitude.
  static let unfit = [
    "1.0", "0.0", "-0", "-0.0", "0e0", "1e3", "1E3", "1e+3", "1e-3", "1e0", "1.5", "-1.5", "10.00", "0.1",
    "9007199254740992", "-9007199254740992", "9007199254740993", "9223372036854775807", "9223372036854775808",
    "-9223372036854775807", "-9223372036854775808", "-9223372036854775809", "18446744073709551615",
    "18446744073709551616", "340282366920938463463374607431768211456", "1e400", "1e-400", "4.9e-324", "2e0",
    "115792089237316195423570985008687907853269984665640564039457584007913129639936",
  ]

  /// Whole numbers with zeros in front, which JSON forbids.
  static let padded = ["00", "01", "-01", "-00", "007", "00.5", "0123e1", "09"]

  private let refusals: Set = ["json.syntax", "json.notCanonical", "json.numberForm"]

  private func code(_ text: String, _ form: JSONParser.Form) -> String? {
    do throws(JSONRefusal) {
      _ = try JSONParser.parse(Array(text.utf8), form: form)
      return nil
    } catch { return error.code }
  }

  @Test(arguments: malformed) func `attack 19: what is no number of JSON is no value`(_ text: String) {
    for form in [JSONParser.Form.canonical, .wellFormed] {
      #expect(refusals.contains(code(text, form) ?? "accepted"))
      #expect(refusals.contains(code("{\"n\":\(text)}", form) ?? "accepted"))
    }
  }

  @Test(arguments: unfit)
  func `attack 19: fractions, exponents, minus zero and large numbers are not canonical`(_ text: String)
    throws
  {
    #expect(code(text, .canonical) == "json.numberForm")
    #expect(code("{\"n\":\(text)}", .canonical) == "json.numberForm")
    let value = try JSONParser.parse(Array(text.utf8))
    #expect(value == .number(text))
    #expect(value.unsigned.map(String.init) ?? text == text)
  }

  @Test(arguments: padded) func `attack 19: zeros in front are refused in every form`(_ text: String) {
    #expect(code(text, .canonical) == "json.numberForm")
    #expect(code(text, .wellFormed) == "json.numberForm")
  }

  @Test(arguments: ["0", "1", "-1", "10", "9007199254740991", "-9007199254740991"])
  func `plain whole numbers below 2^53 are canonical`(_ text: String) throws {
    #expect(try JSONParser.parse(Array(text.utf8), form: .canonical).canonicalBytes == Array(text.utf8))
  }

  @Test func `attack 20: the most negative number of 64 bits is refused, not computed with`() {
    // Its magnitude does not fit; a reader that negates it traps.
    #expect(code("-9223372036854775808", .canonical) == "json.numberForm")
    #expect(code("{\"sequence\":-9223372036854775808}", .canonical) == "json.numberForm")
  }

  @Test(arguments: [17, 20, 39, 78, 1001, 1_000_000])
  func `attack 20: a number of many digits is refused within a millisecond`(_ digits: Int) {
    let text = Array(("1" + String(repeating: "0", count: digits - 1)).utf8)
    let clock = ContinuousClock()
    let best = (0..<20).map { _ in
      clock.measure {
        let refusal = #expect(throws: JSONRefusal.self) { try JSONParser.parse(text, form: .canonical) }
        #expect(refusal?.code == "json.numberForm")
      }
    }.min()
    #expect((best ?? .seconds(1)) < .milliseconds(1))
  }

  // MARK: Fields

  static let integers: [(text: String, value: UInt64?)] = [
    ("0", 0), ("1", 1), ("9007199254740991", 1 << 53 - 1), ("9007199254740992", nil), ("-1", nil),
    ("1.0", nil),
    ("1e3", nil), ("18446744073709551615", nil), ("\"1\"", nil), ("null", nil), ("true", nil), ("[1]", nil),
  ]

  @Test(arguments: integers) func `an integer field is a whole number from 0 to 2^53 − 1`(
    _ row: (text: String, value: UInt64?)
  ) throws {
    let object = try JSONParser.parse(Array("{\"n\":\(row.text)}".utf8))
    var fields = try JSONFields(object, of: "a test")
    let value = try? fields.integer("n")
    #expect(value == row.value)
  }

  static let amounts: [(text: String, value: UInt128?)] = [
    ("0", 0), ("7", 7), ("18446744073709551616", 1 << 64), ("340282366920938463463374607431768211455", .max),
    ("340282366920938463463374607431768211456", nil), ("999999999999999999999999999999999999999", nil),
    ("1000000000000000000000000000000000000000", nil), ("00", nil), ("01", nil), ("", nil), ("+1", nil),
    ("-0", nil), (" 1", nil), ("1 ", nil), ("1.0", nil), ("1e3", nil), ("0x1", nil), ("1_000", nil),
    ("١", nil),
    ("1\u{301}", nil), ("1\u{0}", nil), ("１", nil),
  ]

  @Test(arguments: amounts) func `attack 20: an amount is decimal digits below 2^128 and nothing else`(
    _ row: (text: String, value: UInt128?)
  ) throws {
    #expect(UInt128(decimal: row.text) == row.value)
    var fields = try JSONFields(.members(["n": .string(row.text)]), of: "a test")
    let value = try? fields.amount("n")
    #expect(value == row.value)
  }

  @Test func `amounts of all lengths come back, and one more than the largest does not`() {
    var random = RepeatableNumbers(seed: 39)
    for _ in 0..<20_000 {
      let any = UInt128(random.next()) << 64 | UInt128(random.next())
      let value = any >> UInt128(random.below(128))
      #expect(UInt128(decimal: String(value)) == value)
      #expect(UInt128(decimal: String(value) + ":") == nil && UInt128(decimal: "/" + String(value)) == nil)
    }
    for digits in 1...39 {
      let nines = String(repeating: "9", count: digits)
      #expect(UInt128(decimal: nines) == UInt128(nines))
      let ten = "1" + String(repeating: "0", count: digits - 1)
      #expect(UInt128(decimal: ten) == UInt128(ten))
    }
  }

  @Test func `attack 20: an amount of a million digits is refused at once`() {
    let text = String(repeating: "9", count: 1_000_000)
    let best = (0..<20).map { _ in
      ContinuousClock().measure {
        let value = UInt128(decimal: text)
        #expect(value == nil)
      }
    }.min()
    #expect((best ?? .seconds(1)) < .milliseconds(1))
  }
}
