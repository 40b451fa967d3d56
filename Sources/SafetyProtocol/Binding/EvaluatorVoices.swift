/// Who speaks with one voice: an organisation and its evaluators, and wherever else one of these was accredited.
///
/// Organisations are counted so that several must agree. An evaluator who was accredited for two of them, one after the other,
/// is no second voice, and neither is anybody who was accredited beside it.
struct EvaluatorVoices {
  /// What each name was joined with; one that leads itself stands for all that lead to it.
  private var leads: [ByteText: ByteText] = [:]

  /// - Complexity: O(n · depth) in the items.
  init(_ items: [BoundVerdict.Item]) {
    for item in items {
      guard let organisation = item.organisation else { continue }
      join(Self.name(of: organisation), ByteText("evaluator \(item.evidence.evaluator)"))
    }
  }

  /// The voice of an organisation.
  func voice(of organisation: String) -> ByteText { leader(of: Self.name(of: organisation)) }

  private static func name(of organisation: String) -> ByteText { ByteText("organisation \(organisation)") }

  private func leader(of name: ByteText) -> ByteText {
    var name = name
    while let next = leads[name], next != name { name = next }
    return name
  }

  private mutating func join(_ left: ByteText, _ right: ByteText) {
    let (first, second) = (leader(of: left), leader(of: right))
    leads[first] = first
    leads[second] = first
  }
}
