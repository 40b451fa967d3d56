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
