/// Takes the members of one object apart, each exactly once, and refuses what is left over.
///
/// Reading in the order of the keys costs one comparison a member; any other order works too.
public struct JSONFields {
  private let members: [JSONObject.Member]
  private let subject: String
  /// How many members, from the first on, were taken in order.
  private var taken = 0
  /// Members taken out of that order; none where a form is read in the order of its keys.
  private var others: Set<Int> = []

  /// The members of an object; `subject` names it in refusals ("a ballot").
  public init(_ value: JSONValue, of subject: String) throws(JSONRefusal) {
    guard case .object(let object) = value else {
      throw .unexpected(field: "it", in: subject, needs: "an object")
    }
    members = object.members
    self.subject = subject
  }

  /// The value of a key, or `nil` where it is absent.
  public mutating func optional(_ key: String) -> JSONValue? {
    if taken < members.count, members[taken].key == key {
      taken += 1
      return members[taken - 1].value
    }
    guard let index = members.firstIndex(where: { $0.key == key }) else { return nil }
    others.insert(index)
    return members[index].value
  }

  /// Whether a key is there.
  public func contains(_ key: String) -> Bool { members.contains { $0.key == key } }

  /// The value of a key that must be there.
  public mutating func value(_ key: String) throws(JSONRefusal) -> JSONValue {
    guard let value = optional(key) else { throw .missing(field: key, in: subject) }
    return value
  }

  /// A text.
  public mutating func string(_ key: String) throws(JSONRefusal) -> String {
    guard let text = try value(key).string else { throw unexpected(key, "a text") }
    return text
  }

  /// A whole number from 0 to 2^53 − 1.
  public mutating func integer(_ key: String) throws(JSONRefusal) -> UInt64 {
    guard let number = try value(key).unsigned, number < 1 << 53 else {
      throw unexpected(key, "a whole number below 2^53")
    }
    return number
  }

  /// An instant in milliseconds.
  public mutating func timepoint(_ key: String) throws(JSONRefusal) -> Timepoint {
    Timepoint(milliseconds: try integer(key))
  }

  /// `0x` and sixty-four lower-case digits.
  public mutating func digest(_ key: String) throws(JSONRefusal) -> Digest {
    guard let digest = Digest(try string(key)) else { throw unexpected(key, "0x and 64 lower-case digits") }
    return digest
  }

  /// A whole number below 2^128, as decimal text.
  public mutating func amount(_ key: String) throws(JSONRefusal) -> UInt128 {
    let text = try string(key)
    guard let amount = UInt128(decimal: text) else {
      throw unexpected(key, "a whole number below 2^128, as text")
    }
    return amount
  }

  /// `0x` and any even number of lower-case digits.
  public mutating func bytes(_ key: String) throws(JSONRefusal) -> [UInt8] {
    let text = try string(key)
    guard let bytes = Hex.decode(canonical: text) else {
      throw unexpected(key, "0x and lower-case hexadecimal digits")
    }
    return bytes
  }

  /// An array.
  public mutating func array(_ key: String) throws(JSONRefusal) -> [JSONValue] {
    guard let elements = try value(key).array else { throw unexpected(key, "a list") }
    return elements
  }

  /// An array of texts.
  public mutating func strings(_ key: String) throws(JSONRefusal) -> [String] {
    var texts: [String] = []
    for element in try array(key) {
      guard let text = element.string else { throw unexpected(key, "a list of texts") }
      texts.append(text)
    }
    return texts
  }

  /// Refuses members that nobody took.
  public func finish() throws(JSONRefusal) {
    guard let index = members.indices.first(where: { $0 >= taken && !others.contains($0) }) else { return }
    throw .unknown(field: members[index].key, in: subject)
  }

  /// The refusal for a member of another type, form or range.
  public func unexpected(_ key: String, _ needs: String) -> JSONRefusal {
    .unexpected(field: key, in: subject, needs: needs)
  }
}
