internal import CanonicalEncoding
internal import Voting

/// Two versions of a track: for each thing that is different, whether it is provably harder to pass now.
///
/// Harder means that whoever can bring something about by the new version could by the old one, with no less notice. A
/// longer wait is harder; a wait that is shorter, or a rule that is only different, is not.
struct TrackComparison {
  /// One thing that is different.
  struct Difference {
    let clause: String
    let isHarder: Bool
    let old: String
    let new: String
  }

  private(set) var differences: [Difference] = []

  var isHarder: Bool { differences.allSatisfy(\.isHarder) }

  init(from old: TrackDraft, to new: TrackDraft) {
    compareBallot(old, new)
    compareWaits(old, new)
    compareTests(old, new)
    compareStops(old, new)
    compareEarly(old.course, new.course)
    compareCourse(old.course, new.course)
    compareStages(old, new)
    compareOrder(old, new)
  }

  private mutating func note(_ clause: String, isHarder: Bool, _ old: String, _ new: String) {
    differences.append(Difference(clause: clause, isHarder: isHarder, old: old, new: new))
  }

  /// Notes a value that is different.
  private mutating func compare<Value>(
    _ clause: String, _ old: Value, _ new: Value, words: (Value) -> String,
    isHarder: (Value, Value) -> Bool = { _, _ in false }
  ) {
    let (before, after) = (words(old), words(new))
    if before != after { note(clause, isHarder: isHarder(old, new), before, after) }
  }

  // MARK: The track itself

  private mutating func compareBallot(_ old: TrackDraft, _ new: TrackDraft) {
    // The first house is the one in which a proposer must hold power; who votes besides makes no difference by itself.
    compare("houses", old.houses, new.houses, words: { $0.joined(separator: ", ") }) { old, new in
      old.first == new.first && Set(old).isSubset(of: new)
    }
    compare("ballot.method", old.method.json, new.method.json, words: Self.words)
    compare("ballot.options", old.options, new.options, words: Self.words)
    compare("ballot.replaceable", old.isReplaceable, new.isReplaceable, words: { "\($0)" })
    compare("propose_with", old.admission, new.admission, words: \.description) { $1 > $0 }
    compare("quota", old.quota, new.quota, words: { $0?.words ?? "" }) { old, new in
      guard let old, let new else { return old == nil }
      return new.each <= old.each && new.within >= old.within
    }
  }

  private mutating func compareWaits(_ old: TrackDraft, _ new: TrackDraft) {
    compare("delay", old.delay, new.delay, words: \.description) { $1 > $0 }
    compare("period", old.period, new.period, words: \.description) { $1 > $0 }
    compare("timelock", old.timelock, new.timelock, words: \.description) { $1 > $0 }
    compare("grace", old.grace, new.grace, words: \.description) { $1 < $0 }
  }

  /// Every old test must be held by a new one; further ones only make it harder.
  private mutating func compareTests(_ old: TrackDraft, _ new: TrackDraft) {
    for test in old.tests {
      let place = "tests.\(test.name)"
      let named = new.tests.first { $0.name.isSpelt(like: test.name) }
      if let named, named.json == test.json { continue }
      let isKept = new.tests.contains { $0.isAtLeastAsStrict(as: test) }
      note(place, isHarder: isKept, Self.words(test.json), named.map { Self.words($0.json) } ?? "")
    }
    for test in new.tests where !old.tests.contains(where: { $0.name.isSpelt(like: test.name) }) {
      note("tests.\(test.name)", isHarder: true, "", Self.words(test.json))
    }
    // The quorum whose lateness extends a vote must not become another by its name.
    guard let late = old.course.lateQuorum, old.course.lateQuorum == new.course.lateQuorum,
      let before = old.tests.first(where: { $0.name == late.test }),
      let after = new.tests.first(where: { $0.name == late.test }), !after.isAtLeastAsStrict(as: before)
    else { return }
    note("late_quorum.test", isHarder: false, Self.words(before.json), Self.words(after.json))
  }

  private mutating func compareStops(_ old: TrackDraft, _ new: TrackDraft) {
    compare("veto_by", old.veto, new.veto, words: { $0 ?? "" }) { old, _ in old == nil }
    for rule in old.course.guardians where !new.course.guardians.contains(rule) {
      // Only a guardian who could free something of a wait is no loss.
      note("guardians", isHarder: rule.deed == .waive, Self.words(rule.frozen), "")
    }
    if old.course.guardians == new.course.guardians {
      compare("roles", old.roleNames, new.roleNames, words: { $0.joined(separator: ", ") })
    }
    for rule in new.course.guardians where !old.course.guardians.contains(rule) {
      let stops: Set<Act.Deed> = [.reject, .slash, .veto, .postpone]
      note("guardians", isHarder: stops.contains(rule.deed), "", Self.words(rule.frozen))
    }
  }

