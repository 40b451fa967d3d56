"""A DAO with every kind of statement in its log, run by the binary, with outside wallets among its members."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount

from binary import Quorate
from hashes import sha256

START = "2026-12-01T12:00Z"
REASON = "Costs are capped,\nrollback is \"one command\" – geprüft ✓"

BODY = "\n## Summary\n\nOne.\n\n## Motivation\n\nTwo.\n\n## Specification\n\nThree.\n\n## Risks and rollback\n\nFour.\n"
DEPLOYMENT = f"""actions:
  - type: model.deploy
    environment: production
    name: tiny-model
    oms_root: "0x{'11' * 32}"
    dir_hash: "0x{'22' * 32}"
    locations: []
    runtime: {{}}
"""


@dataclass(frozen=True)
class Vote:
    """A ballot that an outside wallet signed."""

    prepared: dict[str, Any]
    signature: bytes
    answer: dict[str, Any]


@dataclass
class Rehearsal:
    """The workspace after all proposals have closed, and a copy of it from before any wallet voted.

    `models` is kept between runs.
    """

    quorate: Quorate
    folder: Path
    workspace: Path
    opened: Path
    models: Path
    wallets: list[LocalAccount]
    powers: list[int]
    founded: dict[str, Any] = field(default_factory=dict)
    submitted: list[dict[str, Any]] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)

    @property
    def dao(self) -> str:
        return str(self.founded["dao"])

    def ask(self, *arguments: object) -> Any:
        return self.quorate.ask(*arguments, workspace=self.workspace)

    def entry(self, index: int) -> dict[str, Any]:
        return dict(self.ask("log", "show", index)["entry"])

    def entries(self) -> Iterator[tuple[int, dict[str, Any]]]:
        for index in range(self.ask("log", "show")["size"]):
            yield index, self.entry(index)

    def copy(self, name: str) -> Path:
        """A fresh copy of the workspace as voting opened."""
        target = self.folder / name
        shutil.copytree(self.opened, target)
        return target

    def prepare(self, wallet: int, choice: str, *more: str, workspace: Path | None = None) -> Path:
        """A ballot on P-1 for a wallet, as the binary writes it."""
        path = self.folder / "ballot.json"
        path.unlink(missing_ok=True)
        voter = self.wallets[wallet].address
        place = workspace or self.workspace
        self.quorate.ask("vote", "prepare", "P-1", choice, "--voter", voter, "-o", path, *more, workspace=place)
        return path

    def sign(self, wallet: int, path: Path) -> bytes:
        """The wallet signs what the file asks it to sign."""
        typed = json.loads(path.read_text())["typedData"]
        return bytes(Account.sign_typed_data(self.wallets[wallet].key, full_message=typed).signature)

    def vote(self, wallet: int, choice: str, *more: str) -> None:
        path = self.prepare(wallet, choice, *more)
        signature = self.sign(wallet, path)
        answer = self.ask("vote", "submit", path, "--signature", "0x" + signature.hex())
        self.votes.append(Vote(json.loads(path.read_text()), signature, answer))


def _propose(self: Rehearsal, title: str, kind: str, actions: str = "") -> None:
    path = self.folder / f"{len(self.submitted)}.md"
    path.write_text(f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\nkind: {kind}\n{actions}---\n{BODY}")
    self.submitted.append(self.ask("proposal", "submit", path, "--key", "alice"))


def rehearse(binary: Path, folder: Path, models: Path) -> Rehearsal:
    """Founds the DAO and takes three proposals through to execution, veto and withdrawal."""
    passphrase = folder / "passphrase"
    passphrase.touch(mode=0o600)
    passphrase.write_text("pässwört of the rehearsal\n")
    quorate = Quorate(binary, folder / "config", passphrase)
    wallets = [Account.from_key(sha256(f"quorate interop wallet {number}".encode())) for number in range(6)]
    powers = [1_000_003, 50, 7, 20_000_000_000_000_000_000, 3, 11]
    self = Rehearsal(quorate, folder, folder / "dao", folder / "opened", models, wallets, powers)

    keys = [quorate.ask("key", "create", name, "--light")["address"] for name in ("alice", "bea")]
    self.founded = quorate.ask(
        "init", self.workspace, "--preset", "token-majority", "--name", "Zürich \"Interop\" DAO", "--simulated-clock",
        START, "--founder", "alice", "--founder", "bea")
    rows = [f"{wallet.address},{power}" for wallet, power in zip(wallets, powers, strict=True)]
    rows += [f"{key},5" for key in keys]
    (folder / "members.csv").write_text("\n".join(["account,amount", *rows]) + "\n")
    self.ask("member", "import", folder / "members.csv", "--source", "interop – block 123", "--key", "alice")
    self.ask("delegate", "set", "alice", "--topic", "models", "--until", "2027-06-01", "--key", "bea")
    self.ask("delegate", "revoke", "--topic", "models", "--key", "bea")

    _propose(self, "Weiter so: \"A\" \\ B – 投票", "text.resolution")
    _propose(self, "Deploy the tiny model", "model.deploy", DEPLOYMENT)
    _propose(self, "Never mind", "text.resolution")
    self.ask("cancel", "P-3", "--reason", "a mistake", "--key", "alice")
    self.ask("clock", "advance", "1d")
    shutil.copytree(self.workspace, self.opened)

    self.vote(0, "For")
    self.vote(1, "Against", "--reason", REASON)
    self.vote(2, "Abstain")
    self.vote(3, "For", "--reason", "x")
    self.vote(0, "Against", "--reason", REASON, "--replace")
    self.ask("vote", "P-1", "For", "--key", "alice")
    self.ask("vote", "P-2", "For", "--key", "alice")
    self.ask("vote", "P-2", "For", "--key", "bea")
    path = self.folder / "ballot.json"
    path.unlink(missing_ok=True)
    self.ask("vote", "prepare", "P-2", "For", "--voter", wallets[3].address, "-o", path)
    self.ask("vote", "submit", path, "--signature", "0x" + self.sign(3, path).hex())
    self.ask("clock", "advance", "5d")
    self.ask("queue", "P-1", "--key", "bea")
    self.ask("queue", "P-2", "--key", "bea")
    self.ask("veto", "P-2", "--reason", "the evaluation regressed", "--key", "alice")
    self.ask("clock", "advance", "2d")
    self.ask("execute", "P-1", "--key", "bea")
    return self
