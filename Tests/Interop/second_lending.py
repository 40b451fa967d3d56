"""How power is lent otherwise than whole and along chains (docs/spec/charter.md, Delegation; counting.md): in parts,
by following a majority, with a cap, for a time, and by other orders of topics. Not known are orders by `function`
or by what is critical; validators are in second_validators.py."""

from collections import Counter
from fractions import Fraction

from second_actions import spelt
from second_safety import NEVER
from second_spending import SpendingDao
from second_verifier import ABOVE_0, NAME, demand, read, share, span, text


def between(least, most):
    def look(value):
        demand(least <= read(value, int) <= most)
        return value
    return look


USUAL = {"order": ["topic", "everything"], "everything_except": [], "everything_if_critical": True, "never": []}
TOPICS = {"topics?": {"order": ["topic|everything"], "everything_except?": [NAME], "never?": [NAME]},
          "lasts_at_most?": spelt}
MODES = {"none": {}, "validators": {}, "full": TOPICS | {"depth": between(1, 64), "cap?": share}, "override": TOPICS | {"cap?": share},
         "basis-points": TOPICS | {"delegates": between(1, 100), "step?": ABOVE_0, "cap?": share},
         "follow-majority": TOPICS | {"followees": between(1, 100), "yes": text(80), "no": text(80)}}
SEVERAL = {"basis-points": "delegates", "follow-majority": "followees"}
# What goes by sums while ballots come in (course.md, Members).
SUMS = {"late_quorum", "early", "wait_for_quiet", "confirmation", "interpolated_delay", "stages"}


def delegation(value):
    """How power may be lent, as in frozen rules: whole, but without what is as usual."""
    told = read(value, {"mode": ".*"} | MODES[value["mode"]])
    whole = {"topics": USUAL | told.get("topics", {}), "step": told.get("step", "1")}
    usual = {"topics": USUAL, "step": "1"}
    return {key: one for key, one in (told | whole).items() if one != usual.get(key)}


def part_of(deed):
    """How many of 10,000 a deed lends."""
    points = Fraction(100) if deed == "delegate" else Fraction(deed.removeprefix("delegate ").removesuffix(" %"))
    words = f"{points.numerator // points.denominator}.{points * 100 % 100 // 1:02}".rstrip("0").rstrip(".")
    demand(0 < points <= 100, deed == "delegate" or deed == f"delegate {words} %")
    return int(points * 100)


class LendingProposal(SpendingDao.proposal):
    """A proposal with what was lent to whom when it was submitted."""

    @property
    def lending(self):
        return self.rules["delegation"]

    def parts(self, powers, ballots):
        """In parts: to each delegate's ballot, the rest by the owner's own."""
        step = int(self.lending.get("step", 1))
        for member, power in powers.items():
            rest = power
            for to, points in self.lends.get(member, {}).items():
                part = power * points // 10000 // step * step
                rest -= part
                yield to if to in ballots else "unused", part, member
            yield member if member in ballots else "silent", rest, member

    def spread(self, powers, ballots):
        """Where the power of each member goes; what is above a cap goes nowhere."""
        mode, cap = self.lending["mode"], self.lending.get("cap")
        if mode == "follow-majority":
            yield from ((member if member in ballots else "silent", power) for member, power in powers.items())
            return
        moves = self.parts(powers, ballots) if mode == "basis-points" else (
            (self.way(member, ballots), power, member) for member, power in powers.items())
        own, lent = Counter(), Counter()
        for where, power, member in moves:
            (own if where == member or where not in ballots else lent)[where] += power
        yield from own.items()
        most = Fraction(cap) * sum(powers.values()) // 1 if cap else NEVER
        for who, power in lent.items():
            yield who, min(power, max(0, most - own[who]))

    def count(self, house):
        """A ballot overrides nothing where parts are lent, or others followed."""
        return super().count(house) | ({"overridden": 0} if self.lending["mode"] in SEVERAL else {})

    def stand(self, house):
        """With the votes that are cast by following."""
        ballots = super().stand(house)
        if self.lending["mode"] != "follow-majority":
            return ballots
        return self.followings(house, ballots)

    def followings(self, house, ballots):
        """Who is in the electorate votes by following too."""
        votes, rows = {}, self.tables[house][0]
        for who, ballot in ballots.items():
            votes.setdefault(who, ballot)
            changed = True
            while changed:
                changed = False
                for member, followees in self.lends.items():
                    if member in votes or member not in rows:
                        continue
                    said = Counter(votes[one][0] for one in followees if one in votes)
                    word = (self.lending["yes"] if 2 * said[self.lending["yes"]] > len(followees) else
                            self.lending["no"] if 2 * said[self.lending["no"]] >= len(followees) else None)
                    if word:
                        votes[member], changed = (word, ""), True
        return votes


class LendingDao(SpendingDao):
    """The state of a DAO whose members lend in other ways."""

    proposal = LendingProposal
    form = SpendingDao.form | {"delegation": delegation}

    def lent(self, rules):
        """By member, to whom it lends for a proposal: the first of the order for which there is anything."""
        lending, topic = rules["delegation"], rules["topic"]
        told, found = lending.get("topics", USUAL), {}
        if topic in told["never"]:
            return found
        for word in told["order"]:
            about = topic if word == "topic" else "*"
            if word == "everything" and topic in told["everything_except"]:
                continue
            given = {}
            for (giver, other, *to), (one, end) in self.delegations.items():
                if other == about and self.clock < end and giver not in found:
                    if to:
                        given.setdefault(giver, {})[to[0]] = one
                    else:
                        given[giver] = one
            found |= given
        return found

    def delegation_set(self, who, s, subject):
        lending = self.charter.delegation
        longest = span(lending["lasts_at_most"]) if "lasts_at_most" in lending else NEVER
        demand(lending["mode"] not in ("none", "validators"), s.deed == "revoke" or s.expires <= self.clock + longest)
        if lending["mode"] not in SEVERAL:
            super().delegation_set(who, s, subject)
            return
        key = who, s.topic, s.delegate
        self.check_topic(who, s)
        if s.deed == "revoke":
            demand(self.clock < self.delegations[key][1])
            del self.delegations[key]
            return
        points = part_of(s.deed) if lending["mode"] == "basis-points" or s.deed == "delegate" else 0
        others = [part for (giver, topic, *to), (part, end) in self.delegations.items()
                  if (giver, topic) == key[:2] and to != [s.delegate] and self.clock < end]
        demand(points, len(others) < lending[SEVERAL[lending["mode"]]])
        demand(lending["mode"] != "basis-points" or sum(others) + points <= 10000)
        self.may_lend(who, s)
        self.delegations[key] = points, s.expires

    def may_vote(self, who, s, subject):
        if subject.lending["mode"] not in SEVERAL:
            return super().may_vote(who, s, subject)
        followed = subject.lending["mode"] == "follow-majority" and SUMS & subject.rules.keys()
        demand(not followed or who not in subject.stand(s.house))
        lent = subject.lending["mode"] == "basis-points" and any(who in parts for parts in subject.lends.values())
        return lent or subject.powers(s.house).get(who)