  private mutating func compareStages(_ old: TrackDraft, _ new: TrackDraft) {
    func words(_ draft: TrackDraft) -> String {
      draft.stages.map { stage in
        "\(stage.after.rawValue): \(stage.track) \(stage.start.text)\(stage.keepsBallots ? " with its ballots" : "")"
      }.joined(separator: ", ")
    }
    compare("then", old, new, words: words) { old, new in
      old.stages.isEmpty && new.stages.allSatisfy { $0.after == .passed }
    }
  }

  // MARK: Its course

  private mutating func compareEarly(_ old: Course, _ new: Course) {
    for rule in old.early {
      let place = "early.\(rule.name)"
      guard let other = new.early.first(where: { $0.name.isSpelt(like: rule.name) }) else {
        note(place, isHarder: rule.outcome == .passed, Self.words(rule.json), "")
        continue
      }
      compare(place, rule.json, other.json, words: Self.words)
    }
    for rule in new.early where !old.early.contains(where: { $0.name.isSpelt(like: rule.name) }) {
      note("early.\(rule.name)", isHarder: rule.outcome != .passed, "", Self.words(rule.json))
    }
  }

  private mutating func compareCourse(_ old: Course, _ new: Course) {
    compare("wait_for_quiet", old.waitForQuiet, new.waitForQuiet, words: { Self.words($0?.json) }) {
      old, new in
      guard let old, let new else { return old == nil }
      return (old.house, old.option, old.against) == (new.house, new.option, new.against)
        && new.increase > old.increase
    }
    compare("late_quorum", old.lateQuorum, new.lateQuorum, words: { Self.words($0?.json) }) { old, new in
      guard let old, let new else { return old == nil }
      return old.test == new.test && new.span > old.span
    }
    compare("confirmation", old.confirmation, new.confirmation, words: { Self.words($0?.json) }) { old, new in
      guard let old, let new else { return old == nil }
      return new.span > old.span
    }
    compare("deposit", old.deposit, new.deposit, words: { Self.words($0?.json) }) { old, _ in old == nil }
    compare("review", old.review, new.review, words: { $0?.description ?? "" }) { old, _ in old == nil }
    compare("active_at_most", old.mostActive, new.mostActive, words: { $0.map(String.init) ?? "" }) {
      old, new in
      new.map { new in old.map { new < $0 } ?? true } ?? false
    }
    compare("queues_itself", old.queuesItself, new.queuesItself, words: { "\($0)" }) { old, _ in old }
    compare("never_lapses", old.neverLapses, new.neverLapses, words: { "\($0)" }) { old, _ in old }
    compareRest(old, new)
  }

  /// Of what is left, nothing is proven either way.
  private mutating func compareRest(_ old: Course, _ new: Course) {
    compare("ends", old.ends.json, new.ends.json, words: Self.words)
    compare("judged_after", old.lag, new.lag, words: \.description)
    compare(
      "interpolated_delay", old.interpolatedDelay, new.interpolatedDelay, words: { Self.words($0?.json) })
    compare("absentees", old.absentees, new.absentees, words: { Self.words($0?.frozen) })
    compare("silence", old.silence, new.silence, words: { $0?.rawValue ?? "" })
    compare("only", old.only, new.only, words: { $0.isEmpty ? "" : Self.words($0) })
  }

  // MARK: Order

  /// Of two early rules that hold together the first decides, of two guardian rules the first counts, and of two tests
  /// that fail the first says what becomes of a deposit.
  private mutating func compareOrder(_ old: TrackDraft, _ new: TrackDraft) {
    compareOrder("early", old.course.early.map(\.name), new.course.early.map(\.name))
    compareOrder(
      "guardians", old.course.guardians.map { Self.words($0.frozen) },
      new.course.guardians.map { Self.words($0.frozen) })
    if (old.tests + new.tests).contains(where: { $0.onFailure != nil }) {
      compareOrder("tests", old.tests.map(\.name), new.tests.map(\.name))
    }
  }

  private mutating func compareOrder(_ clause: String, _ old: [String], _ new: [String]) {
    let (first, second) = (old.map { ByteString(utf8: $0) }, new.map { ByteString(utf8: $0) })
    let both = Set(first).intersection(second)
    guard first.filter(both.contains) != second.filter(both.contains) else { return }
    note("\(clause) in order", isHarder: false, Self.words(old), Self.words(new))
  }

  private static func words(_ list: [String]) -> String { words(.array(list.map { .string($0) })) }

  private static func words(_ value: JSONValue?) -> String {
    value.map { String(decoding: $0.canonicalBytes, as: UTF8.self) } ?? ""
  }
}
