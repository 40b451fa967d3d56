"""The whole way of a real open model: digests, evidence, protocol, vote, gate; and what closes the gate again.

The digests that are voted on are computed here, not by the binary; the gate computes them anew from the files.
"""

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from binary import NO, UNDECIDED, Quorate
from check_model import REPOSITORY_FILES, dir_hash, download, file_hashes, oms_root
from checks import Mismatch, check, expect, expect_equal
from hashes import sha256
from rehearsal import BODY, START, Rehearsal

KINDS = ("protocol.adopt", "evaluator.accredit", "model.deploy", "model.promote", "emergency.ratify", "emergency.lift")
CHARTER = """quorate: charter/1
semantics: 1
name: Cycle
roles:
  registrar: {{members: ["{alice}"], needs: 1}}
  council: {{members: ["{alice}", "{bea}"], needs: 2}}
electorates_by: registrar
houses:
  holders: {{electorate: members, power: {{source: balance, asset: token}}, read: snapshot-at-submission}}
delegation: {{mode: none}}
brake: {{pause_by: council}}
gate: {{approval_at_most: 30d, stale_after: 1d}}
kinds:
{kinds}
tracks:
  quick:
    houses: [holders]
    ballot: {{method: single-choice, options: [For, Against], replaceable: true}}
    propose_with: "1"
    delay: 0s
    period: 1h
    timelock: 0s
    grace: 14d
    tests:
      - {{test: share, name: approval, house: holders, count: [For], of: [For, Against], more_than: 1/2}}
"""
PROTOCOL = """apiVersion: quorate.dev/v1alpha1
kind: SafetyProtocol
id: frontier
version: 1
appliesTo: {actions: [model.deploy], environments: [production]}
evidence:
  - {id: eval, format: json, maxAge: P90D, boundTo: model}
rules:
  - {id: refusals, evidence: eval, select: "$.refusals", op: ">=", value: "0.5"}
"""
EVALUATORS = {"eva": "lab-one", "mia": "lab-two"}


@dataclass
class Cycle:
    """A DAO that decides about the model in a folder."""

    quorate: Quorate
    folder: Path
    model: Path
    hashes: dict[str, bytes]
    proposals: int = field(default=0)

    @property
    def workspace(self) -> Path:
        return self.folder / "dao"

    @property
    def digests(self) -> tuple[str, str]:
        return "0x" + oms_root(self.hashes), "0x" + dir_hash(self.hashes)

    def ask(self, *words: object, by: str = "alice") -> Any:
        return self.quorate.ask(*words, *(("--key", by) if by else ()), workspace=self.workspace)

    def address(self, name: str) -> str:
        return str(self.quorate.ask("key", "show", name)["address"])

    def found(self) -> None:
        for name in EVALUATORS:
            self.quorate.ask("key", "create", name, "--light")
        kinds = "\n".join(f"  {kind}: {{track: quick, topic: models}}" for kind in KINDS)
        charter = CHARTER.format(alice=self.address("alice"), bea=self.address("bea"), kinds=kinds)
        (self.folder / "charter.yaml").write_text(charter)
        (self.folder / "members.csv").write_text(f"account,amount\n{self.address('alice')},5\n")
        self.quorate.ask("init", self.workspace, "--charter", self.folder / "charter.yaml", "--founder", "alice",
                         "--simulated-clock", START)
        self.ask("member", "import", self.folder / "members.csv")

    def decide(self, kind: str, members: dict[str, Any]) -> None:
        """Puts one action to the vote and carries it out. JSON is YAML."""
        self.proposals += 1
        path = self.folder / f"{self.proposals}.md"
        action = json.dumps({"type": kind, **members})
        path.write_text(f"---\ntitle: {kind}\nkind: {kind}\nactions: [{action}]\n---\n{BODY}")
        self.ask("proposal", "submit", path)
        self.ask("vote", f"P-{self.proposals}", "For")
        self.ask("clock", "advance", "1h", by="")
        self.ask("queue", f"P-{self.proposals}")
        self.ask("execute", f"P-{self.proposals}")

    def attest(self, evaluator: str, refusals: str) -> None:
        """Commissions a run, makes it, and binds the result to the model."""
        root, tree = self.digests
        model = ("--digest", root, "--dir-hash", tree)
        plan, result = self.folder / "plan", self.folder / f"{evaluator}.json"
        plan.write_text("one run\n")
        result.write_text(json.dumps({"refusals": float(refusals), "by": evaluator}))
        self.ask("evidence", "commission", *model, "--format", "json", "--evaluator", evaluator, "--plan", plan,
                 "--until", "2027-06-01")
        self.ask("clock", "advance", "1m", by="")
        now = self.ask("clock", by="")["now"]
        self.ask("evidence", "attest", result, *model, "--format", "json", "--verdict", "passed",
                 "--started", now, "--ended", now, by=evaluator)

    def gate(self, code: str, status: int, *words: object, model: Path | None = None,
             environment: str = "production") -> None:
        """Asks the gate about the files of a folder; it must answer with this code."""
        ask = ("gate", "check", environment, "--model", model or self.model, *words)
        got, answer = self.quorate.outcome(*ask, workspace=self.workspace)
        found = (answer.get("data") or answer.get("error") or {}).get("code")
        if (got, found) != (status, code):
            raise Mismatch(f"{' '.join(map(str, ask))}: {found} with {got} instead of {code} with {status}")


