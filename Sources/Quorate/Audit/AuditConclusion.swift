internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Voting

/// What follows from the replayed state: statements, documents, electorates, delegations, ballots, outcomes.
struct AuditConclusion<Files: Documents> {
  private let walk: EntryWalk
  private let documents: Files
  /// What was found so far, and what this adds.
  private(set) var report: AuditReport

  init(walk: EntryWalk, documents: Files) {
    self.walk = walk
    self.documents = documents
    report = walk.report
  }

  mutating func run() throws {
    if let fault = walk.documentFault {
      let isAboutElectorate = fault.kind == .electorate || fault.kind == .electorateAttestation
      report.add(isAboutElectorate ? .electorates : .statements, false, fault.words)
    }
    addStatements()
    try addDocuments()
    try addElectorates()
    addVoids(.delegations, soundly: "every delegation was allowed when it was received")
    addVoids(.ballots, soundly: "every ballot was eligible, and in time by the log's instants")
    try addOutcomes()
    try addEvaluations()
  }

  private mutating func addStatements() {
    report.add(
      .statements, walk.badSignatures == 0,
      walk.firstBad.map { "entry \($0.index): \($0.message) (\($0.code))" }
        ?? "every entry was signed by the account it names")
    if let void = report.firstVoid(of: .statements) { report.add(.statements, false, void.words) }
  }

  private mutating func addVoids(_ step: AuditStep, soundly words: String) {
    let void = report.firstVoid(of: step)
    report.add(step, void == nil, void?.words ?? words)
  }

  /// Every content and every charter that was in force must be there.
  private mutating func addDocuments() throws {
    var checked = 0
    for proposal in try walk.replay.view.proposals() {
      checked += 1
      guard (try? walk.replay.view.content(of: proposal)) != nil else {
        report.add(.statements, false, "the content of \(proposal.display) is missing or altered")
        return
      }
    }
    for adopted in try walk.replay.view.adoptedCharters() {
      checked += 1
      guard (try? documents.charter(adopted.charter)) != nil else {
        report.add(.statements, false, "a charter that was in force is missing or altered")
        return
      }
    }
    let provisional = try walk.replay.view.unconfirmed(at: walk.replay.last).map { "; \($0.words)" }
    report.add(
      .statements, true,
      (checked == 1 ? "1 content or charter is there" : "\(checked) contents and charters are there")
        + provisional.joined())
  }

  /// Every electorate that counts anywhere is recomputed from its rows.
  private mutating func addElectorates() throws {
    var checked = 0
    for (_, value) in walk.replay.view.records.records(.electorate) {
      let record = try ElectorateRecord(bytes: value)
      checked += 1
      if let fault = fault(in: record) {
        report.add(.electorates, false, fault)
        return
      }
    }
    let attested = try walk.replay.view.electorates().filter { $0.attested != nil }.count
    report.add(
      .electorates, checked > 0 ? .holds : .absent,
      checked == 0
        ? "none was registered"
        : "\(checked) recomputed from their rows: roots and sums are those that were signed"
          + (attested == 0 ? "" : "; attesters agree on \(attested), by the charter's rules"))
  }

  private func fault(in record: ElectorateRecord) -> String? {
    do {
      guard let found = try documents.commitment(file: record.file) else {
        return "the electorate of entry \(record.index) is missing"
      }
      let isSame = found.root == record.root && found.rows == record.rows && found.totals == record.totals
      return isSame ? nil : "the electorate of entry \(record.index) does not have the root that was signed"
    } catch let refusal as any CodedRefusal {
      return "the electorate of entry \(record.index): \(refusal.message)"
    } catch {
      return "the electorate of entry \(record.index) cannot be read"
    }
  }

  /// Recounts every proposal, as of the last entry; conservation of power is part of each.
  /// - Complexity: O(electorate + ballots) for each.
  private mutating func addOutcomes() throws {
    let (view, last) = (walk.replay.view, walk.replay.last)
    for proposal in try view.proposals() {
      do {
        let facts = try view.facts(on: proposal)
        guard facts.isConsistent else {
          report.add(
            .outcomes, false,
            "\(proposal.display): power was lost or made in the count, or the running sums are not the count's"
          )
          return
        }
        let decision = try view.decide(on: proposal, facts, at: last)
        report.outcomes.append(AuditedOutcome(proposal, decision, facts, at: last))
      } catch let refusal as any CodedRefusal {
        report.add(.outcomes, false, "\(proposal.display) cannot be recounted: \(refusal.message)")
        return
      }
    }
    let (all, decided) = (report.outcomes.count, report.outcomes.count { $0.isDecided })
    report.add(
      .outcomes, all == 0 ? .absent : .holds,
      all == 0
        ? "nothing was proposed"
        : "\(all) recounted, \(decided) of them decided; no unit of power lost or counted twice")
  }

  /// Finds again what evaluators agree on in every round.
  private mutating func addEvaluations() throws {
    let view = walk.replay.view
    var sentences: [String] = []
    let rounds = try view.rounds()
    guard !rounds.isEmpty else { return }
    for round in rounds {
      do {
        guard let findings = try view.findings(of: round) else { continue }
        sentences.append(EvaluationSentence(round, findings, at: walk.replay.last).words)
      } catch let refusal as any CodedRefusal {
        report.add(.evaluations, false, "\(round.display) cannot be found again: \(refusal.message)")
        return
      }
    }
    let timed = rounds.contains { $0.witnessing == nil } ? "; times of rounds are the operator's word" : ""
    report.add(
      .evaluations, true,
      "\(rounds.count) \(rounds.count == 1 ? "round" : "rounds") found again; "
        + sentences.joined(separator: "; ") + timed)
  }
}
