internal import CanonicalEncoding
package import SafetyProtocol
internal import Voting

/// Two charters, compared clause by clause without anybody's judgement.
///
/// A change is tightening where whoever can let something happen under the new charter could under the old one, with no
/// less notice. What is not provably so is loosening, also where most people would call it an improvement: it takes the
/// bar that the charter sets for that.
package struct CharterRatchet: ClauseChanges, Sendable {
  /// What is different, in the order of the document.
  package var changes: [ClauseChange] = []

  /// Compares a charter with another.
  /// - Complexity: O(clauses²) within each track.
  package init(from old: Charter, to new: Charter) {
    comparePeople(old, new)
    compareKinds(old, new)
    compareTracks(old, new)
    compareBrake(old.brake, new.brake)
    compareGate(old.gate, new.gate)
    compareWitnesses(old.witnesses, new.witnesses)
    compareRelease(old.release, new.release)
    compareElectorates(old.electorates, new.electorates)
    compareTightening(old.tightening, new.tightening)
    // A round decides nothing by itself, so that having one more kind or one less changes nothing.
    compareTable("evaluations", old.evaluations, new.evaluations) { Self.words($0.json) }
  }

  // MARK: Who

  private mutating func comparePeople(_ old: Charter, _ new: Charter) {
    compareTable("roles", old.roles, new.roles) { Self.words($0.json) }
    if old.registrar != new.registrar { note("electorates_by", .loosening, old.registrar, new.registrar) }
    compareTable("houses", old.houses, new.houses) { Self.words($0.frozen) }
    if old.delegation.json != new.delegation.json {
      note("delegation", .loosening, Self.words(old.delegation.json), Self.words(new.delegation.json))
    }
    // How things are written changes nothing.
    for name in Set(old.assets.keys).union(new.assets.keys).sorted()
    where old.assets[name] != new.assets[name] {
      note("assets.\(name)", .neutral, old.assets[name]?.symbol ?? "", new.assets[name]?.symbol ?? "")
    }
    if old.terms != new.terms { note("terms", .neutral, "", "") }
    // Shares are computed and bind nobody.
    if old.rewards != new.rewards { note("rewards", .neutral, "", "") }
  }

  /// What is new or gone has no effect but through what names it, where it is compared; what is different has.
  private mutating func compareTable<Value>(
    _ table: String, _ old: [String: Value], _ new: [String: Value], words: (Value) -> String
  ) {
    for name in Set(old.keys).union(new.keys).sorted() {
      let (before, after) = (old[name].map(words) ?? "", new[name].map(words) ?? "")
      guard before != after else { continue }
      note("\(table).\(name)", before.isEmpty || after.isEmpty ? .neutral : .loosening, before, after)
    }
  }

  // MARK: What is decided how

  private mutating func compareKinds(_ old: Charter, _ new: Charter) {
    for key in Set(old.kinds.keys).union(new.kinds.keys).sorted() {
      let nature = KindNature(of: key)
      switch (old.rule(of: key), new.rule(of: key)) {
      case (nil, let rule?):
        note("kinds.\(key)", nature == .denies ? .tightening : .loosening, "", rule.track)
      case (let rule?, nil):
        note("kinds.\(key)", nature == .grants ? .tightening : .loosening, rule.track, "")
      case (let before?, let after?):
        if before.topic != after.topic { note("kinds.\(key).topic", .loosening, before.topic, after.topic) }
        if before.takesEffectByItself != after.takesEffectByItself {
          note(
            "kinds.\(key).execution", .loosening, "\(before.takesEffectByItself)",
            "\(after.takesEffectByItself)")
        }
        guard before.track != after.track, let first = old.tracks[before.track],
          let second = new.tracks[after.track]
        else { continue }
        let comparison = TrackComparison(from: first, to: second)
        let tightness: Tightness =
          comparison.differences.isEmpty
          ? .neutral : comparison.isHarder && nature == .grants ? .tightening : .loosening
        note("kinds.\(key).track", tightness, before.track, after.track)
      case (nil, nil): break
      }
    }
  }

  private mutating func compareTracks(_ old: Charter, _ new: Charter) {
    for name in Set(old.tracks.keys).union(new.tracks.keys).sorted() {
      guard let before = old.tracks[name], let after = new.tracks[name] else {
        // Who comes to it, or no longer does, is said by the kinds and by the tracks that lead to it.
        note(
          "tracks.\(name)", .neutral, old.tracks[name] == nil ? "" : name, new.tracks[name] == nil ? "" : name
        )
        continue
      }
      let natures = old.natures(onTrack: name).union(new.natures(onTrack: name))
      for difference in TrackComparison(from: before, to: after).differences {
        let tightness: Tightness =
          natures.isEmpty ? .neutral : difference.isHarder && natures == [.grants] ? .tightening : .loosening
        note("tracks.\(name).\(difference.clause)", tightness, difference.old, difference.new)
      }
    }
  }

  static func words(_ value: JSONValue) -> String { String(decoding: value.canonicalBytes, as: UTF8.self) }
}

extension Charter {
  /// The rule of a kind, or of a variant of one, which has that of its kind where it has none of its own.
  fileprivate func rule(of key: String) -> KindRule? {
    kinds[key] ?? key.split(separator: "/").first.flatMap { kinds[String($0)] }
  }

  /// What the kinds are that come to a track, directly or by stages.
  fileprivate func natures(onTrack name: String) -> Set<KindNature> {
    Set(
      (Array(kinds.keys) + ProposalAction.variants).filter { key in
        rule(of: key).map { leads(from: $0.track, to: name) } ?? false
      }.map { KindNature(of: $0) })
  }

  /// Whether a track is another, or has it as a stage; chains of stages end, as the charter was checked for.
  private func leads(from track: String, to name: String) -> Bool {
    track == name || (tracks[track]?.stages ?? []).contains { leads(from: $0.track, to: name) }
  }
}
