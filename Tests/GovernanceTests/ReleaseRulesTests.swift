import CanonicalEncoding
import Governance
import Testing

/// The part of a charter about releases.
@Suite struct ReleaseRulesTests {
  private static let ours = "0x" + String(repeating: "ab", count: 91)
  private static let theirs = "0x" + String(repeating: "cd", count: 91)

  private static func key(
    _ spki: String = ours, _ holder: String = "lab-one", _ algorithm: String = "ecdsa-p256"
  ) -> String {
    "{holder: \(holder), algorithm: \(algorithm), spki: \"\(spki)\"}"
  }

  private func charter(_ release: String, kinds: [String] = ["key.register", "key.revoke"]) throws -> Charter
  {
    let more = kinds.map { "  \($0): {track: standard, topic: safety}\n" }.joined()
    return try CharterText.parse(
      try Sample.charterText()
        .replacing("electorates_by: registrar\n", with: "electorates_by: registrar\n\(release)\n")
        .replacing("  charter.amend:", with: more + "  charter.amend:"))
  }

  @Test func `a charter says how many holders sign, and may name keys`() throws {
    #expect(try Sample.charter().release == nil)
    let bare = try #require(try charter("release: {needs: 2}").release)
    #expect(bare.needs == 2 && bare.keys.isEmpty)
    let text =
      "release: {needs: 1, keys: [\(Self.key()), \(Self.key(Self.theirs, "lab-one", "ecdsa-secp256k1"))]}"
    let release = try #require(try charter(text).release)
    #expect(release.keys.map(\.holder) == ["lab-one", "lab-one"])
    #expect(release.keys.map(\.key.algorithm.countsForReleases) == [true, false])
    #expect(release.keys.allSatisfy { $0.purpose == .release })
  }

  static let faults: [(id: String, release: String)] = [
    ("no signature is asked for", "release: {needs: 0}"),
    ("more than an envelope holds", "release: {needs: 33}"),
    ("no figure", "release: {keys: [\(key())]}"),
    ("a figure as text", "release: {needs: \"2\"}"),
    ("an empty list", "release: {needs: 1, keys: []}"),
    ("a key twice", "release: {needs: 1, keys: [\(key()), \(key())]}"),
    ("a key twice under two names", "release: {needs: 2, keys: [\(key()), \(key(ours, "lab-two"))]}"),
    ("an unknown algorithm", "release: {needs: 1, keys: [\(key(ours, "lab-one", "rsa"))]}"),
    ("a short key", "release: {needs: 1, keys: [\(key("0xab"))]}"),
    ("a holder with a line feed", "release: {needs: 1, keys: [\(key(ours, "\"a\\nb\""))]}"),
    ("a purpose", "release: {needs: 1, keys: [{purpose: release, \(key().dropFirst())]}"),
    ("another member", "release: {needs: 1, quorum: 2}"),
  ]

  @Test(arguments: faults) func `a release block that is not sound is refused`(
    _ row: (id: String, release: String)
  ) {
    let refusal = #expect(throws: CharterRefusal.self, "\(row.id)") { try charter(row.release) }
    #expect(refusal?.code == "charter.malformed")
  }

  static let lints: [(release: String, kinds: [String], codes: [CharterFinding.Code])] = [
    ("release: {needs: 2}", ["key.register", "key.revoke"], []),
    ("release: {needs: 2}", ["key.revoke"], [.releaseOutOfReach]),
    ("release: {needs: 2}", ["key.register"], [.releaseKeysStay]),
    ("release: {needs: 1}", ["key.register", "key.revoke"], [.releaseByOne]),
    ("release: {needs: 2, keys: [\(key())]}", ["key.register", "key.revoke"], [.releaseOutOfReach]),
    (
      "release: {needs: 2, keys: [\(key()), \(key(theirs))]}", ["key.register", "key.revoke"],
      [.releaseOutOfReach]
    ),
    (
      "release: {needs: 2, keys: [\(key()), \(key(theirs, "lab-two", "ecdsa-secp256k1"))]}", ["key.revoke"],
      [.releaseOutOfReach]
    ),
    ("release: {needs: 2, keys: [\(key()), \(key(theirs, "lab-two"))]}", ["key.revoke"], []),
  ]

  @Test(arguments: lints) func `what makes releases impossible, easy to steal or hard to take back is found`(
    _ row: (release: String, kinds: [String], codes: [CharterFinding.Code])
  ) throws {
    let found = CharterLint().findings(in: try charter(row.release, kinds: row.kinds))
    #expect(found.map(\.code) == row.codes, "\(row.release)")
    // The charter's own amendment registers and ends keys too, and no lint denies it.
    #expect(found.allSatisfy { !$0.sentence.contains("no vote can") })
    // Only where no vote can help it is an error.
    let isHopeless = row.codes == [.releaseOutOfReach] && !row.kinds.contains("key.register")
    #expect(found.allSatisfy { ($0.severity == .error) == isHopeless })
  }
}
