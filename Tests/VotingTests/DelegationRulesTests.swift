import CanonicalEncoding
import Testing
import Voting

@Suite struct DelegationRulesTests {
  private func rules(_ text: String) throws -> DelegationRules {
    try DelegationRules(parsing: JSONParser.parse(Array(text.utf8)))
  }

  @Test(arguments: [
    #"{"mode":"none"}"#, #"{"depth":1,"mode":"full"}"#, #"{"depth":64,"mode":"full"}"#,
    #"{"cap":"1/10","depth":8,"lasts_at_most":"180d","mode":"full"}"#,
    #"{"delegates":10,"mode":"basis-points"}"#,
    #"{"delegates":10,"mode":"basis-points","step":"1000000000000000000000"}"#,
    #"{"cap":"1/3","delegates":100,"lasts_at_most":"1d 12h","mode":"basis-points","step":"2"}"#,
    #"{"followees":15,"mode":"follow-majority","no":"Reject","yes":"Adopt"}"#,
    #"{"followees":15,"lasts_at_most":"213d","mode":"follow-majority","no":"No","yes":"Yes"}"#,
    #"{"mode":"validators"}"#, #"{"mode":"override"}"#, #"{"cap":"1/2","mode":"override"}"#,
    #"{"depth":2,"mode":"full","topics":{"everything_except":["governance"],"everything_if_critical":false,"#
      + #""never":["neuron-management"],"order":["topic","function","everything"]}}"#,
    #"{"followees":1,"mode":"follow-majority","no":"n","topics":{"everything_except":[],"#
      + #""everything_if_critical":true,"never":[],"order":["everything"]},"yes":"y"}"#,
  ]) func `rules are read and written back to the byte`(_ text: String) throws {
    #expect(String(decoding: try rules(text).json.canonicalBytes, as: UTF8.self) == text)
  }

