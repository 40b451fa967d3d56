internal import CanonicalEncoding

/// What becomes of a deposit. Quorate moves nothing: it computes the obligation and writes it down.
public enum DepositFate: String, CaseIterable, Sendable {
  /// It goes back to those who made it.
  case returned
  /// It is destroyed.
  case burned
  /// It goes to the body's treasury.
  case treasury
  /// It stays where it is, for a retry (Sputnik holds the bond of a proposal whose execution failed).
  case held
}

extension DepositFate {
  init?(optional key: String, in fields: inout JSONFields) throws(JSONRefusal) {
    guard let value = fields.optional(key) else { return nil }
    guard let fate = value.string.flatMap({ DepositFate(rawValue: $0) }) else {
      throw fields.unexpected(key, "returned, burned, treasury or held")
    }
    self = fate
  }
}
