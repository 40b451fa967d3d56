package import CanonicalEncoding
package import Governance
package import Ledger
package import SafetyProtocol
package import Signing

/// What a gate answers, and everything that whoever asked must know about it.
package struct GateDecision: Sendable {
  package let code: GateCode
  /// One sentence for a person.
  package let sentence: String
  package let request: GateRequest
  /// The instant asked about.
  package let now: Timepoint
  /// The approval it rests on, or the newest that would have been one.
  package var approval: ApprovalRecord?
  /// What was granted, where that is what was asked about.
  package var grant: Grant?
  /// How much more has to be drawn before the job may run.
  package var missing: UInt128?
  /// What must be kept to.
  package var obligations: [Obligation] = []
  /// Waivers that were made use of.
  package var waivers: [UsedWaiver] = []
  /// What is paused anywhere.
  package var pauses: [ActivePause] = []
  /// What the safety protocols said.
  package var verdicts: [ProtocolVerdict] = []
  /// Remarks that do not change the answer.
  package var remarks: [String] = []

  package init(_ code: GateCode, _ sentence: String, _ request: GateRequest, at now: Timepoint) {
    self.code = code
    self.sentence = sentence
    self.request = request
    self.now = now
  }

  /// A grant, and what it leaves at the instant asked about.
  package struct Grant: Sendable {
    package let record: DecidedRecord
    /// `nil` where no amount was granted.
    package let budget: GrantBudget?

    init(_ record: DecidedRecord, at now: Timepoint) {
      self.record = record
      budget = GrantBudget(record, at: now)
    }
  }

  package var isAllowed: Bool { code.outcome == .allow }

  /// The stage that is open, if the approval has stages.
  package var stage: RolloutStage? { approval?.openStage }
}

/// Something that whoever is let through must keep to.
package enum Obligation: Hashable, Sendable {
  /// At most so much traffic, in thousandths, while a stage is open.
  case traffic(permille: UInt64, stage: String)
  /// For these people only.
  case audience(Audience)
  /// Not beyond an instant.
  case until(Timepoint)
  /// An amount is drawn before anything is spent.
  case draw(UInt128, unit: String)
  /// A job runs once: what was drawn for it pays for one.
  case once(UInt128, unit: String)
  /// For so long at most.
  case lasting(Span)
  /// By somebody only.
  case holder(AccountKey)
  /// For one purpose only.
  case purpose(String)
  /// The data stays where it is.
  case inPlace

  package var words: String {
    switch self {
    case .traffic(let permille, let stage):
      "at most \(RolloutStage.percent(permille)) of the traffic (stage \(stage))"
    case .audience(let audience): "for \(audience.words) only"
    case .until(let instant): "until \(instant)"
    case .draw(let amount, let unit): "draw \(amount) \(unit) before anything is spent"
    case .once(let amount, let unit): "run it once, with at most \(amount) \(unit)"
    case .lasting(let time): "for \(time) at most"
    case .holder(let holder): "by \(holder.display) only"
    case .purpose(let purpose): "for this only: \(purpose)"
    case .inPlace: "the data stays where it is"
    }
  }
}

/// A waiver without which a rule would not have been passed over.
package struct UsedWaiver: Hashable, Sendable {
  package let safety: String
  package let rule: String
  package let control: String
  package let reason: String
  package let ends: Timepoint
  package let proposal: String
}

/// A pause in force, as everybody must be able to see it.
package struct ActivePause: Hashable, Sendable {
  package let id: Digest
  package let order: BrakeOrder
  /// When it ends by itself.
  package let ends: Timepoint
  package let isRatified: Bool
  /// Whether it came by file and the log does not have it.
  package let isUnlogged: Bool

  package init(id: Digest, order: BrakeOrder, ends: Timepoint, isRatified: Bool, isUnlogged: Bool) {
    self.id = id
    self.order = order
    self.ends = ends
    self.isRatified = isRatified
    self.isUnlogged = isUnlogged
  }
}

/// What a safety protocol said of a model.
package struct ProtocolVerdict: Sendable {
  package let safety: ProtocolReference
  package let verdict: BoundVerdict
  /// With the waivers taken into account.
  package let outcome: Outcome
}
