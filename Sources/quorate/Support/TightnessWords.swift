internal import CanonicalEncoding
internal import SafetyProtocol

/// How classified changes are put in words and for programs.
extension Tightness {
  /// One sign for it, so that no colour is needed.
  var mark: String {
    switch self {
    case .tightening: "▲"
    case .neutral: "·"
    case .loosening: "▼"
    }
  }
}

extension ClauseChange {
  /// For programs.
  var json: JSONValue {
    .members([
      "change": .string(tightness.rawValue), "clause": .string(clause), "new": .string(new),
      "old": .string(old),
    ])
  }

  /// The clause and what becomes of it, in one line.
  var line: String { "\(tightness.mark) \(Format.safe(clause))  \(tightness.rawValue)" }
}
