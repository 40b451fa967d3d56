import CanonicalEncoding
import QuorateTesting
import Signing
import Testing
import Voting

/// Rows and answers for tests of power.
enum PowerRows {
  static let account = HoldingTests.account

  /// The row with the given fields, as they stand in a line.
  static func row(_ fields: String) throws -> Holding {
    try #require(HoldingTests.read("\(account) \(fields)"), "\(fields)")
  }

  static func seconds(_ seconds: UInt64) -> Timepoint { Timepoint(milliseconds: seconds * 1000) }

  /// A power as digits, or `overflow`.
  static func power(_ source: any PowerSource, _ fields: String, at instant: UInt64 = 0) throws -> String {
    let row = try row(fields)
    do throws(CountRefusal) {
      return try source.power(of: row, at: seconds(instant)).description
    } catch {
      return error == .overflow ? "overflow" : "\(error)"
    }
  }

  static func source(_ text: String) throws -> any PowerSource {
    try PowerSources.parse(try JSONParser.parse(Array(text.utf8)))
  }

  /// Whether a number is the whole part of a quotient.
  static func isFloor(_ number: UInt128, of numerator: WideNumber, by denominator: WideNumber) -> Bool {
    let least = WideNumber(number) * denominator
    return least <= numerator && numerator < least + denominator
  }
}
