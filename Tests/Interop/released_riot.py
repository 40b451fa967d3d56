"""Riots of those who hold release keys: who sign what was decided about models, in time, twice, or something else."""

import base64
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256

from council_riot import secret_key, spki
from evidenced_riot import ModelsRiot
from forgery import Forger, hexed, sha256
from riot import keys
from second_releases import NAMES, Decision, message_of
from second_verifier import leaves_of, root_of

CURVES = ("ecdsa-p256", "ecdsa-p256", "ecdsa-p256", "ecdsa-secp256k1")
TREE = {"config.json": b"{}\n", "sub/w.txt": b"w\n", "ä-b": b"x"}
FILES = [{"algorithm": "sha256", "digest": sha256(data).hex(), "name": path} for path, data in TREE.items()]
ROOT = hexed(sha256(b"".join(map(sha256, TREE.values()))))


def path_to(index: int, leaves: list[bytes]) -> list[bytes]:
    """The path from a leaf to the root (RFC 9162 §2.1.3.1)."""
    if len(leaves) == 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if index < half:
        return [*path_to(index, leaves[:half]), root_of(leaves[half:])]
    return [*path_to(index - half, leaves[half:]), root_of(leaves[:half])]


def proof_of(log: Forger, index: int, size: int) -> bytes:
    """The receipt of an entry at some size of a log."""
    lines = ["c2sp.org/tlog-proof@v1", f"extra {base64.b64encode(log.entries[index]).decode()}", f"index {index}",
             *(base64.b64encode(one).decode() for one in path_to(index, leaves_of(log.entries[:size]))), "", ""]
    return "\n".join(lines).encode() + log.keys.note(log.origin, log.entries[:size])


class ReleasedRiot(ModelsRiot):
    """A riot in which much is signed about models."""

    def charter(self, name: str) -> bytes:
        listed = [f'    - {{holder: lab-{number % 3}, algorithm: {CURVES[number]}, spki: "{spki(number, CURVES[number])}"}}\n'
                  for number in sorted(self.rng.sample(range(4), self.rng.randint(2, 4)))]
        block = f"release:\n  needs: 2\n  keys:\n{''.join(listed)}" if self.rng.random() < 0.9 else ""
        return super().charter(name).replace(b"tracks:\n", block.encode() + b"tracks:\n", 1)

    def action(self) -> dict[str, Any] | None:
        told = super().action()
        if told and "oms_root" in told and self.rng.random() < 0.7:
            told |= {"oms_root": ROOT}
        return told

    def happen(self) -> None:
        lot = self.rng.random()
        if lot < 0.4:
            self.release()
        elif lot < 0.55:
            self.decide()
        else:
            super().happen()

    def decision(self) -> Decision | None:
        """Something that was decided; now and then as it was then."""
        before: list[Decision] = self.__dict__.setdefault("decisions", [])
        about = [one for one in self.proposals if one.s.kind in ("model.deploy", "model.derive", "model.revoke")]
        if before and self.rng.random() < self.wicked:
            return self.rng.choice(before)
        try:
            before.append(Decision(self.forger.dao, self.rng.choice(about)))
        except Exception:  # nothing that can be signed
            return None
        return before[-1]

    def proof(self, decision: Decision) -> bytes:
        """The receipt of what gave effect to it, under some checkpoint; or another."""
        rng, log, size = self.rng, self.forger, len(self.forger.entries)
        if decision.kind == "rejected":
            return b""
        index = decision.proposal.executed
        proof = proof_of(log, index, rng.randint(index + 1, size))
        return proof if rng.random() >= self.wicked else rng.choice((
            proof.replace(b"index ", b"index 1"), proof_of(log, index - 1, size), proof[:-1],
            proof.replace(b"localhost", b"somewhere"), proof + "— a AAAAAAA=\n".encode()))

    def release(self) -> None:
        """Somebody signs all that must be, or all but the files."""
        rng, log, decision = self.rng, self.forger, self.decision()
        if not decision:
            return
        proposal, proof = decision.proposal, self.proof(decision)
        names = [name for name in NAMES[decision.kind] if name != "model" or decision.action["oms_root"] == ROOT]
        names = [name for name in names if name != "model"] if rng.random() < 0.3 else names
        listed = {"resources": FILES, "serialization": {"ignore_paths": rng.choice(([], [".git"]))}}
        number = rng.randrange(5)
        algorithm = (*CURVES, "ecdsa-p256")[number]
        made = {name: message_of(decision.statement(name, proof, listed)) for name in names}
        if rng.random() < self.wicked:
            name = rng.choice(names)
            made[name] = rng.choice((made[name].replace(b"1", b"2", 1), made[name].replace(b"PASSED", b"FAILED"), made[name] + b" ",
                                     made[name].replace(b"https://quorate.org/dao", b"https://quorate.org/DAO")))
        key = secret_key(number, algorithm)
        signed = {name: key.sign(sha256(data), ec.ECDSA(Prehashed(SHA256()))) for name, data in made.items()}
        self.say("release.sign", self.sign("release.sign"), rng.choice(keys()), **decision.fields(), proposal=proposal.number,
                 key=spki(number, algorithm), proposal_id=proposal.id,
                 messages=[f"{name}={log.keep(made[name])}" for name in names],
                 signatures=[f"{name}={hexed(signed[name])}" for name in names])
