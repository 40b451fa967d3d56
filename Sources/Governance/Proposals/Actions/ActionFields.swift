package import CanonicalEncoding
package import Signing

/// How fields of actions are read: each in one spelling only, since their canonical form is hashed.
extension JSONFields {
  /// 1 to 40 characters of `a`–`z`, `0`–`9` and `-`: an environment, a rule, a stage, a protocol.
  package mutating func plainName(_ key: String) throws(JSONRefusal) -> String {
    let name = try string(key)
    guard PlainName.isSound(name) else { throw unexpected(key, PlainName.words) }
    return name
  }

  /// A list of distinct plain names; empty only where it is left out.
  package mutating func plainNames(_ key: String, atMost limit: Int = 64) throws(JSONRefusal) -> [String] {
    guard contains(key) else { return [] }
    let names = try strings(key)
    guard 1...limit ~= names.count, Set(names).count == names.count, names.allSatisfy(PlainName.isSound)
    else {
      throw unexpected(key, "from 1 to \(limit) distinct names, each \(PlainName.words)")
    }
    return names
  }

  /// A name in a safety protocol: 1 to 64 letters, digits, `.`, `_` and `-`, beginning with a letter.
  mutating func clauseName(_ key: String) throws(JSONRefusal) -> String {
    let name = try string(key)
    guard ClauseName.isSound(name) else { throw unexpected(key, ClauseName.words) }
    return name
  }

  /// A list of distinct names in a safety protocol; empty only where it is left out.
  package mutating func clauseNames(_ key: String, atMost limit: Int = 64) throws(JSONRefusal) -> [String] {
    guard contains(key) else { return [] }
    let names = try strings(key)
    guard 1...limit ~= names.count, Set(names).count == names.count, names.allSatisfy(ClauseName.isSound)
    else { throw unexpected(key, "from 1 to \(limit) distinct names, each \(ClauseName.words)") }
    return names
  }

  /// A text that can be shown safely on one line.
  package mutating func label(_ key: String, limit: Int = 120) throws(JSONRefusal) -> String {
    let text = try string(key)
    guard DisplayText.fault(of: text, limit: limit) == nil else {
      throw unexpected(key, "a readable text of at most \(limit) characters")
    }
    return text
  }

  /// A digest that may be left out.
  package mutating func optionalDigest(_ key: String) throws(JSONRefusal) -> Digest? {
    contains(key) ? try digest(key) : nil
  }

  /// A list of distinct digests; empty only where it is left out.
  package mutating func digests(_ key: String, atMost limit: Int = 64) throws(JSONRefusal) -> [Digest] {
    guard contains(key) else { return [] }
    let digests = try strings(key).compactMap { Digest($0) }
    let given = try strings(key).count
    guard 1...limit ~= given, digests.count == given, Set(digests).count == given else {
      throw unexpected(key, "from 1 to \(limit) distinct digests, each 0x and 64 lower-case digits")
    }
    return digests
  }

  /// An instant, written as it is shown: `2027-02-21T00:00:00Z`.
  package mutating func instant(_ key: String) throws(JSONRefusal) -> Timepoint {
    let text = try string(key)
    guard let instant = Timepoint(text), instant.description == text, instant <= .latest else {
      throw unexpected(key, "an instant such as 2027-02-21T00:00:00Z")
    }
    return instant
  }

  /// An instant that may be left out.
  package mutating func instant(ifThere key: String) throws(JSONRefusal) -> Timepoint? {
    contains(key) ? try instant(key) : nil
  }

  /// A length of time in the one spelling it is shown in: `36h` is `1d 12h`.
  mutating func plainSpan(_ key: String) throws(JSONRefusal) -> Span {
    let text = try string(key)
    guard let span = Span(text), span.description == text else {
      throw unexpected(key, "a length of time such as 7d or 1d 12h")
    }
    return span
  }

  /// One of some words.
  package mutating func word<Word: RawRepresentable<String> & CaseIterable>(
    _ key: String, _: Word.Type = Word.self
  ) throws(JSONRefusal) -> Word {
    guard let word = Word(rawValue: try string(key)) else {
      throw unexpected(key, Word.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return word
  }

  /// A whole amount above zero and below 2^128, as text.
  mutating func positiveAmount(_ key: String) throws(JSONRefusal) -> UInt128 {
    let amount = try amount(key)
    guard amount > 0 else { throw unexpected(key, "above zero") }
    return amount
  }

  /// True or false; nothing else is taken for either.
  mutating func truth(_ key: String) throws(JSONRefusal) -> Bool {
    guard let truth = try value(key).bool else { throw unexpected(key, "true or false") }
    return truth
  }

  /// From 1 to a limit of distinct accounts, in order.
  package mutating func accounts(_ key: String, atMost limit: Int) throws(JSONRefusal) -> [AccountKey] {
    let texts = try strings(key)
    let accounts = texts.compactMap { AccountKey(canonical: $0) }
    let isOrdered = zip(accounts, accounts.dropFirst()).allSatisfy { $0 < $1 }
    guard 1...limit ~= texts.count, accounts.count == texts.count, isOrdered else {
      throw unexpected(
        key,
        "from 1 to \(limit) distinct accounts in order: 0x… in a file, evm: and 40 lower-case digits in canonical JSON"
      )
    }
    return accounts
  }
}

/// Names that machines compare: environments, rules, stages, protocols.
package enum PlainName {
  /// What such a name is.
  package static let words = "1 to 40 characters of a–z, 0–9 and -"

  /// Whether a text is such a name.
  package static func isSound(_ text: String) -> Bool {
    1...40 ~= text.utf8.count
      && text.utf8.allSatisfy { 0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2d }
  }
}

/// Names of safety protocols and of what stands in them.
package enum ClauseName {
  /// What such a name is.
  package static let words = "1 to 64 letters, digits, ., _ and -, beginning with a letter"

  /// Whether a text is such a name.
  package static func isSound(_ text: String) -> Bool {
    guard 1...64 ~= text.utf8.count, let first = text.utf8.first, 0x61...0x7a ~= first | 0x20 else {
      return false
    }
    return text.utf8.allSatisfy {
      0x61...0x7a ~= $0 | 0x20 || 0x30...0x39 ~= $0 || $0 == 0x2d || $0 == 0x2e || $0 == 0x5f
    }
  }
}
