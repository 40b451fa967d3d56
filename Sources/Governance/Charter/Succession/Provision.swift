package import CanonicalEncoding
internal import SafetyProtocol

/// That what a proposal adopts is not adopted for good: it passed by less than loosening takes. Frozen with the
/// proposal, so that its ballots sign it.
package struct Provision: Hashable, Sendable {
  /// How long it counts from its adoption. `nil` where it tightens nothing: it ends with the document that it builds
  /// on, if that ends.
  package let after: Span?

  package init(after span: Span?) { after = span }

  /// The form of frozen rules.
  package var json: JSONValue {
    .object(JSONObject(after.map { [.init(key: "after", value: .integer($0.milliseconds))] } ?? []))
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a provision")
    after = fields.contains("after") ? Span(milliseconds: try fields.integer("after")) : nil
    try fields.finish()
  }
}

extension Charter {
  /// Under which provision a proposal adopts a document; `nil` where it does so for good, or adopts none.
  ///
  /// For good is what takes the track that loosening the same document takes, or one that is provably no easier.
  func provision(for content: ProposalContent) -> Provision? {
    guard let tightening, let action = content.actions.first, let keys = action.looseningKeys,
      let own = track(of: content.trackKeys), let bar = track(of: keys), own.name != bar.name,
      !TrackComparison(from: bar, to: own).isHarder
    else { return nil }
    return Provision(after: action.isTightening ? tightening.lapsesAfter : nil)
  }

  /// The track of the first of some keys that the charter has.
  private func track(of keys: [String]) -> TrackDraft? {
    keys.lazy.compactMap { kinds[$0] }.first.flatMap { tracks[$0.track] }
  }

  /// What lapses can be confirmed: whoever tightens a document must find the track for loosening it.
  func checkTightening() throws(CharterRefusal) {
    guard tightening != nil else { return }
    let documents = [
      (ProtocolAmendment.kind, [ProtocolAdoption.kind, ProtocolAmendment.kind]),
      (CharterAmendment.kind, [CharterAmendment.kind]),
    ]
    for (kind, adopting) in documents {
      let isAdopted = kinds.keys.contains { key in
        adopting.contains { key == $0 || key.hasPrefix($0 + "/") }
      }
      guard isAdopted, track(of: ProposalAction.looseningKeys(of: kind)) == nil else { continue }
      throw .inconsistent(
        path: "tightening", "nothing could be confirmed: the charter has no track for \(kind)/loosening")
    }
  }
}
