import CanonicalEncoding
import QuorateTesting
import Testing

@Suite struct DomainTagTests {
  private func digest(_ tag: DomainTag, _ parts: [[UInt8]]) -> Digest? {
    switch parts.count {
    case 0: tag.digest()
    case 1: tag.digest(parts[0])
    case 2: tag.digest(parts[0], parts[1])
    case 3: tag.digest(parts[0], parts[1], parts[2])
    default: nil
    }
  }

  /// All runs of at most so many of three bytes.
  private static func runs(_ length: Int) -> [[UInt8]] {
    var all: [[UInt8]] = [[]]
    var last = all
    for _ in 0..<length {
      last = last.flatMap { run in [0, 1, 0x0a].map { run + [$0] } }
      all += last
    }
    return all
  }

  @Test(arguments: [0, 1, 63, 64, 65, 1000]) func `a name and bytes are hashed as two parts are`(_ count: Int)
  {
    let tag = DomainTag("quorate/test/v1")
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    for name in ["", "a", "ballot.cast", "ü"] {
      #expect(tag.digest(name, ([9] + bytes + [9])[1..<count + 1]) == tag.digest(Array(name.utf8), bytes))
    }
  }

  @Test func `attack 24: no two lists of parts have one digest`() throws {
    let tag = DomainTag("quorate/test/v1")
    let runs = Self.runs(2)
    var lists: [[[UInt8]]] = [[]] + Self.runs(3).map { [$0] }
    for first in runs {
      for second in runs {
        lists.append([first, second])
        for third in runs { lists.append([first, second, third]) }
      }
    }
    let digests = try lists.map { try #require(digest(tag, $0)) }
    #expect(Set(digests).count == lists.count)
  }

  @Test(
    arguments: [
      (id: "ab|c and a|bc", left: ["ab", "c"], right: ["a", "bc"]),
      (id: "ab and a|b", left: ["ab"], right: ["a", "b"]),
      (id: "an empty part at the end", left: ["ab"], right: ["ab", ""]),
      (id: "an empty part in front", left: ["ab"], right: ["", "ab"]),
      (id: "no part and an empty one", left: [], right: [""]),
      (id: "a length inside a part", left: ["a\0\0\0\0\0\0\0\u{1}b"], right: ["a", "b"]),
      (id: "a line feed", left: ["a\nb"], right: ["a", "b"]),
    ] as [(id: String, left: [String], right: [String])])
  func `attack 24: parts cannot be shifted into each other`(
    _ row: (id: String, left: [String], right: [String])
  ) throws {
    let tag = DomainTag("quorate/test/v1")
    let left = try #require(digest(tag, row.left.map { Array($0.utf8) }))
    #expect(left != digest(tag, row.right.map { Array($0.utf8) }))
  }

  @Test func `attack 24: two kinds of object share no digest`() {
    let names = ["statement", "proposal", "dao", "rules", "electorates", "selection"]
    let digests = names.map { DomainTag("quorate/\($0)/v1").digest([1, 2, 3]) }
    #expect(Set(digests).count == names.count)
    #expect(DomainTag("quorate/rules/v1").digest([1]) != DomainTag("quorate/rules/v2").digest([1]))
    #expect(DomainTag("quorate/rules/v1").digest([1]) != .sha256([1]))
  }

  @Test func `the preimage is the tag, a line feed and each part after its length`() {
    let preimage =
      Array("quorate/test/v1\n".utf8) + [0, 0, 0, 0, 0, 0, 0, 2, 7, 8] + [0, 0, 0, 0, 0, 0, 0, 0]
    #expect(DomainTag("quorate/test/v1").digest([7, 8], []) == .sha256(preimage))
  }

  @Test func `a stream has the digest of its pieces put together`() {
    var random = RepeatableNumbers(seed: 24)
    for _ in 0..<100 {
      let pieces = (0..<random.below(6)).map { _ in random.bytes(random.below(100)) }
      var stream = SHA256Stream()
      for piece in pieces { stream.update(piece) }
      #expect(stream.digest == .sha256(pieces.flatMap { $0 }))
    }
  }
}
