internal import CanonicalEncoding

extension Ratchet {
  /// Compares the files that are asked for.
  mutating func compareEvidence(_ old: ProtocolTerms, _ new: ProtocolTerms) {
    for requirement in old.evidence {
      let place = "evidence.\(requirement.id)"
      guard let other = new.requirement(requirement.id) else {
        note(place, .loosening, requirement.format.rawValue, "")
        continue
      }
      compare(requirement, other, at: place)
      let (wasDue, isDue) = (old.isAlwaysDue(requirement), new.isAlwaysDue(other))
      if wasDue != isDue {
        note(place + ".due", isDue ? .tightening : .loosening, Self.due(wasDue), Self.due(isDue))
      }
    }
    for requirement in new.evidence where old.requirement(requirement.id) == nil {
      note("evidence.\(requirement.id)", .tightening, "", requirement.format.rawValue)
    }
  }

  private static func due(_ isAlways: Bool) -> String { isAlways ? "always" : "once a capability is reached" }

  private mutating func compare(
    _ old: EvidenceRequirement, _ new: EvidenceRequirement, at place: String
  ) {
    if old.format != new.format {
      note(place + ".format", .loosening, old.format.rawValue, new.format.rawValue)
    }
    compareLimit(place + ".maxAge", old.maxAge, new.maxAge) { $0.description }
    compareLimit(place + ".maxUnscored", old.maxUnscored, new.maxUnscored) { $0.description }
    compareCovers(old, new, at: place)
    if old.organisations != new.organisations {
      note(
        place + ".attestedBy", new.organisations > old.organisations ? .tightening : .loosening,
        "\(old.organisations) organisations", "\(new.organisations) organisations")
    }
    comparePins(old, new, at: place)
  }

  /// What is not listed may be missing. Without a list everything that the file announces must be there,
  /// which is neither more nor less than any list, so that nothing is proven of going from one to the other.
  private mutating func compareCovers(
    _ old: EvidenceRequirement, _ new: EvidenceRequirement, at place: String
  ) {
    guard old.covers.isEmpty != new.covers.isEmpty else {
      return compareList(place + ".covers", old.covers, new.covers)
    }
    func words(_ covers: [String]) -> String {
      covers.isEmpty ? "what the file announces" : covers.joined(separator: ", ")
    }
    note(place + ".covers", .loosening, words(old.covers), words(new.covers))
  }

  private mutating func comparePins(_ old: EvidenceRequirement, _ new: EvidenceRequirement, at place: String)
  {
    guard old.pins != new.pins else { return }
    let isKept = old.pins.allSatisfy { new.pins[$0.key] == $0.value }
    func words(_ pins: [String: Digest]) -> String {
      pins.isEmpty
        ? "none"
        : pins.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.short)" }.joined(separator: ", ")
    }
    note(place + ".pins", isKept ? .tightening : .loosening, words(old.pins), words(new.pins))
  }
}
