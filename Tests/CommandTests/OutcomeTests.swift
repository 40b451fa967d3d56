import CanonicalEncoding
import Foundation
import QuorateTesting
import Signing
import Testing

/// What is told of an outcome besides the count: who could have decided it, and how an election went.
@Suite struct OutcomeTests {
  private static func data(_ output: String) throws -> JSONObject? {
    try JSONParser.parse(Array(output.utf8)).object?["data"]?.object
  }

  @Test func `trust 14: every outcome says how few could pass and block it, and how power is spread`() throws
  {
    let script = try CommandScript()
    try script.found()
    try script.propose("Adopt it")
    try script.expect(0, "quorate vote 1 For -y --key alice", in: "dao")
    try script.expect(0, "quorate clock advance 6d", in: "dao")
    for command in ["results", "explain"] {
      let told = try script.expect(0, "quorate \(command) 1", in: "dao").output
      #expect(told.contains("the largest of 4 members has"), "\(told)")
      #expect(told.contains("more than half"), "\(told)")
      #expect(told.contains("could pass it alone") && told.contains("could block it"), "\(told)")
      #expect(told.contains("could stop it (veto)"), "\(told)")
      let influence = try Self.data(
        try script.expect(0, "quorate \(command) 1 --json", in: "dao").output)?["influence"]?.object
      let house = influence?["houses"]?.object?.members.first?.value.object
      #expect(house?["members"] == .integer(4) && house?["toPass"]?.object?["members"] != nil)
      #expect(house?["largest"]?.string != nil && house?["toBlock"]?.object?["power"] != nil)
    }
  }

  /// The preset `token-majority` whose ballot is another, with a contest in the place of the majority.
  private static func recount(_ method: String, _ lines: [String]) throws -> (
    text: String, contest: JSONObject?
  ) {
    let script = try CommandScript()
    let text = try SampleCharter.yaml(
      name: "Contest", founders: [try AccountKey(reading: "0x0000000000000000000000000000000000000001")])
    let edited = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      if line.contains("ballot: {method:") {
        return "    ballot: {method: \(method), options: [Llama, Mistral, Qwen, None], replaceable: true}"
      }
      if line.contains("name: quorum") {
        return "      - {test: turnout, name: quorum, house: holders, of: electorate, at_least: 4%}"
      }
      guard line.contains("name: approval") else { return String(line) }
      return "      - {test: winner, name: first, house: holders, nothing: [None]}"
    }
    try Data(edited.joined(separator: "\n").utf8).write(to: script.folder.appending(path: "charter.yaml"))
    let votes = (["voter,choice,power"] + lines).joined(separator: "\n") + "\n"
    try Data(votes.utf8).write(to: script.folder.appending(path: "votes.csv"))
    let told = try script.expect(0, "quorate recount votes.csv --charter charter.yaml").output
    let data = try Self.data(
      try script.expect(0, "quorate recount votes.csv --charter charter.yaml --json").output)
    return (told, data?["houses"]?.object?["holders"]?.object?["contest"]?.object)
  }

  private static let ranked = [
    "a,Llama > Qwen,4", "b,Mistral > Qwen > Llama,3", "c,Qwen > Mistral,2",
  ]

  @Test func `the rounds of a run-off are told, with who leaves and why`() throws {
    let (text, contest) = try Self.recount(
      "{method: ranked-choice, ties: earlier-round, partial: true}", Self.ranked)
    for words in [
      "Round 3", "Qwen leaves: the least of all.", "Mistral has more than half of 9 tokens and wins.",
    ] {
      #expect(text.contains(words), "\(text)")
    }
    #expect(text.contains("Places  1 Mistral, 2 Llama, 3 Qwen, 4 None"), "\(text)")
    #expect(text.contains("Mistral with 5 tokens, needs one winner, and not None"), "\(text)")
    #expect(text.contains("5 tokens in round 3 would be more than half of what stands"), "\(text)")
    #expect(
      text.contains("would fail if 1 token voted “Qwen” instead of “Llama > Qwen” (everybody"), "\(text)")
    let rounds = contest?["rounds"]?.array ?? []
    #expect(rounds.compactMap { $0.object?["ending"]?.string } == ["eliminated", "eliminated", "majority"])
    #expect(rounds.last?.object?["options"] == .array([.string("Mistral")]))
  }

  @Test func `whole ballots are told in quotes, and a long one by what it gives`() throws {
    let long = ["a,\"Llama: 5, Mistral: 3, Qwen: 0, None: 0\",4", "b,,9"]
    let (text, _) = try Self.recount("{method: score}", long)
    #expect(text.contains("Llama with 20 points, needs one winner, and not None"), "\(text)")
    #expect(
      text.contains("4 tokens more voted “Llama: 0, Mistral: 0, Qwen: 5, None: 0” (9 tokens not cast)"),
      "\(text)")
    #expect(text.contains("by voting “Llama: 0, Mistral: 0, Qwen: 0, None: 5” if all others"), "\(text)")
  }

  @Test func `points, pairs and support of a contest by pairs are told`() throws {
    let (text, contest) = try Self.recount("{method: copeland, partial: true}", Self.ranked)
    #expect(text.contains("POINTS") && text.contains("Places  1 Qwen, 2 Mistral, 3 Llama, 4 None"), "\(text)")
    let records = contest?["records"]?.array ?? []
    #expect(records.compactMap { $0.object?["points"] } == [2, 4, 6, 0].map { JSONValue.integer($0) })
  }

  @Test func `who goes on to the run-off after scores is told`() throws {
    let (text, contest) = try Self.recount(
      "{method: star}",
      [
        "a,\"Llama: 5, Mistral: 0, Qwen: 3, None: 0\",4", "b,\"Llama: 0, Mistral: 5, Qwen: 4, None: 0\",3",
        "c,\"Llama: 1, Mistral: 3, Qwen: 5, None: 1\",2",
      ])
    #expect(
      text.contains("Llama and Qwen go on to the run-off.") && text.contains("Qwen has more"), "\(text)")
    // Sums of scores are points, and who is preferred is told in power.
    #expect(text.contains(/Llama +22 points/) && text.contains(/Qwen +34 points/), "\(text)")
    #expect(text.contains(/Qwen +5 tokens +55/) && !text.contains(/Llama +22 tokens/), "\(text)")
    #expect(contest?["rounds"]?.array?.last?.object?["ending"] == .string("last-two"))
    #expect(contest?["places"]?.array?.first == .array([.string("Qwen")]))
  }
}
