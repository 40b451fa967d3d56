import CanonicalEncoding
import Signing
import Testing

@Suite struct TypedDataTests {
  private func encode(_ type: String, _ value: JSONValue) throws(TypedDataRefusal) -> [UInt8] {
    let member = JSONValue.members(["name": .string("m"), "type": .string(type)])
    let types = try TypedDataTypes(parsing: .members(["T": .array([member])]))
    return try Array(types.encodeData("T", .members(["m": value])).dropFirst(32))
  }

  private func types(_ text: String) throws -> TypedDataTypes {
    try TypedDataTypes(parsing: JSONParser.parse(Array(text.utf8)))
  }

  static let wholeNumbers: [(type: String, text: String, hex: String)] = [
    (type: "uint8", text: "255", hex: "ff"),
    (type: "uint64", text: "18446744073709551615", hex: "ffffffffffffffff"),
    (type: "uint128", text: "18446744073709551616", hex: "010000000000000000"),
    (type: "uint256", text: "0x0", hex: "00"),
    (type: "uint256", text: "0x00fF", hex: "ff"),
    (type: "int8", text: "127", hex: "7f"),
    (type: "int16", text: "0x7fff", hex: "7fff"),
  ]

  @Test(arguments: wholeNumbers)
  func `whole numbers are 32 big-endian bytes`(_ row: (type: String, text: String, hex: String)) throws {
    let expected = try #require(Hex.decode(row.hex))
    let zeros = [UInt8](repeating: 0, count: 32 - expected.count)
    #expect(try encode(row.type, .string(row.text)) == zeros + expected)
  }

  static let negativeNumbers: [(type: String, text: String, last: UInt8)] = [
    (type: "int8", text: "-1", last: 0xff),
    (type: "int8", text: "-128", last: 0x80),
    (type: "int256", text: "-2", last: 0xfe),
    (type: "int64", text: "-9223372036854775807", last: 0x01),
  ]

  @Test(arguments: negativeNumbers)
  func `negative numbers are in two's complement`(_ row: (type: String, text: String, last: UInt8)) throws {
    for value in [JSONValue.string(row.text), .number(row.text)] {
      let bytes = try encode(row.type, value)
      #expect(bytes[0] == 0xff && bytes[31] == row.last)
    }
  }

  @Test func `the limits of 256 bits are exact`() throws {
    let most = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
    let half = "57896044618658097711785492504343953926634992332820282019728792003956564819968"
    #expect(try encode("uint256", .string(most)) == [UInt8](repeating: 255, count: 32))
    #expect(try encode("int256", .string("-" + half)) == [0x80] + [UInt8](repeating: 0, count: 31))
    for (type, text) in [("uint256", most.dropLast() + "6"), ("int256", half[...]), ("int256", "-" + most)] {
      let refusal = TypedDataRefusal.outOfRange(member: "m", type: type)
      #expect(throws: refusal) { try encode(type, .string(String(text))) }
    }
    let refusal = TypedDataRefusal.outOfRange(member: "m", type: "uint256")
    #expect(throws: refusal) { try encode("uint256", .string(String(repeating: "9", count: 1000))) }
    #expect(throws: refusal) { try encode("uint256", .string("0x1" + String(repeating: "0", count: 64))) }
  }

  static let beyond: [(type: String, value: JSONValue)] = [
    (type: "uint8", value: JSONValue.string("256")),
    (type: "uint8", value: .number("-1")),
    (type: "int8", value: .number("128")),
    (type: "int8", value: .number("-129")),
    (type: "int8", value: .string("0xff")),
  ]

  @Test(arguments: beyond)
  func `numbers beyond their type are out of range`(_ row: (type: String, value: JSONValue)) {
    let refusal = TypedDataRefusal.outOfRange(member: "m", type: row.type)
    #expect(throws: refusal) { try encode(row.type, row.value) }
  }

  static let lenient: [(type: String, value: JSONValue)] = [
    (type: "uint8", value: JSONValue.string("")),
    (type: "uint8", value: .string("01")),
    (type: "uint8", value: .string("+1")),
    (type: "int8", value: .string("-0")),
    (type: "int8", value: .number("-0")),
    (type: "uint8", value: .number("1.0")),
    (type: "uint8", value: .number("1e1")),
    (type: "uint8", value: .string("0x")),
    (type: "uint8", value: .string("0X1")),
    (type: "uint8", value: .string("1 ")),
    (type: "int8", value: .string("-0x1")),
    (type: "uint8", value: .bool(true)),
    (type: "bool", value: .number("1")),
    (type: "bool", value: .string("true")),
    (type: "string", value: .number("1")),
    (type: "bytes", value: .string("0x123")),
    (type: "bytes", value: .string("1234")),
    (type: "bytes", value: .number("1")),
    (type: "bytes2", value: .string("0x12")),
    (type: "bytes2", value: .string("0x123456")),
    (type: "address", value: .string("0x12")),
    (type: "address", value: .string(String(repeating: "0", count: 40))),
    (type: "string[]", value: .string("a")),
    (type: "string", value: .array([.string("a")])),
  ]

