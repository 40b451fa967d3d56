import CanonicalEncoding
import Testing

@testable import TransparencyLog

/// Policies over witnesses `w1`, `w2`, …, each with a key of its own.
enum PolicySample {
  static func signer(_ number: Int, time: UInt64 = 0) throws -> CosigningSample {
    try CosigningSample("witness\(number).example", UInt8(number), time: time)
  }

  /// The witness lines of so many, then some more lines.
  static func policy(_ count: Int, _ lines: String...) throws -> WitnessPolicy {
    var text = ""
    for number in 0..<count { text += "witness w\(number + 1) \(try signer(number + 1).key)\n" }
    for line in lines { text += line + "\n" }
    return try WitnessPolicy(parsing: Array(text.utf8))
  }

  /// Lines of the witnesses whose times are known.
  static func lines(_ times: [UInt64?]) throws -> [Cosignature] {
    try times.enumerated().compactMap { index, time in
      try time.map { Cosignature(key: try signer(index + 1).key, time: $0) }
    }
  }
}

struct WitnessPolicyTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let name: String
    let lines: [String]
    let code: String

    init(_ name: String, _ code: String, _ lines: String...) {
      (self.name, self.code, self.lines) = (name, code, lines)
    }

    var testDescription: String { name }
  }

  static let faults: [Fault] = [
    Fault("no quorum", "policy.noQuorum", "group g any w1"),
    Fault("two quorums", "policy.malformed", "quorum w1", "quorum w1"),
    Fault("a quorum of two names", "policy.malformed", "quorum w1 w2"),
    Fault("an unknown quorum", "policy.undefined", "quorum w9"),
    Fault("a quorum before its group", "policy.undefined", "quorum g", "group g any w1"),
    Fault("a group in itself", "policy.undefined", "group g any w1 g", "quorum g"),
    Fault("groups in a circle", "policy.undefined", "group g any w1 h", "group h any w2 g", "quorum h"),
    Fault("a witness twice in a group", "policy.repeatedMember", "group g 2 w1 w1", "quorum g"),
    Fault("a witness in two groups", "policy.repeatedMember", "group g any w1", "group h any w1", "quorum g"),
    Fault(
      "a group in two groups", "policy.repeatedMember", "group g any w1", "group h all g", "group i all g"),
    Fault("a group named like a witness", "policy.repeatedName", "group w1 any w2", "quorum w1"),
    Fault("a group defined twice", "policy.repeatedName", "group g any w1", "group g any w2", "quorum g"),
    Fault("a group called none", "policy.malformed", "group none any w1", "quorum none"),
    Fault("none as a member", "policy.undefined", "group g any none", "quorum g"),
    Fault("a group without members", "policy.malformed", "group g 1", "quorum g"),
    Fault("a group that needs none", "policy.malformed", "group g 0 w1", "quorum g"),
    Fault("a group that needs too many", "policy.malformed", "group g 3 w1 w2", "quorum g"),
    Fault("a number with a leading zero", "policy.malformed", "group g 01 w1", "quorum g"),
    Fault("a number with a sign", "policy.malformed", "group g +1 w1", "quorum g"),
    Fault("a huge number", "policy.malformed", "group g 340282366920938463463374607431768211456 w1"),
    Fault("a word it does not know", "policy.malformed", "witnesses 3", "quorum w1"),
    Fault("a carriage return", "policy.malformed", "quorum w1\r"),
    Fault("a form feed", "policy.malformed", "quorum\u{0c}w1"),
    Fault("a delete", "policy.malformed", "quorum w1\u{7f}"),
    Fault("a key that is none", "policy.key", "witness x y", "quorum x"),
  ]

  @Test(arguments: faults) func `a policy with a fault is refused`(fault: Fault) throws {
    var text = ""
    for number in 1...3 { text += "witness w\(number) \(try PolicySample.signer(number).key)\n" }
    text += fault.lines.map { $0 + "\n" }.joined()
    do {
      _ = try WitnessPolicy(parsing: Array(text.utf8))
      Issue.record("it was read")
    } catch {
      #expect(error.code == fault.code)
      #expect(!error.message.contains("\u{0c}"))
    }
  }

  @Test func `one key is one witness, whatever its names`() throws {
    let one = try PolicySample.signer(1).key
    let other = try VerifierKey(
      name: "other.example", algorithm: .cosignature, publicKey: one.publicKey.bytes)
    let log = try VerifierKey(name: "log.example", algorithm: .ed25519, publicKey: one.publicKey.bytes)
    let schnorr = try VerifierKey(name: "log.example", algorithm: .schnorr, publicKey: one.publicKey.bytes)
    for lines in [
      ["witness a \(one)", "witness b \(other)", "quorum a"],
      ["log \(log)", "log \(schnorr)", "quorum none"],
    ] {
      #expect(
        throws: PolicyRefusal.repeatedKey(line: 2, name: lines[1].contains("other") ? other.name : log.name)
      ) {
        try WitnessPolicy(parsing: Array(lines.map { $0 + "\n" }.joined().utf8))
      }
    }
    for line in ["witness a \(log)", "log \(one)"] {
      #expect(throws: PolicyRefusal.self) { try WitnessPolicy(parsing: Array("\(line)\nquorum none\n".utf8)) }
    }
  }

  @Test func `comments, blank lines, tabs and bytes that are not UTF-8 are read as C2SP says`() throws {
    let key = try PolicySample.signer(1).key
    var bytes = Array("# who sees\n\n \t\n\twitness   ".utf8) + [0xff, 0xe2]
    bytes += Array(" \(key)\t https://w.example/a \n  # \u{e9}\n quorum ".utf8) + [0xff, 0xe2, 0x0a]
    let policy = try WitnessPolicy(parsing: bytes)
    #expect(policy.witnesses.map(\.name.bytes) == [[0xff, 0xe2]])
    #expect(policy.witnesses.map(\.address) == ["https://w.example/a"])
    #expect(policy.hash == .sha256(bytes))
    #expect(policy.isSatisfied(by: try PolicySample.lines([5])))
    #expect(throws: PolicyRefusal.self) { try WitnessPolicy(parsing: Array(bytes.dropLast())) }
  }

  @Test func `thirty-two of each kind are read, and more than the limit are not`() throws {
    let names = (1...32).map { "w\($0)" }
    var lines = names.enumerated().map { "group g\($0.offset) any \($0.element)" }
    lines += ["group all 32 " + (0..<32).map { "g\($0)" }.joined(separator: " "), "quorum all"]
    let text = lines.joined(separator: "\n")
    let policy = try PolicySample.policy(32, text)
    #expect(policy.fewest == 32)
    #expect(policy.isSatisfied(by: try PolicySample.lines([UInt64?](repeating: 7, count: 32))))
    #expect(!policy.isSatisfied(by: try PolicySample.lines([nil] + [UInt64?](repeating: 7, count: 31))))
    var many = ""
    for number in 0...WitnessPolicy.lineLimit { many += "witness x\(number) \(try key(number))\n" }
    #expect(throws: PolicyRefusal.self) { try WitnessPolicy(parsing: Array((many + "quorum none\n").utf8)) }
  }

  private func key(_ number: Int) throws -> VerifierKey {
    let bytes = Digest.sha256(Array("\(number)".utf8)).bytes
    return try VerifierKey(name: "x", algorithm: .cosignature, publicKey: bytes)
  }

  @Test func `without a quorum nobody is needed and nothing has a time`() throws {
    let policy = try PolicySample.policy(2, "quorum none")
    #expect(!policy.isWitnessed)
    #expect(policy.fewest == 0)
    #expect(policy.isKnown(from: []) && !policy.canBeSplit)
    #expect(policy.isSatisfied(by: []))
    #expect(policy.time(of: try PolicySample.lines([1, 2])) == nil)
  }

  static let shapes: [[String]] = [
    ["quorum w2"], ["group g any w1 w2 w3 w4", "quorum g"], ["group g 2 w1 w2 w3", "quorum g"],
    ["group g 3 w1 w2 w3 w4", "quorum g"],
    ["group g all w1 w2", "group h any w3 w4", "group i all g h", "quorum i"],
    ["group g all w1 w2", "group h any g w3 w4", "quorum h"],
    ["group g 2 w1 w2 w3", "group h 1 g w4", "quorum h"],
    ["group g 2 w1 w2 w3", "group h all g w4", "quorum h"],
  ]

  /// The earliest instant by which those who had signed satisfy the quorum, by trying every instant.
  @Test(arguments: shapes) func `the witnessed time is the earliest at which the quorum held`(shape: [String])
    throws
  {
    let policy = try PolicySample.policy(4, shape.joined(separator: "\n"))
    let choices: [UInt64?] = [nil, 0, 1, 2, 3]
    for code in 0..<625 {
      let times = (0..<4).map { choices[code / [1, 5, 25, 125][$0] % 5] }
      let lines = try PolicySample.lines(times)
      let earliest = try (1...3 as ClosedRange<UInt64>).first { limit in
        policy.isSatisfied(
          by: try PolicySample.lines(times.map { $0.flatMap { 1...limit ~= $0 ? $0 : nil } }))
      }
      let latest = try (1...3 as ClosedRange<UInt64>).last { limit in
        policy.isSatisfied(by: try PolicySample.lines(times.map { $0.flatMap { $0 >= limit ? $0 : nil } }))
      }
      #expect(policy.time(of: lines) == earliest.map { Timepoint(seconds: $0) }, "\(times)")
      #expect(policy.freshness(of: lines) == latest.map { Timepoint(seconds: $0) }, "\(times)")
    }
  }

  @Test(arguments: shapes) func `the fewest that are enough are found`(shape: [String]) throws {
    let policy = try PolicySample.policy(4, shape.joined(separator: "\n"))
    let sizes = try (0..<16).filter { set in
      policy.isSatisfied(by: try PolicySample.lines((0..<4).map { set >> $0 & 1 == 1 ? 1 : nil }))
    }.map(\.nonzeroBitCount)
    #expect(policy.fewest == sizes.min())
  }

  @Test(
    arguments: shapes + [["group g 2 w1 w2 w3 w4", "quorum g"], ["group g all w1 w2 w3 w4", "quorum g"]])
  func `attack 61: what enough had cosigned, those who answer know`(shape: [String]) throws {
    let policy = try PolicySample.policy(4, shape.joined(separator: "\n"))
    func set(_ code: Int) throws -> [Cosignature] {
      try PolicySample.lines((0..<4).map { code >> $0 & 1 == 1 ? 1 : nil })
    }
    let enough = try (0..<16).filter { policy.isSatisfied(by: try set($0)) }
    for answered in 0..<16 {
      let known = policy.isKnown(from: Set(try set(answered).map(\.key)))
      #expect(known == enough.allSatisfy { $0 & answered != 0 }, "\(answered)")
    }
    #expect(policy.canBeSplit == enough.contains { one in enough.contains { one & $0 == 0 } })
  }

  @Test func `of several lines of a witness the earliest says when it had seen, the latest how fresh`() throws
  {
    let policy = try PolicySample.policy(2, "group g all w1 w2", "quorum g")
    let lines = try PolicySample.lines([9, 5]) + PolicySample.lines([3, 7])
    #expect(policy.time(of: lines) == Timepoint(seconds: 5))
    #expect(policy.freshness(of: lines) == Timepoint(seconds: 7))
  }
}
