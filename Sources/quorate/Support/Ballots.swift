internal import SQLiteStorage
internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import Signing
internal import Voting

/// What the vote commands share.
enum Ballots {
  /// Signs and submits a ballot.
  /// - Parameters:
  ///   - choice: An option, or its unique beginning.
  ///   - house: The house; `nil` for the only one.
  ///   - isRehearsal: Whether nothing is written.
  static func cast(
    _ choice: String, on record: ProposalRecord, house: String?, reason: String, replacing replace: Bool,
    isRehearsal: Bool, _ session: Session
  ) async throws -> Answer {
    let name = try Session.keyName(session.options)
    let voter = try Session.keys.entry(name).account
    let rules = try rules(of: record, session)
    let house = try Self.house(house, of: record, under: rules)
    let words = try option(choice, of: record, under: rules, in: house)
    if isRehearsal {
      if let refusal = try preview(record, house, voter, words, reason, replace, session) { throw refusal }
      return Answer(
        schema: "quorate.preview/1",
        data: .members([
          "choice": .string(words), "proposal": .string(record.display), "voter": .string(voter.display),
        ]),
        text:
          "Would vote \(Format.safe(words)) on \(record.display) as \(voter.display). Nothing written (dry run).",
        brief: words, warnings: session.warnings)
    }
    let own = try ownPower(of: voter, house, record, session)
    let signed = try await Writing.submit(
      in: session, summary: { summary($0, own: own) },
      receiptName: { statement, _ in receiptName(statement, record, by: name) }
    ) { preparing, signer in
      try preparing.ballot(
        on: record, house: house, by: signer, choice: words, reason: reason, replacing: replace)
    }
    return answer(signed, record, session)
  }

  /// The rules of the stage that a ballot on a proposal would be cast in now.
  static func rules(of record: ProposalRecord, _ session: Session) throws -> TrackRules {
    let now = try session.now()
    return try session.chamber.read { view in
      try view.stage(of: record, as: try view.decision(on: record, at: now)).rules
    }
  }

  /// The house named, or the only one.
  static func house(_ name: String?, of record: ProposalRecord, under rules: TrackRules) throws -> String {
    let names = rules.houses.map(\.name)
    if let name {
      guard names.contains(name) else {
        throw Failure(
          .badInput, "house.unknown", "houses of \(record.display) are \(names.joined(separator: ", "))")
      }
      return name
    }
    guard names.count == 1 else {
      throw Failure(.usage, "house.missing", "say which --house: \(names.joined(separator: ", "))")
    }
    return names[0]
  }

  /// The words of a choice; where a ballot names one option, its unique beginning of at least two letters will do.
  static func option(
    _ word: String, of record: ProposalRecord, under rules: TrackRules, in house: String
  ) throws -> String {
    let (rule, options) = (rules.ballot(in: house), rules.options)
    let method = rule.method
    if word.utf8.elementsEqual(Ballot.withdrawal.utf8) {
      guard rule.isWithdrawable else {
        throw Failure(
          .badInput, "ballot.choiceUnknown", "ballots on \(record.display) cannot be withdrawn by its rules")
      }
      return word
    }
    let refusal: CountRefusal
    do {
      return method.words(of: try method.choice(word, among: options), among: options)
    } catch {
      refusal = error
    }
    let matches = options.filter { word.count >= 2 && $0.lowercased().hasPrefix(word.lowercased()) }
    if matches.count == 1, (try? method.choice(matches[0], among: options)) != nil { return matches[0] }
    let names = "options of \(record.display) are \(options.joined(separator: ", "))"
    if case .choiceMalformed = refusal {
      throw Failure(.badInput, refusal.code, "\(refusal.message); \(names)")
    }
    let beginning = word.count == 1 ? "; a beginning of one takes two letters at least" : ""
    throw Failure(.badInput, refusal.code, names + beginning)
  }

  /// The words of a choice for all houses of a proposal, each of which must take it.
  static func option(_ word: String, of record: ProposalRecord) throws -> String {
    var words = word
    for house in record.rules.houses.reversed() {
      words = try option(word, of: record, under: record.rules, in: house.name)
    }
    return words
  }

  /// Why some voters voted in a house as they did: nothing where no reason was given, or no ballot of their own.
  static func reasons(
    _ votes: [(house: String, contribution: Contribution)], _ standing: Standing, _ session: Session
  ) throws -> [String] {
    let ballots = try Reading.ballots(of: standing, session)
    return try votes.map { vote in
      let hash = ballots[vote.house]?[vote.contribution.voter]?.reasonHash ?? .zero
      return hash == .zero ? "" : try session.store.keptReason(hash).words
    }
  }

