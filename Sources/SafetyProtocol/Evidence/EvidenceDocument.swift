internal import CanonicalEncoding

/// An evaluation's output, read strictly, with nothing lost: numbers keep their digits, members their order.
///
/// Values are named by where they stand (`EvidenceDocument.Place`), the root being zero. A place is good for
/// the document it comes from only; every question about a place that is none is answered with `nil` or
/// nothing.
package struct EvidenceDocument: Sendable {
  /// Where a value stands: its number in the order of the text.
  package typealias Place = Int

  /// How a file is cut into values.
  package enum Form: String, Sendable, CaseIterable {
    /// One value.
    case json
    /// One value a line, read as the array of them; empty lines are none.
    case lines
  }

  /// What is refused as too much.
  package struct Limits: Sendable {
    /// The largest file in bytes.
    package var bytes = 256 << 20
    /// How deep arrays and objects may be nested.
    package var depth = JSONParser.depthLimit
    /// How many values and keys; each takes sixteen bytes of memory.
    package var values = 16 << 20

    package init() {}
  }

  /// What kind of value stands at a place.
  package enum Kind: String, Sendable {
    case null, boolean, number, text, array, object
    /// `NaN` or an infinity.
    case notANumber
  }

  /// The bytes of the file.
  package let bytes: [UInt8]
  let nodes: [EvidenceNode]

  /// Reads a file.
  /// - Complexity: O(n) in the bytes, and O(k log k) in the keys of each object.
  package init(
    parsing bytes: [UInt8], form: Form = .json, limits: Limits = Limits()
  ) throws(EvidenceRefusal) {
    nodes = try EvidenceReader.read(bytes, form: form, limits: limits)
    self.bytes = bytes
  }

  /// The whole.
  package static let root: Place = 0

  /// What stands at a place.
  package func kind(_ place: Place) -> Kind? {
    guard nodes.indices.contains(place) else { return nil }
    switch nodes[place].kind {
    case .null: return .null
    case .yes, .no: return .boolean
    case .number: return .number
    case .notANumber: return .notANumber
    case .text, .escapedText: return .text
    case .array: return .array
    case .object: return .object
    case .key, .escapedKey: return nil
    }
  }

  /// How many elements or members an array or object has; zero for anything else.
  package func count(_ place: Place) -> Int {
    switch kind(place) {
    case .array, .object: Int(nodes[place].extent)
    default: 0
    }
  }

  /// The truth value, or `nil`.
  package func boolean(_ place: Place) -> Bool? {
    guard kind(place) == .boolean else { return nil }
    return nodes[place].kind == .yes
  }

  /// The digits of a number as they stand in the file, or `nil`; never those of `NaN`.
  package func digits(_ place: Place) -> ArraySlice<UInt8>? {
    kind(place) == .number ? raw(nodes[place]) : nil
  }

  /// The exact value of a number, or `nil` where there is none or its exponent is out of all range.
  package func decimal(_ place: Place) -> ExactDecimal? {
    digits(place).flatMap { ExactDecimal($0) }
  }

  /// The UTF-8 bytes of a text, or `nil`.
  package func utf8(_ place: Place) -> ArraySlice<UInt8>? {
    kind(place) == .text ? content(nodes[place]) : nil
  }

  /// A text, or `nil`.
  package func text(_ place: Place) -> String? {
    utf8(place).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The value of a member, or `nil`.
  /// - Complexity: O(members).
  package func member(_ key: [UInt8], of place: Place) -> Place? {
    guard kind(place) == .object else { return nil }
    var position = place + 1
    while position < nodes[place].next {
      let node = nodes[position]
      if isKey(node, key) { return position + 1 }
      position = end(position + 1)
    }
    return nil
  }

  /// The value that a chain of keys leads to, or `nil`.
  package func value(_ keys: String..., of place: Place = root) -> Place? {
    var place = place
    for key in keys {
      guard let next = member(Array(key.utf8), of: place) else { return nil }
      place = next
    }
    return place
  }

  /// The elements of an array or the values of an object's members, in order.
  package func children(_ place: Place) -> [Place] {
    var places: [Place] = []
    places.reserveCapacity(count(place))
    eachChild(place) { places.append($0) }
    return places
  }

  /// The members of an object in order.
  package func members(_ place: Place) -> [(key: String, value: Place)] {
    guard kind(place) == .object else { return [] }
    return children(place).map { value in
      (String(decoding: content(nodes[value - 1]), as: UTF8.self), value)
    }
  }

  /// An element by its index from the front, or `nil`.
  /// - Complexity: O(index).
  package func element(_ index: Int, of place: Place) -> Place? {
    guard kind(place) == .array, index >= 0, index < count(place) else { return nil }
    var position = place + 1
    for _ in 0..<index { position = end(position) }
    return position
  }

  // MARK: Walking

  /// The place behind a value and everything in it.
  func end(_ place: Place) -> Place { Int(nodes[place].next) }

  /// Calls for each element or member's value.
  @inline(__always) func eachChild(_ place: Place, _ body: (Place) -> Void) {
    guard let kind = kind(place), kind == .array || kind == .object else { return }
    let step = kind == .object ? 1 : 0
    var position = place + 1
    while position < nodes[place].next {
      body(position + step)
      position = end(position + step)
    }
  }

  private func raw(_ node: EvidenceNode) -> ArraySlice<UInt8> { bytes[Int(node.start)..<Int(node.extent)] }

  /// The bytes a text or key stands for.
  func content(_ node: EvidenceNode) -> ArraySlice<UInt8> {
    switch node.kind {
    case .escapedText, .escapedKey: JSONEscapes.resolved(raw(node))[...]
    default: raw(node)
    }
  }

  private func isKey(_ node: EvidenceNode, _ key: [UInt8]) -> Bool {
    guard node.kind == .escapedKey else {
      return Int(node.extent - node.start) == key.count && bytes.holds(key, at: Int(node.start))
    }
    return content(node).elementsEqual(key)
  }
}
