import CanonicalEncoding
import DocumentFiles
import Foundation
import Governance
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing

@testable import quorate

/// Ballots that other wallets signed, handed in together.
@Suite struct VoteSubmitTests {
  private func voted() throws -> CommandScript {
    let script = try CommandScript()
    try script.found()
    try script.propose("Together")
    for (name, choice) in [("alice", "For"), ("bob", "Against"), ("carol", "For")] {
      try script.expect(0, "quorate vote prepare 1 \(choice) --voter \(name) -o \(name).json", in: "dao")
      try script.sign("\(name).json", by: name)
    }
    return script
  }

  @Test func `many are taken in at once, each with a receipt`() throws {
    let script = try voted()
    let outcome = try script.expect(0, "quorate vote submit alice.json bob.json carol.json", in: "dao")
    #expect(outcome.output.hasPrefix("Took in 3 of 3 ballots\nalice.json\t0x"))
    try script.expect(
      0, "for r in receipts/P-0001-0x*; do quorate receipt verify $r || exit 1; done", in: "dao")
    try script.expect(0, "test $(ls receipts/P-0001-0x* | wc -l) = 3 && quorate audit", in: "dao")
    let tally = try script.expect(0, "quorate tally 1", in: "dao").output
    #expect(tally.contains("7000") || tally.contains("7,000"))
  }

  @Test func `one that is refused keeps no other out, and says why`() throws {
    let script = try voted()
    try script.expect(0, "quorate vote 1 For -y --key bob", in: "dao")
    let outcome = try script.expect(8, "quorate vote submit alice.json bob.json carol.json --json", in: "dao")
    #expect(outcome.output.contains(#""taken":2"#))
    #expect(outcome.output.contains("ballot.alreadyVoted") || outcome.output.contains("ballot.stale"))
  }

  @Test func `a file that does not read stops all of them before anything is written`() throws {
    let script = try voted()
    try script.expect(0, "echo '{}' > broken.json", in: "dao")
    let outcome = try script.expect(65, "quorate vote submit alice.json broken.json", in: "dao")
    #expect(outcome.errors.contains("broken.json: "))
    #expect(outcome.errors.contains("nothing was submitted"))
    try script.expect(64, "quorate vote submit alice.json bob.json --signature 0x00", in: "dao")
    let list = try script.expect(0, "quorate vote list 1 -q", in: "dao")
    #expect(list.output.trimmingCharacters(in: .whitespacesAndNewlines) == "0")
  }
}