  /// Why a statement would have no effect if it were received now, or `nil`.
  static func preview(_ statement: Statement, _ session: Session) throws -> AdmissionRefusal? {
    let head = try session.store.head()
    let position = LogPosition(
      index: head?.size ?? 0, received: try session.now(),
      previous: head?.received ?? Timepoint(milliseconds: 0))
    return try session.chamber.read { try $0.preview(statement, at: position) }
  }

  static func preview(
    _ record: ProposalRecord, _ house: String, _ voter: AccountKey, _ choice: String, _ reason: String,
    _ replacing: Bool, _ session: Session
  ) throws -> AdmissionRefusal? {
    let prepared = try session.chamber.read { view in
      try Preparing(view, at: try session.now()).ballot(
        on: record, house: house, by: voter, choice: choice, reason: reason, replacing: replacing)
    }
    return try preview(prepared.statement, session)
  }

  /// `P-0007-alice`, and `P-0007-alice-2` for the ballot that replaces the first; where several houses vote,
  /// `P-0007-tokens-alice`.
  static func receiptName(_ statement: Statement, _ record: ProposalRecord, by name: String) -> String {
    let sequence = statement.header.sequence
    var parts = [record.display, name]
    if case .ballot(let ballot) = statement, record.rules.allHouses.count > 1 {
      parts.insert(ballot.house, at: 1)
    }
    if sequence > 1 { parts.append("\(sequence)") }
    return parts.joined(separator: "-")
  }

  /// A voter's own power in a house, in words; what is lent comes on top.
  static func ownPower(
    of voter: AccountKey, _ house: String, _ record: ProposalRecord, _ session: Session
  ) throws -> String {
    let power = try session.chamber.read { view -> Power in
      guard let rules = record.rules.allHouses.first(where: { $0.name == house }) else { return .zero }
      let voters = try view.voters(of: rules, on: record)
      return try voters.rows.holding(of: voter).map {
        try voters.rows.power(of: $0, by: voters.house.power, at: record.reads(rules))
      } ?? .zero
    }
    return Format.amount(power, session.unit(ofHouse: house))
  }

  static func summary(_ statement: Statement, own: String) -> String {
    guard case .ballot(let ballot) = statement else { return "" }
    let replaces = ballot.replaces == .zero ? "nothing" : "your ballot \(ballot.replaces.short)"
    return """
      \(Format.safe(ballot.header.daoName)) · \(ballot.proposal) \(Format.safe(ballot.title))
      You vote  \(Format.safe(ballot.choice))  as \(ballot.header.signer.display) in house \(ballot.house)
      with \(own) of your own, and what others lend you
      replaces: \(replaces)
      """
  }

  static func answer(_ signed: Writing.Signed, _ record: ProposalRecord, _ session: Session)
    -> Answer
  {
    guard case .ballot(let ballot) = signed.statement else {
      return Answer(schema: "quorate.voted/1", data: .null, text: "", brief: "")
    }
    let verb = ballot.replaces == .zero ? "Voted" : "Changed the vote to"
    return Answer(
      schema: "quorate.voted/1",
      data: .members([
        "choice": .string(ballot.choice), "entry": .integer(signed.receipt.index),
        "proposal": .string(record.display), "receipt": .string(signed.path),
        "replaces": .string(ballot.replaces.description),
        "statement": .string(signed.statement.id.description), "voter": .string(ballot.header.signer.display),
      ]),
      text: """
        \(verb) \(Format.safe(ballot.choice)) on \(record.display) as \(ballot.header.signer.display)
          entry \(signed.receipt.index), receipt \(signed.path)
        \(signed.next)
        """, brief: ballot.choice,
      warnings: session.warnings + Obstacle.warnings(record.id, session)
        + ((try? followed(ballot, record, session)) ?? []))
  }

  /// That a ballot changed nothing, since those whom its voter follows had cast the vote.
  private static func followed(
    _ ballot: Ballot, _ record: ProposalRecord, _ session: Session
  ) throws -> [Answer.Warning] {
    guard case .followMajority = record.rules.delegation.mode else { return [] }
    let now = try session.now()
    let standing = try session.chamber.read { view in
      try Standing(try view.proposal(record.id) ?? record, in: view, at: now)
    }
    let cast = standing.counts[ballot.house]?.contributions.first { $0.voter == ballot.header.signer }
    guard let cast, cast.isFollowed else { return [] }
    let words = standing.rules.method(in: ballot.house).words(of: cast.choice, among: standing.rules.options)
    return [
      .init(
        code: "W028",
        message:
          "the ballot is on record and changes nothing: those whom \(ballot.header.signer.display) follows had cast "
          + "this vote before, \(Format.safe(words))", isUrgent: true)
    ]
  }
}
