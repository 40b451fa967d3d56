import CanonicalEncoding
import Governance
import QuorateTesting
import Testing

/// What single kinds of action refuse besides fields of another form.
@Suite struct ActionRuleTests {
  static let edits: [(id: String, kind: String, from: String, to: String)] = [
    (
      id: "an end before the beginning", kind: "model.deploy", from: "2027-02-21T00:00:00Z",
      to: "2026-12-24T00:00:00Z"
    ),
    (
      id: "back to itself", kind: "model.deploy",
      from: #"{"dir_hash":"\#(SampleActions.digest(9))","oms_root":"\#(SampleActions.digest(10))"}"#,
      to: #"{"dir_hash":"\#(SampleActions.digest(1))","oms_root":"\#(SampleActions.digest(7))"}"#
    ),
    (
      id: "less traffic in the next stage", kind: "model.deploy", from: #""max_traffic_permille":1000"#,
      to: #""max_traffic_permille":50"#
    ),
    (
      id: "more than all traffic", kind: "model.deploy", from: #""max_traffic_permille":1000"#,
      to: #""max_traffic_permille":1001"#
    ),
    (id: "two stages of one name", kind: "model.deploy", from: #""everybody""#, to: #""canary""#),
    (id: "a dwell of nothing", kind: "model.deploy", from: #""1d""#, to: #""0s""#),
    (id: "an upper-case registry digest", kind: "model.deploy", from: "sha256:", to: "SHA256:"),
    (
      id: "one protocol twice", kind: "model.deploy",
      from: #""protocols":["#,
      to: #""protocols":[{"id":"frontier","sha256":"\#(SampleActions.digest(8))","version":1},"#
    ),
    (
      id: "a parent that is the child", kind: "model.derive",
      from: #"{"dir_hash":"\#(SampleActions.digest(21))","oms_root":"\#(SampleActions.digest(22))"}"#,
      to: #"{"dir_hash":"\#(SampleActions.digest(1))","oms_root":"\#(SampleActions.digest(7))"}"#
    ),
    (id: "version 1 of an amendment", kind: "protocol.amend", from: #""version":2"#, to: #""version":1"#),
    (id: "version 0", kind: "protocol.adopt", from: #""version":1"#, to: #""version":0"#),
    (
      id: "a safeguard that is its own trigger", kind: "capability.threshold", from: #""autonomy-score""#,
      to: #""monitoring""#
    ),
    (id: "two seats of one organisation", kind: "council.elect", from: "lab-two", to: "lab-one"),
    (id: "more signatures than seats", kind: "council.elect", from: #""needs":2"#, to: #""needs":3"#),
    (
      id: "seats out of order", kind: "council.elect", from: String(repeating: "4", count: 40),
      to: String(repeating: "2", count: 40)
    ),
    (
      id: "a checkpoint at the budget", kind: "compute.run", from: #""2000""#,
      to: #""100000000000000000000000000""#
    ),
    (id: "checkpoints out of order", kind: "compute.run", from: #""2000""#, to: #""999""#),
    (id: "a pace of nothing", kind: "resource.allocate", from: #""500""#, to: #""0""#),
    (id: "a pace that limits nothing", kind: "resource.allocate", from: #""500""#, to: #""5000""#),
    (id: "a period of no time", kind: "resource.allocate", from: #""7d""#, to: #""0s""#),
    (id: "a period in another spelling", kind: "resource.allocate", from: #""7d""#, to: #""168h""#),
    (id: "a budget of nothing", kind: "resource.allocate", from: #""5000""#, to: #""0""#),
    (id: "a trust that confirms", kind: "dataset.trust", from: #""tightening""#, to: #""confirming""#),
    (
      id: "a list of no publishers", kind: "dataset.trust", from: #""publishers":["0xab"]"#,
      to: #""publishers":[]"#
    ),
    (id: "a hidden name", kind: "dataset.trust", from: "did:op:a", to: "did:op:\u{202E}"),
    (id: "another document", kind: "dataset.trust", from: "algorithm-trust/1", to: "algorithm-trust/2"),
    (id: "what is handed out with a list", kind: "dataset.trust", from: #""compute""#, to: #""access""#),
    (id: "an account with capitals", kind: "access.grant", from: "evm:33", to: "evm:AA"),
  ]

  @Test(arguments: edits) func `an action that contradicts itself is refused`(
    _ row: (id: String, kind: String, from: String, to: String)
  ) throws {
    let text = try #require(SampleActions.texts.first { $0.kind == row.kind }).text
    let edited = text.replacing(row.from, with: row.to)
    #expect(edited != text, "the sample does not say \(row.from)")
    let value = try JSONParser.parse(Array(edited.utf8), form: .canonical)
    #expect(throws: JSONRefusal.self) { try ProposalAction(parsing: value) }
  }

  @Test func `a rotation to the same key is none`() throws {
    guard case .rotateKey(let rotation) = try SampleActions.action("key.rotate") else {
      Issue.record("not a rotation")
      return
    }
    let text = try #require(SampleActions.texts.first { $0.kind == "key.rotate" }).text
    let same = text.replacing(rotation.replaces.description, with: rotation.key.id.description)
    let value = try JSONParser.parse(Array(same.utf8), form: .canonical)
    #expect(throws: JSONRefusal.self) { try ProposalAction(parsing: value) }
  }

  // MARK: Tracks

  @Test(arguments: [("internal", "internal"), ("limited", "limited"), ("public", "public"), (nil, "public")])
  func `attack 10: who is served chooses the track, and saying nothing is not the easier way`(
    _ audience: String?, _ expected: String
  ) throws {
    let plain = SampleActions.deployment.replacing(#""audience":"limited","#, with: "")
    let text = "{\(audience.map { #""audience":"\#($0)","# } ?? "")\(plain),\"type\":\"model.deploy\"}"
    let action = try ProposalAction(parsing: JSONParser.parse(Array(text.utf8), form: .canonical))
    #expect(action.trackKeys == ["model.deploy/\(expected)", "model.deploy"])
  }

  @Test func `a charter may give a variant of a kind a track and a topic of its own`() throws {
    let plain = "  model.deploy: {track: standard, topic: models}\n"
    let text = try Sample.charterText().replacing(
      plain, with: plain + "  model.deploy/public: {track: constitutional, topic: public}\n")
    let charter = try CharterText.parse(text)
    func rules(_ audience: String) throws -> TrackRules {
      let members = SampleActions.deployment.replacing(#""limited""#, with: #""\#(audience)""#)
      let action = try ProposalAction(
        parsing: JSONParser.parse(Array("{\(members),\"type\":\"model.deploy\"}".utf8), form: .canonical))
      let content = try ProposalContent(
        title: "Deploy", kind: "model.deploy", text: "x", actions: [action], authors: [], discussion: "")
      return try #require(charter.rules(for: content))
    }
    #expect(try rules("public").name == "constitutional" && rules("public").topic == "public")
    #expect(try rules("limited").name == "standard" && rules("limited").topic == "models")
    #expect(charter.topics == ["charter", "general", "models", "public"])
  }

  @Test(arguments: [
    "model.deploy/everybody", "model.deploy/", "text.resolution/public", "protocol.amend/none",
  ])
  func `a charter cannot name a variant that no action makes`(_ key: String) throws {
    let text = try Sample.charterText().replacing("  charter.amend:", with: "  \(key):")
    #expect(throws: CharterRefusal.self) { try CharterText.parse(text) }
  }

  @Test func `every variant is reached by some action`() throws {
    // The sample leaves out what its charter changes.
    let amendment = try #require(SampleActions.texts.first { $0.kind == "charter.amend" })
    let stated = (
      kind: amendment.kind, text: amendment.text.replacing("{", with: ##"{"change":"tightening","##)
    )
    let reached = try (SampleActions.texts + [stated]).flatMap { sample in
      try ["internal", "limited", "public", "tightening", "neutral", "loosening"].compactMap { word in
        let text = sample.text.replacing(#""limited""#, with: #""\#(word)""#)
          .replacing(#""tightening""#, with: #""\#(word)""#)
        let value = try JSONParser.parse(Array(text.utf8), form: .canonical)
        return (try? ProposalAction(parsing: value))?.trackKeys
      }
    }
    let variants = Set(reached.filter { $0.count == 2 }.map { $0[0] })
    #expect(variants == Set(ProposalAction.variants))
  }
}
