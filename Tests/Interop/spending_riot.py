"""Riots in which ballots name amounts, with more or less lent to their voters than they ask for."""

import random
import re
from typing import Any

from methods_riot import METHODS, OPTIONS, QUOTED, MethodsRiot, choice
from riot import accounts
from second_methods import NOTHING, WITHDRAWN
from second_verifier import Proposal

SPENDING = ("fractional", "{method: fractional, empty: true}", "conviction", "conviction")
STRANGE = ("Llama: 5 + rest, Qwen: 5 + rest", "Llama: 0 + rest", "Llama: rest", "rest", "Llama: 5 +rest", "Qwen: 5, Llama: 5",
           "Llama: 5, Llama: 5", "Llama: 0, Qwen: 5", "Llama: 0", "Llama: 05", f"Llama: {1 << 128}", f"Llama: {(1 << 128) - 1}",
           f"Llama: {(1 << 128) - 1}, Qwen: 1", "Llama + rest", "Llama: 5 with conviction 7", "Llama: 0 with conviction 1",
           "Größe: 5 with conviction 1", "Llama: 5 with conviction 01", "Llama: 5 with conviction", "Llama: 0, Qwen: 0",
           "Llama: 5, Größe: 5", "Llama: 0, Qwen: 0, Größe: 0", "Llama: 5, Qwen: 5, Größe: 0", "Llama", "None", NOTHING,
           "Llama: 5 + rest with conviction 1", "Qwen: 5, Llama: 5, Größe: 5", f"Llama: {1 << 127}, Qwen: {1 << 127}, Größe: 1")


def amounts(rng: random.Random, method: Any, options: list[str], power: int) -> str:
    """A ballot of about so much power."""
    told: dict[str, Any] = {"method": method} if isinstance(method, str) else method
    most = rng.choice((power, power, power + 1, power // 2, max(1, power - 1), 2 * power, 10))
    if told["method"] == "conviction":
        if rng.random() < 0.6:
            return f"{rng.choice(options[:2])}: {max(1, most)} with conviction {rng.randint(0, 6)}"
        names = options[:rng.randint(2, len(options))]
        cuts = sorted(rng.randint(0, most) for _ in names[1:])
        return ", ".join(f"{one}: {end - start}" for one, start, end in zip(names, [0, *cuts], [*cuts, most], strict=True))
    if rng.random() < 0.2:
        return NOTHING if told["empty"] and rng.random() < 0.5 else rng.choice(options)
    names = [one for one in options if rng.random() < 0.6] or options[:1]
    rest = rng.choice([*names, *[None] * 3])
    return ", ".join(f"{one}: {max(1, rng.randint(0, most) // len(names))}{' + rest' * (one == rest)}" for one in names)


class SpendingRiot(MethodsRiot):
    """A riot under a charter with ballots that spend power."""

    def charter(self, name: str) -> bytes:
        rng, lines = self.rng, []
        for line in super().charter(name).decode().split("\n"):
            if "ballot: {method" in line:
                for old in sorted(METHODS, key=len, reverse=True):
                    line = line.replace(f"method: {old},", f"method: {rng.choice(SPENDING)},")
                    line = line.replace(f"method: {old}}}", f"method: {rng.choice(('fractional', '{method: fractional, empty: true}'))}}}")
                if "conviction" in line:
                    three = rng.choice((QUOTED[:3], QUOTED[:2]))
                    line = re.sub(r"options: \[[^]]*\]", f"options: [{', '.join(three)}]", line)
            lines.append(line)
        return self.fitting("\n".join(lines)).encode()

    def fitting(self, data: str) -> str:
        """With tests that name options of their track only."""
        head, *tracks = re.split(r"(?m)^(?=  (?:standard|other|third):)", data)
        for place, track in enumerate(tracks):
            for gone in [one for one in QUOTED if one not in re.search(r"options: \[([^]]*)\]", track)[1]]:
                track = re.sub(rf", {gone}(?=[],])|{gone}, ", "", track).replace(f"[{gone}]", f"[{QUOTED[0]}]")
            tracks[place] = track
        return head + "".join(tracks)

    def choice(self, proposal: Proposal, house: str) -> str:
        rng, options = self.rng, proposal.rules["options"]
        method = proposal.ballot(house)["method"]
        if method != "conviction" and (isinstance(method, str) or method["method"] != "fractional"):
            return choice(rng, method, options)
        if rng.random() < self.wicked:
            return rng.choice(STRANGE)
        if rng.random() < 0.1:
            return WITHDRAWN
        held = [proposal.powers(house).get(who, 0) for who in accounts()]
        return amounts(rng, method, options, rng.choice([*held, sum(rng.sample(held, 2))]))
