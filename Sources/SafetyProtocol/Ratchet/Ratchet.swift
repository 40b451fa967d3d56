internal import CanonicalEncoding

/// Two versions of a protocol, compared clause by clause without anybody's judgement.
package struct Ratchet: ClauseChanges, Sendable {
  /// What is different, in the order of the document.
  package var changes: [ClauseChange] = []

  /// Compares an old version with a new one.
  package init(from old: ProtocolTerms, to new: ProtocolTerms) {
    compareHead(old, new)
    compareEvidence(old, new)
    compareRules(old, new)
    compareCapabilities(old, new)
  }

  // MARK: Kinds of clauses

  /// A clause that is tighter the more it lists.
  /// - Parameter everything: What an empty list stands for, where it stands for all there is.
  mutating func compareList(_ clause: String, _ old: [String], _ new: [String], everything: String? = nil) {
    let (before, after) = (Set(old.map { ByteText($0) }), Set(new.map { ByteText($0) }))
    guard before != after else { return }
    func words(_ list: [String]) -> String {
      list.isEmpty ? everything ?? "none" : list.joined(separator: ", ")
    }
    let isTighter: Bool
    if everything != nil, new.isEmpty || old.isEmpty {
      isTighter = new.isEmpty
    } else {
      isTighter = after.isSuperset(of: before)
    }
    note(clause, isTighter ? .tightening : .loosening, words(old), words(new))
  }

  // MARK: Head

  private mutating func compareHead(_ old: ProtocolTerms, _ new: ProtocolTerms) {
    if !old.id.isSpelt(like: new.id) { note("id", .loosening, old.id, new.id) }
    if old.version != new.version {
      note("version", new.version > old.version ? .neutral : .loosening, "\(old.version)", "\(new.version)")
    }
    if !old.title.isSpelt(like: new.title) { note("title", .neutral, old.title, new.title) }
    compareList("appliesTo.actions", old.actions, new.actions)
    compareList("appliesTo.environments", old.environments, new.environments, everything: "all")
  }

  // MARK: Capabilities

  private mutating func compareCapabilities(_ old: ProtocolTerms, _ new: ProtocolTerms) {
    for capability in old.capabilities {
      let place = "capabilities.\(capability.id)"
      guard let other = new.capabilities.first(where: { $0.id.isSpelt(like: capability.id) }) else {
        note(place, .loosening, capability.level, "")
        continue
      }
      if (capability.domain, capability.level) != (other.domain, other.level) {
        note(
          place + ".level", .neutral, "\(capability.domain.rawValue) \(capability.level)",
          "\(other.domain.rawValue) \(other.level)")
      }
      // One trigger that is not shown to fail is enough, and every safeguard has to pass: more of either is
      // tighter.
      compareList(place + ".triggers", capability.triggers, other.triggers)
      compareList(place + ".safeguards", capability.safeguards, other.safeguards)
    }
    for capability in new.capabilities
    where !old.capabilities.contains(where: { $0.id.isSpelt(like: capability.id) }) {
      note("capabilities.\(capability.id)", .tightening, "", capability.level)
    }
  }
}
