"""Riots on tracks that confirm, with bars that fall: by themselves, behind other stages, and with early rules."""

import random

from course_riot import early
from riot import HOUR
from spending_riot import amounts
from stages_riot import StagesRiot, schedule, surroundings
from second_verifier import Proposal

CURVES = ("{linear_decreasing: {ceiling: 900000000, floor: 100000000, length: 1000000000}}",
          "{linear_decreasing: {ceiling: 500000000, floor: 0, length: 400000000}}",
          "{stepped_decreasing: {begin: 900000000, end: 200000000, step: 100000000, period: 120000000}}",
          "{reciprocal: {factor: 222222224, x_offset: 333333335, y_offset: 333333332}}",
          "{linear_over: {length: 28d, of: 28d, ceiling: 50%, floor: 0%}}",
          "{linear_over: {length: 1d, of: 3d, ceiling: 33.3333333%, floor: 1/7}}",
          "{reciprocal_through: {after: 4d, of: 28d, level: 80%, ceiling: 100%, floor: 50%}}",
          "{reciprocal_through: {after: 1d, of: 28d, level: 20%, ceiling: 50%, floor: 5%}}")


def falling(rng: random.Random, house: str, method: str) -> str:
    """Tests of which at least one falls."""
    lines = ""
    for name, count, of in (("approval", "[Aye]", "[Aye, Nay]"), ("support", "[Aye, Abstain]", "electorate")):
        more = rng.choice(("", ", empty_passes: true"))
        if of == "electorate" and method == "conviction":
            more += rng.choice(("", ", measure: capital"))
        kind, bar = "curve", f"{more}, curve: {rng.choice(CURVES)}"
        if rng.random() < 0.3:
            kind, bar = "share", f", at_least: {'1/4' if name == 'approval' else '1/10'}"
        lines += f"      - {{test: {kind}, name: {name}, house: {house}, count: {count}, of: {of}{bar}}}\n"
    return lines


class ConfirmationRiot(StagesRiot):
    """A riot under a charter whose tracks confirm."""

    def charter(self, name: str) -> bytes:
        head, third = surroundings(self.rng, name)
        return (head + "".join(map(self.track, ("standard", "other", "later"))) + third).encode()

    def track(self, name: str) -> str:
        rng, house = self.rng, self.rng.choice(("holders", "people"))
        method = rng.choice(("single-choice", "conviction"))
        decides = early(rng, house).replace(", reversible: true", "").replace("For", "Aye").replace("Against", "Nay")
        lines = [one for one in (
            decides, "    queues_itself: true\n", "    never_lapses: true\n", "    ends: {opening: exclusive, closing: inclusive}\n",
            f"    wait_for_quiet: {{increase: 1h, house: {house}, option: Aye, against: Nay}}\n",
            "    veto_by: council\n" * (name != "later")) if rng.random() < 0.2]
        if name == "standard" and rng.random() < 0.3:
            lines.append(f"    then: [{{after: {rng.choice(('passed', 'failed'))}, track: later}}]\n")
        if rng.random() < 0.85:
            lines.append(f"    confirmation: {{for: {rng.choice(('30m', '1h', '1h', '3h', '2d'))}}}\n")
        return f"""  {name}:
    houses: [{house}]
    ballot: {{method: {method}, options: [Aye, Nay, Abstain], replaceable: {rng.choice(("true", "true", "false"))}}}
{schedule(rng)}{"".join(lines)}    tests:
{falling(rng, house, method)}"""

    def wait(self) -> None:
        """Also to where a confirmation began, and is over."""
        super().wait()
        since = [one.since for one in self.proposals if one.since is not None and "confirmation" in one.rules]
        instants = [instant + wait + self.rng.choice((-1, 0, 1)) for instant in since for wait in (HOUR // 2, HOUR, 3 * HOUR)]
        if instants and self.rng.random() < 0.5:
            self.now = max(self.now, self.rng.choice(instants))

    def choice(self, proposal: Proposal, house: str) -> str:
        if proposal.ballot(house)["method"] != "conviction":
            return super().choice(proposal, house)
        return amounts(self.rng, "conviction", proposal.rules["options"], self.rng.choice([*proposal.powers(house).values()]) or 1)
