import CanonicalEncoding
import Testing
import Voting

@Suite struct PowerReadingTests {
  static func read(_ text: String) throws -> PowerReading? {
    PowerReading(parsing: try JSONParser.parse(Array(text.utf8)))
  }

  @Test(arguments: [
    #""as-seen""#, #""at-close""#, #""frozen-list""#, #""snapshot-at-approval""#,
    #""snapshot-at-submission""#,
    #"{"min":["lookback 14d","opening"]}"#, #"{"min":["opening","submission","lookback 1d 12h"]}"#,
  ]) func `a reading is read and written back the same`(_ text: String) throws {
    let reading = try #require(try Self.read(text))
    #expect(String(decoding: reading.json.canonicalBytes, as: UTF8.self) == text)
  }

  @Test(arguments: [
    #""""#, #""live""#, #""Snapshot-at-submission""#, "5", "null", "[]", "{}",
    #"{"max":["opening","submission"]}"#,
    #"{"min":["opening"]}"#, #"{"min":["opening","opening"]}"#, #"{"min":["opening","lookback 0s"]}"#,
    #"{"min":["opening","lookback"]}"#, #"{"min":["opening",5]}"#, #"{"min":["opening","submission"],"x":1}"#,
    #"{"min":["opening","submission","lookback 1d","lookback 2d","lookback 3d"]}"#, #"{"min":"opening"}"#,
  ]) func `every other reading is refused`(_ text: String) throws {
    #expect(try Self.read(text) == nil)
  }
}
