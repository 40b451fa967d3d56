import CanonicalEncoding
import DocumentFiles
import Signing
import Testing
import Voting

@Suite struct ElectorateImportTests {
  static let first = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
  static let second = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"

  static func csv(
    _ text: String, columns: (account: String, amount: String)? = nil
  ) throws -> [String] {
    let file = try ElectorateImport(csv: Array(text.utf8), columns: columns, asset: "token")
    return String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  static func json(_ text: String) throws -> [String] {
    let file = try ElectorateImport(json: Array(text.utf8), asset: "token")
    return String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The two rows of every sample, in order.
  static let rows = [
    "evm:5aaeb6053f3e94c9b9a09f33669435e7ef1beaed token=5",
    "evm:fb6916095ca1df60bb79ce92ce3ea74c37c5d359 token=7",
  ]

  @Test func `what was passed over is told`() throws {
    let text = "address,account,balance,Amount\nx,\(Self.first),9,5\n"
    let file = try ElectorateImport(csv: Array(text.utf8), asset: "token")
    #expect(file.columns.read == ["account", "Amount"] && file.columns.passedOver == ["address", "balance"])
  }

  // MARK: CSV

  static let accepted: [(id: String, text: String)] = [
    (id: "plain", text: "account,amount\n\(first),5\n\(second),7\n"),
    (id: "no line feed at the end", text: "account,amount\n\(first),5\n\(second),7"),
    (id: "other order", text: "account,amount\n\(second),7\n\(first),5\n"),
    (id: "CR LF", text: "account,amount\r\n\(first),5\r\n\(second),7\r\n"),
    (id: "CR LF in one line only", text: "account,amount\n\(first),5\r\n\(second),7\n"),
    (id: "CR LF and more columns", text: "account,amount,note\n\(first),5,x\r\n\(second),7,y\n"),
    (id: "byte order mark", text: "\u{feff}account,amount\n\(first),5\n\(second),7\n"),
    (id: "byte order mark and CR LF", text: "\u{feff}account,amount\r\n\(first),5\r\n\(second),7\r\n"),
    (id: "semicolons", text: "account;amount\n\(first);5\n\(second);7\n"),
    (id: "tabs", text: "note\taccount\tamount\na,b\t\(first)\t5\n\t\(second)\t7\n"),
    (id: "a semicolon in the note", text: "account,amount,note;kind\n\(first),5,x\n\(second),7,y\n"),
    (id: "empty lines", text: "\naccount,amount\n\n\(first),5\n\n\(second),7\n\n"),
    (id: "quotes", text: "\"account\",\"amount\"\n\"\(first)\",\"5\"\n\"\(second)\",7\n"),
    (
      id: "commas in quotes",
      text: "note,account,amount\n\"a,b\",\(first),5\n\"say \"\"hi\"\"\",\(second),7\n"
    ),
    (
      id: "Etherscan",
      text:
        "\"HolderAddress\",\"Balance\",\"PendingBalanceUpdate\"\n\"\(first)\",\"5\",\"No\"\n\"\(second)\",\"7\",\"No\"\n"
    ),
    (id: "upper case and spaces", text: " Holder Address , AMOUNT \n\(first),5\n\(second),7\n"),
    (id: "underscore", text: "holder_address,balance\n\(first),5\n\(second),7\n"),
    (id: "chain accounts", text: "voter,power\neip155:1:\(first),5\neip155:10:\(second),7\n"),
    (
      id: "lower case",
      text: "wallet,tokens\n\(first.lowercased()),5\nevm:\(second.lowercased().dropFirst(2)),7\n"
    ),
    (id: "account before address", text: "address,account,weight\nx,\(first),5\ny,\(second),7\n"),
  ]

  @Test(arguments: accepted) func `the lists that people have become the same rows`(
    _ row: (id: String, text: String)
  ) throws {
    #expect(try Self.csv(row.text) == Self.rows)
  }

  @Test(arguments: ElectorateImport.accountHeaders, ElectorateImport.amountHeaders)
  func `every usual pair of headers is understood, in either order`(_ account: String, _ amount: String)
    throws
  {
    #expect(try Self.csv("\(account),\(amount)\n\(Self.first),5\n\(Self.second),7\n") == Self.rows)
    #expect(
      try Self.csv("\(amount.uppercased()),\(account)\n5,\(Self.first)\n7,\(Self.second)\n") == Self.rows)
  }

  @Test func `columns with other names are named`() throws {
    let text = "id,who,stake,amount\n1,\(Self.first),5,100\n2,\(Self.second),7,100\n"
    #expect(try Self.csv(text, columns: ("who", "stake")) == Self.rows)
    for columns in [("Who", "stake"), ("who", "Stake"), ("who", "")] {
      let refusal = #expect(throws: ElectorateRefusal.self) { try Self.csv(text, columns: columns) }
      #expect(refusal?.code == "electorate.columns")
    }
  }

  static let broken: [(id: String, text: String, code: String, line: Int?)] = [
    (id: "no header", text: "\(first),5\n", code: "electorate.columns", line: nil),
    (id: "no amount", text: "account,note\n\(first),5\n", code: "electorate.columns", line: nil),
    (id: "no rows", text: "account,amount\n", code: "electorate.empty", line: nil),
    (id: "nothing", text: "", code: "electorate.empty", line: nil),
    (
      id: "bad checksum", text: "account,amount\n\(first),5\n\(second.replacing("fB", with: "Fb")),7\n",
      code: "account.checksum", line: 3
    ),
    (
      id: "attack 5: the zero address", text: "account,amount\n0x\(String(repeating: "0", count: 40)),5\n",
      code: "account.zero", line: 2
    ),
    (id: "a name", text: "account,amount\nalice.eth,5\n", code: "account.form", line: 2),
    (id: "a space after the address", text: "account,amount\n\(first) ,5\n", code: "account.form", line: 2),
    (id: "39 digits", text: "account,amount\n\(first.dropLast()),5\n", code: "account.form", line: 2),
    (id: "a fraction", text: "account,amount\n\(first),5.0\n", code: "weight.form", line: 2),
    (id: "an exponent", text: "account,amount\n\(first),5e18\n", code: "weight.form", line: 2),
    (id: "a separator", text: "account,amount\n\(first),\"5,000\"\n", code: "weight.form", line: 2),
    (id: "a plus", text: "account,amount\n\(first),+5\n", code: "weight.form", line: 2),
    (id: "zeros in front", text: "account,amount\n\(first),05\n", code: "weight.form", line: 2),
    (id: "a space", text: "account,amount\n\(first), 5\n", code: "weight.form", line: 2),
    (id: "a minus", text: "account,amount\n\(first),-5\n", code: "weight.form", line: 2),
    (
      id: "attack 40: 2^128", text: "account,amount\n\(first),340282366920938463463374607431768211456\n",
      code: "weight.form", line: 2
    ),
    (id: "no amount given", text: "account,amount\n\(first),\n", code: "weight.form", line: 2),
    (id: "fewer columns", text: "account,note,amount\n\n\(first),5\n", code: "electorate.line", line: 3),
    (id: "an open quote", text: "account,amount\n\(first),\"5\n", code: "electorate.line", line: 2),
    (
      id: "a line break in quotes", text: "account,amount,note\n\(first),5,\"a\nb\"\n",
      code: "electorate.line", line: 2
    ),
    (
      id: "carriage returns alone", text: "account,amount\r\(first),5\r", code: "electorate.columns",
      line: nil
    ),
    (id: "attack 82: a formula", text: "account,amount\n\(first),=1+4\n", code: "weight.form", line: 2),
  ]

  @Test(arguments: broken) func `a broken list is refused, with its line`(
    _ row: (id: String, text: String, code: String, line: Int?)
  ) {
    let refusal = #expect(throws: (any Error).self) { try Self.csv(row.text) } as? ElectorateRefusal
    #expect(refusal?.code == row.code)
    if let line = row.line {
      #expect(refusal?.message.contains("line \(line)") == true, "\(refusal?.message ?? "")")
    }
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    let bytes = Array("account,amount\n".utf8) + [0xff]
    #expect(throws: ElectorateRefusal.self) { try ElectorateImport(csv: bytes, asset: "token") }
  }

  // MARK: Duplicates

  static let twins: [(id: String, twin: String)] = [
    (id: "the same", twin: first), (id: "in lower case", twin: first.lowercased()),
    (id: "in upper case", twin: "0x" + first.dropFirst(2).uppercased()),
    (id: "with a chain", twin: "eip155:1:" + first),
    (id: "on another chain", twin: "eip155:8453:" + first.lowercased()),
    (id: "canonical", twin: "evm:" + first.dropFirst(2).lowercased()),
  ]

  @Test(arguments: twins) func `attack 34: a holder in two lines is refused, naming both`(
    _ row: (id: String, twin: String)
  ) {
    let text = "account,amount\n\n\(Self.first),5\n\(Self.second),7\n\(row.twin),5\n"
    let refusal = #expect(throws: ElectorateRefusal.self) { try Self.csv(text) }
    #expect(refusal?.code == "snapshot.duplicateHolder")
    #expect(
      refusal?.message.contains("lines 3 and 5") == true && refusal?.message.contains(Self.first) == true)
  }

