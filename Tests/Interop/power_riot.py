"""Riots in which power is put together from amounts."""

import random

from methods_riot import MethodsRiot
from riot import accounts

BALANCES = ("{source: balance, asset: token}", "{source: balance, asset: votes}", "{source: heads}", "{source: balance, asset: none}")


def source(rng: random.Random, deep: int = 3) -> str:
    """A source, with others inside of it or not."""
    if deep == 0 or rng.random() < 0.2:
        return rng.choice(BALANCES)
    rounding = rng.choice(("", ", rounding: floor", ", rounding: ceiling", ", rounding: half-even", ", rounding: half-up"))
    ratios = [rng.choice(("1", "3", "1/2", "0.433350", "13/30", "0.5", "5/2")) for _ in range(2)]
    one, two = source(rng, deep - 1), source(rng, deep - 1)
    return rng.choice((
        f"{{source: sum, of: [{{ratio: {ratios[0]}, of: {one}}}, {{ratio: {ratios[1]}, of: {two}}}]{rounding}}}",
        f"{{source: scaled, by: {ratios[0]}, of: {one}{rounding}}}", f"{{source: {rng.choice(('min', 'max'))}, of: [{one}, {two}]}}",
        f"{{source: capped, at_most: \"{rng.choice((1, 100, 150))}\", of: {one}}}",
        f"{{source: square-root, scale: {rng.choice((1, 10, 1000))}, of: {one}}}",
        f"{{source: excluded, accounts: [\"0x{rng.choice(accounts())[4:]}\"], of: {one}}}"))


class PowerRiot(MethodsRiot):
    """A riot whose houses have other power than what is held."""

    def charter(self, name: str) -> bytes:
        data = super().charter(name).decode()
        for plain in ("{source: balance, asset: token}", "{source: heads}"):
            data = data.replace(f"power: {plain}", f"power: {source(self.rng)}", 1)
        return data.encode()
