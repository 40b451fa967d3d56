import CanonicalEncoding
import QuorateTesting
import Signing
import Testing
import Voting

/// Power by shares of validators.
@Suite struct DelegatedStakePowerTests {
  static let validator = HoldingFactsTests.other
  static let second = HoldingFactsTests.least

  static func source(_ validators: [String]) throws -> DelegatedStakePower {
    var table = ValidatorTable()
    for line in validators { table.add(try #require(HoldingTests.read(line))) }
    return DelegatedStakePower(asset: "atom").knowing(table)
  }

  static let rows: [(id: String, validators: [String], fields: String, power: String)] = [
    (
      id: "one to one", validators: ["\(validator) validator=bonded:100;shares:100"],
      fields: "stake=\(validator):7", power: "7"
    ),
    (
      id: "slashed to half", validators: ["\(validator) validator=bonded:50;shares:100"],
      fields: "stake=\(validator):7", power: "3"
    ),
    (
      id: "fractions of shares", validators: ["\(validator) validator=bonded:100;shares:50"],
      fields: "stake=\(validator):0.5", power: "1"
    ),
    (
      id: "a validator that is not bonded", validators: ["\(validator) validator=unbonded:100;shares:100"],
      fields: "stake=\(validator):7", power: "0"
    ),
    (id: "a validator nobody knows", validators: [], fields: "stake=\(validator):7", power: "0"),
    (
      id: "a validator without shares", validators: ["\(validator) validator=bonded:0;shares:0"],
      fields: "stake=\(validator):0", power: "0"
    ),
    (
      id: "no stake", validators: ["\(validator) validator=bonded:100;shares:100"], fields: "atom=7",
      power: "0"
    ),
    // A third and two thirds: the sum of the decimals is cut, not each of them.
    (
      id: "two validators",
      validators: ["\(second) validator=bonded:1;shares:3", "\(validator) validator=bonded:2;shares:3"],
      fields: "stake=\(second):1.5 stake=\(validator):0.75", power: "1"
    ),
    // 0.333333333333333333 three times is not one.
    (
      id: "thirds are lost",
      validators: ["\(second) validator=bonded:1;shares:3", "\(validator) validator=bonded:1;shares:3"],
      fields: "stake=\(second):2 stake=\(validator):1", power: "1"
    ),
    (
      id: "18 decimals, as on Fetch",
      validators: [
        "\(validator) validator=bonded:1000000000000000000000000000;shares:1000000000000000000000000000"
      ],
      fields: "stake=\(validator):123456789000000000000000000.5", power: "123456789000000000000000000"
    ),
    (
      id: "attack 40: beyond the decimals",
      validators: ["\(validator) validator=bonded:340282366920938463463374607431768211455;shares:1"],
      fields: "stake=\(validator):340282366920938463463374607431768211455", power: "overflow"
    ),
  ]

  @Test(arguments: rows) func `shares are worth their part of the tokens`(
    _ row: (id: String, validators: [String], fields: String, power: String)
  ) throws {
    #expect(try PowerRows.power(try Self.source(row.validators), row.fields) == row.power)
  }

  @Test func `the digits behind the point are kept for the tally`() throws {
    let source = try Self.source(["\(Self.validator) validator=bonded:2;shares:3"])
    let decimal = try source.decimal(of: try PowerRows.row("stake=\(Self.validator):1"))
    #expect(decimal.description == "0.666666666666666667")
  }

  @Test func `composed sources pass the validators on`() throws {
    let form = #"{"source":"delegated-stake","asset":"atom"}"#
    var table = ValidatorTable()
    table.add(try #require(HoldingTests.read("\(Self.validator) validator=bonded:100;shares:100")))
    let wrappers = [
      #"{"source":"min","of":[\#(form),\#(form)]}"#, #"{"source":"max","of":[\#(form),{"source":"heads"}]}"#,
      #"{"source":"sum","of":[{"ratio":1,"of":\#(form)}]}"#,
      #"{"source":"capped","at_most":"7","of":\#(form)}"#,
      #"{"source":"scaled","by":1,"of":\#(form)}"#,
      #"{"source":"excluded","accounts":["\#(Self.second)"],"of":\#(form)}"#,
      #"{"source":"allocation","target":"x","of":\#(form)}"#,
      #"{"source":"scaled","by":"7/2","of":{"source":"square-root","scale":1,"of":\#(form)}}"#,
    ]
    for wrapper in wrappers {
      let source = try PowerRows.source(wrapper)
      #expect(source.needsValidators)
      #expect(try PowerRows.power(source, "allocation=x:10000 stake=\(Self.validator):7") != "7")
      #expect(
        try PowerRows.power(source.knowing(table), "allocation=x:10000 stake=\(Self.validator):7") == "7")
    }
    #expect(!(try PowerRows.source(#"{"source":"heads"}"#).needsValidators))
  }

  @Test(arguments: [
    ("0", UInt128(0), UInt64(0)), ("12.5", 12, 500_000_000_000_000_000), ("0.000000000000000001", 0, 1),
    ("7.999999999999999999", 7, 999_999_999_999_999_999),
  ]) func `a number of shares has one text`(text: String, whole: UInt128, attos: UInt64) throws {
    let shares = try #require(ShareCount(text))
    #expect(shares.whole == whole && shares.attos == attos && shares.description == text)
    #expect(ShareCount(whole: whole, attos: attos) == shares)
    #expect(ShareCount(whole: whole, attos: ShareCount.one) == nil)
  }
}
