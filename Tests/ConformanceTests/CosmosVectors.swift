import CanonicalEncoding
import Governance
import QuorateTesting
import Signing
import Voting

/// What Cosmos' x/gov makes of a tally, and how an expedited proposal goes on.
let cosmosKinds: [String: RuleRunner] = [
  "cosmos_tally": CosmosVectors.tally,
  "cosmos_lifecycle": CosmosVectors.lifecycle,
]

enum CosmosVectors {
  /// The options of the presets by the words of the rows.
  private static let options = [
    "yes": "Yes", "abstain": "Abstain", "no": "No", "no_with_veto": "NoWithVeto", "spam": "Spam",
  ]
  /// The same where four answers can be chosen from: Cosmos numbers both alike.
  private static let answers = [
    "yes": "One", "abstain": "Two", "no": "Three", "no_with_veto": "Four", "spam": "Spam",
  ]

  // MARK: One tally

  @Sendable static func tally(_ vector: RuleVector) throws -> [String] {
    let (foreign, track) = try charter(of: vector)
    let rules = try foreign.rules(track: track)
    let found = try CosmosCount(vector)
    let tally = try ordered(found.count.tally, from: found.options, as: rules.options)
    let submitted = seconds(0)
    var milestones = Milestones()
    milestones.funded = submitted
    let decision = decide(
      rules, submitted: submitted, milestones: milestones, facts: CountFacts(tallies: ["stakers": tally]),
      at: rules.schedule(submitted: submitted).closes)
    let passes = try foreign.charter().terms.word(for: decision) == "passed"
    try vector.expect.requireKnown(["burn_deposits", "passes", "tally"])
    return try vector.expect.compared("passes", passes)
      + vector.expect.compared("burn_deposits", decision.deposit == .burned)
      + cosmosTallyDifferences(vector)
  }

  /// The preset for a row, with the row's figures, and the track that a single tally of it is judged by.
  private static func charter(of vector: RuleVector) throws -> (ForeignCharter, track: String) {
    let params = vector.params
    let type = try vector.inputs.text("proposal_type")
    let isExpedited = try type == "expedited" || vector.inputs.flag("expedited")
    let isFetch = vector.system == "fetch_asi"
    let isNext = !isFetch && (params.has("spam_rule") || !["standard", "expedited"].contains(type))
    var foreign = try ForeignCharter(isFetch ? "fetch" : isNext ? "cosmos-next" : "cosmos-expedited")
    let track = isExpedited ? "expedited" : type.replacing("_", with: "-")
    let path = "tracks.\(track)"
    try foreign.set("\(path).then", nil)
    if type == "optimistic" {
      try set("at_most", of: "rejected", to: try params.text("optimistic_rejected_threshold"))
      return (foreign, track)
    }
    let ownQuorum = isExpedited && params.has("expedited_quorum")
    try set("at_least", of: "quorum", to: try params.text(ownQuorum ? "expedited_quorum" : "quorum"))
    // Fetch.ai has no parameters for what is burned: its preset says so.
    if !isFetch { try burn("quorum", by: "burn_vote_quorum") }
    guard type != "multiple_choice" else { return (foreign, track) }
    try set("at_most", of: "veto", to: try params.text("veto_threshold"))
    if !isFetch { try burn("veto", by: "burn_vote_veto") }
    try set(
      "more_than", of: "threshold", to: try params.text(isExpedited ? "expedited_threshold" : "threshold"))
    if params.has("yes_quorum") { try addYesQuorum(try params.text("yes_quorum")) }
    return (foreign, track)

    func set(_ bar: String, of test: String, to share: String) throws {
      try foreign.setBar(
        "\(path).tests.\(test)", bar, decimalShare(share),
        isNone: bar == "at_least" && Decimal18(share) == .zero)
    }
    func burn(_ test: String, by key: String) throws {
      guard (try? foreign.get("\(path).tests.\(test)")) != nil else { return }
      try foreign.set("\(path).tests.\(test).on_failure", to: try params.flag(key) ? "burned" : "returned")
    }
    func addYesQuorum(_ share: String) throws {
      guard Decimal18(share) != .zero, var tests = try foreign.get("\(path).tests").array,
        let place = tests.firstIndex(where: { $0.object?["name"]?.string == "veto" })
      else { return }
      tests.insert(
        .members([
          "arithmetic": .string("decimal18"), "at_least": try decimalShare(share),
          "count": .array([.string("Yes")]), "house": .string("stakers"), "name": .string("yes_quorum"),
          "of": .string("cast"), "on_failure": .string("returned"), "test": .string("share"),
        ]), at: place)
      try foreign.set("\(path).tests", .array(tests))
    }
  }

