import CanonicalEncoding
import QuorateTesting
import Testing
import Voting

@Suite struct HoldingTests {
  static let account = "evm:52908400098527886e0f7030069857d2e4169ee7"
  static let line = "\(account) token=49976404544033714664419"

  static func read(_ text: String) -> Holding? { Holding(line: Array((text + "\n").utf8)[...]) }

  @Test func `a canonical line is read and written back`() throws {
    let holding = try #require(Self.read(Self.line))
    #expect(holding.units(of: "token") == 49_976_404_544_033_714_664_419)
    #expect(holding.units(of: "other") == 0)
    #expect(holding.line == Array((Self.line + "\n").utf8))
    let several = "\(Self.account) a=0 a-1=1 a1=2 b=340282366920938463463374607431768211455"
    #expect(try #require(Self.read(several)).line == Array((several + "\n").utf8))
  }

  @Test func `amounts are put into the order of bytes`() throws {
    let holding = Holding(
      account: Accounts.number(1), amounts: ["b", "a1", "a-1", "a"].map { .init(asset: $0, units: 1) })
    #expect(holding.amounts.map(\.asset) == ["a", "a-1", "a1", "b"])
    #expect(Holding(line: holding.line[...]) == holding)
  }

  static let refused: [(id: String, text: String)] = [
    (id: "no amount", text: account), (id: "a space at the end", text: line + " "),
    (id: "a space in front", text: " " + line), (id: "two spaces", text: "\(account)  token=1"),
    (id: "a tab", text: "\(account)\ttoken=1"), (id: "carriage return", text: line + "\r"),
    (id: "zeros in front", text: "\(account) token=01"), (id: "a plus", text: "\(account) token=+1"),
    (id: "a minus", text: "\(account) token=-1"), (id: "no digits", text: "\(account) token="),
    (id: "no name", text: "\(account) =1"), (id: "no sign", text: "\(account) token"),
    (id: "2^128", text: "\(account) token=340282366920938463463374607431768211456"),
    (id: "two signs", text: "\(account) token==1"), (id: "a fraction", text: "\(account) token=1.0"),
    (id: "upper-case name", text: "\(account) Token=1"), (id: "digit first", text: "\(account) 1token=1"),
    (id: "underscore", text: "\(account) to_ken=1"), (id: "accent", text: "\(account) tokén=1"),
    (id: "a name of 33", text: "\(account) \(String(repeating: "a", count: 33))=1"),
    (id: "wrong order", text: "\(account) b=1 a=1"), (id: "one asset twice", text: "\(account) a=1 a=1"),
    (id: "upper-case address", text: "evm:52908400098527886E0F7030069857D2E4169EE7 token=1"),
    (id: "hexadecimal prefix", text: "0x52908400098527886e0f7030069857d2e4169ee7 token=1"),
    (id: "another family", text: "btc:52908400098527886e0f7030069857d2e4169ee7 token=1"),
    (id: "39 digits", text: "evm:52908400098527886e0f7030069857d2e4169ee token=1"),
    (id: "42 digits", text: "evm:52908400098527886e0f7030069857d2e4169ee700 token=1"),
    (id: "attack 5: the zero address", text: "evm:\(String(repeating: "0", count: 40)) token=1"),
    (id: "two lines", text: "\(line)\n\(line)"), (id: "nothing", text: ""),
  ]

  @Test(arguments: refused) func `every other spelling of a line is refused`(
    _ row: (id: String, text: String)
  ) {
    #expect(Self.read(row.text) == nil)
  }

  @Test func `a line without its end, or that is not UTF-8, is refused`() {
    #expect(Holding(line: Array(Self.line.utf8)[...]) == nil)
    #expect(Holding(line: (Array("\(Self.account) tok".utf8) + [0xff] + Array("=1\n".utf8))[...]) == nil)
    #expect(Holding(line: [][...]) == nil && Holding(line: [0x0a][...]) == nil)
  }

  @Test func `attack 17: of fifty thousand changed lines, whatever is read is written back the same`() throws
  {
    var random = RepeatableNumbers(seed: 34)
    let insertions = Array(" =\n0a-_+\t".utf8)
    var accepted = 0
    for number in 0..<50_000 {
      let names = ["a", "b", "token"].filter { _ in random.below(2) == 0 } + ["zz"]
      let holding = Holding(
        account: Accounts.number(number), amounts: names.map { .init(asset: $0, units: random.wide()) })
      var bytes = holding.line
      try #require(Holding(line: bytes[...]) == holding)
      let place = random.below(bytes.count)
      if random.below(2) == 0 {
        bytes[place] ^= 1 << UInt8(random.below(8))
      } else {
        bytes.insert(insertions[random.below(insertions.count)], at: place)
      }
      guard let read = Holding(line: bytes[...]) else { continue }
      accepted += 1
      #expect(read.line == bytes)
    }
    #expect(accepted > 5000)
  }
}
