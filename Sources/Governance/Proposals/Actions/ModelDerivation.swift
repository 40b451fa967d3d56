public import CanonicalEncoding

/// Approves a model that was made from another, by its own content.
///
/// What was approved for the parent confers nothing: the child has digests, an expiry and evidence of its own.
public struct ModelDerivation: Hashable, Sendable {
  /// How the one was made from the other.
  public enum Relation: String, CaseIterable, Sendable {
    /// By further training.
    case finetune
    /// By weights that are added beside it.
    case adapter
    /// Together with others.
    case merge
    /// With numbers of lower precision.
    case quantized
    /// By training on its answers.
    case distilled
  }

  /// The model it was made from.
  public let parent: ModelDigests
  /// How.
  public let relation: Relation
  /// What is approved.
  public let child: ModelDeployment
  /// SHA-256 of the evaluations that compare the two.
  public let delta: [Digest]
}

extension ModelDerivation: ActionBody {
  package static let kind = "model.derive"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    var inner = try JSONFields(
      try fields.value("child"), of: "the child of \(DisplayText.withArticle("\(Self.kind) action"))")
    child = try ModelDeployment(reading: &inner)
    try inner.finish()
    delta = try fields.digests("delta")
    parent = try ModelDigests(parsing: fields.value("parent"))
    relation = try fields.word("relation")
    guard parent != child.model else { throw fields.unexpected("parent", "another model than the child") }
    guard !delta.isEmpty else {
      throw fields.unexpected("delta", "at least one evaluation of the difference")
    }
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = [
      .init(key: "child", value: .object(JSONObject(child.members))),
      .init(key: "parent", value: parent.json),
    ]
    members.add("delta", texts: delta.map(\.description))
    members.add("relation", relation.rawValue)
    return members
  }

  package var words: String {
    "deploy what is \(relation.words) \(parent.words): \(child.wordsOfApproval)"
      + delta.map { ", compared in \($0)" }.joined()
  }
}

extension ModelDerivation.Relation {
  fileprivate var words: String {
    switch self {
    case .finetune: "a fine-tune of"
    case .adapter: "an adapter of"
    case .merge: "a merge with"
    case .quantized: "a quantised copy of"
    case .distilled: "distilled from"
    }
  }
}
