internal import CanonicalEncoding
internal import Governance
internal import Ledger

/// How the faces put a decision into words.
extension GateDecision {
  /// `DENY model.deploy sha256:ac0919ef… production: nothing was approved … (QG010)`, within a length.
  package func line(limit: Int) -> String {
    let name = ModelName(model: request.model, oci: request.oci).short
    let verdict = code.outcome.verdict
    let head = "\(verdict) \(request.action.rawValue) \(name) \(request.environment): "
    let tail = " (\(code.rawValue))"
    let room = max(0, limit - head.unicodeScalars.count - tail.unicodeScalars.count)
    return head + sentence.bounded(room) + tail
  }

  /// What whoever is let through should read: limits, waivers, what else is stopped.
  package var notes: [String] {
    var notes = isAllowed ? obligations.map(\.words) : []
    if let approval, isAllowed {
      notes = ["allowed by \(approval.origin.display)" + (notes.isEmpty ? "" : ": ")].map {
        $0 + notes.joined(separator: ", ")
      }
    }
    notes += waivers.map { "waived until \($0.ends): \($0.rule) of \($0.safety) (\($0.proposal))" }
    notes += pauses.map { "paused until \($0.ends): \($0.order.scope.words) (\($0.order.incident))" }
    return notes + remarks
  }

  /// The most traffic it allows, in percent, exact; `nil` where there is no limit.
  package var maxTrafficPercent: String? {
    let limits = obligations.compactMap { obligation -> UInt64? in
      if case .traffic(let permille, _) = obligation { permille } else { nil }
    }
    guard let permille = limits.min() else { return nil }
    return permille % 10 == 0 ? String(permille / 10) : "\(permille / 10).\(permille % 10)"
  }
}

extension GateCode.Outcome {
  /// One word, for programs and people.
  package var verdict: String {
    switch self {
    case .allow: "ALLOW"
    case .deny: "DENY"
    case .badEvidence: "BAD-EVIDENCE"
    case .undecided: "UNDECIDED"
    }
  }
}

extension String {
  /// At most so many characters, shown safely; an ellipsis stands for the rest.
  package func bounded(_ limit: Int) -> String {
    let whole = DisplayText.escaped(self)
    guard whole.unicodeScalars.count > limit else { return whole }
    guard limit > 0 else { return "" }
    var text = ""
    text.unicodeScalars.append(contentsOf: whole.unicodeScalars.prefix(limit - 1))
    return text + "…"
  }
}
