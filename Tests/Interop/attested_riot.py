"""Riots over electorates: attesters agree and take back, object too late, or say different things of one block."""

from typing import Any

from council_riot import CouncilRiot, council_charter
from forgery import hexed, sha256
from riot import DAY, HOUR, accounts, keys
from witnessed_riot import WitnessedRiot

MINUTE = 60_000
RECIPE = b"a recipe\n"


class AttestedRiot(CouncilRiot):
    """A riot of attesters, most of whom agree."""

    def charter(self, name: str) -> bytes:
        rng = self.rng
        lookback = rng.choice(("", "", ", lookback: 10m", ", lookback: 2h"))
        chain, recipe = rng.choice(("", ", chain: eip155:1")), rng.choice(("", f', recipe: "{hexed(sha256(RECIPE))}"'))
        asked = (f"electorates: {{attested_by: attesters, window: {rng.choice(('1m', '1h', '5h'))}, "
                 f"max_age: {rng.choice(('6h', '3d', '30d'))}{lookback}{chain}{recipe}}}\n")
        read = rng.choice(("snapshot-at-submission", "snapshot-at-submission", "{min: [lookback 1h, opening]}",
                           "{min: [submission, opening]}", "{min: [opening, lookback 1m, submission]}"))
        data = council_charter(rng, name, accounts(), self.wicked > 0, asked)
        data = data.replace(b"delay: 0s", b"delay: %b" % rng.choice((b"0s", b"30m", b"2h")))
        return data.replace(b"read: snapshot-at-submission", b"read: " + read.encode())

    def run(self, events: int) -> Any:
        self.forger.keep(RECIPE)
        return super().run(events)

    def happen(self) -> None:
        if self.rng.random() < 0.45:
            self.attest()
        else:
            super().happen()

    def attest(self) -> None:
        """Some of the attesters say the same of an electorate; now and then the window passes before anything else."""
        rng, dao = self.rng, self.forger.dao
        registered = [s for _, s, *_ in dao.firsts.values()]
        if not registered:
            return
        s, minutes = rng.choice(registered[-2:]), rng.choice((0, 1, 1, 5, 60, 300))
        block = self.now - minutes * MINUTE
        claim = {
            "verdict": rng.choice(("attests",) * 5 + ("objects",)), "series": s.series, "root": s.root, "file": s.file,
            "rows": s.rows, "totals": s.totals, "chain": rng.choice(("eip155:1",) * 5 + ("eip155:5",)),
            "height": block // (10 * MINUTE) if rng.random() < 0.8 else 7, "block_time": block, "block_hash": "0x" + "33" * 32,
            "state_root": "0x" + "44" * 32, "recipe": hexed(sha256(RECIPE))}
        said = [words[2] for words in dao.said] + [word[0] for _, word in dao.unseen]
        if said and rng.random() < 0.5:
            claim = self.again(rng.choice(said)) | {"verdict": claim["verdict"]}
        for key in rng.sample(keys()[:3], rng.randint(1, 3)):
            self.say("electorate.attest", self.sign_claim, key, **claim)
        self.now += rng.choice((0, 0, MINUTE, HOUR, DAY)) * (rng.random() < 0.4)

    @staticmethod
    def again(claim: tuple[Any, ...]) -> dict[str, Any]:
        names = ("series", "root", "file", "rows", "totals", "chain", "height", "block_hash", "block_time", "state_root",
                 "recipe")
        return {name: list(value) if isinstance(value, tuple) else value for name, value in zip(names, claim, strict=True)}

    def sign_claim(self, key: Any, received: int, /, **fields: Any) -> str | None:
        return self.forger.say("electorate.attest", key, received, **fields)


class SeenRiot(AttestedRiot, WitnessedRiot):
    """A riot of attesters whose words count when witnesses have seen them."""

    genesis = WitnessedRiot.genesis

    def charter(self, name: str) -> bytes:
        kinds = self.rng.sample(("resource.allocate", "compute.run", "text.resolution", "council.elect"), 2)
        told = (f'witnesses:\n  policy: "{hexed(sha256(self.policy))}"\n  max_gap: {self.rng.choice(("1h", "6h"))}\n'
                f"  grace: 10m\n  challenge: 10m\n  required_for: [{', '.join(kinds)}]\n")
        return super().charter(name).replace(b"electorates:", told.encode() + b"electorates:")
