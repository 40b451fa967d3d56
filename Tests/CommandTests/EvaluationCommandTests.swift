import CanonicalEncoding
import Foundation
import Testing

/// Rounds of evaluators at the command line: what the how-to does not show.
@Suite struct EvaluationCommandTests {
  /// A DAO of four whose founders open and score rounds with the power of holders.
  private static func world() throws -> CommandScript {
    let script = try CommandScript()
    for name in ["alice", "bob", "carol"] { try script.expect(0, "quorate key create \(name) --light") }
    try script.expect(
      0,
      """
      quorate init draft --preset token-majority --name 'Test DAO' --founder alice --simulated-clock 2026-12-01T12:00Z -q
      rule='subjects: 3, highest: 100, commit: 1h, reveal: 1h, majority: 1/2, stake: {house: holders}, opened_by: council'
      (cat draft/charter.yaml; echo; echo "evaluations: {skill: {$rule}}") > c.yaml
      quorate init dao --charter c.yaml --founder alice --simulated-clock 2026-12-01T12:00Z -q
      (echo account,amount; for n in alice:50 bob:30; do echo $(quorate key show ${n%:*} -q),${n#*:}; done) > m.csv
      """)
    try script.expect(0, "quorate member import ../m.csv -y --key alice -q", in: "dao")
    return script
  }

  @Test func `scores stay secret until they can be shown, and can be shown from another folder`() throws {
    let script = try Self.world()
    let evaluation = "quorate evaluation"
    try script.expect(0, "test \"$(\(evaluation) list)\" = 'No round was opened.'", in: "dao")
    try script.expect(6, "\(evaluation) open skill --title T --subject a --key bob -y", in: "dao")
    let unknown = try script.expect(7, "\(evaluation) open other --title T --key alice -y", in: "dao")
    #expect(unknown.errors.contains("evaluation.kindUnknown") && unknown.errors.contains("try: "))
    try script.expect(65, "\(evaluation) open skill --title T --key alice -y", in: "dao")
    try script.expect(
      0, "\(evaluation) open skill --title 'Epoch 1' --subject a --subject 'b c' --key alice -y -q", in: "dao"
    )
    for (status, scores) in [
      (64, "a"), (64, "a=1.5 'b c=1'"), (65, "a=1"), (65, "a=1 'b c=1' d=1"), (65, "a=1 a=1 'b c=1'"),
      (65, "a=101 'b c=1'"),
    ] as [(Int32, String)] {
      try script.expect(status, "\(evaluation) commit 1 \(scores) --key alice -y", in: "dao")
    }
    try script.expect(0, "test ! -e .quorate/scores", in: "dao")
    let preview = try script.expect(0, "\(evaluation) commit e-1 'b c=9' a=1 --key alice -n", in: "dao")
    #expect(preview.output.contains("Would commit to a=1, b c=9 in E-0001."))
    let secret = try script.expect(0, "\(evaluation) commit E-0001 a=1 'b c=9' --key alice -y -q", in: "dao")
    try script.expect(
      0, "test $(stat -c %a \(secret.output)) = 600 && test $(stat -c %a .quorate/scores) = 700", in: "dao")
    // Nothing on record says what they are.
    try script.expect(1, "quorate log show 3 --json | grep -q 'b c=9'", in: "dao")
    try script.expect(6, "\(evaluation) commit 1 a=1 'b c=9' --key carol -y", in: "dao")
    try script.expect(0, "\(evaluation) commit 1 a=7 'b c=3' --key bob -y -q > ../bob.txt", in: "dao")
    let early = try script.expect(5, "\(evaluation) reveal 1 --key alice -y", in: "dao")
    #expect(early.errors.contains("evaluation.revealEarly"))
    let open = try script.expect(0, "\(evaluation) show 1", in: "dao")
    #expect(open.output.contains("Next:  quorate evaluation commit E-0001 a=SCORE 'b c=SCORE'"))
    #expect(
      try script.expect(0, "quorate status", in: "dao").output.contains("E-0001  Epoch 1  commits until"))

    try script.expect(0, "quorate clock advance 1h -q", in: "dao")
    try script.expect(8, "\(evaluation) commit 1 a=7 'b c=3' --key bob -y", in: "dao")
    // Bob's file was taken elsewhere.
    try script.expect(0, "mv $(cat ../bob.txt) ../bob.json", in: "dao")
    let missing = try script.expect(7, "\(evaluation) reveal 1 --key bob -y", in: "dao")
    #expect(missing.errors.contains("evaluation.secretMissing") && missing.errors.contains("--from FILE"))
    try script.expect(8, "\(evaluation) reveal 1 --key alice -y --from ../bob.json", in: "dao")
    try script.expect(0, "\(evaluation) reveal 1 --key bob -y --from ../bob.json -q", in: "dao")
    try script.expect(8, "\(evaluation) reveal 1 --key bob -y --from ../bob.json", in: "dao")
    try script.expect(8, "\(evaluation) reveal 1 --key carol -y", in: "dao")
    // Before it is over nobody learns what would be agreed.
    let running = try script.expect(0, "\(evaluation) show 1 --json", in: "dao").output
    #expect(running.contains(#""agreed":null"#) && running.contains(#""phase":"revealing""#))
    try script.expect(0, "\(evaluation) reveal 1 --key alice -y -q && quorate clock advance 1h -q", in: "dao")
    try script.expect(0, "test \"$(\(evaluation) show 1 -q)\" = 'a=1 b c=9'", in: "dao")
    let shown = try script.expect(0, "\(evaluation) show 1", in: "dao").output
    #expect(shown.contains("7, cut to 1") && shown.contains("Stake shown: 80 of 80 (100.00 %)"))
    #expect(shown.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(shown)")
    try script.expect(0, "test \"$(\(evaluation) show 1 -q --at 2026-12-01T12:30Z)\" = committing", in: "dao")
  }

  @Test func `whoever has the files finds the same as the operator`() throws {
    let script = try Self.world()
    try script.expect(
      0,
      """
      set -e; e() { quorate evaluation "$@" -y -q; }
      e open skill --title 'Epoch 1' --subject a --key alice && e commit 1 a=60 --key alice
      e commit 1 a=20 --key bob && quorate clock advance 1h -q && e reveal 1 --key alice
      quorate clock advance 1h -q && e open skill --title 'Epoch 2' --subject a --key alice && quorate audit export -o ../b.qaudit -q && quorate log publish ../site -q
      """, in: "dao")
    for files in ["b.qaudit", "site", "dao/.quorate"] {
      let audit = try script.expect(
        0, files.hasPrefix("dao") ? "quorate -C dao audit verify" : "quorate audit verify \(files)")
      #expect(audit.output.contains("E-0001 (Epoch 1) agreed on a 60 by 50 of 80 of the stake, without 0x"))
      #expect(audit.output.contains("times of rounds are the operator's word"))
    }
  }
}
