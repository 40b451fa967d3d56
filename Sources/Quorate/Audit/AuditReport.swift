package import CanonicalEncoding
package import Governance

/// The checks of an audit, with the numbers under which every report names them.
package enum AuditStep: Int, CaseIterable, Sendable {
  /// The archive reads, within its limits.
  case archive = 1
  /// Every file has the hash the manifest gives it.
  case files
  /// The log's keys signed the checkpoint.
  case checkpoint
  /// Witnesses cosigned it, as many as the policy asks for.
  case witnesses
  /// Entries have their hashes, hashes lead to the signed root.
  case tree
  /// Earlier checkpoints are of this same log.
  case history
  /// The genesis is that of the DAO that was asked for.
  case identity
  /// Every statement is signed and was allowed, and the documents it names are there.
  case statements
  /// Electorates have the roots and sums that were signed.
  case electorates
  /// Delegations were allowed, and no unit of power was lost or counted twice.
  case delegations
  /// Every ballot was signed by somebody eligible, in time.
  case ballots
  /// What a way of voting needs besides.
  case methods
  /// Every proposal is recounted.
  case outcomes
  /// The claimed outcomes are the recounted ones.
  case claims
  /// When things were received.
  case time
  /// Receipts that the auditor brought are in the log.
  case receipts
  /// What the operator's own tables say is what the entries lead to; only in a workspace.
  case projections
  /// What evaluators agree on in every round is found again; only where there are rounds.
  case evaluations

  /// The word in reports.
  package var name: String { String(describing: self) }

  /// The step that says whether statements of a kind were allowed; `nil` stands for entries that state nothing.
  static func judging(_ kind: StatementKind?) -> AuditStep {
    switch kind {
    case .delegation: .delegations
    case .ballot: .ballots
    default: .statements
    }
  }
}

/// What an audit found, step by step.
package struct AuditReport: Sendable {
  /// How a step ended.
  package enum Verdict: String, Sendable {
    /// It holds.
    case holds
    /// It does not.
    case fails
    /// It cannot be said, because something is missing.
    case incomplete
    /// There is nothing of the kind here.
    case absent
  }

  /// One thing that was checked.
  package struct Step: Sendable {
    /// What was checked.
    package let step: AuditStep
    /// How it ended.
    package let verdict: Verdict
    /// What was compared, or the first thing that is wrong.
    package let detail: String

    /// The word in reports.
    package var name: String { step.name }
    /// Whether nothing is wrong.
    package var holds: Bool { verdict == .holds || verdict == .absent }
  }

  /// An entry without effect, or one that is not what it should be.
  package struct BadEntry: Hashable, Sendable {
    package let index: UInt64
    package let code: String
    package let message: String
    /// What kind of statement it is, where it reads.
    package var kind: StatementKind?

    /// One sentence for a report.
    var words: String { "entry \(index) has no effect: \(message) (\(code))" }
  }

  private var found: [AuditStep: Step] = [:]
  /// Entries without effect, in order; at most a hundred are kept.
  package private(set) var voids: [BadEntry] = []
  /// How many entries have no effect.
  package private(set) var voidCount = 0
  /// The first entry without effect of each kind; `nil` for those that do not read.
  private var firstVoids: [StatementKind?: BadEntry] = [:]
  /// How many entries were replayed.
  package var size: UInt64 = 0
  /// The root recomputed from the entries.
  package var root: Digest = .zero
  /// Who the log belongs to.
  package var origin = ""
  /// The DAO, once the genesis was read.
  package var dao: Digest?
  /// Whether the DAO's clock is one moved by hand.
  package var isRehearsal = false
  /// What each proposal had come to, in the order of their numbers.
  package internal(set) var outcomes: [AuditedOutcome] = []
  /// What still rests on trust, one sentence each.
  package var trust: [String] = []

  package init() {}

  /// The steps in order.
  package var steps: [Step] { AuditStep.allCases.compactMap { found[$0] } }

  /// Whether every step holds.
  package var holds: Bool { steps.allSatisfy(\.holds) }

  /// The verdict over all steps: a step that fails outweighs one that cannot be said.
  package var verdict: Verdict {
    let verdicts = Set(steps.map(\.verdict))
    return verdicts.contains(.fails) ? .fails : verdicts.contains(.incomplete) ? .incomplete : .holds
  }

  /// Adds a part of a step; the worst part decides, and what holds is told together.
  package mutating func add(_ step: AuditStep, _ verdict: Verdict, _ detail: String) {
    guard let known = found[step] else {
      found[step] = Step(step: step, verdict: verdict, detail: detail)
      return
    }
    let order: [Verdict] = [.absent, .holds, .incomplete, .fails]
    let (old, new) = (order.firstIndex(of: known.verdict) ?? 0, order.firstIndex(of: verdict) ?? 0)
    if new > old {
      found[step] = Step(step: step, verdict: verdict, detail: detail)
    } else if new == old, verdict == .holds {
      found[step] = Step(step: step, verdict: verdict, detail: "\(known.detail); \(detail)")
    }
  }

  /// Leaves open what documents that are missing may explain.
  ///
  /// Without a document an entry has no effect, and everything behind it comes out otherwise. That is no evidence against
  /// the log, as long as its files, hashes and signatures hold. What stands in front of that entry is no other for it: an
  /// operator who leaves a document out hides nothing by it.
  ///
  /// - Parameter first: The first entry that lacks a document.
  package mutating func leaveOpenWhatFollows(_ first: UInt64) {
    func follows(_ step: AuditStep) -> Bool {
      step == .evaluations || AuditStep.statements.rawValue...AuditStep.claims.rawValue ~= step.rawValue
    }
    guard steps.allSatisfy({ follows($0.step) || $0.verdict != .fails }) else { return }
    for step in steps where follows(step.step) && step.verdict == .fails {
      let ahead = firstVoid(of: step.step).flatMap { $0.index < first ? $0 : nil }
      found[step.step] = Step(
        step: step.step, verdict: ahead == nil ? .incomplete : .fails, detail: ahead?.words ?? step.detail)
    }
  }

  package mutating func add(_ step: AuditStep, _ holds: Bool, _ detail: String) {
    add(step, holds ? .holds : .fails, detail)
  }

  /// Takes note of what a proposal has come to by a later instant.
  mutating func note(_ outcome: AuditedOutcome) {
    outcomes = outcomes.map { $0.proposal == outcome.proposal ? outcome : $0 }
  }

  package mutating func addVoid(_ index: UInt64, _ refusal: any CodedRefusal, kind: StatementKind?) {
    voidCount += 1
    let entry = BadEntry(index: index, code: refusal.code, message: refusal.message, kind: kind)
    if voids.count < 100 { voids.append(entry) }
    if firstVoids[kind] == nil { firstVoids[kind] = entry }
  }

  /// The first entry without effect among those that a step looks at.
  package func firstVoid(of step: AuditStep) -> BadEntry? {
    firstVoids.filter { AuditStep.judging($0.key) == step }.values.min { $0.index < $1.index }
  }
}
