"""A workspace in which the binary does what people do with it: sensible things, and things it has to refuse."""

import json
import random
from pathlib import Path

from binary import Quorate
from checks import expect
from forgery import LogKeys
from damage import Bundle
from riot import NAMES, charter
from second_verifier import unhex

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

    def __init__(self, quorate: Quorate, folder: Path, rng: random.Random) -> None:
        self.quorate, self.folder, self.rng = quorate, folder, rng
        self.files = folder.with_suffix(".files")
        self.files.mkdir()
        made = {key["name"]: str(key["address"]) for key in quorate.ask("key", "list")}
        for name in NAMES[:6]:
            if name not in made:
                made[name] = str(quorate.ask("key", "create", name, "--light")["address"])
        self.accounts, self.names = made, list(NAMES[:6])
        preset = rng.choice(("token-majority", "token-majority", "compound"))
        self.asset, self.unit = ("comp", 10**23) if preset == "compound" else ("token", 1)
        founders = [word for name in self.names[:rng.randint(1, 3)] for word in ("--founder", name)]
        quorate.ask("init", folder, "--name", "Small Town", "--preset", preset, *founders,
                    "--simulated-clock", "2026-12-01T12:00Z")
        self.proposals = 0
        self.electorate()

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
        secrets = json.loads((self.folder / ".quorate" / "log-keys.json").read_text())
        return Bundle("town", path.read_bytes(), LogKeys(unhex(secrets["ed25519"]), unhex(secrets["secp256k1"])))

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self.rng.choices((self.electorate, self.delegate, self.propose, self.vote, self.act, self.wait),
                             (1, 4, 3, 10, 5, 3))[0]()

    def electorate(self) -> None:
        rows = [f"{self.accounts[name]},{self.rng.choice((0, 1, 2, 5, 9)) * self.unit}"
                for name in self.rng.sample(self.names, self.rng.randint(3, 6))]
        path = self.files / "members.csv"
        path.write_text("\n".join(["account,amount", *rows]) + "\n")
        self.do("member", "import", path, "--source", "the town's book", "--asset", self.asset, "--key", self.names[0])

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
        elif lot < 0.4:
            amended = self.files / "charter.yaml"
            accounts = [f"evm:{self.accounts[name][2:].lower()}" for name in self.names]
            amended.write_bytes(charter(self.rng, "Small Town", accounts))
            digest = self.quorate.ask("charter", "hash", amended, workspace=self.folder)["hash"]
            kind, actions = "charter.amend", f'actions:\n  - type: charter.amend\n    charter: "{digest}"\n'
        title = f"Number {self.rng.randrange(10**6)} – äöü"
        path.write_text(f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\nkind: {kind}\n{actions}---\n\n{BODY}")
        if self.do("proposal", "submit", path, "--key", self.rng.choice(self.names)) == 0:
            self.proposals += 1

    def _proposal(self) -> str:
        return f"P-{self.rng.randint(max(1, self.proposals - 2), max(1, self.proposals))}"

    def vote(self) -> None:
        more = self.rng.choice((["--replace"], ["--reason", "because – ✓"], []))
        choice = self.rng.choice(("For", "For", "Against", "Abstain", "Yes"))
        self.do("vote", self._proposal(), choice, *more, "--key", self.rng.choice(self.names))

    def act(self) -> None:
        deed = self.rng.choice(("queue", "queue", "execute", "execute", "veto", "cancel"))
        reason = ["--reason", "no"] if deed in ("veto", "cancel") else []
        self.do(deed, self._proposal(), *reason, "--key", self.rng.choice(self.names))

    def wait(self) -> None:
        self.do("clock", "advance", self.rng.choice(("1h", "1d", "2d", "2d 17h 42m", "5d", "7d", "14d")))
