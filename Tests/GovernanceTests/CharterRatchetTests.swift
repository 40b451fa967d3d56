import CanonicalEncoding
import DocumentFiles
import Governance
import QuorateTesting
import SafetyProtocol
import Testing
import Voting

/// Every edit of a charter, one at a time, and what it counts as.
@Suite struct CharterRatchetTests {
  static func preset() throws -> String {
    let preset = try #require(Preset.named("ai-safety"))
    let founders = [try Sample.account(0x11), try Sample.account(0x22)]
    let text = String(
      decoding: preset.expanded(name: "Sample", founders: founders, symbol: "TOK", decimals: 18),
      as: UTF8.self)
    // With a veto in the place of the council's delay: the edits take it away, and give delays.
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("    guardians: [") ? "    veto_by: council" : String($0) }
      .joined(separator: "\n")
  }

  private static func edited(_ edit: Edit) throws -> (old: Charter, new: Charter) {
    var text = try preset()
    let old = try CharterText.parse(text)
    #expect(text.contains(edit.from), "the preset does not say \(edit.from)")
    if edit.id == "another registrar" {
      text = text.replacing("roles:\n", with: "roles:\n  clerk: {members: [\"\(other)\"], needs: 1}\n")
    }
    return (old, try CharterText.parse(text.replacing(edit.from, with: edit.to)))
  }

  @Test(arguments: edits) func `every clause that is edited is classified`(_ edit: Edit) throws {
    let (old, new) = try Self.edited(edit)
    let ratchet = CharterRatchet(from: old, to: new)
    let found = Dictionary(ratchet.changes.map { ($0.clause, $0.tightness) }, uniquingKeysWith: { $1 })
    #expect(found == edit.clauses)
    #expect(ratchet.tightness == .all(edit.clauses.values))
  }

  @Test(arguments: edits) func `no edit is tightening in both directions`(_ edit: Edit) throws {
    let (old, new) = try Self.edited(edit)
    let both = [CharterRatchet(from: old, to: new), CharterRatchet(from: new, to: old)]
    #expect(both.contains { $0.tightness != .tightening })
    #expect(both[0].changes.isEmpty == both[1].changes.isEmpty)
  }

  @Test(arguments: [
    ("weights.release", Tightness.loosening), ("model.revoke", .tightening), ("grant.revoke", .tightening),
    ("key.revoke", .loosening), ("data.access", .loosening),
  ])
  func `a kind that was not there is as tight as what it can do`(_ kind: String, _ tightness: Tightness)
    throws
  {
    let text = try Self.preset()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let without = lines.filter { !$0.hasPrefix("  \(kind): ") }.joined(separator: "\n")
    let ratchet = CharterRatchet(from: try CharterText.parse(without), to: try CharterText.parse(text))
    #expect(ratchet.changes.map(\.clause) == ["kinds.\(kind)"] && ratchet.tightness == tightness)
  }

  @Test func `a charter compared with itself says the same, for every preset`() throws {
    for preset in Preset.all {
      let text = preset.expanded(
        name: "Sample", founders: [try Sample.account(0x11), try Sample.account(0x22)])
      let charter = try CharterDocument.parse(text, anyReading: true)
      #expect(CharterRatchet(from: charter, to: charter).changes.isEmpty, "\(preset.name)")
    }
  }

  /// Presets that together have every member a charter can have.
  private static let varied = [
    "ai-safety", "aragon", "bittensor-referenda", "house-of-stake", "nns", "openzeppelin", "realms",
    "token-majority",
  ]

  /// The names under which values stand that are display only.
  private static let silent = ["symbol", "decimals"]

  @Test func `no value can be changed without a clause that says so`() throws {
    var changed = 0
    for name in Self.varied {
      let preset = try #require(Preset.named(name))
      let text = preset.expanded(
        name: "Sample", founders: [try Sample.account(0x11), try Sample.account(0x22)])
      let document = try YAMLDocument.parse(String(decoding: text, as: UTF8.self))
      let old = try Charter(parsing: document, hash: .zero, anyReading: true)
      for other in Self.variants(of: document) {
        guard let new = try? Charter(parsing: other, hash: .zero, anyReading: true), new.name == old.name
        else {
          continue
        }
        guard !Self.saysTheSame(old, new) else { continue }
        changed += 1
        #expect(
          !CharterRatchet(from: old, to: new).changes.isEmpty,
          "\(preset.name): \(Self.difference(document, other))")
      }
    }
    #expect(changed > 400, "\(changed) edits were read")
  }

  /// The slow and obvious comparison: every part of what both charters are expanded to.
  private static func saysTheSame(_ old: Charter, _ new: Charter) -> Bool {
    func tracks(_ charter: Charter) -> [[UInt8]] {
      charter.trackNames.map {
        Array($0.utf8) + (charter.rules(ofTrack: $0, topic: "")?.json.canonicalBytes ?? [])
      }
    }
    func table<Value>(_ table: [String: Value], _ json: (Value) -> JSONValue) -> [String: [UInt8]] {
      table.mapValues { json($0).canonicalBytes }
    }
    return tracks(old) == tracks(new) && old.kinds == new.kinds && old.roles == new.roles
      && table(old.houses, \.frozen) == table(new.houses, \.frozen) && old.registrar == new.registrar
      && old.delegation.json == new.delegation.json && old.brake == new.brake && old.gate == new.gate
      && old.witnesses == new.witnesses && old.release == new.release && old.terms == new.terms
      && old.assets == new.assets
  }

  private static func difference(_ old: JSONValue, _ new: JSONValue) -> String {
    ValueDifference.changes(from: old, to: new).map { "\($0.path)" }.joined(separator: ", ")
  }

  /// The same document with one value changed, left out or put in another order, for every value.
  private static func variants(of value: JSONValue) -> [JSONValue] {
    switch value {
    case .object(let object):
      return object.members.indices.flatMap { place -> [JSONValue] in
        let member = object.members[place]
        guard !silent.contains(member.key) else { return [] }
        var others = variants(of: member.value).map { value in
          var members = object.members
          members[place] = .init(key: member.key, value: value)
          return JSONValue.object(JSONObject(members))
        }
        var members = object.members
        members.remove(at: place)
        others.append(.object(JSONObject(members)))
        return others
      }
    case .array(let items):
      return items.indices.flatMap { place -> [JSONValue] in
        var others = variants(of: items[place]).map { value in
          var items = items
          items[place] = value
          return JSONValue.array(items)
        }
        var rest = items
        rest.remove(at: place)
        others.append(.array(rest))
        return others
      }
    case .string(let text): return texts(instead: text).map { .string($0) }
    case .bool(let flag): return [.bool(!flag)]
    default: return value.unsigned.map { [.integer($0 + 1)] } ?? []
    }
  }

  /// Texts of the same form that might stand in the place of one: other spans, shares, amounts and words.
  private static func texts(instead text: String) -> [String] {
    let others =
      if Span(text) != nil {
        ["1d", "36h"]
      } else if Share(text) != nil {
        ["17%", "2/3"]
      } else if UInt128(decimal: text) != nil {
        ["7"]
      } else {
        [
          "inclusive", "exclusive", "executes", "lapses", "passed", "defeated", "removed", "council",
          "registrar",
        ]
      }
    return others.filter { $0 != text }
  }
}
