import CanonicalEncoding
import QuorateTesting
import Voting

/// The runner of Polkadot's file. Each list is run apart; a list without a runner is counted with its reason.
let polkadotVectors: [String: VectorRunner] = ["evm/polkadot.json": PolkadotVectors.run]

/// Curves of Polkadot's referenda; conviction, support and confirmation are other parts of the file.
enum PolkadotVectors {
  @Sendable static func run(_ content: JSONValue, _ report: inout VectorReport) {
    let file = VectorRow(value: content)
    for (name, curve) in curveParsers {
      section(name, of: file, &report) { (row, report) throws(RowFault) in
        try cases(named: name, row, try curve(row), &report)
      }
    }
    section("reciprocal_property", of: file, &report, property)
    section("conviction", of: file, &report, PolkadotConvictionVectors.run)
    section("referenda", of: file, &report) { row, report in ReferendaVectors.run(row, &report) }
    section("polkadot_tracks", of: file, &report, ReferendumTrackVectors.run)
  }

  /// Runs one member of the file, if it is there; what is malformed in it is one failure.
  private static func section(
    _ name: String, of file: VectorRow, _ report: inout VectorReport,
    _ run: (VectorRow, inout VectorReport) throws(RowFault) -> Void
  ) {
    guard let value = file.optional(name) else { return }
    do {
      try run(VectorRow(value: value), &report)
    } catch {
      report.check("\(name): \(error)", false)
    }
  }

  // MARK: Curves

  /// How the parameters of each kind of curve are read.
  private static let curveParsers:
    KeyValuePairs<String, @Sendable (VectorRow) throws(RowFault) -> ThresholdCurve> = [
      "stepped": { row throws(RowFault) in
        let curve = SteppedDecreasingCurve(
          begin: try perbill(row, "begin"), end: try perbill(row, "end"), step: try perbill(row, "step"),
          period: try perbill(row, "period"))
        guard let curve else { throw RowFault(description: "no falling steps") }
        return .stepped(curve)
      },
      "linear": { row throws(RowFault) in
        let ceiling = try perbill(row, row.has("ceil") ? "ceil" : "ceiling")
        let curve = LinearDecreasingCurve(
          length: try perbill(row, "length"), floor: try perbill(row, "floor"), ceiling: ceiling)
        guard let curve else { throw RowFault(description: "no falling line") }
        return .linear(curve)
      },
      "reciprocal": { row throws(RowFault) in .reciprocal(try reciprocal(row)) },
    ]

  private static func reciprocal(_ row: VectorRow) throws(RowFault) -> ReciprocalCurve {
    ReciprocalCurve(
      factor: try fixed(row, "factor"), xOffset: try fixed(row, "x_offset"),
      yOffset: try fixed(row, "y_offset"))
  }

  private static func perbill(_ row: VectorRow, _ key: String) throws(RowFault) -> Perbill {
    guard let share = Perbill(parts: try row.number(key)) else {
      throw RowFault(description: "\(key) is above one")
    }
    return share
  }

  /// A number of any decimals, cut to nine as the conversion from a float does.
  private static func fixed(_ row: VectorRow, _ key: String) throws(RowFault) -> FixedI64 {
    guard case .number(let text)? = row.optional(key), let number = FixedI64(cutting: text) else {
      throw RowFault(description: "\(key) is not a number of nine decimals")
    }
    return number
  }

  private static func cases(
    named name: String, _ row: VectorRow, _ curve: ThresholdCurve, _ report: inout VectorReport
  ) throws(RowFault) {
    for (index, row) in try row.rows("cases").enumerated() {
      let operation = try row.text("op")
      switch operation {
      case "threshold":
        let threshold = curve.threshold(at: try perbill(row, "x"))
        let expected = try perbill(row, "expect")
        report.check("\(name) \(index): \(threshold.parts), not \(expected.parts)", threshold == expected)
      case "delay":
        let delay = curve.delay(of: try perbill(row, "y"))
        let expected = try perbill(row, "expect")
        report.check("\(name) \(index): \(delay.parts), not \(expected.parts)", delay == expected)
      case "passing":
        let passes = curve.isPassing(try perbill(row, "y"), at: try perbill(row, "x"))
        report.check("\(name) \(index): \(passes)", passes == (try row.flag("expect")))
      default: throw RowFault(description: "the operation \(operation) is unknown")
      }
    }
  }

  /// A share passes at the delay that is estimated for it, or the estimate is the whole period; tried at a
  /// hundred thousand shares that lie evenly.
  private static func property(_ row: VectorRow, _ report: inout VectorReport) throws(RowFault) {
    let curve = ThresholdCurve.reciprocal(try reciprocal(row))
    let failing = stride(from: UInt64(0), through: 1_000_000_000, by: 10_000).lazy
      .compactMap { Perbill(parts: $0) }
      .first { share in
        let delay = curve.delay(of: share)
        return delay != .one && !curve.isPassing(share, at: delay)
      }
    report.check("reciprocal_property: not for \(failing?.parts ?? 0) parts", failing == nil)
  }
}
