import CanonicalEncoding

/// What differs between what a row expects and the answers that were found; an expectation that nobody answers is a
/// fault of the row, so that none is passed over.
func differences(from expect: VectorRow, _ answers: [String: JSONValue]) throws -> [String] {
  guard let members = expect.value.object?.members, !members.isEmpty else {
    throw RowFault(description: "nothing is expected")
  }
  return try members.compactMap { member in
    guard let answer = answers[member.key] else {
      throw RowFault(description: "nobody answers \(member.key)")
    }
    return answer == member.value ? nil : "\(member.key) is \(answer)"
  }
}

extension VectorRow {
  /// What differs from an expected truth; nothing where the row does not state it.
  func compared(_ key: String, _ found: Bool) throws -> [String] {
    guard has(key) else { return [] }
    return differing(key, found, try flag(key))
  }

  /// What differs from an expected number; nothing where the row does not state it.
  func compared(_ key: String, _ found: UInt128?) throws -> [String] {
    guard has(key) else { return [] }
    return differing(key, found, try amount(key))
  }

  /// That something is expected, and nothing besides these members: what nobody looks at must not pass.
  func requireKnown(_ keys: Set<String>) throws(RowFault) {
    let members = value.object?.members ?? []
    guard !members.isEmpty else { throw RowFault(description: "nothing is expected") }
    if let unknown = members.first(where: { !keys.contains($0.key) }) {
      throw RowFault(description: "nobody answers \(unknown.key)")
    }
  }
}
