import CanonicalEncoding
import Foundation
import Testing

@Suite struct RecountCommandTests {
  @Test func `a recount says what was decided, by what and how, and ends with its status`() throws {
    let script = try CommandScript()
    try script.write("voter,choice,power\na,Approve,1\nb,Approve,1\nc,Reject,1\n", to: "votes.csv")
    let told = try script.expect(0, "quorate recount votes.csv --preset sputnik --exit-status")
    #expect(told.output.contains("QUEUED") && told.output.contains("decided early by approved-by-council"))
    #expect(told.output.contains("Signatures were not checked"))
    let data = try JSONParser.parse(
      Array(try script.expect(0, "quorate recount votes.csv --preset sputnik --json").output.utf8)
    ).object?["data"]?.object
    #expect(data?["state"] == .string("queued") && data?["signaturesChecked"] == .bool(false))
  }

  @Test func `no verdict is printed where no ballot could be counted`() throws {
    let script = try CommandScript()
    try script.write("voter,choice,power\na,Aye,100\nb,Nay,100\n", to: "votes.csv")
    let refused = try script.expect(65, "quorate recount votes.csv --preset opengov --exit-status")
    #expect(refused.errors.contains("recount.nothingCounted") && !refused.output.contains("QUEUED"))
  }

  @Test func `rules must be named, and named once`() throws {
    let script = try CommandScript()
    try script.write("voter,choice,power\na,For,1\n", to: "votes.csv")
    try script.expect(64, "quorate recount votes.csv")
    try script.expect(7, "quorate recount votes.csv --preset nobody-knows")
  }
}

extension CommandScript {
  /// Writes a file into the folder.
  fileprivate func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }
}
