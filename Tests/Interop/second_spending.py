"""Ballots that spend power (docs/spec/methods.md, 1, 2 and 4): `fractional` and `conviction`. One that asks for more than its
voter has is void as a whole."""

import re

from second_methods import NOTHING, MethodDao, table
from second_verifier import WHOLE, demand

SPENDING = {"fractional", "conviction"}


def fractional(told, options, choice):
    """What a ballot spends on each option, and which of them gets what is left."""
    if choice == NOTHING and told["empty"]:
        return {}, None
    if choice in options:
        return {choice: 0}, choice
    parts = re.findall(rf"([^:,]+): ({WHOLE})( \+ rest)?(?:, |$)", choice)
    spent, rests = {option: int(part) for option, part, _ in parts}, [option for option, _, rest in parts if rest]
    demand(choice == ", ".join(f"{option}: {part}{rest}" for option, part, rest in parts))
    demand(all(spent.values()), len(parts) == len(spent), len(rests) < 2, sum(spent.values()) < 1 << 128)
    demand([*spent] == [option for option in options if option in spent])
    return spent, (rests or [None])[0]


def conviction(options, choice):
    """The capital behind each option, and the conviction; splits have none."""
    if locked := re.fullmatch(rf"(.+): ({WHOLE}) with conviction ([0-6])", choice):
        option, part, factor = locked.groups()
        demand(option in options[:2])
        return {option: int(part)}, int(factor)
    parts = [part.rpartition(": ")[::2] for part in choice.split(", ")]
    demand(all(re.fullmatch(WHOLE, part) for _, part in parts), len(parts) > 1)
    demand([option for option, _ in parts] == options[:len(parts)])
    demand(sum(int(part) for _, part in parts) < 1 << 128)
    return {option: int(part) for option, part in parts}, 0


def capital(told, options, choice, power):
    """The amounts of a ballot by option, with what is left of its power; and its conviction."""
    if told["method"] == "conviction":
        return conviction(options, choice)
    spent, rest = fractional(told, options, choice)
    left = max(0, power - sum(spent.values()))
    return spent | ({rest: spent[rest] + left} if rest else {}), None


def votes_of(amount, factor):
    """What an amount counts for."""
    return amount if factor is None else amount * factor if factor else amount // 10


class SpendingProposal(MethodDao.proposal):
    """A proposal whose ballots may name amounts."""

    def spent(self, house, votes):
        """Ballots with what they spend, and their convictions."""
        told, names = table(self.ballot(house)["method"]), self.rules["options"]
        return [capital(told, names, choice, power) for choice, power in votes]

    def spends(self, house):
        return table(self.ballot(house)["method"])["method"] in SPENDING

    def valid(self, house, votes):
        """Those that ask for no more than there is."""
        if not self.spends(house):
            return super().valid(house, votes)
        asked = self.spent(house, votes)
        return [vote for vote, (given, _) in zip(votes, asked) if sum(given.values()) <= vote[1]]

    def options(self, house, votes):
        if not self.spends(house):
            return super().options(house, votes)
        asked, found = self.spent(house, votes), []
        for name in self.rules["options"]:
            parts = [(given[name], factor) for given, factor in asked if given.get(name)]
            found.append({"name": name, "power": str(sum(votes_of(*one) for one in parts)), "voters": len(parts)})
        return found


class SpendingDao(MethodDao):
    """The state of a DAO whose ballots may name amounts."""

    proposal = SpendingProposal

    def parse(self, told, options, choice):
        if told["method"] not in SPENDING:
            super().parse(told, options, choice)
        elif told["method"] == "fractional":
            fractional(told, options, choice)
        else:
            conviction(options, choice)
