"""Riots in which validators vote with the stake of delegators who do not."""

import random
import re
from fractions import Fraction

from methods_riot import MethodsRiot
from riot import accounts, keys

METHODS = ("single-choice", "weighted", "{method: weighted, weights: shares}", "decimal-weighted")


def shares(rng: random.Random) -> str:
    whole = rng.choice((0, 1, 7, rng.randrange(1000), rng.randrange(10**21)))
    part = rng.choice(("", "", f".{rng.randrange(1, 10)}", f".{rng.randrange(10**17):017}{rng.randrange(1, 10)}"))
    return f"{whole}{part}"


def stakes(rng: random.Random) -> bytes:
    """Some accounts are validators, most have stakes; the shares of a validator are mostly more than theirs."""
    rows, some = [], sorted(rng.sample(accounts(), rng.randint(5, 9)))
    held = {who: {to: shares(rng) for to in rng.sample(accounts(), rng.randint(0, 3))} for who in some}
    for who in some:
        fields = [f"stake={to}:{part}" for to, part in held[who].items()]
        if rng.random() < 0.6:
            least = sum(Fraction(parts[who]) for parts in held.values() if who in parts)
            # Now and then members hold a little more than it has, and the electorate is refused.
            exact = max(least - Fraction(1, 10**18), 0) if rng.random() < 0.02 else least if rng.random() < 0.4 else least // 1 + rng.choice((1, 2, rng.randrange(1, 5000), 10**22))
            whole = f"{exact * 10**18 // 1 // 10**18}.{exact * 10**18 // 1 % 10**18:018}".rstrip("0").rstrip(".")
            tokens = rng.choice((0, 1, 3, exact // 1, exact // 3, exact * 2 // 1 + 1))
            fields.append(f"validator={rng.choice(('bonded', 'bonded', 'bonded', 'unbonded'))}:{tokens};shares:{whole}")
        amount = [f"token={rng.randrange(100)}"] if not fields or rng.random() < 0.3 else []
        rows.append(" ".join([who, *amount, *sorted(fields)]) + "\n")
    return "".join(rows).encode()


class ValidatorsRiot(MethodsRiot):
    """A riot under a charter of validators."""

    def charter(self, name: str) -> bytes:
        rng, data = self.rng, super().charter(name).decode()
        data = re.sub("power: {[^}]*}", "power: {source: delegated-stake, asset: token}", data)
        data = re.sub("delegation: {.*}", "delegation: {mode: validators}", data)
        data = re.sub(r"method: (\{[^}]*\}|[a-z-]+)(?=[,}])", lambda _: f"method: {rng.choice(METHODS)}", data)
        return data.encode()

    def register(self, series: str = "") -> None:
        who = self.rng.choice((0, 2))
        self.say("electorate.register", self.forger.register, keys()[who], stakes(self.rng), series=series or self.rng.choice(self.series))
