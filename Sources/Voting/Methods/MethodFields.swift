internal import CanonicalEncoding

extension JSONFields {
  /// Reads a truth value that may be absent.
  mutating func flag(_ key: String) throws(JSONRefusal) -> Bool? {
    guard let value = optional(key) else { return nil }
    guard let flag = value.bool else { throw unexpected(key, "true or false") }
    return flag
  }

  /// Reads a whole number within bounds that may be absent.
  mutating func count(_ key: String, _ bounds: ClosedRange<UInt64>) throws(JSONRefusal) -> Int? {
    guard let value = optional(key) else { return nil }
    guard let number = value.unsigned, bounds.contains(number), let count = Int(exactly: number) else {
      throw unexpected(key, "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
    }
    return count
  }

  /// Reads one of some names that may be absent.
  mutating func name<Name: RawRepresentable<String> & CaseIterable>(
    _ key: String
  ) throws(JSONRefusal) -> Name? {
    guard let value = optional(key) else { return nil }
    guard let text = value.string, let name = Name(rawValue: text) else {
      throw unexpected(key, Name.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return name
  }
}
