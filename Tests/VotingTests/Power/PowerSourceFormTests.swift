import CanonicalEncoding
import QuorateTesting
import Testing
import Voting

/// Sources as a charter writes them.
@Suite struct PowerSourceFormTests {
  static let balance = ComposedPowerTests.balance
  static let locked = #"{"asset":"icp","source":"locked"}"#

  /// One of each source, in the form that is hashed.
  static let forms: [String] = [
    #"{"of":{"asset":"token","source":"balance"},"source":"allocation","target":"nft-1"}"#,
    #"{"asset":"token","source":"balance"}"#,
    #"{"at_most":"18446744073709551615","of":{"source":"heads"},"source":"capped"}"#,
    #"{"asset":"alpha","block":"12s","blocks":934866,"source":"conviction"}"#,
    #"{"asset":"atom","source":"delegated-stake"}"#,
    #"{"accounts":["\#(PowerRows.account)","\#(HoldingFactsTests.other)"],"of":{"source":"heads"},"source":"excluded"}"#,
    #"{"of":\#(locked),"over":"30d","rounding":"half-even","source":"fresh","start":"183d"}"#,
    #"{"asset":"near","grain":"1","rate_per_ns":"3/7","source":"growth","tick":"500ms"}"#,
    #"{"source":"heads"}"#,
    #"{"age":{"max":"1461d","percent":25},"asset":"icp","delay":{"max":"2922d","percent":100},"least":"182d 15h","source":"locked-bonus"}"#,
    #"{"age":{"max":"1461d","percent":25},"asset":"icp","bonus_percent":10,"delay":{"max":"730d 12h","percent":200},"least":"0s","source":"locked-convex"}"#,
    #"{"asset":"ocean","max":"1460d","source":"locked-decay","step":"7d"}"#,
    locked,
    #"{"of":[{"source":"heads"},{"asset":"token","source":"balance"}],"source":"max"}"#,
    #"{"of":[{"source":"heads"},{"asset":"token","source":"balance"}],"source":"min"}"#,
    #"{"per":"account","roles":{"council":3,"guardian":1},"source":"role"}"#,
    #"{"by":"2/3","of":{"source":"heads"},"rounding":"ceiling","source":"scaled"}"#,
    #"{"of":{"source":"heads"},"scale":1000000,"source":"square-root"}"#,
    #"{"of":[{"of":{"asset":"fet","source":"balance"},"ratio":"1"},{"of":{"asset":"agix","source":"balance"},"ratio":"8667/20000"}],"rounding":"floor","source":"sum"}"#,
  ]

  @Test(arguments: forms) func `a source is read and written back the same`(_ form: String) throws {
    let json = try PowerRows.source(form).json
    #expect(String(decoding: json.canonicalBytes, as: UTF8.self) == form)
  }

  @Test func `every source has its form among the tested ones`() throws {
    let tested = try Self.forms.map { type(of: try PowerRows.source($0)).name }
    #expect(Set(tested) == Set(PowerSources.all.map { $0.name }))
    #expect(Set(PowerSources.all.map { $0.name }).count == PowerSources.all.count)
  }

  static let spellings: [(id: String, text: String, form: String)] = [
    (
      id: "a decimal ratio", text: #"{"source":"scaled","by":"0.50","of":{"source":"heads"}}"#,
      form: #"{"by":"1/2","of":{"source":"heads"},"rounding":"floor","source":"scaled"}"#
    ),
    (
      id: "a whole ratio", text: #"{"source":"scaled","by":4,"of":{"source":"heads"}}"#,
      form: #"{"by":"4","of":{"source":"heads"},"rounding":"floor","source":"scaled"}"#
    ),
    (
      id: "other units of time", text: #"{"source":"locked-decay","asset":"o","max":"24h","step":"3600s"}"#,
      form: #"{"asset":"o","max":"1d","source":"locked-decay","step":"1h"}"#
    ),
    (
      id: "accounts in other forms",
      text:
        #"{"source":"excluded","accounts":["0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826"],"of":{"source":"heads"}}"#,
      form: #"{"accounts":["\#(HoldingFactsTests.other)"],"of":{"source":"heads"},"source":"excluded"}"#
    ),
    (
      id: "growth without grain and tick", text: #"{"source":"growth","asset":"near","rate_per_ns":"1/2"}"#,
      form: #"{"asset":"near","grain":"1","rate_per_ns":"1/2","source":"growth","tick":"1s"}"#
    ),
  ]

