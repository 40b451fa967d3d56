extension AlgorithmTrust {
  /// What stands where nobody has decided anything: no algorithm may be run.
  package static let nothing = AlgorithmTrust(use: .compute)

  /// Whether whatever may be run here may be run there as well.
  ///
  /// Only what is provable entry by entry: an algorithm that is listed by its content is not looked up among what a
  /// trusted publisher has published.
  package func isWithin(_ other: AlgorithmTrust) -> Bool {
    guard use == .compute else { return other.use == .access }
    guard other.use == .compute, !publishers.isEmpty || !algorithms.isEmpty else { return true }
    let trustsAnybody = other.publishers.contains(Self.any)
    let known = Set(other.publishers.map { $0.lowercased() })
    guard !allowsRaw || other.allowsRaw && !(other.publishers.isEmpty && other.algorithms.isEmpty) else {
      return false
    }
    return publishers.allSatisfy {
      trustsAnybody || known.contains($0.lowercased()) || other.allowsEverything
    }
      && algorithms.allSatisfy { entry in trustsAnybody || other.algorithms.contains { $0.covers(entry) } }
  }

  /// Whether an entry allows every algorithm there is.
  private var allowsEverything: Bool {
    algorithms.contains { $0.covers(TrustedAlgorithm(name: Self.any, files: Self.any, container: Self.any)) }
  }

  /// What putting a list in the place of another does to what may be run. What is not provably tighter is looser.
  package static func change(from old: AlgorithmTrust, to new: AlgorithmTrust) -> ProtocolAmendment.Change {
    guard new.isWithin(old) else { return .loosening }
    return old.isWithin(new) ? .neutral : .tightening
  }
}

extension TrustedAlgorithm {
  /// Whether whatever another entry allows is allowed by this one.
  fileprivate func covers(_ other: TrustedAlgorithm) -> Bool {
    func covers(_ wide: String, _ narrow: String) -> Bool { wide == AlgorithmTrust.any || wide == narrow }
    return covers(name, other.name) && covers(files, other.files) && covers(container, other.container)
      && (service.map { covers($0, other.service ?? AlgorithmTrust.any) } ?? true)
  }
}
