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
    var text =
      "\(standing.proposal.display)  \(Format.safe(standing.proposal.title))\n" + Results.counts(standing)
    text += Results.uncounted(standing)
    let refusals = try session.store.refusals()
    if !refusals.isEmpty {
      let list = refusals.map { "\($0.code) \($0.count)" }.joined(separator: ", ")
      text += "\n  refused at intake, all proposals (not part of the record): \(list)"
    }
    var matches: Bool?
    if verify {
      let replayed = try PastState.replay(
        session.store, documents: session.documents, verifier: Secp256k1Verifier(), dao: session.dao.id,
        until: standing.now)
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
      brief: Results.brief(standing), status: matches == false ? .badEvidence : .ok,
      warnings: session.warnings)
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
  @OptionGroup var instant: InstantOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let session = try Session(options)
    let standing = try Reading.one(id, session, instant)
    var text = "\(standing.proposal.display)  \(Format.safe(standing.proposal.title))\n"
    text += "\(Reading.stateWords(standing.decision).uppercased())  \(Reading.deadline(standing))\n"
    text += Results.counts(standing) + "\n" + Results.tests(standing, withFlips: false)
    return Answer(
      schema: "quorate.results/1", data: Reading.json(standing), text: text,
      brief: standing.decision.state.rawValue, status: exitStatus ? Results.status(standing) : .ok,
      warnings: session.warnings)
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
  @OptionGroup var instant: InstantOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let session = try Session(options)
    let standing = try Reading.one(id, session, instant)
    let record = standing.proposal
    var text =
      "\(record.display)  \(Format.safe(record.title)) — \(Reading.stateWords(standing.decision).uppercased())\n"
    text += Results.tests(standing, withFlips: true) + "\n"
    text += Results.uncounted(standing)
    if let council = record.rules.veto {
      let signed = try session.chamber.read { try $0.actors(record.id, deed: .veto).count }
      text += "\n  – veto       \(signed) of \(council.needs) signatures that it takes"
    }
    text += "\n\(Results.next(standing))"
    text +=
      "\nRules: track \(record.rules.name), frozen when \(record.display) was submitted (\(record.rulesHash.short))"
    return Answer(
      schema: "quorate.explain/1", data: Reading.json(standing), text: text,
      brief: standing.decision.tests.first { !$0.passed }?.name ?? standing.decision.state.rawValue,
      status: exitStatus ? Results.status(standing) : .ok, warnings: session.warnings)
  }
}

/// How results are put in words.
enum Results {
  /// Sums by option, one house after the other.
  static func counts(_ standing: Standing) -> String {
    let rules = standing.proposal.rules
    return rules.houses.map { house in
      guard let count = standing.facts.counts[house.name] else { return "" }
      let rows = zip(rules.options, count.tally.options).map { name, option in
        [
          "  " + Format.safe(name), Format.grouped(option.power),
          Format.percent(option.power, of: count.tally.electorate),
          Format.number(option.voters, "ballot"),
        ]
      }
      let title =
        "House \(house.name): \(count.tally.ballots) ballots carry \(Format.percent(count.tally.cast, of: count.tally.electorate)) of \(Format.grouped(count.tally.electorate))"
      return title + "\n" + Format.table(["  OPTION", "POWER", "OF ALL", ""], rows, forTerminal: true)
    }.joined(separator: "\n")
  }

  /// What was not counted, and why.
  static func uncounted(_ standing: Standing) -> String {
    var parts: [String] = []
    if standing.replaced > 0 {
      parts.append("\(standing.replaced) replaced by a later ballot of the same voter")
    }
    for (house, count) in standing.facts.counts.sorted(by: { $0.key < $1.key }) {
      let prefix = standing.facts.counts.count > 1 ? "\(house): " : ""
      let lent = count.contributions.reduce(0) { $0 + $1.delegators }
      if lent > 0 { parts.append("\(prefix)\(Format.number(lent, "member")) counted through delegates") }
      if count.overridden > 0 {
        parts.append(
          "\(prefix)\(Format.number(count.overridden, "member")) voted over a delegation of their own")
      }
      if count.unused > .zero {
        parts.append("\(prefix)\(Format.grouped(count.unused)) lent to delegates who did not vote")
      }
      if count.circular > .zero { parts.append("\(prefix)\(Format.grouped(count.circular)) lent in circles") }
      if count.tooDeep > .zero {
        parts.append("\(prefix)\(Format.grouped(count.tooDeep)) lent along chains that are too long")
      }
      let empty = count.contributions.count - count.tally.ballots
      if empty > 0 { parts.append("\(prefix)\(Format.number(empty, "ballot")) without power in the end") }
    }
    return parts.isEmpty ? "" : parts.map { "\n  · \($0)" }.joined()
  }

  /// One line a test; with flips, what would turn it around.
  static func tests(_ standing: Standing, withFlips: Bool) -> String {
    standing.decision.tests.map { test in
      var line = "  \(test.passed ? "✓" : "✗") \(test.name)  "
      if let whole = test.whole, let words = test.wholeWords {
        line += "\(Format.percent(test.part, of: whole)) \(test.partWords) of \(words), needs \(test.bar)"
      } else {
        line += "\(Format.grouped(test.part)) \(test.partWords), needs \(test.bar)"
      }
      let side = test.margin.isAbove ? "above" : "below"
      line +=
        "\n      \(Format.grouped(test.part)), needs \(Format.grouped(test.required)): \(Format.grouped(test.margin.by)) \(side)"
      if withFlips { line += "\n      would turn around with \(Reading.flip(test.flip))" }
      return line
    }.joined(separator: "\n")
  }

  /// What can or will happen next.
  static func next(_ standing: Standing) -> String {
    let id = standing.proposal.display
    switch standing.decision.state {
    case .pending: return "Voting \(Reading.deadline(standing))."
    case .active:
      return
        "Voting \(Reading.deadline(standing)); as it stands it would \(standing.decision.passes ? "pass" : "fail")."
    case .succeeded: return "It passed. Next:  quorate queue \(id)   (\(Reading.deadline(standing)))"
    case .queued where standing.decision.phase == .timelock: return "Queued: \(Reading.deadline(standing))."
    case .queued: return "Next:  quorate execute \(id)   (\(Reading.deadline(standing)))"
    case .executed: return "It took effect."
    case .canceled: return "It was stopped (\(standing.decision.ending?.rawValue ?? ""))."
    case .defeated: return "It failed."
    case .expired: return "It passed, but was not carried on in time."
    }
  }

  static func brief(_ standing: Standing) -> String {
    let rules = standing.proposal.rules
    return rules.houses.flatMap { house in
      zip(rules.options, standing.facts.counts[house.name]?.tally.options ?? []).map { "\($0)\t\($1.power)" }
    }.joined(separator: "\n")
  }

  static func status(_ standing: Standing) -> ExitStatus {
    switch standing.decision.state {
    case .succeeded, .queued, .executed: .ok
    case .defeated, .canceled, .expired: .no
    case .pending, .active: .undecided
    }
  }
}
