internal import CanonicalEncoding

/// The keys of the objects that are open, so that one standing twice is found when its object ends.
///
/// Two members of one name let a file say one thing to one reader and another to the next.
struct OpenKeys {
  /// Up to so many keys are compared each with each, which allocates nothing.
  private static let few = 16

  private var places: [Int] = []
  private var beginnings: [Int] = []

  /// An object begins.
  mutating func open() { beginnings.append(places.count) }

  /// A key of the innermost object.
  mutating func add(_ place: Int) { places.append(place) }

  /// The innermost object ends; refuses a key that stands twice in it.
  mutating func close(_ nodes: [EvidenceNode], _ bytes: [UInt8]) throws(JSONRefusal) {
    let start = beginnings.popLast() ?? 0
    let repeated =
      places.count - start <= Self.few
      ? Self.repeated(places[start...], nodes, bytes) : Self.repeatedAmongMany(places[start...], nodes, bytes)
    if let repeated {
      throw .duplicateKey(DisplayText.escaped(String(decoding: repeated, as: UTF8.self), limit: 100))
    }
    places.removeSubrange(start...)
  }

  private static func repeated(
    _ places: ArraySlice<Int>, _ nodes: [EvidenceNode], _ bytes: [UInt8]
  ) -> [UInt8]? {
    for position in places.indices.dropFirst() {
      let node = nodes[places[position]]
      for earlier in places[..<position] where isSame(node, nodes[earlier], bytes) {
        return content(node, bytes)
      }
    }
    return nil
  }

  private static func isSame(_ left: EvidenceNode, _ right: EvidenceNode, _ bytes: [UInt8]) -> Bool {
    if left.kind == .key, right.kind == .key {
      return left.extent - left.start == right.extent - right.start
        && bytes.holds(bytes, Int(left.start)..<Int(left.extent), at: Int(right.start))
    }
    return content(left, bytes) == content(right, bytes)
  }

  private static func repeatedAmongMany(
    _ places: ArraySlice<Int>, _ nodes: [EvidenceNode], _ bytes: [UInt8]
  ) -> [UInt8]? {
    var seen: Set<ByteString> = []
    seen.reserveCapacity(places.count)
    for place in places {
      let key = content(nodes[place], bytes)
      if !seen.insert(ByteString(key)).inserted { return key }
    }
    return nil
  }

  private static func content(_ node: EvidenceNode, _ bytes: [UInt8]) -> [UInt8] {
    let raw = bytes[Int(node.start)..<Int(node.extent)]
    return node.kind == .escapedKey ? JSONEscapes.resolved(raw) : Array(raw)
  }
}
