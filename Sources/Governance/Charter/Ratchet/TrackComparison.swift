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
  /// Whether another vote follows one that failed, in either version: failing is a way on then, and whatever makes a
  /// proposal fail, or fail sooner, may let it pass.
  let failsForward: Bool

  var isHarder: Bool { differences.allSatisfy(\.isHarder) }

  init(from old: TrackDraft, to new: TrackDraft) {
    failsForward = (old.stages + new.stages).contains { $0.after == .failed }
    compareBallot(old, new)
    compareWaits(old, new)
    compareTests(old, new)
    compareStops(old, new)
    compareEarly(old, new)
    compareCourse(old, new)
    compareRest(old, new)
    compareStages(old, new)
    compareOrder(old, new)
  }

  /// Notes one thing that is different.
  mutating func note(_ clause: String, isHarder: Bool, _ old: String, _ new: String) {
    differences.append(Difference(clause: clause, isHarder: isHarder, old: old, new: new))
  }

  /// Notes a value that is different.
  mutating func compare<Value>(
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
    compare(
      "ballot.withdrawable", old.course.isWithdrawable, new.course.isWithdrawable, words: { "\($0)" })
    for house in Set(old.course.houseBallots.keys).union(new.course.houseBallots.keys).sorted() {
      compare(
        "ballot.houses.\(house)", old.course.houseBallots[house], new.course.houseBallots[house],
        words: { Self.words($0?.json) })
    }
    compare("propose_with", old.admission, new.admission, words: \.description) { $1 > $0 }
    compare("propose_by", old.proposers, new.proposers, words: { $0 ?? "" }) { old, _ in old == nil }
    compare("quota", old.quota, new.quota, words: { $0?.words ?? "" }) { old, new in
      guard let old, let new else { return old == nil }
      return new.each <= old.each && new.within >= old.within
    }
  }

  private mutating func compareWaits(_ old: TrackDraft, _ new: TrackDraft) {
    compare("delay", old.delay, new.delay, words: \.description) { $1 > $0 }
    compare("period", old.period, new.period, words: \.description) {
      $1 > $0 && new.asksTheSame(from: old.period)
    }
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
      note(
        place, isHarder: isKept && !failsForward, Self.words(test.json),
        named.map { Self.words($0.json) } ?? "")
    }
    for test in new.tests where !old.tests.contains(where: { $0.name.isSpelt(like: test.name) }) {
      note("tests.\(test.name)", isHarder: !failsForward, "", Self.words(test.json))
    }
    // The quorum whose lateness extends a vote must not become another by its name; one that is met later, or never,
    // moves the close.
    guard let late = old.course.lateQuorum, old.course.lateQuorum == new.course.lateQuorum,
      let before = old.tests.first(where: { $0.name == late.test }),
      let after = new.tests.first(where: { $0.name == late.test }), before.json != after.json,
      !after.isAtLeastAsStrict(as: before) || new.course.interpolatedDelay != nil
        || !new.asksTheSame(from: old.period)
    else { return }
    note("late_quorum.test", isHarder: false, Self.words(before.json), Self.words(after.json))
  }

  private mutating func compareStops(_ old: TrackDraft, _ new: TrackDraft) {
    compare("veto_by", old.veto, new.veto, words: { $0 ?? "" }) { old, _ in old == nil }
    for deed in GuardianRule.deeds { compareGuardians(old, new, of: deed) }
  }

  /// Of the rules for one deed the first by which somebody may act now is the one that counts, so that only what stands
  /// behind the others leaves them as they are.
  private mutating func compareGuardians(_ old: TrackDraft, _ new: TrackDraft, of deed: Act.Deed) {
    let (before, after) = (Self.guardians(old, deed), Self.guardians(new, deed))
    guard before != after else { return }
    let isHarder =
      switch deed {
      case .reject, .slash, .veto, .postpone: after.starts(with: before)
      // Only a guardian who could free something of a wait is no loss.
      case .waive: before.starts(with: after)
      default: false
      }
    note("guardians", isHarder: isHarder, before.joined(separator: ", "), after.joined(separator: ", "))
  }

  private static func guardians(_ track: TrackDraft, _ deed: Act.Deed) -> [String] {
    track.guardians.filter { $0.deed == deed }.map { words($0.json) }
  }

  /// Another vote has waits, guardians and a grace of its own: nothing is proven of having one.
  private mutating func compareStages(_ old: TrackDraft, _ new: TrackDraft) {
    func words(_ draft: TrackDraft) -> String {
      draft.stages.map { stage in
        "\(stage.after.rawValue): \(stage.track) \(stage.start.text)\(stage.keepsBallots ? " with its ballots" : "")"
      }.joined(separator: ", ")
    }
    compare("then", old, new, words: words)
  }

  // MARK: Order

  /// Of two early rules that hold together the first decides, and of two tests that fail the first says what becomes of
  /// a deposit.
  private mutating func compareOrder(_ old: TrackDraft, _ new: TrackDraft) {
    compareOrder("early", old.course.early.map(\.name), new.course.early.map(\.name))
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

  /// A list as in a charter.
  static func words(_ list: [String]) -> String { words(.array(list.map { .string($0) })) }

  /// A value as in a charter; nothing where there is none.
  static func words(_ value: JSONValue?) -> String {
    value.map { String(decoding: $0.canonicalBytes, as: UTF8.self) } ?? ""
  }
}
