package import CanonicalEncoding

/// What a charter says about witnesses: whose word on time counts, and for which decisions.
///
/// ```yaml
/// witnesses:
///   policy: "0x8f…"            # SHA-256 of the policy's bytes
///   max_gap: 1h                # a longer silence of the witnesses extends a vote by its length
///   grace: 60s                 # how late the witnesses may see the close
///   challenge: 24h             # how long later evidence for ballots in time is taken; left out: not at all
///   required_for: [model.deploy, charter.amend]
///   drop_boxes: [box.example/helios+047ac3c6+AQ…]   # other logs whose ballots in time count; left out: none
/// ```
package struct WitnessRules: Hashable, Sendable {
  /// SHA-256 of the bytes of the policy.
  package let policy: Digest
  /// The longest time between two witnessed checkpoints that extends nothing.
  package let maxGap: Span
  /// How long after the close a checkpoint may be seen that says what came before it.
  package let grace: Span
  /// How long after that further checkpoints are taken, which show that more ballots came in time.
  package let challenge: Span
  /// The kinds of proposal whose time is that of the witnesses alone, sorted.
  package let requiredFor: [String]
  /// Verifier keys of other logs: a ballot that one of them held in time counts although this log kept it out. Sorted.
  package let dropBoxes: [String]

  /// The most drop-boxes that a charter can name.
  package static let dropBoxLimit = 16

  /// The longest gap and challenge that a charter can allow.
  package static let longest = Span(milliseconds: 30 * 86_400_000)

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the witnesses")
    policy = try fields.digest("policy")
    maxGap = try fields.span("max_gap")
    grace = try fields.span("grace")
    challenge = fields.contains("challenge") ? try fields.span("challenge") : .zero
    requiredFor = Set(try fields.strings("required_for")).sorted()
    dropBoxes = fields.contains("drop_boxes") ? Set(try fields.strings("drop_boxes")).sorted() : []
    guard maxGap > .zero, maxGap <= Self.longest else {
      throw fields.unexpected("max_gap", "above 0s and at most \(Self.longest)")
    }
    guard grace > .zero, grace <= maxGap else {
      throw fields.unexpected("grace", "above 0s and at most the longest gap")
    }
    guard challenge <= Self.longest else {
      throw fields.unexpected("challenge", "at most \(Self.longest)")
    }
    guard dropBoxes.count <= Self.dropBoxLimit else {
      throw fields.unexpected("drop_boxes", "at most \(Self.dropBoxLimit) keys of other logs")
    }
    guard dropBoxes.isEmpty || challenge > .zero else {
      throw fields.unexpected("challenge", "above 0s where there are drop_boxes: their ballots come in then")
    }
    try fields.finish()
  }

  /// Reads what `json` writes.
  package init(frozen value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "frozen witnesses")
    challenge = Span(milliseconds: try fields.integer("challenge"))
    dropBoxes = fields.contains("drop_boxes") ? try fields.strings("drop_boxes") : []
    grace = Span(milliseconds: try fields.integer("grace"))
    maxGap = Span(milliseconds: try fields.integer("max_gap"))
    policy = try fields.digest("policy")
    requiredFor = try fields.strings("required_for")
    try fields.finish()
  }

  /// The form that is frozen with a proposal.
  package var json: JSONValue {
    let plain: KeyValuePairs<String, JSONValue> = [
      "challenge": .integer(challenge.milliseconds), "grace": .integer(grace.milliseconds),
      "max_gap": .integer(maxGap.milliseconds), "policy": .string(policy.description),
      "required_for": .array(requiredFor.map { .string($0) }),
    ]
    let boxes =
      dropBoxes.isEmpty
      ? [] : [JSONObject.Member(key: "drop_boxes", value: .array(dropBoxes.map { .string($0) }))]
    return .object(JSONObject(plain.map { JSONObject.Member(key: $0.key, value: $0.value) } + boxes))
  }
}
