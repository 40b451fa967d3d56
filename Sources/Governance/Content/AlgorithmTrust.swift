internal import CanonicalEncoding

/// Which algorithms may be run on something, by content and not by name.
///
/// Ocean Protocol's compute-to-data (ocean-node `validateAlgoForDataset`): what nobody has allowed is denied. An
/// algorithm is allowed by an entry with the hashes of its files and of its container, so that every new version
/// must be allowed anew, or by who published it. Either is enough. Code that was never published is allowed only
/// where that is said, and only where something at all is.
package struct AlgorithmTrust: Hashable, Sendable {
  /// What is offered.
  package enum Use: String, Sendable {
    /// Algorithms are brought to it and run there; this is what the rule is about.
    case compute
    /// It is handed out as it is, and no algorithm is asked about.
    case access
  }

  package let use: Use
  /// Whether code may be run that was never published.
  package let allowsRaw: Bool
  /// Who is trusted with everything they publish: accounts in any case of letters, or `*` for everybody.
  package let publishers: [String]
  /// What is trusted by its content.
  package let algorithms: [TrustedAlgorithm]

  package init(
    use: Use, allowsRaw: Bool = false, publishers: [String] = [], algorithms: [TrustedAlgorithm] = []
  ) {
    self.use = use
    self.allowsRaw = allowsRaw
    self.publishers = publishers
    self.algorithms = algorithms
  }

  /// Why an algorithm may not be run, or `nil` where it may.
  ///
  /// - Parameter algorithm: The published algorithm; `nil` for code that was never published.
  package func refusal(of algorithm: PublishedAlgorithm?) -> AlgorithmRefusal? {
    guard use == .compute else { return nil }
    guard !publishers.isEmpty || !algorithms.isEmpty else { return .nothingTrusted }
    guard let algorithm else { return allowsRaw ? nil : .raw }
    if algorithms.contains(where: { $0.allows(algorithm) }) || trusts(algorithm.publisher) { return nil }
    let isKnown = algorithms.contains { $0.name == algorithm.name }
    return isKnown ? .contentDiffers(algorithm.name) : .notTrusted(algorithm.name)
  }

  private func trusts(_ publisher: String) -> Bool {
    let folded = publisher.lowercased()
    return publishers.contains { $0 == Self.any || $0.lowercased() == folded }
  }

  /// Stands for everything.
  static let any = "*"
}

/// An algorithm as it was published.
package struct PublishedAlgorithm: Hashable, Sendable {
  /// Its lasting name, such as a DID.
  package let name: String
  /// The hash of its files.
  package let files: String
  /// The hash of the container it runs in.
  package let container: String
  /// Through which of its services it is offered, if through one.
  package let service: String?
  /// Who published it.
  package let publisher: String

  package init(name: String, files: String, container: String, service: String?, publisher: String) {
    self.name = name
    self.files = files
    self.container = container
    self.service = service
    self.publisher = publisher
  }
}

/// One entry of a list of trusted algorithms; each of its fields may be `*`.
package struct TrustedAlgorithm: Hashable, Sendable {
  package let name: String
  package let files: String
  package let container: String
  /// The service it must be offered through; any where it is left out.
  package let service: String?

  package init(name: String, files: String, container: String, service: String? = nil) {
    self.name = name
    self.files = files
    self.container = container
    self.service = service
  }

  /// Whether name, content and service are those of the entry.
  package func allows(_ algorithm: PublishedAlgorithm) -> Bool {
    func fits(_ wanted: String, _ found: String?) -> Bool { wanted == AlgorithmTrust.any || wanted == found }
    return fits(name, algorithm.name) && fits(files, algorithm.files)
      && fits(container, algorithm.container) && (service.map { fits($0, algorithm.service) } ?? true)
  }
}

/// Why an algorithm may not be run.
package enum AlgorithmRefusal: CodedRefusal, Hashable {
  /// No algorithm and no publisher is trusted.
  case nothingTrusted
  /// It was never published, and such code is not allowed.
  case raw
  /// It is on the list with other content, or offered through another service.
  case contentDiffers(String)
  /// Neither it nor its publisher is trusted.
  case notTrusted(String)

  package var code: String {
    switch self {
    case .nothingTrusted: "algorithm.nothingTrusted"
    case .raw: "algorithm.raw"
    case .contentDiffers: "algorithm.contentDiffers"
    case .notTrusted: "algorithm.notTrusted"
    }
  }

  package var message: String {
    switch self {
    case .nothingTrusted: "no algorithm and no publisher is trusted"
    case .raw: "code that was never published is not allowed"
    case .contentDiffers(let name):
      "\(DisplayText.escaped(name, limit: 80)) is trusted with other files, another container or another service"
    case .notTrusted(let name): "\(DisplayText.escaped(name, limit: 80)) is not trusted, nor is its publisher"
    }
  }
}
