"""Ballots of every method but those that spend power (second_spending.py), and ballots that are withdrawn or of single houses
(docs/spec/methods.md; charter.md, Ballots of single houses)."""

import re
from fractions import Fraction
from math import isqrt

from second_clock import ClockedDao
from second_deposits import true
from second_verifier import NAME, demand, read, text

NOTHING, WITHDRAWN, UNIT = "none of these", "withdraw my ballot", 10**18
FIRST = {"empty": (False, True), "partial": (False, True), "weights": ("percent", "shares"), "max": (5, range(1, 1001)),
         "whole": (10000, range(1, 10**9 + 1)), "at_most": (None, range(1, 101)), "last_two": ("shared", "by-ties"),
         "ties": ("lowest-listed", "most-first-preferences", "earlier-round", "all-tied-out")}
PARAMETERS = {"single-choice": "", "approval": "empty at_most", "ranked-choice": "ties partial last_two",
              "copeland": "partial", "weighted": "weights", "quadratic": "weights", "decimal-weighted": "",
              "score": "max", "star": "max ties", "allocation": "whole", "fractional": "empty", "conviction": ""}
STAR_TIES = ("head-to-head", "first-listed")


def known(value, choices):
    """A value of a parameter: one of some, or a number of a range behind the usual one."""
    allowed = [one for one in choices if type(one) is not range] + [
        number for one in choices if type(one) is range and type(value) is int for number in (value,) if number in one]
    return any(type(value) is type(one) and value == one for one in allowed)


def method(value):
    """A method as frozen rules have it, with every parameter (What a charter states)."""
    told = {**table(value)}
    name = told.pop("method")
    parameters = PARAMETERS[name].split()
    demand(told.keys() <= {*parameters}, name != "ranked-choice" or "ties" in told)
    for parameter in parameters:
        choices = STAR_TIES if (name, parameter) == ("star", "ties") else FIRST[parameter]
        told.setdefault(parameter, choices[0])
        demand(known(told[parameter], choices))
        if told[parameter] is None or parameter == "last_two" and told[parameter] == "shared":
            del told[parameter]
    return {"method": name} | told if told else name


def ballot(value):
    """The ballot of a track, as in frozen rules; what is otherwise in single houses stands behind it."""
    single = {"method?": method, "replaceable?": bool, "withdrawable?": bool}
    told = read(value, {"method": method, "options": [text(80)], "replaceable": bool, "withdrawable?": true,
                        "houses?": {"*": single}})
    houses = told.pop("houses", {})
    demand(all(houses.values()))
    return told | ({"house_ballots": houses} if houses else {})


def amounts(name, told, options, choice):
    """What a ballot gives to options, in the order of the list; its words are made again, and must be the same."""
    parts = [part.rpartition(": ")[::2] for part in choice.split(", ")]
    if name == "allocation":
        whole = told["whole"]
        found = {option: int(part.removesuffix(f"/{whole}")) for option, part in parts}
        demand(0 < sum(found.values()) <= whole, all(found.values()))
        words = [f"{option}: {found[option]}/{whole}" for option in found]
    elif name in ("score", "star"):
        found = {option: int(part) for option, part in parts}
        demand([*found] == options, all(0 <= part <= told["max"] for part in found.values()))
        words = [f"{option}: {part}" for option, part in found.items()]
    elif choice in options:
        found, words = {choice: 1}, [choice]
    elif name == "decimal-weighted":
        found = {option: Fraction(part) for option, part in parts}
        demand(sum(found.values()) == 1, len(found) > 1)
        demand(all(re.fullmatch(r"0\.[0-9]{0,17}[1-9]", part) for _, part in parts))
        words = [": ".join(part) for part in parts]
    elif told["weights"] == "shares":
        found = {option: int(part) for option, part in parts}
        words = [f"{option}: {part}" for option, part in found.items()]
        demand(len(found) > 1, sum(found.values()) < 1 << 128)
    else:
        parts = [part.split(" % ", 1) for part in choice.split(", ")]
        found = {option: int(part) for part, option in parts}
        words = [f"{part} % {option}" for option, part in found.items()]
        demand(sum(found.values()) == 100, len(found) > 1)
    demand(", ".join(words) == choice, name in ("score", "star") or all(part > 0 for part in found.values()))
    demand([*found] == [option for option in options if option in found])
    return {option: part for option, part in found.items() if part}


def table(rule):
    return {"method": rule} if isinstance(rule, str) else rule


