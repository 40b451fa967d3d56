"""Riots in which power is lent in parts, by majority, with a cap, for a time, by other orders of topics, or not at all."""

import functools
import re

from methods_riot import MethodsRiot
from riot import DAY, FOREVER, HOUR, accounts, keys

MODES = ("none", "full", "full", "override", "basis-points", "basis-points", "follow-majority", "follow-majority")


class LendingRiot(MethodsRiot):
    """A riot under a charter with one of the modes of lending."""

    def charter(self, name: str) -> bytes:
        rng, data = self.rng, super().charter(name).decode()
        mode = self.__dict__.setdefault("mode", rng.choice(MODES))
        more = {"full": f", depth: {rng.choice((1, 2, 8))}", "basis-points": rng.choice((
            ", delegates: 3", ", delegates: 2, step: '\"7\"'".replace("'", ""), ", delegates: 9")),
            "follow-majority": f", followees: {rng.choice((1, 3, 9))}, yes: Llama, no: Qwen"}.get(mode, "")
        if mode in ("full", "basis-points", "override"):
            more += rng.choice(("", ", cap: 10%", ", cap: 1/3"))
        if mode != "none":
            more += rng.choice(("", "", ", lasts_at_most: 1d", ", lasts_at_most: 36h"))
            more += rng.choice(("", "", ", topics: {order: [everything, topic]}", ", topics: {order: [topic], never: [charter]}",
                                ", topics: {order: [topic, everything], everything_except: [general]}", ", topics: {order: [topic], never: [models]}"))
        data = re.sub("delegation: {.*}", f"delegation: {{mode: {mode}{more}}}", data)
        if mode == "follow-majority":
            data = re.sub("ballot: {.*}\n", 'ballot: {method: single-choice, options: ["Llama", "Qwen", "Größe", "None"], '
                          "replaceable: false}\n", data)
        return data.encode()

    def delegate(self) -> None:
        rng, dao = self.rng, self.forger.dao
        deed = rng.choice(("delegate", "delegate", "delegate", "revoke"))
        if self.mode == "basis-points" or rng.random() < 0.05:
            deed = rng.choice((deed, "delegate 50 %", "delegate 12.5 %", "delegate 0.01 %", "delegate 33.33 %", "delegate 10 %"))
        if rng.random() < self.wicked:
            deed = rng.choice(("delegate 0 %", "delegate 100.01 %", "delegate 12.50 %", "delegate 100 %", "delegate 5%", "delegate 1.234 %",
                               "delegate 05 %", "delegate .5 %", "delegate -5 %", "delegate 1e1 %", "delegate 12. %", "Delegate"))
        for _ in range(rng.randint(1, 4)):
            who, topic = rng.choice(range(9)), rng.choice(("*", "general", "models"))
            key, to = keys()[who], rng.choice(accounts())
            standing = [(topic, *rest, one) for (giver, topic, *rest), (one, _) in dao.delegations.items() if giver == accounts()[who]]
            if deed == "revoke" and standing:
                topic, to, *_ = rng.choice(standing)
            self.say("delegation.set", functools.partial(self.forger.say, "delegation.set"), key, deed=deed, topic=topic, delegate=to,
                     expires=self.now + rng.choice((FOREVER - self.now, DAY, DAY, 1, HOUR)))
