"""A workspace in which the binary does what people do with it: sensible things, and things it has to refuse."""

import json
import random
from pathlib import Path

from binary import Quorate
from checks import expect
from forgery import KeyRing, LogKeys
from damage import Bundle
from riot import NAMES, charter
from safe_riot import date, safe_charter
from second_amendments import AmendedDao
from second_verifier import Dao, unhex

BODY = "## Summary\n\nOne.\n\n## Motivation\n\nTwo.\n\n## Specification\n\nThree.\n\n## Risks and rollback\n\nFour.\n"
DEPLOYMENT = f"""actions:
  - type: model.deploy
    environment: production
    name: tiny-model
    oms_root: "0x{'11' * 32}"
    dir_hash: "0x{'22' * 32}"
    locations: []
    runtime: {{}}
"""
# Refusals, and what `queue` and others say when it is too early.
REFUSALS = (5, 6, 7, 8, 65)


class Town:
    """One DAO under a simulated clock. Its keys are those of the configuration, made when the first town is."""

    pace = 2, 8  # how many steps it takes from one bundle to the next

    def __init__(self, quorate: Quorate, folder: Path, rng: random.Random, preset: str) -> None:
        self.quorate, self.folder, self.rng, self.preset = quorate, folder, rng, preset
        self.safe = preset == "ai-safety"
        self.state = AmendedDao if self.safe else Dao
        self.memory = 4 if self.safe else 2  # how many proposals before the last one people still think of
        self.files = folder.with_suffix(".files")
        self.files.mkdir()
        made = {key["name"]: str(key["address"]) for key in quorate.ask("key", "list")}
        for name in NAMES[:6]:
            if name not in made:
                made[name] = str(quorate.ask("key", "create", name, "--light")["address"])
        self.accounts, self.names = made, list(NAMES[:6])
        self.asset, self.unit = ("comp", 10**23) if preset == "compound" else ("token", 1)
        self.seated = self.names[:rng.randint(1, 3)]  # who may have a seat in the house `safety`: first the council
        founders = [word for name in self.seated for word in ("--founder", name)]
        quorate.ask("init", folder, *self.rules(), *founders,
                    "--simulated-clock", "2026-12-01T12:00Z")
        self.proposals = 0
        self.electorate("members")
        if self.safe:
            self.do("clock", "advance", "14d")

    def rules(self) -> tuple[object, ...]:
        return "--name", "Small Town", "--preset", self.preset

    def log_keys(self) -> LogKeys:
        secrets = json.loads((self.folder / ".quorate" / "log-keys.json").read_text())
        return LogKeys(unhex(secrets["ed25519"]), unhex(secrets["secp256k1"]))

    def signers(self) -> LogKeys | KeyRing:
        """Those who sign its log."""
        return self.log_keys()

    def do(self, *arguments: object) -> int:
        status, answer = self.quorate.outcome(*arguments, workspace=self.folder)
        expect(status == 0 or status in REFUSALS, f"quorate {arguments}: exit {status}, {answer}")
        return status

    def bundle(self) -> Bundle:
        """All proposals are claimed, or some."""
        path = self.files / "town.qaudit"
        path.unlink(missing_ok=True)
        claimed = [number for number in range(1, self.proposals + 1) if self.rng.random() < 0.5]
        some = [word for number in claimed for word in ("--proposal", f"P-{number}")] if self.rng.random() < 0.3 else []
        self.quorate.ask("audit", "export", "-o", path, *some, workspace=self.folder)
        return Bundle(f"town of {self.preset}", path.read_bytes(), self.signers(), self.state)

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self.rng.choices((self.electorate, self.delegate, self.propose, self.vote, self.act, self.wait, self.run_ahead),
                             (1, 2, 2, 6, 8, 5, 1) if self.safe else (1, 4, 3, 10, 5, 3, 0))[0]()

    def electorate(self, series: str = "") -> None:
        # A list for the house `safety` is of use once an amendment has put one in the place of its seats.
        series = series or (self.rng.choice(("members", "members", "safety")) if self.safe else "members")
        rows = [f"{self.accounts[name]},{self.rng.choice((0, 1, 2, 5, 9)) * self.unit}"
                for name in self.rng.sample(self.names, self.rng.randint(3, 6))]
        path = self.files / "members.csv"
        path.write_text("\n".join(["account,amount", *rows]) + "\n")
        self.do("member", "import", path, "--source", "the town's book", "--asset", self.asset, "--key", self.names[0],
                "--series", series)

    def delegate(self) -> None:
        who, to = self.rng.sample(self.names, 2)
        topic = self.rng.choice(([], [], ["--topic", "general"], ["--topic", "models"]))
        until = self.rng.choice(([], [], ["--until", "2026-12-20"]))
        if self.rng.random() < 0.2:
            self.do("delegate", "revoke", *topic, "--key", who)
        else:
            self.do("delegate", "set", to, *topic, *until, "--key", who)

    def propose(self) -> None:
        path, kind, actions = self.files / "proposal.md", "text.resolution", ""
        lot = self.rng.random()
        if lot < 0.2:
            kind, actions = "model.deploy", DEPLOYMENT
            if self.safe:
                actions += f"    audience: {self.rng.choice(('internal', 'limited', 'public'))}\n"
        elif lot < 0.35 and self.safe:
            kind, actions = self.safe_action()
        elif lot < 0.4:
            amended = self.files / "charter.yaml"
            accounts = [f"evm:{self.accounts[name][2:].lower()}" for name in self.names]
            amended.write_bytes((safe_charter if self.safe else charter)(self.rng, "Small Town", accounts))
            self.seated = sorted({*self.seated, *self.names[:4]})  # of whom its council is
            digest = self.quorate.ask("charter", "hash", amended, workspace=self.folder)["hash"]
            kind, actions = "charter.amend", f'actions:\n  - type: charter.amend\n    charter: "{digest}"\n'
        title = f"Number {self.rng.randrange(10**6)} – äöü"
        path.write_text(f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\nkind: {kind}\n{actions}---\n\n{BODY}")
        if self.do("proposal", "submit", path, "--key", self.rng.choice(self.names)) == 0:
            self.proposals += 1

    def safe_action(self) -> tuple[str, str]:
        """What only the charter of the preset ai-safety decides here, and the action in a file."""
        someone = self.rng.choice(self.names)
        account = f"evm:{self.accounts[someone][2:].lower()}"
        until = date(1_796_126_400_000 + self.rng.choice((60, 300)) * 86_400_000)
        kind, *members = self.rng.choice((
            ("model.revoke", f'oms_root: "0x{"11" * 32}"', f'dir_hash: "0x{"22" * 32}"', "reason: why"),
            ("evaluator.accredit", f"account: {account}", "name: An evaluator", "organisation: lab",
             "scopes: [garak, inspect]", "conflicts: none", f'expires: "{until}"'),
            ("evaluator.revoke", f"account: {account}", "reason: why"),
            ("council.recall", "role: council", f"accounts: [{account}]", "reason: why"),
            ("access.grant", f"holder: {account}", "resource: store", "purpose: for it", f'expires: "{until}"')))
        if kind == "evaluator.accredit":
            self.seated = sorted({*self.seated, someone})
        return kind, "\n    ".join([f"actions:\n  - type: {kind}", *members]) + "\n"

    def _proposal(self) -> str:
        return f"P-{self.rng.randint(max(1, self.proposals - self.memory), max(1, self.proposals))}"

    def vote(self) -> None:
        more = self.rng.choice((["--replace"], ["--reason", "because – ✓"], []))
        choice = self.rng.choice(("For", "For", "Against", "Abstain", "Yes"))
        if not self.safe:
            self.do("vote", self._proposal(), choice, *more, "--key", self.rng.choice(self.names))
            return
        number = self._proposal()
        for house, name in self.voters():
            choice = self.rng.choice(("For", "For", "For", "Against"))
            if self.do("vote", number, choice, *more, "--house", house, "--key", name) == 8:
                return  # not open yet, or no more

    def voters(self) -> list[tuple[str, str]]:
        """Of the house `safety` those who may have a seat, and now and then somebody who may have none."""
        rng, names = self.rng, {"tokens": self.names, "safety": self.seated}
        stranger = [("safety", rng.choice(self.names))] if rng.random() < 0.2 else []
        voters = [(house, name) for house in names for name in rng.sample(names[house], min(4, len(names[house])))]
        return rng.sample(voters, len(voters)) + stranger

    def act(self) -> None:
        stops = ("postpone", "postpone") if self.safe else ("veto", "cancel")
        deed = self.rng.choice(("queue", "queue", "execute", "execute", *stops))
        reason = ["--reason", "no"] if deed in ("veto", "cancel", "postpone") else []
        self.do(deed, self._proposal(), *reason, "--key", self.rng.choice(self.names))

    def run_ahead(self) -> None:
        """Something is done by a clock that is ahead, and it is set back."""
        right = self.quorate.ask("clock", "show", workspace=self.folder)["now"]
        self.do("clock", "advance", self.rng.choice(("1h", "3d", "8d")))
        self.rng.choice((self.vote, self.act, self.propose))()
        self.do("clock", "correct", "--to", right)

    def wait(self) -> None:
        spans = ("1h", "1d", "1d", "2d", "2d 17h 42m", "5d") if self.safe else (
            "1h", "1d", "2d", "2d 17h 42m", "5d", "7d", "14d")
        self.do("clock", "advance", self.rng.choice(spans))
