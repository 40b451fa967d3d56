import CanonicalEncoding
import Testing

@Suite struct ValueDifferenceTests {
  private static func changes(_ old: String, _ new: String) throws -> [String] {
    func text(_ value: JSONValue?) -> String {
      value.map { String(decoding: $0.canonicalBytes, as: UTF8.self) } ?? "-"
    }
    let (left, right) = (try JSONParser.parse(Array(old.utf8)), try JSONParser.parse(Array(new.utf8)))
    return ValueDifference.changes(from: left, to: right).map { "\($0.path) \(text($0.old)) \(text($0.new))" }
  }

  @Test(
    arguments: [
      ("nothing", #"{"a":1,"b":[1,2]}"#, #"{"b":[1,2],"a":1}"#, []),
      ("a value", #"{"a":{"b":1}}"#, #"{"a":{"b":2}}"#, ["a.b 1 2"]),
      ("a key more and one less", #"{"a":1,"b":2}"#, #"{"b":2,"c":3}"#, ["a 1 -", "c - 3"]),
      ("another type", #"{"a":{"b":1}}"#, #"{"a":"b"}"#, [#"a {"b":1} "b""#]),
      ("a plain list as a whole", #"{"a":[1,2]}"#, #"{"a":[2,1]}"#, ["a [1,2] [2,1]"]),
      (
        "named elements by name",
        #"{"t":[{"name":"q","n":1},{"name":"r","n":2}]}"#, #"{"t":[{"name":"r","n":2},{"name":"q","n":3}]}"#,
        ["t.q.n 1 3"]
      ),
      ("unnamed elements by place", #"{"t":[{"n":1}]}"#, #"{"t":[{"n":1},{"n":2}]}"#, [#"t.2 - {"n":2}"#]),
    ] as [(String, String, String, [String])])
  func `differences are told by path`(id: String, old: String, new: String, expected: [String]) throws {
    #expect(try Self.changes(old, new) == expected)
    // The other way round, the same places.
    #expect(try Self.changes(new, old).count == expected.count)
  }
}
