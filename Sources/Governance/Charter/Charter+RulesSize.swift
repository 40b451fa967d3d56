internal import CanonicalEncoding

extension Charter {
  /// The most bytes of rules that a proposal may be decided by. Each is kept with those of its track and of all stages that
  /// may follow, so that a charter could otherwise make a megabyte of every proposal.
  package static let rulesLimit = 131_072

  /// Refuses a track whose rules would be more.
  /// - Complexity: O(tracks), however large the tree of their stages, which has no way back to a track.
  func checkRulesSize() throws(CharterRefusal) {
    var known: [String: Int] = [:]
    for name in trackNames {
      let size = rulesSize(of: name, &known)
      guard size <= Self.rulesLimit else {
        throw .inconsistent(
          path: "tracks.\(name)",
          "its rules and those of all stages that may follow have \(size) bytes; at most \(Self.rulesLimit) are kept with a proposal"
        )
      }
    }
  }

  /// The bytes of the rules of each stage alone, under an empty topic, as often as ways lead to it.
  private func rulesSize(of name: String, _ known: inout [String: Int]) -> Int {
    if let size = known[name] { return size }
    guard let track = tracks[name] else { return 0 }
    var size = rules(of: track, topic: "", stages: []).json.canonicalBytes.count
    for stage in track.stages {
      let (sum, overflow) = size.addingReportingOverflow(rulesSize(of: stage.track, &known))
      size = overflow ? .max : sum
    }
    known[name] = size
    return size
  }
}