  @Test(arguments: twins) func `attack 34: a holder twice in JSON is refused`(
    _ row: (id: String, twin: String)
  ) {
    let list = #"[{"account":"\#(Self.first)","amount":"5"},{"account":"\#(row.twin)","amount":"0"}]"#
    #expect(throws: ElectorateRefusal.self) { try Self.json(list) }
    let object = #"{"\#(Self.first)":"5","\#(row.twin)":"0"}"#
    let error = #expect(throws: (any Error).self) { try Self.json(object) }
    let code = (error as? any CodedRefusal)?.code
    #expect(code == (row.id == "the same" ? "json.duplicateKey" : "snapshot.duplicateHolder"))
  }

  // MARK: JSON

  static let lists: [(id: String, text: String)] = [
    (id: "objects", text: #"[{"account":"\#(second)","amount":"7"},{"account":"\#(first)","amount":5}]"#),
    (
      id: "other names",
      text: #"[{"Address":"\#(first)","Balance":"5","x":1},{"HOLDER":"\#(second)","power":7}]"#
    ),
    (id: "from accounts to amounts", text: #"{"\#(second)":"7","\#(first)":5}"#),
    (
      id: "with white space",
      text:
        "\n[ {\n\"wallet\" : \"\(first)\", \"weight\": \"5\" }, {\"voter\":\"\(second)\",\"tokens\":7} ]\n"
    ),
  ]

  @Test(arguments: lists) func `lists in JSON become the same rows`(_ row: (id: String, text: String)) throws
  {
    #expect(try Self.json(row.text) == Self.rows)
  }

  @Test(arguments: [
    (id: "a float", text: #"{"\#(first)":5.0}"#, code: "weight.form"),
    (id: "an exponent", text: #"[{"account":"\#(first)","amount":5e3}]"#, code: "weight.form"),
    (id: "a negative", text: #"{"\#(first)":-5}"#, code: "weight.form"),
    (id: "2^128", text: #"{"\#(first)":340282366920938463463374607431768211456}"#, code: "weight.form"),
    (id: "a truth value", text: #"{"\#(first)":true}"#, code: "weight.form"),
    (id: "no amount", text: #"[{"account":"\#(first)"}]"#, code: "electorate.line"),
    (id: "an account as number", text: #"[{"account":5,"amount":5}]"#, code: "electorate.line"),
    (id: "a list of texts", text: #"["\#(first)"]"#, code: "electorate.line"),
    (id: "nothing", text: "[]", code: "electorate.empty"),
    (id: "nobody", text: "{}", code: "electorate.empty"),
    (id: "a text", text: #""x""#, code: "electorate.columns"),
    (id: "not JSON", text: "[", code: "json.syntax"),
    (
      id: "attack 5: the zero address", text: #"{"0x\#(String(repeating: "0", count: 40))":1}"#,
      code: "account.zero"
    ),
  ])
  func `a broken list in JSON has its code`(_ row: (id: String, text: String, code: String)) {
    let error = #expect(throws: (any Error).self) { try Self.json(row.text) }
    #expect((error as? any CodedRefusal)?.code == row.code)
  }
}