  @Test func `what a charter may leave out is written only where it matters`() throws {
    let short = try rules(#"{"depth":3,"mode":"full","topics":{"order":["topic","everything"]}}"#)
    #expect(short == DelegationRules(isAllowed: true, depthLimit: 3))
    #expect(String(decoding: short.json.canonicalBytes, as: UTF8.self) == #"{"depth":3,"mode":"full"}"#)
    let one = try rules(#"{"delegates":1,"mode":"basis-points","step":"1"}"#)
    #expect(one == (try rules(#"{"delegates":1,"mode":"basis-points"}"#)))
    let percent = try rules(#"{"cap":"10%","depth":3,"mode":"full"}"#)
    #expect(percent.limits.cap == Share(1, of: 10))
  }

  @Test(arguments: [
    #"{"mode":"none","depth":1}"#, #"{"mode":"none","cap":"1/2"}"#, #"{"mode":"validators","cap":"1/2"}"#,
    #"{"mode":"none","topics":{"order":["topic"]}}"#, #"{"mode":"validators","lasts_at_most":"1d"}"#,
    #"{"mode":"override","depth":2}"#, #"{"mode":"Full","depth":2}"#, #"{"mode":"follow_majority"}"#,
    #"{"depth":8,"mode":"full","cap":"0/1"}"#, #"{"depth":8,"mode":"full","cap":"11/10"}"#,
    #"{"depth":8,"mode":"full","cap":1}"#, #"{"depth":8,"mode":"full","cap":null}"#,
    #"{"depth":8,"mode":"full","lasts_at_most":"0s"}"#, #"{"depth":8,"mode":"full","lasts_at_most":86400}"#,
    #"{"delegates":0,"mode":"basis-points"}"#, #"{"delegates":101,"mode":"basis-points"}"#,
    #"{"delegates":1,"mode":"basis-points","step":"0"}"#, #"{"delegates":1,"mode":"basis-points","step":1}"#,
    #"{"delegates":1,"mode":"basis-points","step":"340282366920938463463374607431768211456"}"#,
    #"{"followees":0,"mode":"follow-majority","no":"n","yes":"y"}"#,
    #"{"followees":101,"mode":"follow-majority","no":"n","yes":"y"}"#,
    #"{"followees":15,"mode":"follow-majority","no":"same","yes":"same"}"#,
    #"{"followees":15,"mode":"follow-majority","yes":"y"}"#,
    #"{"cap":"1/2","followees":15,"mode":"follow-majority","no":"n","yes":"y"}"#,
    #"{"depth":2,"mode":"full","topics":{}}"#, #"{"depth":2,"mode":"full","topics":{"order":[]}}"#,
    #"{"depth":2,"mode":"full","topics":[]}"#, #"{"depth":2,"mode":"full","topics":null}"#,
    #"{"depth":2,"mode":"full","topics":{"order":["topic","topic"]}}"#,
    #"{"depth":2,"mode":"full","topics":{"order":["all"]}}"#,
    #"{"depth":2,"mode":"full","topics":{"order":["topic"],"never":["a","a"]}}"#,
    #"{"depth":2,"mode":"full","topics":{"order":["topic"],"never":"a"}}"#,
    #"{"depth":2,"mode":"full","topics":{"order":["topic"],"everything_if_critical":"no"}}"#,
    #"{"depth":2,"mode":"full","topics":{"order":["topic"],"else":1}}"#,
  ]) func `anything else is refused`(_ text: String) throws {
    #expect(throws: JSONRefusal.self) { try rules(text) }
  }

  // MARK: Precedence

  static let subject = ProposalSubject(topic: "models", function: "deploy")
  static let critical = ProposalSubject(topic: "treasury", function: "pay", isCritical: true)
  static let sns = TopicPrecedence(order: [.topic, .function, .everything], everythingIfCritical: false)
  static let nns = TopicPrecedence(
    order: [.topic, .everything], everythingExcept: ["governance", "sns"], never: ["neuron-management"])

  static let precedences:
    [(
      id: String, rules: TopicPrecedence, subject: ProposalSubject, lent: Set<DelegationScope>,
      DelegationScope?
    )] =
      [
        ("nothing lent", .usual, subject, [], nil),
        ("the topic's own first", .usual, subject, [.topic("models"), .everything], .topic("models")),
        ("else for everything", .usual, subject, [.topic("other"), .everything], .everything),
        ("not for another topic", .usual, subject, [.topic("other")], nil),
        ("functions only where the charter says so", .usual, subject, [.function("deploy")], nil),
        ("usually critical topics too", .usual, critical, [.everything], .everything),
        ("SNS topic", sns, subject, [.topic("models"), .function("deploy"), .everything], .topic("models")),
        ("SNS function", sns, subject, [.function("deploy"), .everything], .function("deploy")),
        ("SNS other function", sns, subject, [.function("pay"), .everything], .everything),
        ("SNS critical", sns, critical, [.everything], nil),
        ("SNS critical function", sns, critical, [.function("pay"), .everything], .function("pay")),
        ("NNS catch-all", nns, subject, [.everything], .everything),
        ("NNS governance", nns, .init(topic: "governance"), [.everything], nil),
        (
          "NNS governance itself", nns, .init(topic: "governance"), [.everything, .topic("governance")],
          .topic("governance")
        ),
        (
          "NNS neuron management", nns, .init(topic: "neuron-management"),
          [.everything, .topic("neuron-management")], nil
        ),
        (
          "no function", sns, .init(topic: "models"), [.function("deploy"), .everything], .everything
        ),
        (
          "the catch-all first", TopicPrecedence(order: [.everything, .topic]), subject,
          [.topic("models"), .everything], .everything
        ),
      ]

  @Test(arguments: precedences) func `one of a member's delegations counts`(
    _ row: (
      id: String, rules: TopicPrecedence, subject: ProposalSubject, lent: Set<DelegationScope>,
      DelegationScope?
    )
  ) {
    let found = row.rules.effective(for: row.subject) { row.lent.contains($0) ? $0 : nil }
    #expect(found == row.4)
  }
}