  @Test(arguments: lenient)
  func `lenient forms are refused`(_ row: (type: String, value: JSONValue)) {
    let refusal = TypedDataRefusal.badValue(member: "m", type: row.type)
    #expect(throws: refusal) { try encode(row.type, row.value) }
  }

  @Test(arguments: [
    "int", "uint", "uint7", "uint0", "uint264", "uint08", "bytes0", "bytes33", "function", "Missing", "a-b",
    "string[",
    "string[]x", "string[0]", "string[01]", "string]", "[]", "", " string", "fixed128x18",
  ])
  func `types that are not of the standard are refused`(_ type: String) {
    #expect(throws: TypedDataRefusal.unknownType(type)) { try encode(type, .string("1")) }
  }

  @Test func `lists of lists follow the brackets from the last to the first`() throws {
    let row = { (texts: [String]) in JSONValue.array(texts.map { .string($0) }) }
    let rows = [row(["a", "b"]), row(["c", "d"]), row(["e", "f"])]
    #expect(try encode("string[2][]", .array(rows)).count == 32)
    #expect(throws: TypedDataRefusal.wrongCount(member: "m", type: "string[2][]")) {
      try encode("string[2][]", .array([row(["a", "b", "c"])]))
    }
    #expect(try encode("string[]", .array([])) == Keccak256.digest([]).bytes)
    #expect(throws: TypedDataRefusal.null("m")) { try encode("string[]", .array([.null])) }
  }

  static let declarations: [(id: String, types: String, code: String)] = [
    (id: "itself", types: #"{"T":[{"name":"a","type":"T"}]}"#, code: "typed.recursive"),
    (
      id: "by another, in a list", types: #"{"T":[{"name":"a","type":"U"}],"U":[{"name":"b","type":"T[]"}]}"#,
      code: "typed.recursive"
    ),
    (
      id: "a member twice", types: #"{"T":[{"name":"a","type":"bool"},{"name":"a","type":"bool"}]}"#,
      code: "typed.badDeclaration"
    ),
    (id: "the name of an atomic type", types: #"{"uint256":[]}"#, code: "typed.badDeclaration"),
    (id: "the name of a lenient type", types: #"{"uint":[]}"#, code: "typed.badDeclaration"),
    (id: "a name with a bracket", types: #"{"T[]":[]}"#, code: "typed.badDeclaration"),
    (id: "a member without type", types: #"{"T":[{"name":"a"}]}"#, code: "typed.badDeclaration"),
    (
      id: "a member with more", types: #"{"T":[{"name":"a","type":"bool","x":1}]}"#,
      code: "typed.badDeclaration"
    ),
    (id: "no object", types: "[]", code: "typed.document"),
  ]

  @Test(arguments: declarations)
  func `declarations that cannot be encoded are refused`(_ row: (id: String, types: String, code: String)) {
    let refusal = #expect(throws: TypedDataRefusal.self) { try types(row.types) }
    #expect(refusal?.code == row.code)
  }

  static let members: [(id: String, message: String, refusal: TypedDataRefusal)] = [
    (id: "missing", message: #"{}"#, refusal: TypedDataRefusal.missingMember("K")),
    (id: "null", message: #"{"K":null}"#, refusal: .null("K")),
    (id: "one too many", message: #"{"K":true,"L":true}"#, refusal: .unknownMember("L")),
    (id: "the Kelvin sign", message: "{\"\u{212a}\":true}", refusal: .missingMember("K")),
  ]

  @Test(arguments: members)
  func `members are those of the type, byte for byte`(
    _ row: (id: String, message: String, refusal: TypedDataRefusal)
  ) throws {
    let types = try types(#"{"T":[{"name":"K","type":"bool"}]}"#)
    let message = try JSONParser.parse(Array(row.message.utf8))
    #expect(throws: row.refusal) { try types.encodeData("T", message) }
  }

  @Test func `the referred types follow in the order of their names, whatever the depth`() throws {
    let types = try types(
      #"{"Z":[{"name":"b","type":"B[]"},{"name":"c","type":"a"}],"#
        + #""B":[{"name":"d","type":"C"}],"C":[],"a":[],"X":[]}"#)
    #expect(types.encodedType("Z") == "Z(B[] b,a c)B(C d)C()a()")
  }
}
