import CanonicalEncoding
import Foundation
import Testing

/// A promise that an operator gives over real connections and clocks, and does not keep.
@Suite(.serialized) struct PromiseCommandTests {
  private static let evidence = "omission.json"

  /// A DAO whose operator has promised a ballot and left it out, and the evidence of that.
  private func broken() throws -> CommandScript {
    let script = try CommandScript()
    try script.expect(
      0,
      WitnessedVoteTests.start(period: "10m") + """
        sync > /dev/null; sleep 2; sync > /dev/null || exit 1
        (cd dao && quorate vote prepare P-0001 For --voter $address -o b.json) > /dev/null || exit 2
        """)
    try script.sign("b.json", by: "ada")
    try script.expect(
      0,
      WitnessedVoteTests.resume + """
        cp -r dao honest
        (cd dao && quorate receipt promise b.json --within 2s -o ../b.promise) > promised || exit 3
        rm -r dao && mv honest dao
        grep -q '^Promised: .* will be an entry by' promised || exit 4
        (cd dao && quorate log publish ../early) > /dev/null || exit 5
        quorate receipt check b.promise early --policy policy.txt -q > word; test $? = 5 || exit 6
        sleep 3
        (cd dao && quorate log witness sync && quorate log publish ../mirror) > /dev/null || exit 7
        quorate receipt check b.promise mirror --policy policy.txt -o omission.json > said; test $? = 4 || exit 8
        grep -q 'BROKEN PROMISE' said || exit 9
        """)
    return script
  }

  @Test func `attack 60: a promise that was not kept is proven in a file`() throws {
    let script = try broken()
    try script.expect(4, "quorate receipt check omission.json mirror -q | grep -qx broken && exit 4")
    try tamper(script)
    // Taking it in after all is too late, and the log itself says so.
    try script.expect(
      0,
      WitnessedVoteTests.resume + """
        cd dao && quorate vote submit b.json && quorate log witness sync && quorate log publish ../mirror
        """)
    for file in ["b.promise", "omission.json"] {
      #expect(try script.expect(4, "quorate receipt check \(file) mirror -q").output == "late\n")
    }
  }

  /// Every part of the evidence is altered in turn; none of the copies proves anything.
  private func tamper(_ script: CommandScript) throws {
    let place = script.folder.appending(path: Self.evidence)
    let sound = String(decoding: try Data(contentsOf: place), as: UTF8.self)
    let rubbish = Base64.encode(Array("rubbish".utf8))
    let parts = sound.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
    func part(_ name: String) throws -> String { parts[try #require(parts.firstIndex(of: name)) + 2] }
    let promise = try part("promise").components(separatedBy: "\\n")
    let edits: [(id: String, old: String, new: String, code: String)] = [
      ("another genesis", try part("genesis"), rubbish, "compare.otherLog"),
      ("another policy", try part("policy"), rubbish, "policy."),
      ("another statement", promise[2], "0x" + String(repeating: "1", count: 64), "note."),
      ("an earlier instant", promise[4], promise[3], "note."),
      ("a larger checkpoint", "\"checkpoint\":\"", "\"checkpoint\":\"x", "compare."),
    ]
    for edit in edits {
      let copy = sound.replacingOccurrences(of: edit.old, with: edit.new)
      try #require(copy != sound, "\(edit.id)")
      try Data(copy.utf8).write(to: script.folder.appending(path: "tampered.json"))
      let outcome = try script.shell("quorate receipt check tampered.json mirror --json")
      #expect(outcome.status != 0, "\(edit.id): \(outcome.output)")
      #expect(!outcome.output.contains("broken"), "\(edit.id): \(outcome.output)")
      #expect(outcome.output.contains("\"code\":\"\(edit.code)"), "\(edit.id): \(outcome.output)")
    }
  }
}
