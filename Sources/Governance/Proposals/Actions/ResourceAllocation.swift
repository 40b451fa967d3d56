public import CanonicalEncoding
public import Signing

/// Grants somebody an amount of something, to be spent in signed draws that can never exceed it.
public struct ResourceAllocation: Hashable, Sendable {
  /// How much of it may be drawn in any one period. Periods follow each other from the grant on.
  public struct Pace: Hashable, Sendable {
    /// In the grant's unit.
    public let amount: UInt128
    /// How long a period is.
    public let every: Span
  }

  /// Who may draw on it.
  public let holder: AccountKey
  /// What is granted: `gpu-hours`, `usd-cents`.
  public let unit: String
  /// How much of it, in whole units.
  public let amount: UInt128
  /// How fast it may be drawn, if that is limited too.
  public let pace: Pace?
  /// What for.
  public let purpose: String
  /// The network or provider it is spent with, if only there.
  public let provider: String?
  /// When what is left of it lapses.
  public let expires: Timepoint
}

extension ResourceAllocation: ActionBody {
  package static let kind = "resource.allocate"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    amount = try fields.positiveAmount("amount")
    pace = fields.contains("at_most") ? try Pace(parsing: try fields.value("at_most")) : nil
    expires = try fields.instant("expires")
    holder = try fields.account("holder")
    provider = fields.contains("provider") ? try fields.plainName("provider") : nil
    purpose = try fields.label("purpose", limit: 300)
    unit = try fields.plainName("unit")
    if let pace, pace.amount >= amount {
      throw fields.unexpected("at_most", "less than the whole amount, or left out")
    }
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "amount": String(amount), "expires": expires.description, "holder": holder.text, "purpose": purpose,
      "unit": unit,
    ])
    if let pace { members.append(.init(key: "at_most", value: pace.json)) }
    members.add("provider", provider)
    return members
  }

  package var words: String {
    var text = "grant \(holder.display) \(amount) \(unit)"
    if let provider { text += " with \(provider)" }
    if let pace { text += ", at most \(pace.amount) every \(pace.every)," }
    return text + " until \(expires) for \(purpose)"
  }
}

extension ResourceAllocation.Pace {
  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the pace of a grant")
    amount = try fields.positiveAmount("amount")
    every = try fields.plainSpan("every")
    try fields.finish()
    guard every > .zero else { throw fields.unexpected("every", "a length of time above zero") }
  }

  package var json: JSONValue {
    .object(JSONObject(.init(texts: ["amount": String(amount), "every": every.description])))
  }
}
