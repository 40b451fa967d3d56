internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate
internal import SafetyProtocol
internal import Signing

/// What an accreditation is for: formats, the tools they come from, or safety protocols.
enum EvaluatorScope {
  /// Whether it is for results of a format. One for a protocol on record is taken to be: only that protocol knows.
  static func covers<Store: Records, Files: Documents>(
    _ accreditation: EvaluatorAccreditation, _ format: String, in view: LedgerView<Store, Files>
  ) throws -> Bool {
    let family = String(format.prefix { $0 != "." })
    if accreditation.scopes.contains(where: { $0.isSpelt(like: format) || $0.isSpelt(like: family) }) {
      return true
    }
    return try view.protocolVersions().contains { version in
      accreditation.scopes.contains { $0.isSpelt(like: version.safety.id) }
    }
  }

  /// Refuses an evaluator whose word on a format no gate would count. Who is not accredited at all is refused by the log.
  static func check(_ evaluator: AccountKey, _ format: EvidenceFormat, _ session: Session) throws {
    let now = try session.now()
    let scopes = try session.chamber.read { view -> [String]? in
      guard let accreditation = try view.accreditation(of: evaluator, at: now),
        try !covers(accreditation, format.rawValue, in: view)
      else { return nil }
      return accreditation.scopes
    }
    guard let scopes else { return }
    throw Failure(
      .notAllowed, "evidence.outOfScope",
      "\(evaluator.display) is accredited for \(words(scopes)), and not for \(format.rawValue): no gate would count it",
      hint: "quorate proposal draft TITLE --kind evaluator.accredit")
  }

  static func words(_ scopes: [String]) -> String { scopes.map(Format.safe).joined(separator: ", ") }
}
