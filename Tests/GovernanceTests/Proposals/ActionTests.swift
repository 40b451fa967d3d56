import CanonicalEncoding
import Governance
import QuorateTesting
import Testing

/// What every kind of action has in common.
@Suite struct ActionTests {
  private static func value(_ text: String) throws -> JSONValue {
    try JSONParser.parse(Array(text.utf8), form: .canonical)
  }

  @Test func `there is a sample of every kind, and no kind besides`() {
    #expect((SampleActions.texts.map(\.kind) + ["text.resolution"]).sorted() == ProposalAction.kinds)
    #expect(Set(ProposalAction.kinds).count == ProposalAction.kinds.count)
  }

  @Test(arguments: SampleActions.texts.map(\.kind))
  func `an action is read and written back the same, under its kind alone`(_ kind: String) throws {
    let text = try #require(SampleActions.texts.first { $0.kind == kind }).text
    let action = try SampleActions.action(kind)
    #expect(action.kind == kind && String(decoding: action.json.canonicalBytes, as: UTF8.self) == text)
    for other in ProposalAction.kinds where other != kind {
      let relabelled = text.replacing(#""type":"\#(kind)""#, with: #""type":"\#(other)""#)
      #expect(throws: JSONRefusal.self, "\(kind) as \(other)") {
        try ProposalAction(parsing: Self.value(relabelled))
      }
    }
  }

  @Test(arguments: SampleActions.texts.map(\.kind))
  func `attack 57: every digest, account, name and limit of an action is in its words`(_ kind: String) throws
  {
    let action = try SampleActions.action(kind)
    for text in Self.texts(in: action.json) where text != kind {
      // Accounts and amounts are shown as people know them; keys by their identity.
      if text.hasPrefix("evm:") || text.hasPrefix("0xabab") || text.hasPrefix("hf://") { continue }
      #expect(action.words.contains(Self.shown(text)), "\(kind) does not say \(text): \(action.words)")
    }
    #expect(DisplayText.fault(of: action.words, limit: 20_000) == nil)
  }

  /// Words that a sentence says in another way.
  private static func shown(_ text: String) -> String {
    [
      "finetune": "fine-tune", "quantized": "quantised", "limited": "limited audience",
      "algorithm-trust/1": "trust on the data", "compute": "trust on the data",
    ][text] ?? text
  }

  @Test(arguments: SampleActions.texts.map(\.kind))
  func `a field that is left out is needed, or was one that may be left out`(_ kind: String) throws {
    let members = try #require(try SampleActions.action(kind).json.object?.members)
    for member in members {
      let rest = JSONValue.object(JSONObject(members.filter { $0.key != member.key }))
      let isOptional = Self.optional[kind]?.contains(member.key) ?? false
      if isOptional {
        let action = try ProposalAction(parsing: rest)
        #expect(action.json == rest, "\(kind) without \(member.key)")
      } else {
        #expect(throws: JSONRefusal.self, "\(kind) without \(member.key)") {
          try ProposalAction(parsing: rest)
        }
      }
    }
    let more = JSONObject(members + [.init(key: "note", value: .string("x"))])
    #expect(throws: JSONRefusal.self) { try ProposalAction(parsing: .object(more)) }
  }

  /// The fields that may be left out, by kind.
  static let optional: [String: Set<String>] = [
    "model.deploy": [
      "audience", "documents", "evidence", "expires", "family", "not_before", "oci", "producer", "protocols",
      "rollback_to",
      "stages",
    ],
    "model.promote": ["evidence"], "model.revoke": ["environments"], "protocol.amend": ["grace"],
    "dataset.trust": ["replaces"],
    "evaluator.accredit": ["barred_from", "key"], "evaluator.revoke": ["since"],
    "key.revoke": ["compromised_since"],
    "compute.run": ["checkpoints"], "resource.allocate": ["at_most", "provider"],
  ]

  @Test(arguments: SampleActions.texts.map(\.kind))
  func `attack 17: a field with another value is refused, or another action written back the same`(
    _ kind: String
  ) throws {
    let json = try SampleActions.action(kind).json
    var refused = 0
    for altered in Self.variations(of: json) {
      guard let action = try? ProposalAction(parsing: altered) else {
        refused += 1
        continue
      }
      #expect(action.json == altered && action.json != json)
    }
    #expect(refused > 0)
  }

  private static let values: [JSONValue] = [
    .null, .bool(true), .integer(0), .integer(7), .string(""), .string("x"), .string("X y"), .string("0x"),
    .string("36h"), .string("2027-02-21"), .string("2027-02-21T00:00Z"), .string("a\u{202e}b"),
    .string("\(Sample.digest(99))"), .string("\(Digest.zero)"), .array([]), .array([.string("x")]),
    .array([.string("x"), .string("x")]), .array([.integer(1)]), .members([:]), .members(["x": .null]),
  ]

  /// The value with each of its parts, at any depth, replaced by each of some others.
  private static func variations(of value: JSONValue) -> [JSONValue] {
    let parts: [JSONValue]
    switch value {
    case .object(let object):
      parts = object.members.indices.flatMap { place in
        variations(of: object.members[place].value).map { altered in
          var members = object.members
          members[place] = .init(key: members[place].key, value: altered)
          return .object(JSONObject(members))
        }
      }
    case .array(let elements):
      parts = elements.indices.flatMap { place in
        variations(of: elements[place]).map { altered in
          var elements = elements
          elements[place] = altered
          return .array(elements)
        }
      }
    default: parts = []
    }
    return values.filter { $0 != value } + parts
  }

  private static func texts(in value: JSONValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let elements): elements.flatMap { texts(in: $0) }
    case .object(let object): object.members.flatMap { texts(in: $0.value) }
    case .null, .bool, .number: []
    }
  }
}
