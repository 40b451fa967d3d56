import CanonicalEncoding
import Governance
import QuorateTesting

/// The table of Polkadot's tracks: the preset with the figures of a row must be the preset as it is.
enum ReferendumTrackVectors {
  @Sendable static func run(_ row: VectorRow, _ report: inout VectorReport) throws(RowFault) {
    let columns = try row.list("columns").map { $0.string ?? "" }
    for value in try row.list("rows") {
      let cells = Dictionary(zip(columns, value.array ?? []), uniquingKeysWith: { $1 })
      let name = cells["name"]?.string ?? "a track without name"
      do {
        let differences = try compare(cells)
        report.check("\(name): \(differences.joined(separator: "; "))", differences.isEmpty)
      } catch {
        report.check("\(name): \(error)", false)
      }
    }
  }

  private static func compare(_ cells: [String: JSONValue]) throws -> [String] {
    func cell(_ column: String) throws(RowFault) -> JSONValue {
      guard let cell = cells[column] else { throw RowFault(description: "there is no \(column)") }
      return cell
    }
    // Names are written with underscores there, and with hyphens in charters.
    let track = try cell("name").string.orThrow("a name is not a text")
      .split(separator: "_", omittingEmptySubsequences: false).joined(separator: "-")
    var foreign = try ForeignCharter("opengov")
    let preset = try foreign.rules(track: track)
    let path = "tracks.\(track)"
    try foreign.set("\(path).active_at_most", try cell("maxDeciding"))
    // A DOT is 10^10 plancks.
    let deposit = String(try VectorRow.amount(try cell("decisionDeposit DOT"), "the deposit"))
    try foreign.set("\(path).deposit.amounts.dot", to: deposit + String(repeating: "0", count: 10))
    try foreign.set("\(path).tests.approval.curve", try curve(try cell("minApproval")))
    try foreign.set("\(path).tests.support.curve", try curve(try cell("minSupport")))
    return differing("the rules", try foreign.rules(track: track).json, preset.json)
  }

  /// A curve as the runtime declares it: `4,28,80,50,100 recip` or `17,28,50,100 lin`.
  private static func curve(_ cell: JSONValue) throws -> JSONValue {
    let text = try cell.string.orThrow("a curve is not a text")
    let words = text.split(separator: " ")
    let parts = words.first?.split(separator: ",").map(String.init) ?? []
    func spans(_ names: [String]) -> [JSONObject.Member] {
      zip(names, parts).map { .init(key: $0, value: .string("\($1)ms")) }
    }
    func shares(_ names: [String]) -> [JSONObject.Member] {
      zip(names, parts.dropFirst(2)).map { .init(key: $0, value: .string("\($1)%")) }
    }
    switch (words.last, parts.count) {
    case ("recip", 5):
      let members = spans(["after", "of"]) + shares(["level", "floor", "ceiling"])
      return .members(["reciprocal_through": .object(JSONObject(members))])
    case ("lin", 4):
      let members = spans(["length", "of"]) + shares(["floor", "ceiling"])
      return .members(["linear_over": .object(JSONObject(members))])
    default: throw RowFault(description: "\(text) is not a curve")
    }
  }
}