  @Test(arguments: spellings) func `every spelling has the one form that is hashed`(
    _ row: (id: String, text: String, form: String)
  ) throws {
    #expect(String(decoding: try PowerRows.source(row.text).json.canonicalBytes, as: UTF8.self) == row.form)
  }

  static let refused: [(id: String, text: String)] = [
    (id: "an unknown source", text: #"{"source":"quadratic"}"#), (id: "no source", text: "{}"),
    (id: "a list", text: "[]"), (id: "a null source", text: #"{"source":null}"#),
    (id: "balance of nothing", text: #"{"source":"balance"}"#),
    (id: "an asset in upper case", text: #"{"source":"balance","asset":"T"}"#),
    (id: "an asset as number", text: #"{"source":"balance","asset":5}"#),
    (id: "heads with an asset", text: #"{"source":"heads","asset":"token"}"#),
    (id: "a decay of nothing", text: #"{"source":"locked-decay","asset":"o","max":"0s","step":"7d"}"#),
    (id: "a decay by no step", text: #"{"source":"locked-decay","asset":"o","max":"7d","step":"0s"}"#),
    (id: "a decay in milliseconds", text: #"{"source":"locked-decay","asset":"o","max":"7d","step":"5ms"}"#),
    (
      id: "a bonus without percent",
      text: #"{"source":"locked-bonus","asset":"o","delay":{"max":"7d"},"age":{"max":"7d","percent":1}}"#
    ),
    (
      id: "a bonus with more",
      text:
        #"{"source":"locked-bonus","asset":"o","delay":{"max":"7d","percent":1,"x":1},"age":{"max":"7d","percent":1}}"#
    ),
    (
      id: "too great a bonus",
      text:
        #"{"source":"locked-bonus","asset":"o","delay":{"max":"7d","percent":1000001},"age":{"max":"7d","percent":1}}"#
    ),
    (
      id: "a promise above all",
      text:
        #"{"source":"locked-convex","asset":"o","bonus_percent":101,"delay":{"max":"7d","percent":1},"age":{"max":"7d","percent":1}}"#
    ),
    (id: "a rate over nothing", text: #"{"source":"growth","asset":"o","rate_per_ns":"1/0"}"#),
    (id: "no grain", text: #"{"source":"growth","asset":"o","rate_per_ns":"1","grain":"0"}"#),
    (id: "no tick", text: #"{"source":"growth","asset":"o","rate_per_ns":"1","tick":"0s"}"#),
    (id: "no time constant", text: #"{"source":"conviction","asset":"o","block":"12s","blocks":0}"#),
    (
      id: "too long a time constant",
      text: #"{"source":"conviction","asset":"o","block":"12s","blocks":1099511627776}"#
    ),
    (id: "no block", text: #"{"source":"conviction","asset":"o","block":"0s","blocks":1}"#),
    (id: "freshness of a balance", text: #"{"source":"fresh","start":"1d","over":"1d","of":\#(balance)}"#),
    (
      id: "an unknown rounding",
      text: #"{"source":"fresh","start":"1d","over":"1d","rounding":"truncate","of":\#(locked)}"#
    ),
    (id: "the least of one", text: #"{"source":"min","of":[\#(balance)]}"#),
    (
      id: "the greatest of seventeen",
      text: #"{"source":"max","of":[\#([String](repeating: balance, count: 17).joined(separator: ","))]}"#
    ),
    (id: "a sum of nothing", text: #"{"source":"sum","of":[]}"#),
    (id: "a sum with more", text: #"{"source":"sum","of":[{"ratio":1,"of":\#(balance),"x":1}]}"#),
    (id: "a sum without ratio", text: #"{"source":"sum","of":[{"of":\#(balance)}]}"#),
    (id: "a negative ratio", text: #"{"source":"scaled","by":-1,"of":\#(balance)}"#),
    (id: "a ratio with exponent", text: #"{"source":"scaled","by":"1e3","of":\#(balance)}"#),
    (id: "a percentage as ratio", text: #"{"source":"scaled","by":"40%","of":\#(balance)}"#),
    (
      id: "a cap of 2^128",
      text: #"{"source":"capped","at_most":"340282366920938463463374607431768211456","of":\#(balance)}"#
    ),
    (id: "a scale of nothing", text: #"{"source":"square-root","scale":0,"of":\#(balance)}"#),
    (id: "no roles", text: #"{"source":"role","per":"role","roles":{}}"#),
    (id: "a role without power", text: #"{"source":"role","per":"role","roles":{"a":0}}"#),
    (id: "a role in upper case", text: #"{"source":"role","per":"role","roles":{"A":1}}"#),
    (id: "roles as a list", text: #"{"source":"role","per":"role","roles":["a"]}"#),
    (id: "roles for nobody", text: #"{"source":"role","per":"head","roles":{"a":1}}"#),
    (id: "an account that is none", text: #"{"source":"excluded","accounts":["alice"],"of":\#(balance)}"#),
    (
      id: "an account twice",
      text:
        #"{"source":"excluded","accounts":["0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826","\#(HoldingFactsTests.other)"],"of":\#(balance)}"#
    ),
    (id: "a target in upper case", text: #"{"source":"allocation","target":"X","of":\#(balance)}"#),
    (id: "something unknown inside", text: #"{"source":"capped","at_most":"1","of":{"source":"magic"}}"#),
  ]

  @Test(arguments: refused) func `what a source cannot be is refused`(_ row: (id: String, text: String))
    throws
  {
    #expect(throws: JSONRefusal.self) { try PowerRows.source(row.text) }
  }

  @Test func `sources stand at most eight deep inside each other`() throws {
    var text = Self.balance
    for depth in 1...12 {
      if depth <= 8 {
        #expect(throws: Never.self) { try PowerRows.source(text) }
      } else {
        #expect(throws: JSONRefusal.self) { try PowerRows.source(text) }
      }
      text = #"{"source":"capped","at_most":"1","of":\#(text)}"#
    }
  }

  // MARK: Units

  static let units: [(text: String, assets: [String], unit: String?)] = [
    (text: balance, assets: ["token"], unit: "token"), (text: #"{"source":"heads"}"#, assets: [], unit: nil),
    (text: ComposedPowerTests.asi, assets: ["agix", "fet", "ocean"], unit: "fet"),
    (text: #"{"source":"min","of":[\#(balance),\#(balance)]}"#, assets: ["token"], unit: "token"),
    (text: #"{"source":"max","of":[\#(balance),\#(locked)]}"#, assets: ["icp", "token"], unit: nil),
    (text: #"{"source":"square-root","scale":1,"of":\#(balance)}"#, assets: ["token"], unit: nil),
    (text: #"{"source":"scaled","by":2,"of":\#(balance)}"#, assets: ["token"], unit: nil),
    (text: #"{"source":"fresh","start":"1d","over":"1d","of":\#(locked)}"#, assets: ["icp"], unit: "icp"),
  ]

  @Test(arguments: units) func `a source says what it looks at and what it counts in`(
    _ row: (text: String, assets: [String], unit: String?)
  ) throws {
    let source = try PowerRows.source(row.text)
    #expect(source.assets.sorted() == row.assets)
    #expect(source.unit == row.unit)
  }

  // MARK: Ratios

  @Test(arguments: [
    ("1", "1"), ("0", "0"), ("0/7", "0"), ("6/4", "3/2"), ("0.433350", "8667/20000"), ("0.0", "0"),
    ("1.5", "3/2"), ("1.5/2", "3/4"), ("0.05/365.25", "1/7305"),
    ("340282366920938463463374607431768211455", "340282366920938463463374607431768211455"),
    ("1/340282366920938463463374607431768211455", "1/340282366920938463463374607431768211455"),
    ("0.000000000000000000000000000001", "1/1000000000000000000000000000000"),
  ]) func `a ratio has one form`(text: String, form: String) throws {
    #expect(try #require(Ratio(text)).description == form)
  }

  @Test(arguments: [
    "", "1/", "/1", "1/0", "01", "1.", ".5", "1.5.2", "1/2/3", "-1", "+1", "1 /2", "40%", "1e3", "1/0.0",
    "340282366920938463463374607431768211456", "0.0000000000000000000000000000001",
    "340282366920938463463374607431768211455.5",
  ]) func `every other text is no ratio`(_ text: String) { #expect(Ratio(text) == nil) }
}
