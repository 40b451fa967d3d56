import CanonicalEncoding
import QuorateTesting
import Testing
import Voting

/// Snapshot's ways of counting: what is valid, and the last bits of what is counted. Expected scores were worked
/// out with the rules in JavaScript.
@Suite struct SnapshotTests {
  /// A choice as JSON, with its power by strategy; the balance is their sum from the left.
  struct Vote {
    let choice: String
    let scores: [SnapshotDouble]

    init(_ choice: String, _ scores: SnapshotDouble...) {
      self.choice = choice
      self.scores = scores
    }
  }

  private func count(_ method: SnapshotMethod, choices: Int, _ votes: [Vote]) throws -> SnapshotScores {
    let ballots = try votes.map { vote in
      let choice = try JSONParser.parse(Array(vote.choice.utf8))
      return SnapshotBallot(choice: choice, balance: vote.scores.reduce(0, +), scores: vote.scores)
    }
    return method.scores(of: ballots, choices: choices, strategies: votes.first?.scores.count ?? 1)
  }

  // MARK: Validity

  static let validity: [(method: SnapshotMethod, choice: String, isValid: Bool)] = [
    (.singleChoice, "1", true), (.singleChoice, "3", true), (.singleChoice, "4", false),
    (.singleChoice, "0", false), (.singleChoice, "-1", false), (.singleChoice, "1.5", false),
    (.singleChoice, "1e0", true), (.singleChoice, "1.0000000000000001", true),
    (.singleChoice, #""1""#, false),
    (.singleChoice, "[1]", false), (.singleChoice, "true", false), (.singleChoice, "null", false),
    (.singleChoice, "{}", false), (.singleChoice, "1e400", false), (.basic, "2", true),
    (.approval, "[]", true), (.approval, "[1,3]", true), (.approval, "[3,1,2]", true),
    (.approval, "[1,1]", false), (.approval, "[1,1.0]", false), (.approval, "[4]", false),
    (.approval, "1", false),
    (.approval, #"["1"]"#, true), (.approval, #"[1,"1"]"#, true), (.approval, #"["1","1"]"#, false),
    (.approval, #"[" 1 "]"#, true), (.approval, #"["0x3"]"#, true), (.approval, #"["0b11","0o2"]"#, true),
    (.approval, #"["1_0"]"#, false), (.approval, #"["+1"]"#, true),
    (.approval, #"["1e0",".1e1","1."]"#, true),
    (.approval, #"["."]"#, false), (.approval, #"["1e"]"#, false), (.approval, #"["٣"]"#, false),
    (.approval, #"["\u00a01\ufeff"]"#, true), (.approval, #"["\u200b1"]"#, false),
    (.approval, #"[""]"#, false),
    (.approval, #"["Infinity"]"#, false), (.approval, #"["inf"]"#, false), (.approval, #"["nan"]"#, false),
    (.approval, #"["-0x1"]"#, false), (.approval, #"["0x"]"#, false), (.approval, "[true]", true),
    (.approval, "[true,true]", false), (.approval, "[false]", false), (.approval, "[null]", false),
    (.approval, "[[1]]", true), (.approval, "[[1],[1]]", true), (.approval, "[[[2]]]", true),
    (.approval, "[[1,2]]", false), (.approval, "[[]]", false), (.approval, "[{}]", false),
    (.approval, #"{"1":1}"#, false),
    (.rankedChoice, "[1,2,3]", true), (.rankedChoice, "[3,1,2]", true), (.rankedChoice, "[1,2]", false),
    (.rankedChoice, "[]", false), (.rankedChoice, "[1,2,2]", false), (.rankedChoice, "[1,2,4]", false),
    (.rankedChoice, #"[1,"1",2]"#, true), (.rankedChoice, "null", false), (.rankedChoice, "[1,2,3,3]", false),
    (.copeland, "[1,2,3]", true), (.copeland, "[1,2]", false), (.copeland, #"["1","2","3"]"#, false),
    (.copeland, #"[1,"2",3]"#, false), (.copeland, "[1,2,2]", false), (.copeland, "[true,2,3]", false),
    (.copeland, "[1,2,3.0]", true), (.copeland, "[1,2,0]", false), (.copeland, "{}", false),
    (.weighted, #"{"1":1}"#, true), (.weighted, #"{"1":0.5,"3":2}"#, true), (.weighted, "{}", false),
    (.weighted, #"{"1":0}"#, false), (.weighted, #"{"1":0,"2":1}"#, true),
    (.weighted, #"{"1":-1,"2":1}"#, false),
    (.weighted, #"{"4":1}"#, false), (.weighted, #"{"0":1}"#, false), (.weighted, #"{"01":1}"#, true),
    (.weighted, #"{" 1":1}"#, true), (.weighted, #"{"x":1}"#, false), (.weighted, #"{"1":"1"}"#, false),
    (.weighted, #"{"1":true}"#, false), (.weighted, "[1]", false), (.weighted, "1", false),
    (.weighted, "null", false), (.quadratic, #"{"2":3}"#, true), (.quadratic, #"{"2":0}"#, false),
  ]

  @Test(arguments: validity) func `of three choices a ballot is valid or not`(
    _ row: (method: SnapshotMethod, choice: String, isValid: Bool)
  ) throws {
    let choice = try JSONParser.parse(Array(row.choice.utf8))
    #expect(row.method.isValid(choice, of: 3) == row.isValid)
  }

  @Test(arguments: SnapshotMethod.allCases) func `without choices or ballots nothing is counted`(
    _ method: SnapshotMethod
  ) throws {
    let nothing = try count(method, choices: 2, [])
    #expect(nothing.scores == [0, 0] && nothing.byStrategy == [[0], [0]] && nothing.total == 0)
    for choice in ["1", "[]", "[1]", #"{"1":1}"#, "null"] {
      let counted = try count(method, choices: 0, [Vote(choice, 5)])
      #expect(counted.scores.isEmpty && counted.byStrategy.isEmpty)
    }
  }

  // MARK: Scores

  @Test func `power is added in the order of the ballots`() throws {
    let rising = try count(.singleChoice, choices: 1, [Vote("1", 0.1), Vote("1", 0.2), Vote("1", 0.3)])
    let falling = try count(.singleChoice, choices: 1, [Vote("1", 0.3), Vote("1", 0.2), Vote("1", 0.1)])
    #expect(rising.scores == [0.6000000000000001] && falling.scores == [0.6])
    #expect(rising.total == 0.6000000000000001)
  }

  @Test func `an invalid ballot counts in the total only`() throws {
    for (method, valid) in [
      (SnapshotMethod.singleChoice, "1"), (.approval, "[1]"), (.rankedChoice, "[1,2]"),
      (.weighted, #"{"1":1}"#), (.quadratic, #"{"1":1}"#),
    ] {
      let counted = try count(method, choices: 2, [Vote(valid, 4), Vote(#""0x1234""#, 3)])
      #expect(counted.scores == [4, 0] && counted.total == 7 && counted.validity == [true, false])
    }
    #expect(try count(.copeland, choices: 2, [Vote("[1,2]", 4), Vote("[1]", 3)]).total == 4)
  }

  @Test func `approval of a text or a list counts for nothing`() throws {
    let counted = try count(
      .approval, choices: 3, [Vote(#"["1",2]"#, 5), Vote("[true,1]", 3), Vote("[[3],3]", 2)])
    #expect(counted.scores == [3, 5, 2] && counted.validity == [true, true, true])
  }

  static let runOffs: [(name: String, votes: [Vote], scores: [SnapshotDouble])] = [
    ("a text and a number are one pile", [Vote(#"[1,"1",2]"#, 5), Vote("[2,3,1]", 4)], [5, 4, 0]),
    (
      "another spelling is another pile, and struck with the number",
      [Vote(#"["01",2,3]"#, 2), Vote("[1,2,3]", 3), Vote("[2,3,1]", 4), Vote("[3,2,1]", 1)], [0, 10, 0]
    ),
    (
      "striking a number leaves another spelling",
      [Vote(#"[1,"01",2]"#, 3), Vote("[2,3,1]", 4), Vote("[3,1,2]", 2)], [0, 7, 2]
    ),
    (
      "of equals the lowest goes",
      [Vote("[1,2,3]", 5), Vote("[2,3,1]", 5), Vote("[3,1,2]", 8)], [0, 10, 8]
    ),
    ("half is not more than half", [Vote("[1,2,3]", 5), Vote("[2,1,3]", 3), Vote("[3,2,1]", 2)], [5, 5, 0]),
    (
      "true cannot be struck, and ends the count",
      [Vote("[true,2,3]", 1), Vote("[2,3,true]", 4), Vote("[3,2,true]", 4)], [0, 4, 4]
    ),
  ]

  @Test(arguments: runOffs.indices) func `instant run-off`(_ index: Int) throws {
    let row = Self.runOffs[index]
    #expect(try count(.rankedChoice, choices: 3, row.votes).scores == row.scores, "\(row.name)")
  }

  @Test func `a weight under another spelling of its key goes to nobody, and the rest is rescaled`() throws {
    let counted = try count(.weighted, choices: 3, [Vote(#"{"01":1,"2":3}"#, 8), Vote(#"{"3":1}"#, 2)])
    #expect(counted.scores == [0, 7.5, 2.5] && counted.total == 10)
  }

  @Test func `four holders of a quarter weigh more than one of the whole`() throws {
    let counted = try count(
      .quadratic, choices: 2, [Vote(#"{"1":1}"#, 100)] + Array(repeating: Vote(#"{"2":1}"#, 25), count: 4))
    #expect(counted.scores == [40, 160])
  }

  @Test func `columns of Copeland's method need not add up to the scores`() throws {
    let counted = try count(.copeland, choices: 2, [Vote("[1,2]", 3, 0), Vote("[2,1]", 0, 2)])
    #expect(counted.scores == [4.6, 0.4] && counted.byStrategy == [[3, 0], [0, 2]])
  }

  @Test func `a ballot without all scores does not trap`() throws {
    let choices: [SnapshotMethod: String] = [
      .singleChoice: "1", .basic: "2", .approval: "[1]", .rankedChoice: "[1,2]", .weighted: #"{"1":1}"#,
      .quadratic: #"{"2":1}"#, .copeland: "[2,1]",
    ]
    for (method, choice) in choices {
      let value = try JSONParser.parse(Array(choice.utf8))
      let ballots = [[], [1], [1, 2, 3]].map { SnapshotBallot(choice: value, balance: 6, scores: $0) }
      let counted = method.scores(of: ballots, choices: 2, strategies: 2)
      #expect(counted.validity == [true, true, true] && counted.byStrategy.allSatisfy { $0.count == 2 })
    }
  }

  // MARK: Quorum

  @Test func `what counts towards the quorum`() {
    let scores: [SnapshotDouble] = [11, 20, 100]
    #expect(SnapshotQuorum.total.power(scores: scores, total: 140) == 140)
    #expect(SnapshotQuorum.rejection.power(scores: scores, total: 140) == 20)
    #expect(SnapshotQuorum.forAndAbstain.power(scores: scores, total: 140) == 111)
    #expect(SnapshotQuorum.forOnly.power(scores: scores, total: 140) == 11)
    #expect(SnapshotQuorum.rejection.power(scores: [11], total: 11) == 0)
    #expect(SnapshotQuorum.forAndAbstain.power(scores: [], total: 0) == 0)
  }
}