def parsed(told, options, choice):
    """A ballot of a method: what it gives to which options; rankings are in their order."""
    name = told["method"]
    if choice == NOTHING and (name == "allocation" or told.get("empty")):
        return {}
    if name == "single-choice":
        demand(choice in options)
        return {choice: 1}
    if name not in ("approval", "ranked-choice", "copeland"):
        return amounts(name, told, options, choice)
    names = choice.split(" + " if name == "approval" else " > ")
    demand({*names} <= {*options}, len({*names}) == len(names))
    if name == "approval":
        demand(names == [one for one in options if one in names], len(names) <= told.get("at_most", 100))
    else:
        demand(told["partial"] or len(names) == len(options))
    return dict.fromkeys(names, 1)


def shared(power, weights):
    """Parts of a power without loss: units left over go to the largest remainders."""
    whole = sum(weights.values())
    parts = {option: power * weight // whole for option, weight in weights.items()}
    order = sorted(weights, key=lambda option: -(power * weights[option] % whole))
    for option in order[:power - sum(parts.values())]:
        parts[option] += 1
    return parts


def leaving(rule, tied, rounds):
    """Who of the smallest piles leaves (Rounds of a ranked choice, 3)."""
    if rule == "lowest-listed":
        return tied[:1]
    for piles in {"most-first-preferences": rounds[:1], "earlier-round": rounds[-2::-1], "all-tied-out": []}[rule]:
        least = min(piles[option] for option in tied)
        tied = [option for option in tied if piles[option] == least]
    return tied


def rounds(told, options, votes):
    """The piles of the last round of a ranked choice."""
    left, past = [*options], []
    while True:
        piles = dict.fromkeys(left, 0)
        for ranking, power in votes:
            best = next((option for option in ranking if option in piles), None)
            if best is not None:
                piles[best] += power
        past.append(piles)
        least, most = min(piles.values()), max(piles.values())
        if 2 * most > sum(piles.values()) or len(left) == 1 or len(left) == 2 and (
                least != most or told.get("last_two") != "by-ties"):
            return piles
        gone = leaving(told["ties"], [option for option in left if piles[option] == least], past)
        if len(gone) == len(left):
            return piles
        left = [option for option in left if option not in gone]


def counted(told, options, votes):
    """Ballots with their power, each with nothing but the options that it counts for in the end."""
    if told["method"] == "ranked-choice":
        piles = rounds(told, options, votes)
        votes = [([option for option in ranking if option in piles], power) for ranking, power in votes]
    if told["method"] in ("ranked-choice", "copeland"):
        votes = [(dict.fromkeys([*ranking][:1], 1), power) for ranking, power in votes]
    return votes


def sums(told, options, votes):
    """What each option gets of such ballots (What an option gets)."""
    found, name = dict.fromkeys(options, 0), told["method"]
    for given, power in votes:
        parts = shared(power, given) if name in ("weighted", "quadratic") else given
        for option, part in parts.items():
            found[option] += (part if name == "weighted" else isqrt(part * UNIT) if name == "quadratic"
                              else power * part // told["whole"] if name == "allocation" else power * part)
    if name == "quadratic":
        return {option: root * root // UNIT for option, root in found.items()}
    return {option: int(power) for option, power in found.items()}


class MethodProposal(ClockedDao.proposal):
    """A proposal whose ballots may be of any method."""

    def stand(self, house):
        """Those that stand and were not withdrawn."""
        return {who: ballot for who, ballot in self.standing[house].items() if ballot[0] != WITHDRAWN}

    def options(self, house, votes):
        told, names = table(self.ballot(house)["method"]), self.rules["options"]
        given = counted(told, names, [(parsed(told, names, choice), power) for choice, power in votes])
        found = sums(told, names, given)
        return [{"name": name, "power": str(found[name]), "voters": sum(power > 0 and name in one for one, power in given)}
                for name in names]


class MethodDao(ClockedDao):
    """The state of a DAO whose ballots may be of any method."""

    proposal = MethodProposal
    form = ClockedDao.form | {"houses": {"*": ClockedDao.form["houses"]["*"] | {"vouched_by?": NAME}},
                              "tracks": {"*": ClockedDao.form["tracks"]["*"] | {"ballot": ballot}}}

    def check_choice(self, s, subject):
        rule = subject.ballot(s.house)
        if s.choice == WITHDRAWN and rule.get("withdrawable"):
            demand(s.voter in subject.stand(s.house))
        else:
            self.parse(table(rule["method"]), rule["options"], s.choice)
        return table(rule["method"])["method"]

    def parse(self, told, options, choice):
        parsed(told, options, choice)

    def locked(self, who, s, subject):
        return who in subject.stand(s.house) and s.choice != WITHDRAWN and super().locked(who, s, subject)
