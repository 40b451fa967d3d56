"""A town with a council that it elects, other keys of its log, attested electorates, evaluators and incidents."""

import random
import re
from pathlib import Path
from typing import Any

from attested_riot import RECIPE
from binary import Quorate
from council_riot import council_charter, spki
from evidenced_riot import PROTOCOL
from forgery import KeyRing
from safe_riot import ONES, TWOS, date
from second_amendments import AmendedDao
from town import BODY, Town

SKILL = """evaluations:
  skill: {subjects: [one, "zwölf"], highest: 100, commit: 1h, reveal: 1h, majority: 1/2, stake: {house: holders}, opened_by: council}
"""
TRUST = """trust: {quorate: algorithm-trust/1, use: compute, algorithms: [{name: "did:op:1", files: "f", container: "%s"}]}"""
DEPOSIT = """    deposit: {amounts: {akt: "100"}, initial: 25%, each: 1/10, within: 2h, fates: {failed: burned}}
    active_at_most: 1
"""
HOLDERS = ("lab-one", "lab-two")
BLOCK = ("--chain", "eip155:1", "--block-hash", ONES, "--state-root", TWOS)
MODEL = ("--digest", ONES, "--dir-hash", TWOS)


class CouncilTown(Town):
    """A town in which everything is decided within hours."""

    pace = 1, 3

    def __init__(self, quorate: Quorate, folder: Path, rng: random.Random, attested: bool) -> None:
        self.attested, self.start, self.versions = attested, 1_796_126_400_000, list[str]()
        self.opened = 0
        super().__init__(quorate, folder, rng, "council, attested" if attested else "council")
        self.state = AmendedDao
        self.ring = KeyRing()
        self.ring.held = [(-1, self.log_keys())]
        self.model = self.files / "model"
        self.model.mkdir()
        (self.model / "w.txt").write_text("w\n")
        told = quorate.ask("model", "digest", self.model)
        self.digests = {"oms_root": told["omsRoot"], "dir_hash": told["dirHash"]}

    def rules(self) -> tuple[object, ...]:
        members = [f"evm:{self.accounts[name][2:].lower()}" for name in self.names]
        asked = "electorates: {attested_by: attesters, window: 1h, max_age: 30d}\n" if self.attested else ""
        keys = [f'{{holder: {name}, algorithm: ecdsa-p256, spki: "{self.release_key(name)["spki"]}"}}' for name in HOLDERS]
        asked += SKILL + "release: {needs: 2, keys: [" + ", ".join(keys) + "]}\n"
        path = self.files / "charter.yaml"
        safety = "".join(f"  {kind}: {{track: {track}, topic: safety}}\n" for kind, track in (
            ("protocol.adopt", "quick"), ("protocol.amend", "slow"), ("dataset.trust", "slow")))
        charter = council_charter(self.rng, "Small Town", members, True, asked).decode()
        head, quick, rest = re.split("(  quick:\n.*?)(?=  slow:\n)", charter.replace("kinds:\n", "kinds:\n" + safety), flags=re.S)
        paid = quick.replace("  quick:", "  paid:").replace("[holders]\n", "[holders]\n" + DEPOSIT, 1)
        path.write_text(re.sub("text.resolution: {track: [a-z]*", "text.resolution: {track: paid", head) + quick + paid + rest)
        return "--charter", path

    def release_key(self, name: str) -> dict[str, Any]:
        """A key for releases in the configuration, made when it is asked for first."""
        status, answer = self.quorate.outcome("attest", "key", "show", name)
        return dict(answer["data"] if status == 0 else self.quorate.ask("attest", "key", "create", name, "--light"))

    def signers(self) -> KeyRing:
        return self.ring

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self.rng.choices((self.electorate, self.delegate, self.decide, self.order, self.draw, self.rotate, self.hear,
                              self.score, self.pay, self.wait), (1, 1, 4, 3, 2, 1, 3, 1, 1, 1))[0]()

    def electorate(self, series: str = "") -> None:
        """On record, and then attested, by enough or by too few."""
        super().electorate("members")
        if not self.attested:
            return
        (self.files / "recipe").write_bytes(RECIPE)
        entry, seconds = len(self.entries()) - 1, self.start // 1000 + self.rng.randint(-300, 0)
        for name in self.rng.sample(self.names[:3], self.rng.choice((1, 2, 3, 3))):
            self.do("electorate", "attest", entry, *BLOCK, "--height", seconds, "--block-time", seconds,
                    "--recipe", self.files / "recipe", "--key", name)
        if self.rng.random() < 0.2:
            # Where there are several claims about it, this is refused as ambiguous.
            self.quorate.outcome("electorate", "object", entry, "--key", self.rng.choice(self.names[:3]), workspace=self.folder)
        self.do("clock", "advance", "1h")

    def entries(self) -> list[object]:
        answer = self.quorate.ask("log", "show", workspace=self.folder)
        return list(answer)

    def decide(self) -> None:
        """Something is proposed, voted on and carried out."""
        kind, members = self.council_action()
        path, lines = self.files / "proposal.md", "\n    ".join([f"  - type: {kind}", *members])
        path.write_text(f"---\ntitle: Number {self.rng.randrange(10**6)}\nkind: {kind}\nactions:\n{lines}\n---\n\n{BODY}")
        if self.do("proposal", "submit", path, "--key", self.rng.choice(self.names)) != 0:
            return
        self.proposals += 1
        number = f"P-{self.proposals}"
        for name in self.names[:3]:
            self.do("vote", number, "For", "--key", name)
        self.do("clock", "advance", "2h")
        self.do("queue", number, "--key", self.names[0])
        self.do("clock", "advance", "1h")
        self.do("execute", number, "--key", self.names[1])
        if kind.startswith("model."):
            self.release(number)
        if kind.startswith("protocol.") and self.quorate.ask(
                "proposal", "show", number, workspace=self.folder)["state"] == "executed":
            self.versions.append(members[2].split('"')[1])

    def release(self, number: str) -> None:
        """Holders sign what was decided, one after the other; some have the files."""
        for name in self.rng.sample(HOLDERS, self.rng.randint(1, 2)):
            files = self.rng.choice(((), ("--model", self.model)))
            self.do("attest", "sign", number, "--with", name, *files, "--key", self.rng.choice(self.names))

    def council_action(self) -> tuple[str, list[str]]:
        rng = self.rng
        someone = f"evm:{self.accounts[rng.choice(self.names)][2:].lower()}"
        until = date(self.start + rng.choice((30, 300)) * 86_400_000)
        seats = sorted(f"evm:{self.accounts[name][2:].lower()}" for name in rng.sample(self.names, 3))
        model = [f"{name}: \"{digest}\"" for name, digest in self.digests.items()]
        deploy = [*model, "name: tiny – 模型", "environment: lab-1", "locations: []", "runtime: {}"]
        return rng.choice((
            self.protocol(), self.protocol(), ("dataset.trust", [
                f'dataset: "{ONES}"', f"change: {rng.choice(('loosening', 'loosening', 'neutral'))}", TRUST % rng.choice("c*")]),
            ("model.deploy", deploy), ("model.deploy", [*deploy, "audience: limited", "stages:",
                                                        "  - {name: few, max_traffic_permille: 5}"]),
            ("model.revoke", [*model, "reason: why"]),
            ("council.elect", ["role: council", "needs: 1", f'term: "{until}"', "seats:",
                               *(f"  - {{account: {one}, organisation: org-{at}}}" for at, one in enumerate(seats))]),
            ("council.recall", ["role: council", f"accounts: [{someone}]", "reason: why"]),
            ("key.register", ["purpose: release", "holder: lab", "algorithm: ed25519",
                              f'spki: "{spki(rng.randrange(9), "ed25519")}"']),
            ("evaluator.accredit", [f"account: {someone}", "name: An evaluator", "organisation: lab",
                                    "scopes: [garak, json]", "conflicts: none", f'expires: "{until}"']),
            ("resource.allocate", [f"holder: {someone}", "unit: eur", 'amount: "500"', "purpose: for it",
                                   f'expires: "{until}"', 'at_most: {amount: "60", every: 1h}']),
            ("compute.run", ["name: train", f"holder: {someone}", 'budget: "1000"', f'expires: "{until}"'])))

    def protocol(self) -> tuple[str, list[str]]:
        """The first version of a protocol, or one after it that says of itself what may be true."""
        path, number = self.files / "protocol.yaml", len(self.versions) + 1
        path.write_text(PROTOCOL % ("frontier", number, f"lab-{self.rng.randrange(2)}") + f"# {self.rng.random()}\n")
        digest = self.quorate.ask("protocol", "hash", path, workspace=self.folder)["hash"]
        named = ["id: frontier", f"version: {number}", f'sha256: "{digest}"']
        if number == 1:
            return "protocol.adopt", named
        return "protocol.amend", [*named, f'replaces: "{self.versions[-1]}"',
                                  f"change: {self.rng.choice(('neutral', 'loosening', 'loosening'))}"]

    def order(self) -> None:
        rng, incident = self.rng, f"INC-{self.rng.randrange(9)}"
        scope = rng.choice((MODEL, ("--env", "production"), ("--all",)))
        words = rng.choice((("pause", incident, *scope), ("pause", incident, *scope), ("resume", incident),
                            ("revoke", incident, *MODEL), ("ratify", incident)))
        for name in rng.sample(self.names, 3):
            if self.do(*words, "--reason", "seen – ✓", "--key", name) == 0 and words[0] == "pause":
                self.proposals = self.count()

    def count(self) -> int:
        """How many proposals there are: a pause opens one by itself."""
        return len(self.quorate.ask("proposal", "list", workspace=self.folder))

    def draw(self) -> None:
        for name in self.rng.sample(self.names, 3):
            self.do("resource", "draw", self._proposal(), self.rng.choice((1, 50, 400)), "--purpose", "for it", "--key", name)

    def hear(self) -> None:
        """An incident is reported, an evaluation commissioned, or the result of one attested."""
        rng, plan = self.rng, self.files / "plan.json"
        plan.write_text("{}\n")
        name, until = rng.choice(self.names), date(self.start + 90 * 86_400_000)
        if rng.random() < 0.4:
            self.do("incident", "report", f"INC-{rng.randrange(3)}", "--severity", "S3", "--system", "zwölf",
                    "--regime", "us-ny-raise", "--facts", plan, "--key", name)
            return
        for evaluator in rng.sample(self.names, 3):
            if self.do("evidence", "commission", *MODEL, "--format", "json", "--evaluator", evaluator, "--plan", plan,
                       "--until", until, "--key", self.names[0]) == 0:
                self.do("clock", "advance", "1h")
                answer = self.quorate.ask("clock", "show", workspace=self.folder)
                self.do("evidence", "attest", plan, *MODEL, "--format", "json", "--verdict", "passed", "--started",
                        answer["now"], "--ended", answer["now"], "--key", evaluator)

    def score(self) -> None:
        """A round of evaluators from its opening on; some show nothing."""
        for name in self.names[:3]:
            if self.do("evaluation", "open", "skill", "--title", "Skill – ✓", *MODEL, "--key", name) == 0:
                self.opened += 1
                break
        some = self.rng.sample(self.names, 3)
        for name in some:
            self.do("evaluation", "commit", self.opened, f"one={self.rng.randrange(101)}", "zwölf=100", "--key", name)
        self.do("clock", "advance", "1h")
        for name in some[:self.rng.randrange(4)]:
            self.do("evaluation", "reveal", self.opened, "--key", name)

    def pay(self) -> None:
        """Two resolutions, whose deposits may be complete, and one place for both."""
        path = self.files / "resolution.md"
        for _ in range(2):
            path.write_text(f"---\ntitle: Number {self.rng.randrange(10**6)}\nkind: text.resolution\n---\n\n{BODY}")
            if self.do("proposal", "submit", path, "--key", self.names[0]) == 0:
                self.proposals += 1
                for name in (self.names[0], *self.rng.sample(self.names, 2)):
                    self.do("deposit", self.proposals, f"akt={self.rng.choice((5, 25, 50, 75))}", "--key", name)
        for number in range(max(1, self.proposals - 1), self.proposals + 1):
            self.do("start", number, "--key", self.rng.choice(self.names))
            self.do("vote", number, self.rng.choice(("For", "Against")), "--key", self.rng.choice(self.names))
            self.do("clock", "advance", self.rng.choice(("1h", "2h")))

    def rotate(self) -> None:
        """Now and then with the word that the keys before were stolen."""
        since = self.rng.choice(((), (), ("--compromised-since", self.rng.randint(1, 5))))
        status, answer = self.quorate.outcome("log", "key", "rotate", *since, workspace=self.folder)
        if status == 0:
            self.ring.held.append((int(answer["data"]["periods"][-1]["entry"]), self.log_keys()))
