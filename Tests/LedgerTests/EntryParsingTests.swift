import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing

/// Every field of every kind of entry: dropped, doubled, changed, and what is not known added.
@Suite struct EntryParsingTests {
  /// One sound entry of each kind.
  private static func samples() async throws -> (dao: MemoryDAO, entries: [[UInt8]]) {
    let dao = try await memoryDAO(
      edits: SafetySample.edits(
        brake: "brake: {pause_by: council, revoke_by: council}\n"
          + SampleRelease.block(needs: 1, [(1, "lab-one")]))
        + SampleAttesters.edits(members: [1], needs: 1, window: "1m", maxAge: "366d")
        + [SampleEvaluation.edit(stake: "{role: council}")])
    try await dao.attest(dao.claim(), by: 1)
    dao.clock.advance(.minutes(1))
    try await dao.takeOneOfEachSafetyStatement()
    let round = try await dao.openRound()
    try await dao.take(dao.commitment([1, 2], in: round, by: 0), by: 0)
    dao.clock.advance(.minutes(10))
    try await dao.take(dao.reveal([1, 2], in: round, by: 0), by: 0)
    try await dao.take(dao.delegation(to: 2, by: 1), by: 1)
    let proposal = try await dao.open()
    try await dao.vote(on: proposal, by: 2)
    try await dao.take(dao.act(.veto, on: proposal), by: 0)
    let entries = try dao.export().leaves
    let kinds = try entries.map { try JSONParser.parse($0, form: .canonical).object?["kind"]?.string }
    // A deposit needs a track of its own; PlaceTests and DepositTests take some.
    let others = StatementKind.allCases.map(\.rawValue).filter { $0 != "proposal.deposit" }
    #expect(Set(kinds) == Set(others))
    return (dao, entries)
  }

  private static func code(_ leaf: [UInt8], _ dao: MemoryDAO) -> String {
    do throws(EntryRefusal) {
      let entry = try UnverifiedEntry(parsing: leaf)
      _ = try EntryVerifier(dao: dao.id, verifier: Secp256k1Verifier()).verify(entry)
      return "sound"
    } catch { return error.code }
  }

  /// The entry with its own members, or those of its statement, changed.
  private static func changed(
    _ value: JSONValue, within inner: Bool, _ change: (inout [JSONObject.Member]) -> Void
  ) throws -> JSONValue {
    var members = try #require(value.object).members
    if inner {
      let index = try #require(members.firstIndex { $0.key == "statement" })
      let statement = try changed(members[index].value, within: false, change)
      members[index] = JSONObject.Member(key: "statement", value: statement)
    } else {
      change(&members)
    }
    return .object(JSONObject(members))
  }

  @Test func `sound entries are sound`() async throws {
    let (dao, entries) = try await Self.samples()
    for entry in entries { #expect(Self.code(entry, dao) == "sound") }
  }

  @Test(arguments: [false, true]) func `a field that is missing, unknown or another is refused`(_ inner: Bool)
    async throws
  {
    let (dao, entries) = try await Self.samples()
    for entry in entries {
      let value = try JSONParser.parse(entry, form: .canonical)
      let outer = try #require(value.object)
      let members = try inner ? #require(outer["statement"]?.object).members : outer.members
      for (index, member) in members.enumerated() {
        let dropped = try Self.changed(value, within: inner) { $0.remove(at: index) }.canonicalBytes
        #expect(Self.code(dropped, dao) == "field.missing", "\(member.key) dropped")
        for other: JSONValue in [.null, .bool(true), .object(JSONObject([])), .string("?"), .number("-1")] {
          let bytes = try Self.changed(value, within: inner) {
            $0[index] = .init(key: member.key, value: other)
          }
          let code = Self.code(bytes.canonicalBytes, dao)
          #expect(code.hasPrefix("field.") || code.hasPrefix("sig."), "\(member.key) is \(other): \(code)")
        }
      }
      let added = try Self.changed(value, within: inner) { $0.append(.init(key: "zz", value: .null)) }
      #expect(Self.code(added.canonicalBytes, dao) == "field.unknown")
    }
  }

  @Test func `a field that stands twice is refused, in either order`() async throws {
    let (dao, entries) = try await Self.samples()
    for entry in entries {
      let value = try JSONParser.parse(entry, form: .canonical)
      for member in try #require(value.object).members {
        let text = "\"\(member.key)\":" + String(decoding: member.value.canonicalBytes, as: UTF8.self)
        for twin in [text, "\"\(member.key)\":null"] {
          let whole = String(decoding: entry, as: UTF8.self)
          for doubled in [
            whole.replacing(text, with: text + "," + twin), whole.replacing(text, with: twin + "," + text),
          ] {
            #expect(Self.code(Array(doubled.utf8), dao) == "json.duplicateKey", "\(member.key)")
          }
        }
      }
    }
  }

