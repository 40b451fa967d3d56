"""Riots in logs whose clocks run ahead, and are set back: by the operator's word, or by that of witnesses."""

import json
from typing import Any

from forgery import hexed, sha256
from keyed_riot import words
from riot import DAY, HOUR
from rounds_riot import RoundsRiot
from safe_riot import SafeRiot
from second_verifier import leaves_of, note_of
from witnessed_riot import WitnessedRiot

MINUTE = 60_000


class ClockRiot(SafeRiot):
    """A riot in which the clock is hours or days ahead for a while."""

    def happen(self) -> None:
        if self.rng.random() < 0.15:
            self.run_ahead()
        else:
            super().happen()

    def run_ahead(self) -> None:
        """Some things are done by a wrong clock, and it is set back."""
        rng, right = self.rng, self.forger.dao.clock
        self.now = right + rng.choice((10 * MINUTE, HOUR, DAY, 3 * DAY, 6 * DAY))
        ends = [at for one in self.proposals for at in (one.opens, one.closes) if right < at < right + 9 * DAY]
        self.now = int(rng.choice([self.now, *ends]))
        for _ in range(rng.randint(1, 4)):
            super().happen()
        back = rng.choice((right, right, right + 4 * MINUTE, self.forger.dao.clock - 5 * MINUTE - rng.randint(0, 1), right + HOUR))
        self.correct(back)

    def correction(self, to: int) -> dict[str, Any]:
        log, rng = self.forger, self.rng
        pair, shown = log.keys.at(len(log.entries)), log.dao.clock
        if rng.random() < self.wicked:
            shown += rng.choice((0, 1, -1))
        body = (b"quorate.org/time-correction/v1\n" + note_of(log.origin, leaves_of(log.entries))
                + f"{shown}\n{to}\n{words(pair)}\n".encode())
        return {"genesis": json.loads(log.entries[0])["statement"],
                "note": (body + b"\n" + pair.lines(log.origin, body)).decode()}

    def correct(self, to: int) -> None:
        log, rng = self.forger, self.rng
        entry = {"kind": "time.correct", "received": to, "v": 1} | self.correction(to)
        wicked = rng.random() < self.wicked
        if wicked:
            entry |= rng.choice(({"v": 2}, {"received": to + 1}, {"note": entry["note"][:-1]}, {"genesis": {}}, {"extra": 1}))
        if log.append(entry) is not None and not wicked:
            log.withdraw()
        self.now = log.dao.clock


class WitnessedClockRiot(ClockRiot, WitnessedRiot):
    """A riot in which witnesses set the clock back."""

    genesis = WitnessedRiot.genesis
    policy = WitnessedRiot.policy

    def correction(self, to: int) -> dict[str, Any]:
        log = self.forger
        body = note_of(log.origin, leaves_of(log.entries))
        note = body + b"\n" + log.keys.at(len(log.entries)).lines(log.origin, body)
        at = to - self.rng.choice((0, 1, 60, -1)) * 1000
        return {"growth": [], "note": note.decode() + self.cosigned(body, at), "policy": hexed(sha256(self.policy))}


class RoundsClockRiot(ClockRiot, RoundsRiot):
    """A riot in which rounds go on from what a wrong clock had shown."""
