import Governance
import Testing
import Voting

/// A share that falls while voting goes on, at the moment where it is a half.
@Suite struct CurveTestTests {
  @Test func `exactly the curve passes, and anything less does not`() throws {
    let level = #"{"of":"10d","length":"10d","ceiling":"50%","floor":"50%"}"#
    let test = try Sample.test(
      #"{"test":"curve","name":"t","house":"h","count":["Yes"],"of":"cast","curve":{"linear_over":\#(level)}}"#
    )
    for yes in 0...UInt128(20) {
      for no in 0...UInt128(20) where yes + no > 0 {
        let result = test.judge(Sample.tally([yes, no], electorate: 50), options: ["Yes", "No"])
        #expect(result.passed == (2 * yes >= yes + no), "\(yes) of \(yes + no)")
      }
    }
  }
}