  @Test func `another value in any signed field breaks the signature`() async throws {
    let (dao, entries) = try await Self.samples()
    for entry in entries.dropFirst() {
      let value = try JSONParser.parse(entry, form: .canonical)
      let statement = try #require(value.object?["statement"]?.object)
      for (index, member) in statement.members.enumerated() where member.key != "action" {
        let other = Self.other(than: member)
        let bytes = try Self.changed(value, within: true) { $0[index] = .init(key: member.key, value: other) }
        let code = Self.code(bytes.canonicalBytes, dao)
        // These take some values only.
        let isClosed = ["deed", "verdict", "severity", "amount", "decision"].contains(member.key)
        let expected =
          member.key == "dao" ? "sig.wrongDomain" : isClosed ? "field.unexpected" : "sig.wrongSigner"
        #expect(code == expected || code == "sig.unrecoverable", "\(member.key): \(code)")
      }
    }
  }

  /// A value of the same form.
  private static func other(than member: JSONObject.Member) -> JSONValue {
    switch member.value {
    case .number(let digits): .number(digits == "1" ? "2" : "1")
    case .array: .array([.string("token=1")])
    case .string(let text) where text.hasPrefix("0x"): .string(Digest.sha256([1]).description)
    case .string(let text) where text.hasPrefix("evm:"): .string("evm:" + String(repeating: "1", count: 40))
    case .string("") where member.key == "reason_hash": .string(Digest.sha256([1]).description)
    case .string(let text): .string(text + "x")
    default: member.value
    }
  }

  @Test func `other spellings of the same entry are refused`() async throws {
    let (dao, entries) = try await Self.samples()
    for entry in entries {
      let text = String(decoding: entry, as: UTF8.self)
      let twins = [
        " " + text, text + "\n", text.replacing(",", with: ", ", maxReplacements: 1), "\u{feff}" + text,
        text.replacing("\"v\":1", with: "\"v\":1.0"), text.replacing("\"v\":1", with: "\"v\":1e0"),
        text.replacing("\"kind\"", with: "\"\\u006bind\""),
        text.replacing("eip712", with: "eip71\\u0032"), text.replacing("0x", with: "0X", maxReplacements: 1),
        text.replacing("\"v\":1", with: "\"v\":2"), text.replacing("eip712", with: "eip191"),
        String(text.dropLast()),
        text.replacing("evm:", with: "evm:0x", maxReplacements: 1),
      ]
      for twin in twins where twin != text {
        #expect(Self.code(Array(twin.utf8), dao) != "sound", "\(twin.prefix(60))")
      }
      #expect(Self.code(Array(text.replacing("eip712", with: "eip191").utf8), dao) == "sig.wrongScheme")
    }
  }

  @Test func `a signature stands in its canonical form only`() async throws {
    let (dao, entries) = try await Self.samples()
    let entry = String(decoding: try #require(entries.last), as: UTF8.self)
    let parsed = try JSONParser.parse(Array(entry.utf8), form: .canonical)
    let text = try #require(parsed.object?["signature"]?.string)
    let v = try #require(UInt8(text.suffix(2), radix: 16))
    for last in UInt8.min...UInt8.max where last != v {
      let twin = entry.replacing(text, with: text.dropLast(2) + Hex.encode([last]))
      #expect(Self.code(Array(twin.utf8), dao).hasPrefix("sig."), "\(last)")
    }
    let short = entry.replacing(text, with: text.dropLast(2))
    #expect(Self.code(Array(short.utf8), dao).hasPrefix("sig."))
  }

  @Test func `an entry has at most 65,535 bytes`() {
    for (count, code) in [(65_535, "json.syntax"), (65_536, "json.tooLarge")] {
      let leaf = [UInt8](repeating: 0x5b, count: 1) + [UInt8](repeating: 0x20, count: count - 1)
      var found = ""
      do { _ = try UnverifiedEntry(parsing: leaf) } catch { found = error.code }
      #expect(found == code || found == "json.notCanonical" && count == 65_535)
    }
  }
}
