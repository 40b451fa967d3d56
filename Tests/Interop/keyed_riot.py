"""Riots in logs that change their keys: by rotation, and by those who may give a log other keys."""

from typing import Any

from coincurve import PrivateKey

from council_riot import CouncilRiot, council_charter
from forgery import Forger, KeyRing, LogKeys, account_of, hexed, sha256, sign
from riot import DAY, HOUR, accounts, keys
from second_keys import commitment, recovery_digest
from witnessed_riot import WitnessedRiot


def words(pair: LogKeys) -> str:
    return " ".join(map(hexed, pair.public))


def change_of(log: Forger, number: int, index: int, right: str, old: LogKeys, pair: LogKeys, after: LogKeys,
              doubt: str) -> bytes:
    """The text of a change of keys."""
    return (f"quorate.org/log-keys/v1\n{log.origin}\n{number}\n{index}\n{right}\n{words(old)}\n{words(pair)}\n"
            f"{commitment(after.public)}\n{doubt}\n").encode()


def recovery_of(log: Forger, number: int, until: int) -> dict[str, Any]:
    """What recoverers sign; the new pair is another than the next."""
    return {"change": number, "dao": log.id, "dao_name": log.name, "reason": "the disk is gone", "doubted_from": "-",
            "new_keys": commitment(KeyRing.pair(number + 100).public), "valid_until": until}


def recovered(recovery: dict[str, Any], signing: list[PrivateKey]) -> dict[str, Any]:
    """The entry of a recovery but for the instant."""
    made = [{"recoverer": account_of(key), "signature": sign(key, recovery_digest(recovery))} for key in signing]
    return {"kind": "log.recover", "recovery": recovery, "signatures": sorted(made, key=lambda one: one["recoverer"])}


class KeyedRiot(CouncilRiot):
    """A riot whose operator changes keys, and whose recoverers do."""

    genesis: dict[str, Any] = {
        "next_log_keys": commitment(KeyRing.pair(1).public), "recoverers": sorted(accounts()[:3]), "recovery_needs": 2,
        "recovery_delay": 2 * HOUR}

    def happen(self) -> None:
        lot = self.rng.random()
        if lot < 0.12:
            self.change("rotation")
        elif lot < 0.2:
            self.recover()
        elif lot < 0.25:
            self.keep()
        elif lot < 0.32:
            self.change("recovery")
        else:
            super().happen()

    def put(self, entry: dict[str, Any]) -> bool:
        """Appends an entry of the log's own; whether it had an effect."""
        wicked = self.rng.random() < self.wicked
        if wicked:
            entry |= self.rng.choice(({"v": 2}, {"received": self.now - HOUR}, {"extra": 1},
                                      {"note": entry.get("note", "")[:-1]}, {"note": entry.get("note", "") + "x"}))
        refused = self.forger.append({"received": max(self.now, self.forger.dao.clock), "v": 1} | entry)
        if refused is not None and not wicked and self.rng.random() >= self.wicked:
            self.forger.withdraw()
        return refused is None

    def change(self, right: str) -> None:
        """To the next pair, or to another."""
        log, rng = self.forger, self.rng
        number, old, index = len(log.keys.held), log.keys.held[-1][1], len(log.entries)
        chain = log.dao.chain
        pair = KeyRing.pair(number + (100 if right == "recovery" else 0))
        doubt = rng.choice(("-", "-", str(rng.randint(0, index))))
        if right == "recovery" and chain.recovery:
            doubt = chain.recovery[2]["doubted_from"]
        after = KeyRing.pair(number + 1)
        spoilt = rng.random() < self.wicked
        if spoilt:
            number, pair, index, after, doubt = rng.choice((
                (number + 1, pair, index, after, doubt), (number, old, index, after, doubt), (number, pair, index - 1, after, doubt),
                (number, pair, index, pair, doubt), (number, pair, index, KeyRing.pair(0), doubt),
                (number, pair, index, after, str(index + 1)), (number, KeyRing.pair(50), index, after, doubt)))
        body = change_of(log, number, index, right, old, pair, after, doubt)
        signers = rng.choice(([pair], [old], [old, pair])) if rng.random() < self.wicked else (
            [pair] if right == "recovery" and rng.random() < 0.8 else [old, pair])
        note = body + b"\n" + b"".join(one.lines(log.origin, body) for one in signers)
        if self.put({"kind": "log.keys", "note": note.decode()}):
            log.keys.held.append((len(log.entries) - 1, pair))

    def recover(self) -> None:
        log, rng = self.forger, self.rng
        number = len(log.keys.held)
        recovery = recovery_of(log, number, self.now + DAY) | {
            "doubted_from": rng.choice(("-", "-", str(rng.randint(0, len(log.entries) + 2))))}
        if rng.random() < self.wicked:
            recovery |= rng.choice(({"change": number + 1}, {"dao_name": "Other"}, {"reason": ""}, {"reason": "x" * 301},
                                    {"valid_until": self.now - 1}, {"doubted_from": rng.choice(("", "01", "x"))},
                                    {"new_keys": commitment(KeyRing.pair(number).public)},
                                    {"new_keys": commitment(KeyRing.pair(0).public)}, {"new_keys": "0x" + "00" * 32},
                                    {"dao": "0x" + "ab" * 32}))
        self.put(recovered(recovery, rng.sample(keys()[:4], rng.randint(1, 3)) if rng.random() < 0.5 else keys()[:2]))

    def keep(self) -> None:
        """The keys in force cancel the recovery."""
        log = self.forger
        chain, pair = log.dao.chain, log.keys.held[-1][1]
        index = chain.recovery[0] if chain.recovery else self.rng.randrange(1, len(log.entries) + 1)
        body = (f"quorate.org/log-recovery-cancelled/v1\n{log.origin}\n{len(log.keys.held)}\n{index}\n"
                f"{words(pair)}\n").encode()
        self.put({"kind": "log.keep", "note": (body + b"\n" + pair.lines(log.origin, body)).decode()})


class WatchedRiot(KeyedRiot, WitnessedRiot):
    """A riot over keys that witnesses watch."""

    genesis = KeyedRiot.genesis | WitnessedRiot.genesis

    def charter(self, name: str) -> bytes:
        kinds = self.rng.sample(("resource.allocate", "compute.run", "text.resolution", "council.elect"), 2)
        told = (f'witnesses:\n  policy: "{hexed(sha256(self.policy))}"\n  max_gap: {self.rng.choice(("1h", "6h"))}\n'
                f"  grace: 10m\n  challenge: 10m\n  required_for: [{', '.join(kinds)}]\n")
        return council_charter(self.rng, name, accounts(), self.wicked > 0, told)
