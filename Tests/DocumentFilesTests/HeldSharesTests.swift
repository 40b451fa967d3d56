import DocumentFiles
import Ledger
import QuorateTesting
import Signing
import Testing

/// Electorates whose rows hold more shares of a validator than it has could never be counted.
@Suite struct HeldSharesTests {
  private static let names = (1...3).map { "evm:" + String(repeating: "\($0)", count: 40) }

  struct Case: CustomTestStringConvertible {
    let id: String
    /// What stands in the rows of three accounts.
    let rows: [String]
    /// Whose shares are exceeded, of the three.
    let exceeded: Int?
    var testDescription: String { id }
  }

  private static let most = "340282366920938463463374607431768211455"

  @Test(arguments: [
    Case(id: "as many", rows: ["stake=2:60", "validator=bonded:7;shares:100", "stake=2:40"], exceeded: nil),
    Case(
      id: "by the last decimal",
      rows: ["stake=2:60", "validator=bonded:7;shares:100", "stake=2:40.000000000000000001"], exceeded: 1),
    Case(
      id: "of a validator that is not bonded",
      rows: ["stake=2:60", "validator=unbonded:7;shares:59.9", "token=1"],
      exceeded: 1),
    Case(id: "of one without a row", rows: ["stake=9:60", "token=1", "stake=9:60"], exceeded: nil),
    Case(id: "of an account that is none", rows: ["stake=2:60", "token=1", "token=1"], exceeded: nil),
    Case(id: "its own", rows: ["stake=1:2 validator=bonded:7;shares:1", "token=1", "token=1"], exceeded: 0),
    Case(
      id: "of the first of two",
      rows: ["stake=2:2 stake=3:2", "validator=bonded:1;shares:1", "validator=bonded:1;shares:1"], exceeded: 1
    ),
    Case(
      id: "more than any number",
      rows: ["stake=2:\(most)", "validator=bonded:1;shares:\(most).5", "stake=2:\(most)"], exceeded: 1),
  ])
  func `shares that nobody can hold are named`(_ sample: Case) throws {
    var text = ""
    for (name, fields) in zip(Self.names, sample.rows) {
      var line = fields
      for number in [1, 2, 3, 9] {
        let account = "evm:" + String(repeating: "\(number)", count: 40)
        line = line.replacing("stake=\(number):", with: "stake=\(account):")
      }
      text += "\(name) \(line)\n"
    }
    let found = try ElectorateFile(bytes: Array(text.utf8)).commitment()
    #expect(found.rows == 3)
    #expect(found.exceeded?.text == sample.exceeded.map { Self.names[$0] })
  }
}
