public import CanonicalEncoding

/// What a proposal says: the part that is frozen, hashed and voted on.
///
/// Drafted as Markdown with YAML front matter; what counts is this canonical form, never the file or its number.
public struct ProposalContent: Hashable, Sendable {
  /// The title.
  public let title: String
  /// The kind, which must be the one its actions make it.
  public let kind: String
  /// The text, Markdown.
  public let text: String
  /// What it does.
  public let actions: [ProposalAction]
  /// Who wrote it; display only.
  public let authors: [String]
  /// Where it is discussed; display only, empty for nowhere.
  public let discussion: String
  /// The proposal before whose execution this one cannot be executed; `nil` for none.
  public let after: Digest?

  /// The largest canonical form.
  public static let sizeLimit = 256 << 10

  /// Content with these parts; `nil` where the parts contradict each other.
  public init(
    title: String, kind: String, text: String, actions: [ProposalAction], authors: [String],
    discussion: String, after: Digest? = nil
  ) throws(ProposalFault) {
    self.title = title
    self.kind = kind
    self.text = text
    self.actions = actions
    self.authors = authors
    self.discussion = discussion
    self.after = after
    if let fault { throw fault }
  }

  /// Reads the canonical form, and refuses any other form of it.
  package init(canonical bytes: [UInt8]) throws(ProposalFault) {
    do throws(JSONRefusal) {
      let value = try JSONParser.parse(bytes, form: .canonical, limit: Self.sizeLimit)
      var fields = try JSONFields(value, of: "a proposal")
      var actions: [ProposalAction] = []
      for action in try fields.array("actions") { actions.append(try ProposalAction(parsing: action)) }
      self.actions = actions
      after = fields.contains("after") ? try fields.digest("after") : nil
      authors = try fields.strings("authors")
      discussion = try fields.string("discussion")
      guard try fields.string("format") == Self.format else { throw fields.unexpected("format", Self.format) }
      kind = try fields.string("kind")
      text = try fields.string("text")
      title = try fields.string("title")
      try fields.finish()
    } catch {
      throw .malformed(error)
    }
    if let fault { throw fault }
  }

  private static let format = "quorate.proposal/1"

  /// The canonical form.
  public var canonicalBytes: [UInt8] {
    var members: [JSONObject.Member] = .init(texts: [
      "discussion": discussion, "format": Self.format, "kind": kind, "text": text, "title": title,
    ])
    members.append(.init(key: "actions", value: .array(actions.map(\.json))))
    members.append(.init(key: "authors", value: .array(authors.map { .string($0) })))
    members.add("after", after)
    return JSONValue.object(JSONObject(members)).canonicalBytes
  }

  /// SHA-256 of the canonical form.
  public var hash: Digest { .sha256(canonicalBytes) }

  /// The kind the actions make it: derived, so that no label can choose an easier track.
  public var derivedKind: String? {
    if actions.isEmpty { return "text.resolution" }
    return actions.count == 1 ? actions[0].kind : nil
  }

  private var fault: ProposalFault? {
    if let fault = DisplayText.fault(of: title, limit: 120) { return .title(fault) }
    if let fault = DisplayText.fault(of: text, limit: 200_000, allowsLineFeed: true) { return .text(fault) }
    for label in authors + (discussion.isEmpty ? [] : [discussion]) {
      if let fault = DisplayText.fault(of: label, limit: 300) { return .text(fault) }
    }
    guard let derivedKind else { return .mixedActions }
    return derivedKind == kind ? nil : .kindMismatch(stated: kind, derived: derivedKind)
  }
}

/// Why content is not a proposal.
public enum ProposalFault: CodedRefusal, Hashable {
  /// It does not read.
  case malformed(JSONRefusal)
  /// The title cannot be shown safely.
  case title(DisplayText.Fault)
  /// The text cannot be shown safely.
  case text(DisplayText.Fault)
  /// More than one action.
  case mixedActions
  /// The stated kind is not the one the actions make it.
  case kindMismatch(stated: String, derived: String)

  /// The stable name.
  public var code: String {
    switch self {
    case .malformed(let refusal): refusal.code
    case .title(let fault), .text(let fault): fault.rawValue
    case .mixedActions: "proposal.mixedActions"
    case .kindMismatch: "proposal.kindMismatch"
    }
  }

  /// One sentence for a person.
  public var message: String {
    switch self {
    case .malformed(let refusal): refusal.message
    case .title(let fault): "the title \(fault.words)"
    case .text(let fault): "the text \(fault.words)"
    case .mixedActions: "a proposal has at most one action, so that its track follows from it"
    case .kindMismatch(let stated, let derived):
      "it calls itself \(DisplayText.escaped(stated)), but its actions make it \(derived)"
    }
  }
}
