import CanonicalEncoding
import Governance
import QuorateTesting
import Testing

@Suite struct ProposalTests {
  static let deployment: JSONValue = .members([
    "dir_hash": .string(Sample.digest(1).description), "environment": .string("production"),
    "locations": .array([.string("hf://org/model@\(String(repeating: "a", count: 40))")]),
    "name": .string("MiniLM"), "oms_root": .string(Sample.digest(2).description),
    "runtime": .members(["system_prompt": .string(Sample.digest(3).description)]),
    "type": .string("model.deploy"),
  ])
  static let amendment: JSONValue = .members([
    "charter": .string(Sample.digest(4).description), "type": .string("charter.amend"),
  ])

  static func content(
    title: String = "Deploy MiniLM", kind: String = "model.deploy", text: String = "## Summary\n",
    actions: [JSONValue] = [deployment], authors: [String] = ["Alice"], discussion: String = ""
  ) throws -> ProposalContent {
    try ProposalContent(
      title: title, kind: kind, text: text, actions: actions.map { try ProposalAction(parsing: $0) },
      authors: authors, discussion: discussion)
  }

  private func code(_ body: () throws -> Void) -> String? {
    do { try body() } catch { return (error as? any CodedRefusal)?.code ?? "\(error)" }
    return nil
  }

  @Test func `content is read from its canonical form, and its hash is of those bytes`() throws {
    for (kind, actions) in [
      ("model.deploy", [Self.deployment]), ("charter.amend", [Self.amendment]), ("text.resolution", []),
    ] {
      let content = try Self.content(kind: kind, actions: actions)
      let bytes = content.canonicalBytes
      #expect(try ProposalContent(canonical: bytes) == content)
      #expect(content.hash == .sha256(bytes) && content.derivedKind == kind)
      #expect(content.actions.map(\.json) == actions)
    }
  }

  @Test func `attack 17: of many changed contents, whatever is read is written back the same`() throws {
    var random = RepeatableNumbers(seed: 26)
    let values: [JSONValue] = [
      .null, .integer(7), .array([]), .members([:]), .string(""), .string("x"), .bool(true),
    ]
    let value = try JSONParser.parse(try Self.content().canonicalBytes)
    var accepted = 0
    for _ in 0..<20_000 {
      let altered = Self.altered(value, with: values[random.below(values.count)], &random)
      guard let content = try? ProposalContent(canonical: altered.canonicalBytes) else { continue }
      accepted += 1
      #expect(content.canonicalBytes == altered.canonicalBytes)
    }
    #expect(accepted > 100)
  }

  /// The value with one member or element, somewhere in it, replaced or left out.
  private static func altered(
    _ value: JSONValue, with other: JSONValue, _ random: inout RepeatableNumbers
  ) -> JSONValue {
    switch value {
    case .object(let object) where !object.members.isEmpty:
      var members = object.members
      let place = random.below(members.count)
      if random.below(6) == 0 {
        members.remove(at: place)
      } else {
        let key = members[place].key
        members[place] = .init(key: key, value: altered(members[place].value, with: other, &random))
      }
      return .object(JSONObject(members))
    case .array(var elements) where !elements.isEmpty:
      let place = random.below(elements.count)
      elements[place] = altered(elements[place], with: other, &random)
      return .array(elements)
    default: return other
    }
  }

  // MARK: Kinds

  static let kinds = ["charter.amend", "model.deploy", "text.resolution", "", "model.deploy "]

  @Test(arguments: kinds) func `attack 57: the kind is the one its action makes it, never the one it says`(
    _ kind: String
  ) {
    for (derived, actions) in [
      ("model.deploy", [Self.deployment]), ("charter.amend", [Self.amendment]), ("text.resolution", []),
    ] {
      let found = code { _ = try Self.content(kind: kind, actions: actions) }
      #expect(found == (kind == derived ? nil : "proposal.kindMismatch"))
    }
  }

  @Test func `attack 57: two actions have no track, not even two of one kind`() {
    for actions in [[Self.deployment, Self.amendment], [Self.deployment, Self.deployment]] {
      for kind in Self.kinds {
        #expect(code { _ = try Self.content(kind: kind, actions: actions) } == "proposal.mixedActions")
      }
    }
  }

  // MARK: Text

  static let texts: [(id: String, text: String, title: String?, body: String?)] = [
    (id: "bidi override", text: "a\u{202e}b", title: "text.invisible", body: "text.invisible"),
    (id: "isolate", text: "a\u{2066}b", title: "text.invisible", body: "text.invisible"),
    (id: "zero width", text: "a\u{200b}b", title: "text.invisible", body: "text.invisible"),
    (id: "escape", text: "a\u{1b}[2J", title: "text.invisible", body: "text.invisible"),
    (id: "carriage return", text: "a\rb", title: "text.invisible", body: "text.invisible"),
    (id: "line feed", text: "a\nb", title: "text.invisible", body: nil),
    (id: "tab", text: "a\tb", title: "text.invisible", body: nil),
    (id: "NFD", text: "Cafe\u{301}", title: "text.notNFC", body: "text.notNFC"),
    (id: "NFC", text: "Caf\u{e9}", title: nil, body: nil),
    (id: "empty", text: " ", title: "text.empty", body: "text.empty"),
    (id: "121 characters", text: String(repeating: "a", count: 121), title: "text.tooLong", body: nil),
    (id: "120 characters", text: String(repeating: "a", count: 120), title: nil, body: nil),
  ]