  /// The same sums with the options in the order of the rules.
  private static func ordered(_ tally: Tally, from names: [String], as wanted: [String]) throws -> Tally {
    let words = wanted.contains("One") ? answers : options
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() where tally.options[place].voters > 0 {
      let option = try words[name].orThrow("there is no option \(name)")
      guard wanted.contains(option) else { throw RowFault(description: "\(name) is no option of the track") }
      places[option] = place
    }
    let decimals = try tally.decimals.orThrow("the count is not in decimals")
    let found = wanted.map { places[$0] }
    return Tally(
      options: found.map { $0.map { tally.options[$0] } ?? .init(power: .zero, voters: 0) }, cast: tally.cast,
      ballots: tally.ballots, electorate: tally.electorate,
      decimals: .init(options: found.map { $0.map { decimals.options[$0] } ?? .zero }, cast: decimals.cast))
  }

  // MARK: An expedited proposal

  @Sendable static func lifecycle(_ vector: RuleVector) throws -> [String] {
    let (params, inputs) = (vector.params, vector.inputs)
    var foreign = try ForeignCharter("cosmos-expedited")
    for (track, period, deposit, threshold) in [
      ("expedited", "expedited_voting_period_s", "expedited_min_deposit", "expedited_threshold"),
      ("standard", "voting_period_s", "min_deposit", "threshold"),
    ] {
      let path = "tracks.\(track)"
      try foreign.set("\(path).period", to: "\(try params.number(period))s")
      try foreign.set("\(path).deposit.within", to: "\(try params.number("max_deposit_period_s"))s")
      try foreign.set("\(path).deposit.amounts.stake", to: try params.text(deposit))
      try foreign.set("\(path).tests.quorum.at_least", try decimalShare(try params.text("quorum")))
      try foreign.set("\(path).tests.veto.at_most", try decimalShare(try params.text("veto_threshold")))
      try foreign.set("\(path).tests.threshold.more_than", try decimalShare(try params.text(threshold)))
      for (test, key) in [("quorum", "burn_vote_quorum"), ("veto", "burn_vote_veto")] {
        try foreign.set("\(path).tests.\(test).on_failure", to: try params.flag(key) ? "burned" : "returned")
      }
    }
    let rules = try foreign.rules(track: "expedited")
    let start = seconds(0)
    var milestones = Milestones()
    if try isFunded(inputs, rules) { milestones.funded = start }
    let facts = CountFacts(
      tallies: ["stakers": try sums(inputs, "yes_vote_in_expedited_phase", rules)],
      later: [CountFacts(tallies: ["stakers": try sums(inputs, "yes_vote_in_regular_phase", rules)])])
    func decision(after seconds: UInt64, _ milliseconds: UInt64) -> Decision {
      decide(
        rules, submitted: start, milestones: milestones, facts: facts,
        at: start + span(seconds: seconds) + Span(milliseconds: milliseconds))
    }
    let whole = try params.number("voting_period_s")
    let converted = decision(after: try params.number("expedited_voting_period_s"), 1)
    let end = decision(after: whole, 1)
    let isConverted = converted.track == "standard"
    let isOpenUntilThen = decision(after: whole, 0).state == .active && end.state != .active
    return try differences(
      from: vector.expect,
      [
        "converted_to_regular": .bool(isConverted),
        "final_status": .string(try foreign.charter().terms.word(for: end)),
        "deposits_refunded_at_end": .bool(end.deposit == .returned),
        "deposit_held_through_conversion": .bool(isConverted && converted.deposit == nil),
        "regular_end": isConverted && isOpenUntilThen ? .string("voting_start+voting_period") : .null,
      ])
  }

  private static func isFunded(_ inputs: VectorRow, _ rules: TrackRules) throws -> Bool {
    let deposits = try inputs.rows("deposits")
    let accounts = NamedAccounts(try deposits.map { try $0.text("by") })
    var collected = CollectedDeposits()
    for deposit in deposits {
      try collected.add(
        [.init(asset: "stake", units: try deposit.amount("amount"))], by: try accounts[try deposit.text("by")]
      )
    }
    return collected.isComplete(under: try rules.course.deposit.orThrow("there are no deposits"))
  }

  /// What all validators together give, if they vote in a phase.
  private static func sums(_ inputs: VectorRow, _ phase: String, _ rules: TrackRules) throws -> Tally {
    let validators = try inputs.rows("validators")
    let accounts = NamedAccounts(try validators.map { try $0.text("id") })
    var book = StakeBook()
    var ballots: [StakeBallot] = []
    for validator in validators {
      let account = try accounts[try validator.text("id")]
      let power = try validator.amount("power")
      try book.addValidator(account, tokens: power, shares: Decimal18(power))
      if inputs.has(phase), try inputs.flag(phase) {
        let choice = try rules.method.choice("Yes", among: rules.options)
        ballots.append(try StakeBallot(StandingBallot(voter: account, choice: choice)))
      }
    }
    return try StakeCount(book, options: rules.options.count).count(ballots).tally
  }
}
