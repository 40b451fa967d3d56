internal import CanonicalEncoding

/// A table of a job file with the place where it stands, for refusals that can be found in the file.
struct JobFields {
  let place: String
  private let object: JSONObject

  init(_ value: JSONValue?, at place: String) throws(JobRefusal) {
    guard let value else { throw .missing(place) }
    guard let object = value.object else { throw .format("\(place) is not a table") }
    self.object = object
    self.place = place
  }

  var members: [JSONObject.Member] { object.members }

  subscript(key: String) -> JSONValue? { object[key] }

  func name(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

  /// The table of a key.
  func table(_ key: String) throws(JobRefusal) -> JobFields { try JobFields(self[key], at: name(key)) }

  /// Refuses every member that is not one of these.
  func expect(_ known: Set<String>) throws(JobRefusal) {
    for member in members where !known.contains(member.key) { throw .unknown(name(member.key)) }
  }

  /// A text that must be there.
  func text(_ key: String) throws(JobRefusal) -> String {
    guard let value = self[key] else { throw .missing(name(key)) }
    guard let text = value.string, !text.isEmpty else { throw .format("\(name(key)) is not a text") }
    return text
  }

  /// A whole number below 2^64 that must be there, written as one or as a text of digits.
  func whole(_ key: String) throws(JobRefusal) -> UInt128 {
    guard let value = self[key] else { throw .missing(name(key)) }
    let digits: String? = if case .number(let text) = value { text } else { value.string }
    guard let number = digits.flatMap({ UInt128(decimal: $0) }), number <= UInt128(UInt64.max) else {
      throw .number(name(key))
    }
    return number
  }

  /// The same where it may be left out.
  func whole(_ key: String, or otherwise: UInt128) throws(JobRefusal) -> UInt128 {
    self[key] == nil ? otherwise : try whole(key)
  }
}
