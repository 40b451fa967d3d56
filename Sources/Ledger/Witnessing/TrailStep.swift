internal import CanonicalEncoding
internal import Governance

/// What was there before one ballot: the course, and the records that the ballot changed.
struct TrailStep {
  /// The ballot's entry.
  let index: UInt64
  var state: CourseState
  /// The records as they were, empty where there were none; nothing where the ballot is never taken back.
  let former: [Change]

  init(index: UInt64, state: CourseState, former: [Change]) {
    self.index = index
    self.state = state
    self.former = former
  }

  /// The index, big-endian, and the state as JSON; with the former records beside it where there are any.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: index)
    let json: JSONValue =
      former.isEmpty
      ? state.json
      : .members(["former": .array(former.map(Self.json)), "state": state.json])
    return bytes + json.canonicalBytes
  }

  init(bytes: [UInt8]) throws(RecordFault) {
    guard let index = bytes.bigEndian(UInt64.self, at: 0) else { throw .unreadable(.trail) }
    self.index = index
    do {
      let value = try JSONParser.parse(Array(bytes.dropFirst(8)), form: .canonical)
      guard let members = value.object, members["former"] != nil else {
        state = try CourseState(parsing: value)
        former = []
        return
      }
      var fields = try JSONFields(value, of: "a step of a trail")
      var former: [Change] = []
      for value in try fields.array("former") { former.append(try Self.change(value)) }
      self.former = former
      state = try CourseState(parsing: try fields.value("state"))
      try fields.finish()
    } catch { throw .unreadable(.trail) }
  }

  private static func json(_ change: Change) -> JSONValue {
    let parts = [change.key.partition.bytes, change.key.row.bytes, change.value]
    return .array([.string(change.key.space.rawValue)] + parts.map { .string(Hex.encode($0)) })
  }

  private static func change(_ value: JSONValue) throws(RecordFault) -> Change {
    let texts = (value.array ?? []).compactMap(\.string)
    let parts = texts.dropFirst().compactMap { Hex.decode($0) }
    guard texts.count == 4, parts.count == 3, let space = RecordSpace(rawValue: texts[0]) else {
      throw .unreadable(.trail)
    }
    return Change(RecordKey(space, ByteString(parts[0]), ByteString(parts[1])), parts[2])
  }
}
