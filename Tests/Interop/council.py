"""A DAO with a brake, an accredited evaluator and attesters of its electorate, whose log has the kinds of statements that others do not have."""

import dataclasses

from rehearsal import BODY, START, Rehearsal

BLOCK = ("--chain", "eip155:1", "--height", "21000000", "--block-hash", "0x" + "33" * 32,
         "--block-time", "1796126387", "--state-root", "0x" + "44" * 32)
NEXT = tuple(word.replace("21000000", "21000001") for word in BLOCK)
MODEL = ("--digest", "0x" + "11" * 32, "--dir-hash", "0x" + "22" * 32)
FORMAT = "inspect-ai.log.v2"
CHARTER = """quorate: charter/1
semantics: 1
name: "Brake & Söhne"
roles:
  registrar: {members: ["%s"], needs: 1}
  council: {members: ["%s"], needs: 1}
  attesters: {members: ["%s", "%s"], needs: 2}
electorates_by: registrar
electorates: {attested_by: attesters, window: 1m, max_age: 30d}
houses:
  holders: {electorate: members, power: {source: balance, asset: token}, read: snapshot-at-submission}
delegation: {mode: none}
kinds:
  evaluator.accredit: {track: quick, topic: general}
  emergency.ratify: {track: quick, topic: brake}
  emergency.lift: {track: quick, topic: brake}
brake: {pause_by: council, revoke_by: council}
evaluations:
  skill: {subjects: [one, zwölf], highest: 100, commit: 1h, reveal: 1h, majority: 1/2, stake: {role: attesters}, opened_by: council}
tracks:
  quick:
    houses: [holders]
    ballot: {method: single-choice, options: [For, Against], replaceable: true}
    propose_with: "1"
    delay: 0s
    period: 1h
    timelock: 0s
    grace: 14d
    tests:
      - {test: share, name: approval, house: holders, count: [For], of: [For, Against], more_than: 1/2}
"""
ACCREDITATION = """---
title: "Accredit bea"
kind: evaluator.accredit
actions:
  - type: evaluator.accredit
    account: "%s"
    name: bea
    organisation: lab
    scopes: [inspect-ai.log.v2]
    conflicts: none known
    expires: 2027-06-01
---
"""


def council(rehearsal: Rehearsal) -> Rehearsal:
    """A second workspace beside that of the rehearsal, with the same keys."""
    folder = rehearsal.folder / "council"
    folder.mkdir()
    accounts = {key["name"]: key["address"] for key in rehearsal.quorate.ask("key", "list")}
    self = dataclasses.replace(rehearsal, folder=folder, workspace=folder / "dao", submitted=[], votes=[])
    files = {"charter.yaml": CHARTER % (*[accounts["alice"]] * 3, accounts["bea"]), "plan": "one run\n", "result": "{}\n",
             "members.csv": f"account,amount\n{accounts['alice']},5\n",
             "accredit.md": ACCREDITATION % accounts["bea"] + BODY}
    for name, text in files.items():
        (folder / name).write_text(text)
    self.founded = rehearsal.quorate.ask(
        "init", self.workspace, "--charter", folder / "charter.yaml", "--founder", "alice", "--simulated-clock", START)
    for by, *words in (
            ("alice", "member", "import", folder / "members.csv", "--source", "interop"),
            ("alice", "electorate", "attest", "1", *BLOCK, "--recipe", folder / "plan"),
            ("bea", "electorate", "attest", "1", *BLOCK, "--recipe", folder / "plan", "--rows", folder / "members.csv"),
            ("bea", "electorate", "object", "1"),
            ("alice", "member", "import", folder / "members.csv", "--source", "interop, again"),
            ("alice", "electorate", "attest", "1", *NEXT, "--recipe", folder / "result"),
            ("bea", "electorate", "attest", "1", *NEXT, "--recipe", folder / "result"),
            ("", "clock", "advance", "1m"),
            ("alice", "pause", "INC-1", *MODEL, "--reason", "seen in the wild – ✓"),
            ("alice", "resume", "INC-1", "--reason", "nothing in it"),
            ("alice", "revoke", "INC-2", *MODEL, "--reason", "more in it"),
            ("alice", "incident", "report", "INC-1", "--severity", "S3", "--system", "one", "--system", "zwölf",
             "--regime", "us-ny-raise", "--facts", folder / "plan"),
            ("alice", "incident", "report", "INC-1", "--notified", "us-ny-raise"),
            ("alice", "proposal", "submit", folder / "accredit.md"),
            ("alice", "vote", "P-2", "For"),
            ("", "clock", "advance", "1h"),
            ("alice", "queue", "P-2"),
            ("alice", "execute", "P-2"),
            ("alice", "evidence", "commission", *MODEL, "--format", FORMAT, "--evaluator", "bea",
             "--plan", folder / "plan", "--until", "2026-12-20"),
            ("", "clock", "advance", "2h"),
            ("bea", "evidence", "attest", folder / "result", *MODEL, "--format", FORMAT,
             "--verdict", "passed", "--started", "2026-12-01T13:30Z", "--ended", "2026-12-01T13:40Z",
             "--config", f"task={folder / 'plan'}"),
            ("alice", "evaluation", "open", "skill", "--title", "Rünning – ✓", *MODEL),
            ("bea", "evaluation", "commit", "1", "one=7", "zwölf=100"),
            ("", "clock", "advance", "1h"),
            ("bea", "evaluation", "reveal", "1")):
        self.ask(*words, *(("--key", by) if by else ()))
    return self
