internal import SQLiteStorage
internal import ArgumentParser
internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import Voting

/// `quorate tally`.
struct TallyCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "tally", abstract: "Count the ballots of a proposal, and say what was not counted.",
    discussion: "quorate tally P-0007\nquorate tally P-0007 --verify      (replays the whole log first)")
  @Argument(help: "P-0007, 7, or the identity.") var id: String
  @Flag(help: "Recount from the signed entries instead of the stored ballots, and compare.") var verify =
    false
  @OptionGroup var instant: InstantOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let session = try Session(options)
    let standing = try Reading.one(id, session, instant)
    let results = Results(standing: standing, session: session)
    var text =
      "\(standing.proposal.display)  \(Format.safe(standing.proposal.title))\n" + results.counts
    text += results.uncounted
    let refusals = try session.store.refusals()
    if !refusals.isEmpty {
      let list = refusals.map { "\($0.code) \($0.count)" }.joined(separator: ", ")
      text += "\n  refused at intake, all proposals (not part of the record): \(list)"
    }
    var matches: Bool?
    if verify {
      let replayed = try PastState.replay(
        session.store, documents: session.documents, verifier: Secp256k1Verifier(), dao: session.dao.id,
        curves: LogCurves(Secp256k1Verifier()), until: standing.now)
      let record = try replayed.proposal(standing.proposal.id)
      let recounted = try record.map { try Standing($0, in: replayed, at: standing.now) }
      matches = recounted?.facts == standing.facts
      text +=
        matches == true
        ? "\n  recounted from the signed entries: the same" : "\n  RECOUNT DIFFERS from the stored ballots"
    }
    let data = Reading.json(standing).object?.members ?? []
    let extra: [JSONObject.Member] = [
      .init(key: "matchesEntries", value: matches.map { .bool($0) } ?? .null),
      .init(
        key: "refusedAtIntake",
        value: .object(JSONObject(refusals.map { .init(key: $0.code, value: .integer($0.count)) }))),
    ]
    return Answer(
      schema: "quorate.tally/1", data: .object(JSONObject(data + extra)), text: text,
      brief: results.brief, status: matches == false ? .badEvidence : .ok,
      warnings: session.warnings(asOf: instant))
  }
}

/// `quorate results`.
struct ResultsCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "results", abstract: "What a proposal has come to.",
    discussion:
      "quorate results P-0007\nquorate results P-0007 --exit-status     0 passed, 3 not, 5 still open")
  @Argument(help: "P-0007, 7, or the identity.") var id: String
  @Flag(name: .customLong("exit-status"), help: "End with 0 if it passed, 3 if it failed, 5 if it is open.")
  var exitStatus = false
  @Flag(help: "Say how few members could have passed and blocked it, also for a large electorate.")
  var coalitions = false
  @OptionGroup var instant: InstantOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let session = try Session(options)
    let standing = try Reading.one(id, session, instant)
    let results = Results(standing: standing, session: session)
    var text = "\(standing.proposal.display)  \(Format.safe(standing.proposal.title))\n"
    text +=
      "\(Reading.stateWords(standing.decision).uppercased())  \(Reading.deadline(standing))\(Reading.ended(standing))\n"
    let obstacle = try Obstacle(to: standing, session)
    text += obstacle.map { "\($0.words)\n" } ?? ""
    text += results.counts + "\n" + results.tests(withFlips: false)
    let influence = try Influence(standing, session, isAsked: coalitions)
    text += influence?.text ?? ""
    text += "\n" + results.time + "\n" + results.electorates
    let data =
      (Reading.json(standing).object?.members ?? []) + [
        Influence.member(influence), .init(key: "obstacle", value: obstacle?.json ?? .null),
      ]
    return Answer(
      schema: "quorate.results/1", data: .object(JSONObject(data)), text: text,
      brief: standing.decision.state.rawValue, status: exitStatus ? results.status(unless: obstacle) : .ok,
      warnings: session.warnings(asOf: instant))
  }
}

/// `quorate explain`.
struct ExplainCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Why a proposal stands as it does, and what would change it.",
    discussion: "quorate explain P-0007")
  @Argument(help: "P-0007, 7, or the identity.") var id: String
  @Flag(name: .customLong("exit-status"), help: "End with 0 if it passed, 3 if it failed, 5 if it is open.")
  var exitStatus = false
  @Flag(help: "Say how few members could have passed and blocked it, also for a large electorate.")
  var coalitions = false
  @OptionGroup var instant: InstantOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let session = try Session(options)
    let standing = try Reading.one(id, session, instant)
    let results = Results(standing: standing, session: session)
    let record = standing.proposal
    var text =
      "\(record.display)  \(Format.safe(record.title)) — \(Reading.stateWords(standing.decision).uppercased())\n"
    text += results.contests + results.tests(withFlips: true)
    text += results.later + results.uncounted
    text += results.veto
    let deposits = try DepositWords(standing, session)
    text += deposits?.text ?? ""
    text += results.delays
    let influence = try Influence(standing, session, isAsked: coalitions)
    text += influence?.text ?? ""
    let remarks = try Remarks(standing: standing, session: session).lines()
    text += remarks.map { "\n  · \($0)" }.joined()
    let obstacle = try Obstacle(to: standing, session)
    text += "\n\(results.next(unless: obstacle))"
    text += "\n\(results.time)"
    text += "\n\(results.electorates)"
    text +=
      "\nRules: track \(Reading.track(standing)), frozen when \(record.display) was submitted (\(record.rulesHash.short))"
    text += results.succession + results.provision
    return Answer(
      schema: "quorate.explain/1",
      data: .object(
        JSONObject(
          (Reading.json(standing).object?.members ?? []) + [
            .init(key: "deposit", value: deposits.map(\.json) ?? .null), Influence.member(influence),
            .init(key: "obstacle", value: obstacle?.json ?? .null),
            .init(key: "remarks", value: .array(remarks.map { .string($0) })),
          ])), text: text,
      brief: standing.decision.tests.first { !$0.passed }?.name ?? standing.decision.state.rawValue,
      status: exitStatus ? results.status(unless: obstacle) : .ok, warnings: session.warnings(asOf: instant))
  }
}
