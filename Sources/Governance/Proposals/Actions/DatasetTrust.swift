public import CanonicalEncoding

/// Says which algorithms may be run on some data, in the place of what was said before.
public struct DatasetTrust: Hashable, Sendable {
  /// SHA-256 of the data, or of its manifest; of a model its `dir_hash`.
  public let dataset: Digest
  /// The list.
  package let trust: AlgorithmTrust
  /// The list it takes the place of, by its hash; `nil` where there is none.
  public let replaces: Digest?
  /// What the proposer says it does to what may be run; admission recomputes it.
  public let change: ProtocolAmendment.Change
}

extension DatasetTrust: ActionBody {
  package static let kind = "dataset.trust"
  /// The most publishers, and the most algorithms, of one list: a wallet shows them all.
  private static let longest = 64

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    change = try fields.word("change")
    dataset = try fields.digest("dataset")
    replaces = try fields.optionalDigest("replaces")
    let form = try fields.value("trust")
    trust = try AlgorithmTrust(parsing: form)
    // One list has one form.
    guard trust.json.canonicalBytes == form.canonicalBytes else {
      throw fields.unexpected("trust", "without lists that are empty; leave them out")
    }
    guard change != .confirming else {
      throw fields.unexpected("change", "tightening, neutral or loosening")
    }
    let texts =
      trust.publishers + trust.algorithms.flatMap { [$0.name, $0.files, $0.container, $0.service ?? "*"] }
    guard trust.publishers.count <= Self.longest, trust.algorithms.count <= Self.longest,
      texts.allSatisfy({ DisplayText.fault(of: $0, limit: 200) == nil })
    else {
      throw fields.unexpected(
        "trust", "at most \(Self.longest) publishers and as many algorithms, in readable texts")
    }
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "change": change.rawValue, "dataset": dataset.description,
    ])
    members.add("replaces", replaces)
    members.append(.init(key: "trust", value: trust.json))
    return members
  }

  package var words: String {
    let what =
      switch (trust.use, trust.trusted.isEmpty) {
      case (.access, _): "hand out the data \(dataset) and ask about no algorithm"
      case (.compute, true): "trust no algorithm on the data \(dataset)"
      case (.compute, false): "trust on the data \(dataset): \(trust.trusted.joined(separator: "; "))"
      }
    return "\(what), \(change.rawValue) \(replaces?.description ?? "what was nothing")"
  }
}

extension AlgorithmTrust {
  /// Everything that may be run, each in words that leave nothing out.
  package var trusted: [String] {
    guard !publishers.isEmpty || !algorithms.isEmpty else { return [] }
    return publishers.map { "whatever \($0) publishes" } + algorithms.map(\.words)
      + (allowsRaw ? ["code that was never published"] : [])
  }
}

extension TrustedAlgorithm {
  /// The entry in words that leave nothing out.
  package var words: String {
    "\(name) with files \(files), container \(container)" + (service.map { ", service \($0)" } ?? "")
  }
}
