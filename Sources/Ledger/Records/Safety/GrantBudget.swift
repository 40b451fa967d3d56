package import CanonicalEncoding
package import Governance
package import Signing

/// What a grant of an amount leaves at an instant. Admission, gates and reports all ask here, and nowhere else.
package struct GrantBudget: Hashable, Sendable {
  /// The period that runs at an instant, where a grant has a pace.
  package struct Period: Hashable, Sendable {
    package let number: UInt64
    package let begins: Timepoint
    /// The first instant of the next one.
    package let ends: Timepoint
    /// The most that may be drawn in it.
    package let limit: UInt128
    /// What has been drawn in it.
    package let drawn: UInt128

    package var left: UInt128 { limit - min(drawn, limit) }
  }

  package let holder: AccountKey
  package let unit: String
  /// Where it is spent, if only there.
  package let provider: String?
  package let purpose: String
  package let granted: UInt128
  package let drawn: UInt128
  package let period: Period?
  /// The first point of a run that rules have to pass at. Nothing on record can show of a run that they do, so that
  /// what lies beyond it takes a vote of its own.
  package let checkpoint: ComputeRun.Checkpoint?

  /// The budget of a grant, or `nil` where no amount was granted.
  ///
  /// Periods are counted from the entry that granted it. A clock that was set back does not open an earlier period
  /// again: what was drawn stays in the newest one.
  package init?(_ record: DecidedRecord, at now: Timepoint) {
    drawn = record.drawn
    switch record.action {
    case .allocateResource(let allocation):
      (holder, unit, granted) = (allocation.holder, allocation.unit, allocation.amount)
      (provider, purpose, checkpoint) = (allocation.provider, allocation.purpose, nil)
      period = allocation.pace.map { Self.period($0, of: record, at: now) }
    case .runCompute(let run):
      (holder, unit, granted) = (run.holder, Self.operations, run.budget)
      (provider, purpose, checkpoint) = (nil, run.name, run.checkpoints.first)
      period = nil
    default: return nil
    }
  }

  /// The unit of `compute.run`.
  package static let operations = "flop"

  private static func period(
    _ pace: ResourceAllocation.Pace, of record: DecidedRecord, at now: Timepoint
  ) -> Period {
    let granted = record.origin.at
    let length = max(pace.every.milliseconds, 1)
    let number = max(now.since(granted).milliseconds / length, record.period?.number ?? 0)
    let isCurrent = record.period?.number == number
    let (offset, overflow) = number.multipliedReportingOverflow(by: length)
    let begins = granted + Span(milliseconds: overflow ? .max : offset)
    return Period(
      number: number, begins: begins, ends: begins + pace.every, limit: pace.amount,
      drawn: isCurrent ? record.period?.drawn ?? 0 : 0)
  }

  /// Whether it is to be spent elsewhere than with a provider, or with one that is not told.
  package func excludes(provider other: String?) -> Bool { provider.map { $0 != other } ?? false }

  /// What is left of the whole.
  package var left: UInt128 { granted - min(drawn, granted) }

  /// The most that can be drawn now.
  package var drawable: UInt128 {
    let reach = checkpoint.map { $0.after - min(drawn, $0.after) } ?? left
    return min(left, period?.left ?? left, reach)
  }

  /// Why an amount cannot be drawn now, or `nil`; whether the grant still stands is not asked.
  package func refusal(of amount: UInt128) -> DrawRefusal? {
    guard amount > left else {
      if let period, amount > period.left { return .pace(left: period.left, until: period.ends) }
      if let checkpoint, amount > drawable {
        return .checkpoint(after: checkpoint.after, requires: checkpoint.requires)
      }
      return nil
    }
    return .exceeded(left: left)
  }
}

extension DecidedRecord {
  /// Kinds of actions that grant something, until it ends or is taken back.
  static let grantKinds = [
    AccessGrant.kind, ComputeRun.kind, DataAccess.kind, DatasetApproval.kind, ResourceAllocation.kind,
  ]

  /// The record after an amount was drawn, which the budget must leave.
  func drawing(_ amount: UInt128, from budget: GrantBudget) -> DecidedRecord {
    having(
      drawn: budget.drawn + amount,
      in: budget.period.map { DrawnPeriod(number: $0.number, drawn: $0.drawn + amount) })
  }
}