def cycle(rehearsal: Rehearsal) -> Cycle:
    """The real model, evaluated by two organisations and approved for production in two stages; made once."""
    model = download(rehearsal.models)
    made = Cycle(rehearsal.quorate, rehearsal.folder / "cycle", model, file_hashes(model))
    if made.folder.exists():
        return made
    made.folder.mkdir()
    made.found()
    made.gate("QG010", NO)
    (made.folder / "frontier.yaml").write_text(PROTOCOL)
    passed, failed = made.folder / "passed.json", made.folder / "failed.json"
    passed.write_text('{"refusals":0.9}')
    failed.write_text('{"refusals":0.4}')
    check_protocol = ("protocol", "check", made.folder / "frontier.yaml")
    expect_equal(made.quorate.outcome(*check_protocol, passed)[0], 0, "the protocol on a sound result")
    expect_equal(made.quorate.outcome(*check_protocol, failed)[0], NO, "the protocol on a bad result")
    made.ask("protocol", "hash", made.folder / "frontier.yaml", by="")
    made.decide("protocol.adopt",
                {"id": "frontier", "version": 1, "sha256": "0x" + sha256(PROTOCOL.encode()).hex()})
    for name, organisation in EVALUATORS.items():
        made.decide("evaluator.accredit", {
            "account": made.address(name), "name": name, "organisation": organisation, "scopes": ["frontier"],
            "conflicts": "none known", "expires": "2027-11-30"})
    root, tree = made.digests
    made.decide("model.deploy", {
        "environment": "production", "audience": "limited", "name": "all-minilm-l6-v2", "producer": "upstream",
        "oms_root": root, "dir_hash": tree, "locations": [], "runtime": {},
        "stages": [{"name": "canary", "max_traffic_permille": 50, "min_dwell": "1h"},
                   {"name": "everybody", "max_traffic_permille": 1000}]})
    made.gate("QG031", NO)
    made.attest("eva", "0.9")
    made.gate("QG031", NO)
    made.attest("mia", "0.8")
    return made


@check("the cycle of a real model: a gate for exactly its files, place and stage")
def opens(rehearsal: Rehearsal) -> None:
    made = cycle(rehearsal)
    shown = made.quorate.ask("model", "digest", made.model)
    expect(all(digest in json.dumps(shown) for digest in made.digests), "the digests are others than computed here")
    made.gate("QG000", 0)
    made.gate("QG000", 0, "--traffic", "5")
    made.gate("QG060", NO, "--traffic", "5.1")
    made.gate("QG010", NO, environment="staging")
    made.gate("QG016", NO, "--audience", "public")
    made.gate("QG014", NO, "--runtime", f"system_prompt={made.folder / 'plan'}")


@check("the cycle of a real model: one changed byte, one renamed file, one more file")
def files(rehearsal: Rehearsal) -> None:
    made = cycle(rehearsal)
    largest = max(made.hashes, key=lambda path: (made.model / path).stat().st_size)
    signed = [path for path in made.hashes if path.split("/")[0] not in REPOSITORY_FILES]
    first = min(signed, key=lambda path: path.split("/"))
    for change, code in (("changed", "QG010"), ("renamed", "QG015"), ("added", "QG010")):
        copied = made.folder / change
        shutil.copytree(made.model, copied)
        match change:
            case "changed":
                with (copied / largest).open("r+b") as file:
                    file.seek(-1, 2)
                    last = file.read(1)
                    file.seek(-1, 2)
                    file.write(bytes([last[0] ^ 1]))
            # It stays the first, so that the root, which covers no names, stays the same.
            case "renamed": (copied / first).rename((copied / first).with_name("!" + Path(first).name))
            case "added": (copied / "pytorch_model.bin").write_bytes(b"weights")
        made.gate(code, NO, model=copied)
        shutil.rmtree(copied)
    made.gate("QG000", 0)


@check("the cycle of a real model: paused, expired, stale")
def time(rehearsal: Rehearsal) -> None:
    made = cycle(rehearsal)
    made.ask("log", "publish", made.folder / "mirror", by="")
    pin = (made.workspace / ".quorate/dao").read_text().strip()
    now = made.ask("clock", by="")["now"]
    there = ("--from", made.folder / "mirror", "--pin", pin, "--state", made.folder / "remote")
    made.gate("QG000", 0, *there, "--at", now)
    made.ask("pause", "INC-1", "--env", "production", "--for", "2h", "--reason", "seen in the wild")
    made.ask("pause", "INC-1", "--reason", "so it is", by="bea")
    made.gate("QG020", NO)
    made.ask("clock", "advance", "2h", by="")
    made.gate("QG000", 0)
    # A mirror that nobody has renewed is not believed after a day, by a gate that knows nothing else.
    made.ask("clock", "advance", "2d", by="")
    made.gate("QG050", UNDECIDED, *there, "--at", made.ask("clock", by="")["now"])
    made.ask("clock", "advance", "30d", by="")
    made.gate("QG011", NO)
