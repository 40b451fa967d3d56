import CanonicalEncoding
import SafetyProtocol
import Testing

@Suite struct RatchetPropertyTests {
  /// The claim the lower bar rests on, over a hundred thousand sets of files.
  @Test func `whatever passes after what is no loosening passed before it`() throws {
    var random = try RandomProtocols(seed: 20)
    var (pairs, sets, passes) = (0, 0, 0)
    var found: [Tightness: Int] = [:]
    while sets < 100_000 {
      let draft = try random.draft()
      guard let old = draft.terms, let new = try random.amend(draft).terms else { continue }
      let ratchet = Ratchet(from: old, to: new)
      found[ratchet.tightness, default: 0] += 1
      guard ratchet.tightness != .loosening, !ratchet.changes.isEmpty else { continue }
      pairs += 1
      for _ in 0..<100 {
        let files = random.files()
        sets += 1
        guard new.check(files, at: RandomProtocols.now).verdict == .pass else { continue }
        passes += 1
        guard old.check(files, at: RandomProtocols.now).verdict != .pass else { continue }
        Issue.record(
          "\(ratchet.changes) \(old) \(new) \(files.mapValues { String(decoding: $0.bytes, as: UTF8.self) })")
        return
      }
    }
    print("ratchet: \(pairs) amendments, \(sets) sets of files, \(passes) passed; \(found)")
    #expect(passes > sets / 50 && found[.tightening, default: 0] > 300)
  }

  /// The same for what is looked at alone: a rule that is said to be tighter passes no other value.
  @Test func `tests that are said to be tighter are tighter for every kind of value`() throws {
    let values = [
      "0", "0.5", "1", "2", "1e2", "-1", "\"x\"", "\"y\"", "\"1\"", "\"\"", "true", "false", "null", "NaN",
      "[]",
    ]
    let documents = try values.map { try EvidenceDocument(parsing: Array("{\"x\":\($0)}".utf8)) }
    let limits = ["0", "0.5", "1", "2"].compactMap { ExactDecimal($0) }
    let named: [RuleValue] = [
      .text(ByteText("1")), .text(ByteText("x")), .boolean(true), .text(ByteText("0.5")),
    ]
    var tests: [RuleTest] = [
      .present, .absentOrNull, .isOne(of: [named[0], named[1]]), .isOne(of: [named[2], named[1]]),
    ]
    for limit in limits { tests += [.less(limit), .atMost(limit), .greater(limit), .atLeast(limit)] }
    for value in named { tests += [.equal(value), .notEqual(value)] }
    var tighter = 0
    for old in tests {
      for new in tests {
        let (before, after) = (try Self.terms(old), try Self.terms(new))
        guard Ratchet(from: before, to: after).tightness != .loosening else { continue }
        tighter += 1
        for document in documents where after.rules[0].finding(in: document).outcome == .pass {
          #expect(before.rules[0].finding(in: document).outcome == .pass, "\(old) \(new)")
        }
      }
    }
    #expect(tighter > tests.count * 2)
  }

  private static func terms(_ test: RuleTest) throws -> ProtocolTerms {
    let rule = SafetyRule(id: "r", evidence: "e", subject: .value(try Path("$.x")), test: test)
    return try ProtocolTerms(
      hash: .zero, id: "p", version: 1, title: "p", actions: ["model.deploy"], environments: [],
      evidence: [EvidenceRequirement(id: "e", format: .json)], rules: [rule], capabilities: [])
  }
}