  @Test(arguments: texts)
  func `attacks 21 and 23: titles, texts and names are shown as they are or not at all`(
    _ row: (id: String, text: String, title: String?, body: String?)
  ) {
    #expect(code { _ = try Self.content(title: row.text) } == row.title)
    #expect(code { _ = try Self.content(text: row.text) } == row.body)
    let label = row.title == "text.tooLong" ? nil : row.title
    #expect(code { _ = try Self.content(authors: ["Alice", row.text]) } == label)
    #expect(
      code { _ = try Self.content(discussion: "https://x.org/" + row.text) }
        == (row.id == "empty" ? nil : label))
  }

  @Test func `the largest content is read and one byte more is not`() throws {
    let fill = ProposalContent.sizeLimit - (try Self.content(text: "a").canonicalBytes.count)
    // Four bytes a character, so that the limit in characters is not reached first.
    let (clefs, rest) = (fill / 4, fill % 4)
    let text = "a" + String(repeating: "𝄞", count: clefs) + String(repeating: "a", count: rest)
    #expect(code { _ = try ProposalContent(canonical: try Self.content(text: text).canonicalBytes) } == nil)
    #expect(
      code { _ = try ProposalContent(canonical: try Self.content(text: text + "a").canonicalBytes) }
        == "json.tooLarge")
  }

  // MARK: Actions

  static let actions: [(id: String, key: String, value: JSONValue?)] = [
    (id: "an unknown type", key: "type", value: .string("treasury.transfer")),
    (id: "no type", key: "type", value: nil),
    (id: "an unknown field", key: "extra", value: .null), (id: "no tree", key: "dir_hash", value: nil),
    (
      id: "a digest of 63 digits", key: "dir_hash",
      value: .string(String(Sample.digest(1).description.dropLast()))
    ),
    (id: "an upper-case digest", key: "oms_root", value: .string("0x" + String(repeating: "A", count: 64))),
    (id: "a digest as the template leaves it", key: "oms_root", value: .string("0x")),
    (id: "an upper-case environment", key: "environment", value: .string("Production")),
    (id: "no environment", key: "environment", value: .string("")),
    (id: "a path as environment", key: "environment", value: .string("../prod")),
    (id: "a long environment", key: "environment", value: .string(String(repeating: "a", count: 41))),
    (id: "attack 23: a name with an override", key: "name", value: .string("a\u{202e}b")),
    (id: "an empty name", key: "name", value: .string("")),
    (id: "a location without revision", key: "locations", value: .array([.string("hf://org/model")])),
    (id: "a location by branch", key: "locations", value: .array([.string("hf://org/model@main")])),
    (id: "a short digest", key: "locations", value: .array([.string("oci://r/m@sha256:abcd")])),
    (
      id: "a tag before the commit", key: "locations",
      value: .array([.string("x@" + String(repeating: "A", count: 40))])
    ),
    (
      id: "nine locations", key: "locations",
      value: .array([JSONValue](repeating: .string("x@" + String(repeating: "a", count: 40)), count: 9))
    ),
    (id: "locations as text", key: "locations", value: .string("")),
    (
      id: "an unknown part", key: "runtime",
      value: .members(["kernel": .string(Sample.digest(1).description)])
    ),
    (id: "a part without digest", key: "runtime", value: .members(["adapter": .string("latest")])),
    (id: "parts as a list", key: "runtime", value: .array([])),
    (id: "parts as text", key: "runtime", value: .string("")),
    (id: "parts as nothing", key: "runtime", value: .null),
  ]

  @Test(arguments: actions) func `a deployment with another value is refused`(
    _ row: (id: String, key: String, value: JSONValue?)
  ) {
    var members = Self.deployment.object?.members.filter { $0.key != row.key } ?? []
    if let value = row.value { members.append(.init(key: row.key, value: value)) }
    let action = JSONValue.object(JSONObject(members))
    #expect(throws: JSONRefusal.self) { try ProposalAction(parsing: action) }
  }

  @Test func `an amendment names one charter and nothing else`() {
    for text in [
      #"{"type":"charter.amend"}"#, #"{"type":"charter.amend","charter":"0x"}"#,
      #"{"type":"charter.amend","charter":5}"#,
      #"{"type":"charter.amend","charter":"\#(Sample.digest(1))","also":1}"#, #"[]"#, #""charter.amend""#,
    ] {
      #expect(throws: JSONRefusal.self) { try ProposalAction(parsing: JSONParser.parse(Array(text.utf8))) }
    }
  }

  @Test func `the words of an action name every digest in it`() throws {
    let words = try ProposalAction(parsing: Self.deployment).words
    for number in 1...3 { #expect(words.contains(Sample.digest(number).description)) }
    #expect(words.contains("MiniLM") && words.contains("production"))
    #expect(try ProposalAction(parsing: Self.amendment).words.contains(Sample.digest(4).description))
  }
}
