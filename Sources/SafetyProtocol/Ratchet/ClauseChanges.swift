/// Documents that are compared clause by clause, by whoever compares them.
///
/// What is provably tighter is said here once: a limit is tighter the less it is, a list the more it holds.
package protocol ClauseChanges {
  /// What is different, in the order in which it was found.
  var changes: [ClauseChange] { get set }
}

extension ClauseChanges {
  /// The whole: one clause that loosens makes the whole loosen.
  package var tightness: Tightness { .all(changes.map(\.tightness)) }

  /// A clause that says something else.
  package mutating func note(_ clause: String, _ tightness: Tightness, _ old: String, _ new: String) {
    changes.append(ClauseChange(clause: clause, tightness: tightness, old: old, new: new))
  }

  /// A clause that is tighter the less it is; none at all is the most.
  package mutating func compareLimit<Value: Comparable>(
    _ clause: String, _ old: Value?, _ new: Value?, words: (Value) -> String
  ) {
    guard old != new else { return }
    let isTighter = new.map { new in old.map { new < $0 } ?? true } ?? false
    note(clause, isTighter ? .tightening : .loosening, old.map(words) ?? "any", new.map(words) ?? "any")
  }

  /// A clause that is tighter the more it is; none at all is the least.
  package mutating func compareLeast<Value: Comparable>(
    _ clause: String, _ old: Value?, _ new: Value?, words: (Value) -> String
  ) {
    guard old != new else { return }
    let isTighter = new.map { new in old.map { new > $0 } ?? true } ?? false
    note(clause, isTighter ? .tightening : .loosening, old.map(words) ?? "none", new.map(words) ?? "none")
  }
}
