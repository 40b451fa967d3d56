import CanonicalEncoding
import DocumentFiles
import Quorate
import Testing

@Suite struct VoteListTests {
  private func rows(_ text: String) throws -> [VoteList.Row] { try VoteListFile.parse(Array(text.utf8)).rows }

  @Test func `a list reads alike as CSV and as JSON`() throws {
    let csv = """
      voter,choice,power,time,delegate,house
      a,For,10,2026-01-01T00:00:00Z,,tokens
      b,,5,,a,
      """
    let json = """
      [{"voter":"a","choice":"For","power":"10","time":"2026-01-01T00:00:00Z","house":"tokens"},
       {"voter":"b","power":5,"delegate":"a","choice":null}]
      """
    let (left, right) = (try rows(csv), try rows(json))
    #expect(left.map(\.number) == [2, 3] && right.map(\.number) == [1, 2])
    #expect(left.map(\.voter) == right.map(\.voter) && left.map(\.choice) == right.map(\.choice))
    #expect(left.map(\.power) == right.map(\.power) && left.map(\.at) == right.map(\.at))
    #expect(left.map(\.delegate) == right.map(\.delegate) && left.map(\.house) == right.map(\.house))
  }

  @Test func `seconds since 1970 are an instant as well`() throws {
    #expect(
      try rows("voter,choice,power,time\na,For,1,1000000000\n")[0].at == Timepoint("2001-09-09T01:46:40Z"))
  }

  @Test(arguments: [
    "voter,choice,power,colour\na,For,1,red\n", "voter,choice,power\n,For,1\n",
    "voter,choice,power\na,For,\n",
    "voter,choice,power\na,For,-1\n", "voter,choice,power\na,For,1.5\n", "voter,choice,power\na,For\n",
    "voter,choice,power\na,For,340282366920938463463374607431768211456\n",
    "voter,choice,power,time\na,For,1,yesterday\n", #"[{"voter":"a","power":true}]"#,
    #"[{"voter":"a","power":1,"colour":"red"}]"#, "[1]",
  ])
  func `a line that does not read is refused by its number`(_ text: String) {
    #expect(throws: VoteListRefusal.self) { try rows(text) }
  }

  @Test func `bytes that are no text are refused`() {
    #expect(throws: VoteListRefusal.self) { try VoteListFile.parse([0x76, 0xff, 0x0a]) }
  }
}
