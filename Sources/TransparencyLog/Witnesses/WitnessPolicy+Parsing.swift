internal import CanonicalEncoding

extension WitnessPolicy {
  /// The most bytes of a policy: room for hundreds of ML-DSA keys.
  package static let sizeLimit = 1 << 20
  /// The most lines of each kind. C2SP asks for 32 of each at least.
  package static let lineLimit = 256

  /// Reads a policy strictly. Names are bytes; keys and addresses are UTF-8.
  package init(parsing bytes: [UInt8]) throws(PolicyRefusal) {
    guard bytes.count <= Self.sizeLimit else {
      throw .tooLarge(bytes: bytes.count, limit: Self.sizeLimit)
    }
    if let wrong = bytes.firstIndex(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0a || $0 == 0x7f }) {
      let line = bytes[..<wrong].count { $0 == 0x0a } + 1
      throw .malformed(line: line, "a control character")
    }
    guard bytes.last == 0x0a else { throw .malformed(line: 1, "no line feed at the end") }
    var draft = PolicyDraft()
    for (number, line) in bytes.dropLast().split(separator: 0x0a, omittingEmptySubsequences: false)
      .enumerated()
    {
      let words = line.split { $0 == 0x20 || $0 == 0x09 }
      guard let first = words.first, first.first != 0x23 else { continue }
      try draft.take(first, words.dropFirst().map { ByteString($0) }, line: number + 1)
    }
    guard draft.hasQuorum else { throw .noQuorum }
    self.init(
      bytes: bytes, logs: draft.logs, witnesses: draft.witnesses, groups: draft.groups, quorum: draft.quorum)
  }
}

/// A policy while its lines are read.
private struct PolicyDraft {
  private(set) var logs: [WitnessPolicy.Log] = []
  private(set) var witnesses: [WitnessPolicy.Witness] = []
  private(set) var groups: [WitnessPolicy.Group] = []
  private(set) var quorum: WitnessPolicy.Member?
  private(set) var hasQuorum = false
  /// Names defined so far; witnesses and groups share them.
  private var members: [ByteString: WitnessPolicy.Member] = [:]
  /// Members that some group has already.
  private var taken: Set<WitnessPolicy.Member> = []

  private static let none = ByteString(utf8: "none")

  mutating func take(
    _ keyword: ArraySlice<UInt8>, _ words: [ByteString], line: Int
  ) throws(PolicyRefusal) {
    switch ByteString(keyword).text {
    case "log": try takeLog(words, line)
    case "witness": try takeWitness(words, line)
    case "group": try takeGroup(words, line)
    case "quorum": try takeQuorum(words, line)
    default: throw .malformed(line: line, "it begins with none of log, witness, group and quorum")
    }
  }

  private mutating func takeLog(_ words: [ByteString], _ line: Int) throws(PolicyRefusal) {
    guard 1...2 ~= words.count else { throw .malformed(line: line, "log takes a key and perhaps an address") }
    let key = try Self.key(words[0], line)
    guard key.algorithm != .cosignature else { throw .malformed(line: line, "the key is a witness's") }
    guard !logs.contains(where: { $0.key.publicKey == key.publicKey }) else {
      throw .repeatedKey(line: line, name: key.name)
    }
    logs.append(WitnessPolicy.Log(key: key, address: try Self.address(words.dropFirst().first, line)))
    try Self.checkCount(logs.count, line)
  }

  private mutating func takeWitness(_ words: [ByteString], _ line: Int) throws(PolicyRefusal) {
    guard 2...3 ~= words.count else {
      throw .malformed(line: line, "witness takes a name, a key and perhaps an address")
    }
    let key = try Self.key(words[1], line)
    guard key.algorithm.isTimed else { throw .malformed(line: line, "the key is not a witness's") }
    guard !witnesses.contains(where: { $0.key.publicKey == key.publicKey }) else {
      throw .repeatedKey(line: line, name: key.name)
    }
    try define(words[0], .witness(witnesses.count), line)
    witnesses.append(
      WitnessPolicy.Witness(
        name: words[0], key: key, address: try Self.address(words.dropFirst(2).first, line)))
    try Self.checkCount(witnesses.count, line)
  }

  private mutating func takeGroup(_ words: [ByteString], _ line: Int) throws(PolicyRefusal) {
    guard words.count >= 3 else {
      throw .malformed(line: line, "group takes a name, a number and at least one member")
    }
    let names = words[2...]
    guard let needs = Self.threshold(words[1], of: names.count) else {
      throw .malformed(line: line, "what it needs is not all, any or a number from 1 to \(names.count)")
    }
    var group: [WitnessPolicy.Member] = []
    for name in names {
      guard let member = members[name] else { throw .undefined(line: line, name: name) }
      guard taken.insert(member).inserted else { throw .repeatedMember(line: line, name: name) }
      group.append(member)
    }
    // Only now, so that a group cannot name itself.
    try define(words[0], .group(groups.count), line)
    groups.append(WitnessPolicy.Group(name: words[0], needs: needs, members: group))
    try Self.checkCount(groups.count, line)
  }

  private mutating func takeQuorum(_ words: [ByteString], _ line: Int) throws(PolicyRefusal) {
    guard words.count == 1 else { throw .malformed(line: line, "quorum takes one name") }
    guard !hasQuorum else { throw .malformed(line: line, "a second quorum") }
    hasQuorum = true
    guard words[0] != Self.none else { return }
    guard let member = members[words[0]] else { throw .undefined(line: line, name: words[0]) }
    quorum = member
  }

  private mutating func define(
    _ name: ByteString, _ member: WitnessPolicy.Member, _ line: Int
  ) throws(PolicyRefusal) {
    guard name != Self.none else { throw .malformed(line: line, "the name none means something else") }
    guard members.updateValue(member, forKey: name) == nil else {
      throw .repeatedName(line: line, name: name)
    }
  }

  private static func checkCount(_ count: Int, _ line: Int) throws(PolicyRefusal) {
    guard count <= WitnessPolicy.lineLimit else {
      throw .malformed(line: line, "more than \(WitnessPolicy.lineLimit) lines of its kind")
    }
  }

  private static func key(_ word: ByteString, _ line: Int) throws(PolicyRefusal) -> VerifierKey {
    guard let text = word.text else { throw .malformed(line: line, "the key is not UTF-8") }
    do throws(NoteRefusal) { return try VerifierKey(text) } catch { throw .key(line: line, error) }
  }

  private static func address(_ word: ByteString?, _ line: Int) throws(PolicyRefusal) -> String? {
    guard let word else { return nil }
    guard let text = word.text else { throw .malformed(line: line, "the address is not UTF-8") }
    return text
  }

  private static func threshold(_ word: ByteString, of count: Int) -> Int? {
    switch word.text {
    case "all": count
    case "any": 1
    default:
      UInt128(decimal: word.bytes[...]).flatMap { Int(exactly: $0) }.flatMap { 1...count ~= $0 ? $0 : nil }
    }
  }
}
