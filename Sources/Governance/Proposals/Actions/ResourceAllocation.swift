public import CanonicalEncoding
public import Signing

/// Grants somebody an amount of something, to be spent in signed draws that can never exceed it.
public struct ResourceAllocation: Hashable, Sendable {
  /// Who may draw on it.
  public let holder: AccountKey
  /// What is granted: `gpu-hours`, `usd-cents`.
  public let unit: String
  /// How much of it, in whole units.
  public let amount: UInt128
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
    expires = try fields.instant("expires")
    holder = try fields.account("holder")
    provider = fields.contains("provider") ? try fields.plainName("provider") : nil
    purpose = try fields.label("purpose", limit: 300)
    unit = try fields.plainName("unit")
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "amount": String(amount), "expires": expires.description, "holder": holder.text, "purpose": purpose,
      "unit": unit,
    ])
    members.add("provider", provider)
    return members
  }

  package var words: String {
    "grant \(holder.display) \(amount) \(unit)\(provider.map { " with \($0)" } ?? "") until \(expires) for \(purpose)"
  }
}
