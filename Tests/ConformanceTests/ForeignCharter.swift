import CanonicalEncoding
import DocumentFiles
import Governance
import QuorateTesting
import Signing

/// A preset with the figures of one row in place of its own: what an outside system is translated into.
struct ForeignCharter {
  /// The document, as it stands.
  var document: JSONValue { value }
  private var value: JSONValue

  /// The preset of a name, for a body with one founder.
  init(_ preset: String) throws {
    let founder = try AccountKey(reading: "0x00000000000000000000000000000000000000f0")
    let bytes = try Preset.named(preset).orThrow("there is no preset \(preset)")
      .expanded(name: "A foreign body", founders: [founder])
    value = try YAMLDocument.parse(String(decoding: bytes, as: UTF8.self))
  }

  /// Puts a value at a path such as `tracks.standard.tests.quorum.at_least`: the element of a list is named by its
  /// `name`, `source` or number. The parent must be there, so that a misspelt path is a fault and not a new member.
  mutating func set(_ path: String, _ new: JSONValue?) throws {
    value = try Self.setting(value, path.split(separator: ".").map(String.init)[...], new, path)
  }

  /// The value at a path.
  func get(_ path: String) throws -> JSONValue {
    try path.split(separator: ".").reduce(value) { value, key in
      let element = value.array?.first {
        $0.object?["name"]?.string == String(key) || $0.object?["source"]?.string == String(key)
      }
      return try (value.object?[String(key)] ?? element).orThrow("\(path): no \(key)")
    }
  }

  /// The same for a text, as most figures of a charter are.
  mutating func set(_ path: String, to text: String) throws { try set(path, .string(text)) }

  /// Sets what a test asks for. Systems that have every test write that they do not ask it as zero; a charter has no such
  /// test.
  mutating func setBar(_ test: String, _ bar: String, _ asked: JSONValue, isNone: Bool) throws {
    try set(isNone ? test : "\(test).\(bar)", isNone ? nil : asked)
  }

  private static func setting(
    _ value: JSONValue, _ path: ArraySlice<String>, _ new: JSONValue?, _ whole: String
  ) throws -> JSONValue {
    guard let key = path.first else { return new ?? .null }
    let rest = path.dropFirst()
    switch value {
    case .object(let object):
      var members = object.members
      let position = members.firstIndex { $0.key == key }
      guard position != nil || rest.isEmpty else { throw RowFault(description: "\(whole): no \(key)") }
      if rest.isEmpty, new == nil {
        members.removeAll { $0.key == key }
      } else {
        let inner = try setting(position.map { members[$0].value } ?? .null, rest, new, whole)
        let member = JSONObject.Member(key: key, value: inner)
        if let position { members[position] = member } else { members.append(member) }
      }
      return .object(JSONObject(members))
    case .array(var elements):
      let named = elements.firstIndex {
        $0.object?["name"]?.string == key || $0.object?["source"]?.string == key
      }
      guard let position = named ?? Int(key), elements.indices.contains(position) else {
        throw RowFault(description: "\(whole): no element \(key)")
      }
      if rest.isEmpty, new == nil {
        elements.remove(at: position)
      } else {
        elements[position] = try setting(elements[position], rest, new, whole)
      }
      return .array(elements)
    default: throw RowFault(description: "\(whole): \(key) is not in a table")
    }
  }

  /// The charter it makes.
  func charter() throws -> Charter { try Charter(parsing: value, hash: .zero, anyReading: true) }

  /// The rules of one of its tracks.
  func rules(track: String = "standard") throws -> TrackRules {
    try charter().rules(ofTrack: track, topic: "general").orThrow("there is no track \(track)")
  }
}
