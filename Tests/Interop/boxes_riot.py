"""Riots in which an operator keeps ballots out, and drop-boxes bring them in: in time, late, twice, or from elsewhere."""

import base64

from forgery import LogKeys, hexed, sha256
from released_riot import path_to
from riot import FOREVER, HOUR, accounts, keys
from second_verifier import Proposal, canonical, leaves_of, note_of
from witnessed_riot import WitnessedRiot

NAMES = ("box.example/town", "other.example")
BOXES = {name: LogKeys(sha256(name.encode()), sha256(b"x" + name.encode())) for name in NAMES}
KEYS = {name: f"{name}+{sha256(name.encode() + bytes([10, 1]) + pair.public[0]).hex()[:8]}+"
        f"{base64.b64encode(bytes([1]) + pair.public[0]).decode()}" for name, pair in BOXES.items()}


class BoxesRiot(WitnessedRiot):
    """A riot with a box that the charter names, and one that it may not."""

    def charter(self, name: str) -> bytes:
        named = NAMES[:self.rng.choice((1, 1, 2))]
        boxes = "  drop_boxes: [" + ", ".join(f'"{KEYS[one]}"' for one in named) + "]\n"
        data = super().charter(name).decode()
        if "  challenge:" not in data:
            data = data.replace("  required_for:", "  challenge: 1d\n  required_for:")
        return data.replace("  required_for:", boxes + "  required_for:").encode()

    @property
    def held(self) -> dict[str, list[bytes]]:
        """What each box holds."""
        return self.__dict__.setdefault("leaves", {name: [] for name in NAMES})

    def happen(self) -> None:
        lot, shown = self.rng.random(), [one for one in self.proposals if one.told and not one.ending]
        if lot < 0.3:
            self.keep_out()
        elif shown and lot < 0.4:
            self.put(self.rng.choice(shown))
        elif shown and lot < 0.6:
            self.deliver()
        else:
            super().happen()

    def keep_out(self) -> None:
        """A vote of which the operator takes a part in, and boxes another."""
        rng, known = self.rng, [one.id for one in self.proposals]
        for _ in range(4):
            self.submit()
        new = [one for one in self.proposals if one.told and one.id not in known]
        if not new:
            return
        proposal = new[-1]
        self.see(len(self.forger.entries), self.now)
        if proposal.opens > FOREVER:
            return
        self.now = max(self.now, proposal.opens + 2000)
        self.see(len(self.forger.entries), self.now)
        for _ in range(rng.randint(1, 3)):
            self.ballot(proposal)
            self.put(proposal)
        while proposal.cutoff is None and rng.random() < 0.9:
            self.now = max(self.now + HOUR, min(proposal.closes, self.now + proposal.told["max_gap"] // 2))
            self.see(len(self.forger.entries), self.now)
        for _ in range(rng.randint(1, 5)):
            self.deliver()
        if rng.random() < 0.7:
            self.now = max(self.now, proposal.closes + proposal.told["grace"] + proposal.told["challenge"] + 2000)
            self.see(len(self.forger.entries), self.now)

    def put(self, proposal: Proposal) -> None:
        """Into a box, of which the operator of the log knows nothing."""
        rng, log = self.rng, self.forger
        for key in rng.sample(keys(), rng.randint(1, 4)):
            house, options = rng.choice(list(proposal.standing)), proposal.rules["options"]
            fields = {} if rng.random() >= self.wicked else rng.choice((
                {"title": "x"}, {"dao": "0x" + "ab" * 32}, {"choice": "x"}, {"signed_at": self.now + HOUR}, {"valid_until": 5},
                {"rules_hash": "0x" + "00" * 32}, {"voter": accounts()[0]}))
            entry = log.ballot(key, self.now, proposal, house, rng.choice((options[0], options[1])), **fields)
            if rng.random() < 0.4:
                after = rng.choice((1, 1, 2, -1))
                entry = log.ballot(key, self.now, proposal, house, rng.choice(options),
                                   **fields | {"sequence": max(1, entry["statement"]["sequence"] + after)})
            self.held[rng.choice((NAMES[0], NAMES[0], NAMES[1]))].append(canonical(entry))

    def deliver(self) -> None:
        """Mostly on a vote that has its cut-off, under a checkpoint that was seen by the close."""
        rng, log = self.rng, self.forger
        name = rng.choice((NAMES[0], NAMES[0], NAMES[1]))
        leaves, ready = self.held[name], [one for one in self.proposals if one.told and one.cutoff is not None and not one.settled]
        if not leaves or not ready and rng.random() < 0.9:
            return
        about = [place for place, leaf in enumerate(leaves) if any(one.id.encode() in leaf for one in ready)]
        for _ in range(rng.randint(1, 4)):
            index = rng.choice(about or range(len(leaves)))
            closes = [one.closes for one in self.proposals if one.id.encode() in leaves[index] and one.closes < 1e15]
            at = int(rng.choice((closes or [self.now]))) - rng.choice((61_000, 61_000, 61_000, 0, -1000, 120_000))
            size = rng.randint(index + 1, len(leaves))
            body = note_of(name, leaves_of(leaves[:size]))
            pair = BOXES[name if rng.random() >= self.wicked else NAMES[1]]
            lines = ["c2sp.org/tlog-proof@v1", f"extra {base64.b64encode(leaves[index]).decode()}", f"index {index}",
                     *(base64.b64encode(one).decode() for one in path_to(index, leaves_of(leaves[:size]))), "", ""]
            proof = "\n".join(lines) + (body + b"\n" + pair.lines(name, body)).decode() + self.cosigned(body, at)
            entry = {"box": KEYS[name], "kind": "ballot.boxed", "policy": hexed(sha256(self.policy)), "proof": proof,
                     "received": max(self.now, log.dao.clock), "v": 1}
            wicked = rng.random() < self.wicked
            if wicked:
                entry |= rng.choice(({"box": KEYS[NAMES[1]]}, {"v": 2}, {"proof": proof[:-1]}, {"policy": "0x" + "ab" * 32},
                                     {"proof": proof.replace("index ", "index 1")}, {"received": self.now - HOUR}))
            if log.append(entry) is not None and not wicked:
                log.withdraw()
