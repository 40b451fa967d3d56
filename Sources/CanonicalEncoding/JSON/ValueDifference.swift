/// One value that two documents do not share.
package struct ValueDifference: Hashable, Sendable {
  /// Where: keys and names joined by dots, `tracks.standard.tests.quorum.at_least`.
  package let path: String
  /// What stood there; `nil` for nothing.
  package let old: JSONValue?
  /// What stands there now; `nil` for nothing.
  package let new: JSONValue?

  /// Every difference, in the order of the paths.
  ///
  /// Elements of lists that have a name are compared by name, others by place. Nesting is bounded by what reading a
  /// document allows.
  /// - Complexity: O(n log n) in the values.
  package static func changes(from old: JSONValue, to new: JSONValue) -> [ValueDifference] {
    var changes: [ValueDifference] = []
    compare(old, new, at: "", into: &changes)
    return changes
  }

  private static func compare(
    _ old: JSONValue?, _ new: JSONValue?, at path: String, into changes: inout [ValueDifference]
  ) {
    if old == new { return }
    guard let old, let new, let olds = parts(of: old), let news = parts(of: new) else {
      changes.append(ValueDifference(path: path, old: old, new: new))
      return
    }
    let (left, right) = (
      Dictionary(olds) { first, _ in first }, Dictionary(news) { first, _ in first }
    )
    for key in Set(left.keys).union(right.keys).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      compare(left[key], right[key], at: path.isEmpty ? key : "\(path).\(key)", into: &changes)
    }
  }

  /// The parts of a value that has some, by name; lists of plain values have none, and differ as a whole.
  private static func parts(of value: JSONValue) -> [(String, JSONValue)]? {
    switch value {
    case .object(let object): return object.members.map { ($0.key, $0.value) }
    case .array(let elements) where elements.contains(where: { $0.object != nil }):
      return elements.enumerated().map { position, element in
        (element.object?["name"]?.string ?? String(position + 1), element)
      }
    default: return nil
    }
  }
}
