package import CanonicalEncoding

/// Who may say what of a model, and what they said: the facts that turn files into evidence.
package struct EvidenceBinding: Sendable {
  package let terms: ProtocolTerms
  package let subject: EvidenceSubject
  package let accreditations: [Accreditation]
  package let commissions: [Commission]
  /// Accounts and organisations that made the model.
  package let producers: Set<String>
  /// How long an accredited failure blocks.
  package let window: Span

  package init(
    terms: ProtocolTerms, subject: EvidenceSubject, accreditations: [Accreditation],
    commissions: [Commission], producers: Set<String>, window: Span
  ) {
    self.terms = terms
    self.subject = subject
    self.accreditations = accreditations
    self.commissions = commissions
    self.producers = producers
    self.window = window
  }

  /// The verdict over everything attested so far.
  ///
  /// - Parameters:
  ///   - attested: All that evaluators said, about whichever model; order does not matter.
  ///   - files: The evaluation files by SHA-256. The caller has checked the hashes.
  ///   - now: The instant asked about.
  /// - Complexity: O(attested · rules), times that of following a path.
  package func verdict(
    on attested: [AttestedEvidence], files: [Digest: EvidenceDocument], at now: Timepoint
  ) -> BoundVerdict {
    let items = attested.map { item($0, files, now) }
    let counting = items.filter(\.counts)
    let voices = EvaluatorVoices(counting)
    let outcomes = Dictionary(
      terms.rules.map { ($0.id, self.outcome(of: $0, counting, voices, files, now)) }
    ) { first, _ in first }
    let reached = terms.reached { outcomes[$0]?.outcome ?? .indeterminate }
    let required = terms.required(reached)
    let lines = terms.rules.map { rule in
      let (outcome, findings) = outcomes[rule.id] ?? (.indeterminate, [])
      return BoundVerdict.Line(
        rule: rule, role: terms.role(of: rule), isRequired: required.contains(rule.id), outcome: outcome,
        findings: findings)
    }
    let shortfalls = terms.evidence.filter { terms.isDue($0, among: required) }.compactMap { requirement in
      shortfall(of: requirement, counting, voices)
    }
    let blockers = attested.filter { isBlocking($0, now) }
    let parts =
      lines.filter(\.isRequired).map(\.outcome) + shortfalls.map { _ in Outcome.indeterminate }
      + blockers.map { _ in Outcome.fail }
    return BoundVerdict(
      items: items, lines: lines, reached: reached, blockers: blockers, shortfalls: shortfalls,
      outcome: .all(parts))
  }

  // MARK: What counts

  /// The files that decide something: those of evidence with which nothing else is wrong. Whoever is not accredited for what
  /// the protocol asks for can have any number of others on record, of any length.
  package func filesWanted(for attested: [AttestedEvidence], at now: Timepoint) -> Set<Digest> {
    Set(attested.filter { item($0, [:], now).faults == [.fileMissing] }.map(\.file))
  }

  private func item(
    _ evidence: AttestedEvidence, _ files: [Digest: EvidenceDocument], _ now: Timepoint
  ) -> BoundVerdict.Item {
    let requirement = requirement(for: evidence)
    let accreditation = accreditation(of: evidence)
    var faults = speakerFaults(evidence, accreditation, now)
    if !commissions.contains(where: { $0.ordered(evidence) }) { faults.append(.notCommissioned) }
    if evidence.startedAt > evidence.endedAt || evidence.endedAt > evidence.recordedAt
      || evidence.recordedAt > now
    {
      faults.append(.contradictoryTimes)
    }
    if let requirement {
      faults += requirement.pins.filter { evidence.configuration[$0.key] != $0.value }.map(\.key).sorted()
        .map { BindingFault.otherConfiguration($0) }
      // What counts for nothing already needs no file.
      if faults.isEmpty { faults += fileFaults(evidence, requirement, files[evidence.file], now) }
    } else {
      faults.append(.noRequirement)
    }
    return BoundVerdict.Item(
      evidence: evidence, requirement: requirement?.id, organisation: accreditation?.organisation,
      faults: faults)
  }

  /// The requirement that is named, if it is of that format; else the only one of that format.
  private func requirement(for evidence: AttestedEvidence) -> EvidenceRequirement? {
    if let name = evidence.requirement {
      return terms.requirement(name).flatMap { $0.format == evidence.format ? $0 : nil }
    }
    let possible = terms.evidence.filter { $0.format == evidence.format }
    return possible.count == 1 ? possible[0] : nil
  }

  /// The newest accreditation in force when the evidence was recorded, else any other of the evaluator.
  private func accreditation(of evidence: AttestedEvidence) -> Accreditation? {
    let own = accreditations(of: evidence)
    return own.last { $0.isInForce(at: evidence.recordedAt) && $0.covers(evidence.format, for: terms.id) }
      ?? own.first
  }

  /// The accreditations of an evaluator, oldest first.
  private func accreditations(of evidence: AttestedEvidence) -> [Accreditation] {
    accreditations.filter { $0.evaluator.isSpelt(like: evidence.evaluator) }.sorted { $0.from < $1.from }
  }

  private func speakerFaults(
    _ evidence: AttestedEvidence, _ accreditation: Accreditation?, _ now: Timepoint
  ) -> [BindingFault] {
    var faults: [BindingFault] = evidence.subject == subject ? [] : [.otherModel]
    guard let accreditation else { return faults + [.notAccredited] }
    // What was said while it was in force stands after it has ended, but not after it was revoked for then.
    if !accreditation.isInForce(at: evidence.recordedAt) { faults.append(.accreditationNotInForce) }
    if !accreditation.covers(evidence.format, for: terms.id) { faults.append(.outOfScope) }
    // Whatever was declared by then, also beside an older accreditation that still runs.
    let standing =
      accreditations(of: evidence).filter { $0.isInForce(at: evidence.recordedAt) } + [accreditation]
    let barred = standing.reduce(into: Set([evidence.evaluator])) { barred, one in
      barred.formUnion(one.conflicts.union([one.organisation]))
    }
    if !barred.isDisjoint(with: producers) { faults.append(.conflictOfInterest) }
    return faults
  }

  private func fileFaults(
    _ evidence: AttestedEvidence, _ requirement: EvidenceRequirement, _ file: EvidenceDocument?,
    _ now: Timepoint
  ) -> [BindingFault] {
    guard let file else { return [.fileMissing] }
    var faults: [BindingFault] = []
    if let limit = requirement.maxAge, age(of: evidence, file, now) > limit { faults.append(.tooOld) }
    let completeness = Completeness(of: file, as: requirement.format, demanding: requirement.demand)
    if let unmet = completeness.unmet.first { faults.append(.incomplete(unmet.sentence)) }
    return faults
  }

  /// The file's own word can make it older, and never younger.
  private func age(of evidence: AttestedEvidence, _ file: EvidenceDocument, _ now: Timepoint) -> Span {
    let claimed = ClaimedTime.of(file, as: evidence.format)
    return now.since(min(evidence.endedAt, claimed ?? evidence.endedAt))
  }

  private func isBlocking(_ evidence: AttestedEvidence, _ now: Timepoint) -> Bool {
    evidence.blocks(subject, accreditations, under: [terms.id], within: window, at: now)
  }

  // MARK: What it shows

  private func shortfall(
    of requirement: EvidenceRequirement, _ counting: [BoundVerdict.Item], _ voices: EvaluatorVoices
  ) -> BoundVerdict.Shortfall? {
    let speakers = counting.filter { $0.requirement?.isSpelt(like: requirement.id) == true }
    let count = Set(speakers.compactMap { $0.organisation.map(voices.voice(of:)) }).count
    guard count < requirement.organisations else { return nil }
    return .init(requirement: requirement.id, organisations: count, needed: requirement.organisations)
  }

  /// One failure is a failure. A pass needs as many organisations as the protocol asks for, none of which is
  /// in doubt; and so does the proof that a capability is not there.
  private func outcome(
    of rule: SafetyRule, _ counting: [BoundVerdict.Item], _ voices: EvaluatorVoices,
    _ files: [Digest: EvidenceDocument], _ now: Timepoint
  ) -> (outcome: Outcome, findings: [(evidence: Digest, finding: RuleFinding)]) {
    var findings: [(evidence: Digest, finding: RuleFinding)] = []
    var outcomes: [ByteText: [Outcome]] = [:]
    for item in counting where item.requirement?.isSpelt(like: rule.evidence) == true {
      guard let file = files[item.evidence.file], let organisation = item.organisation else { continue }
      var finding = rule.finding(in: file)
      if let limit = rule.maxAge, age(of: item.evidence, file, now) > limit {
        finding = .undecided("it is older than this rule allows", observed: finding.observed)
      }
      findings.append((item.evidence.id, finding))
      outcomes[voices.voice(of: organisation), default: []].append(finding.outcome)
    }
    let needed = terms.requirement(rule.evidence)?.organisations ?? EvidenceRequirement.fewestOrganisations
    func isUnanimous(_ outcome: Outcome) -> Bool {
      outcomes.values.count { $0.allSatisfy { $0 == outcome } } >= needed
    }
    // Of a rule that must pass, one failure decides; of a trigger, one pass does.
    let (alarm, calm): (Outcome, Outcome) = terms.role(of: rule) == .trigger ? (.pass, .fail) : (.fail, .pass)
    if outcomes.values.contains(where: { $0.contains(alarm) }) { return (alarm, findings) }
    return (isUnanimous(calm) ? calm : .indeterminate, findings)
  }
}

extension AttestedEvidence {
  /// Whether an evaluator's word that a model failed keeps it from being used.
  ///
  /// A failure blocks whoever ordered the run, and whatever file it was about: it needs no more than a voice that is
  /// accredited for its format or for the protocol, and it needs no protocol.
  /// - Parameters:
  ///   - subject: The model.
  ///   - accreditations: Those of evaluators; ones of others are passed over.
  ///   - protocols: The safety protocol that is judged; where none governs the model, all there are.
  ///   - window: How long a failure blocks.
  ///   - now: The instant asked about.
  package func blocks(
    _ subject: EvidenceSubject, _ accreditations: [Accreditation], under protocols: [String],
    within window: Span, at now: Timepoint
  ) -> Bool {
    guard claim == .failed, self.subject == subject, recordedAt <= now, now.since(recordedAt) <= window else {
      return false
    }
    return accreditations.contains {
      accreditation in
      accreditation.evaluator.isSpelt(like: evaluator) && accreditation.isInForce(at: recordedAt)
        && (protocols.contains { accreditation.covers(format, for: $0) }
          || accreditation.covers(format, for: nil))
    }
  }
}
