"""Riots in logs whose votes go by the time of witnesses: who look late, at old trees, or not at all."""

import base64
import re

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forgery import hexed, sha256
from riot import DAY, FOREVER, HOUR, accounts
from safe_riot import SafeRiot, safe_charter
from second_verifier import leaves_of, note_of
from second_witnesses import growth

WITNESSES = {name: Ed25519PrivateKey.from_private_bytes(sha256(name.encode()))
             for name in ("uni.example", "press.example/w", "coop.example")}


def _public(name: str) -> bytes:
    return b"\x04" + WITNESSES[name].public_key().public_bytes_raw()


def _id(name: str) -> bytes:
    return sha256(name.encode() + b"\n" + _public(name))[:4]


POLICY = "".join(f"witness w{number} {name}+{_id(name).hex()}+{base64.b64encode(_public(name)).decode()}\n"
                 for number, name in enumerate(WITNESSES)) + "group most 2 w0 w1 w2\nquorum most\n"


class WitnessedRiot(SafeRiot):
    """A riot with witnesses who are awake most of the time."""

    policy = POLICY.encode()
    genesis = {"clock": "system"}

    def charter(self, name: str) -> bytes:
        kinds = ["model.deploy", "charter.amend", "text.resolution", "evaluator.accredit", "council.recall"]
        more = (f'witnesses:\n  policy: "{hexed(sha256(self.policy))}"\n  max_gap: {self.rng.choice(("1h", "6h", "2d"))}\n'
                f'  grace: {self.rng.choice(("10m", "1h"))}\n{self.rng.choice(("", "  challenge: 1h" + chr(10), "  challenge: 1d" + chr(10)))}'
                f'  required_for: [{", ".join(self.rng.sample(kinds, self.rng.randint(2, 5)))}]\n')
        # Votes that are over before witnesses can have seen them are not for these.
        return re.sub(b"period: (1s|2h)", b"period: 3h", safe_charter(self.rng, name, accounts(), more))

    def happen(self) -> None:
        if self.rng.random() < 0.45:
            self.witness()
        else:
            super().happen()

    def wait(self) -> None:
        super().wait()
        if self.rng.random() < 0.8:
            self.witness()

    def vote(self) -> None:
        """Mostly after witnesses have said what time it is."""
        self.now = min([one.opens for one in self.proposals if self.now < one.opens < FOREVER and not one.ending
                        and self.rng.random() < 0.3], default=self.now)
        if self.rng.random() < 0.7:
            self.witness()
        super().vote()

    def witness(self) -> None:
        """What some of them have seen: mostly the whole log, just now."""
        rng, front = self.rng, leaves_of(self.forger.entries)
        size = rng.choice((len(front), len(front), len(front), rng.randint(1, len(front))))
        ends = [one.closes for one in self.proposals if one.closes < 1e15 and abs(one.closes - self.now) < DAY]
        at = rng.choice((self.now, self.now, self.now, self.now + rng.choice((0, 1, 299, 301)) * 1000,
                         *ends, self.now - rng.choice((1, 600, 3600, 7200)) * 1000))
        self.see(size, at)

    def see(self, size: int, at: int) -> None:
        """A checkpoint of so many entries is on record, as seen about an instant."""
        log, rng, front = self.forger, self.rng, leaves_of(self.forger.entries)
        body = note_of(log.origin, front[:size])
        if rng.random() >= self.wicked:  # an entry that witnesses saw before it came fails an audit
            at = max(at, log.dao.instants[size - 1] - 200_000)
        note = log.keys.note(log.origin, log.entries[:size]).decode() + self.cosigned(body, at)
        entry = {"growth": [hexed(one) for one in growth(size, front)], "kind": "checkpoint.witnessed", "note": note,
                 "policy": hexed(sha256(self.policy)), "received": max(self.now, log.dao.clock), "v": 1}
        wicked = rng.random() < self.wicked
        if wicked:
            entry |= rng.choice(({"growth": entry["growth"] + ["0x" + "00" * 32]}, {"note": note[:-1]}, {"v": 2},
                                 {"policy": "0x" + "ab" * 32}, {"note": note.replace("coop", "koop")},
                                 {"received": self.now - HOUR}))
        if log.append(entry) is not None and not wicked:
            log.withdraw()
        self.now = max(self.now, log.dao.clock)

    def cosigned(self, body: bytes, at: int) -> str:
        """The lines of those who were awake."""
        lines = ""
        for name, key in WITNESSES.items():
            seconds = at // 1000 + self.rng.choice((0, 0, 0, -1, 60, 1))
            if self.rng.random() < 0.85:
                made = key.sign(f"cosignature/v1\ntime {seconds}\n".encode() + body)
                lines += f"— {name} {base64.b64encode(_id(name) + seconds.to_bytes(8, 'big') + made).decode()}\n"
        return lines
