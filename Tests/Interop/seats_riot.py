"""Riots in houses whose seats the log gives: evaluators are accredited and councils elected for hours, and what is
submitted at the instant at which one of them ends has another electorate."""

import functools
import random
import re
from collections.abc import Sequence
from typing import Any

from attested_riot import SeenRiot
from clock_riot import ClockRiot
from forgery import Forger
from keyed_riot import KeyedRiot
from methods_riot import choice
from riot import DAY, FOREVER, HOUR, accounts, electorate, keys
from rounds_riot import RoundsRiot
from safe_riot import date
from second_verifier import Proposal

ROLES = ("council", "attesters", "registrar")
MODES = ("{mode: full, depth: 8}", "{mode: full, depth: 8}", "{mode: full, depth: 1, cap: 1/3}", "{mode: override}",
         "{mode: none}", "{mode: basis-points, delegates: 3}",
         "{mode: follow-majority, followees: 3, yes: For, no: Against}")
HOUSES = (("safety",), ("holders",), ("holders", "safety"), ("safety", "holders"), ("bench", "safety"),
          ("safety", "listed"), ("holders", "safety", "bench"))
QUIET = "    wait_for_quiet: {increase: 1h, house: safety, option: For, against: Against}\n"
PARTS = ("4%", "1/3", "60%", "100%")


def seats(rng: random.Random) -> str:
    """Who sits in a house; the order of roles says nothing."""
    roles = ", ".join(rng.sample(ROLES, rng.randint(1, 3)))
    return rng.choice(("{accredited: true, roles: [council]}", f"{{accredited: true, roles: [{roles}]}}",
                       "{accredited: true}" if rng.random() < 0.4 else f"{{roles: [{roles}]}}"))


def power(rng: random.Random, deep: int = 2) -> str:
    """A source that is made of heads and roles."""
    if deep == 0 or rng.random() < 0.5:
        some = rng.sample((*ROLES, "evaluator", "none"), rng.randint(1, 4))
        roles = ", ".join(f"{role}: {rng.choice((1, 2, 5, 10**12))}" for role in some)
        per = rng.choice(("role", "account"))
        return rng.choice(("{source: heads}", f"{{source: role, roles: {{{roles}}}, per: {per}}}"))
    one, two = power(rng, deep - 1), power(rng, deep - 1)
    return rng.choice((
        f"{{source: sum, of: [{{ratio: 1/2, of: {one}}}, {{ratio: 3, of: {two}}}], rounding: half-up}}",
        f"{{source: max, of: [{one}, {two}]}}", f"{{source: capped, at_most: \"2\", of: {one}}}",
        f"{{source: excluded, accounts: [\"0x{accounts()[1][4:]}\"], of: {one}}}"))


def election(role: str, members: Sequence[str], until: str) -> dict[str, Any]:
    """All of them are of other organisations."""
    told = [{"account": who, "organisation": f"org-{place}"} for place, who in enumerate(sorted(members))]
    return {"type": "council.elect", "role": role, "seats": told, "needs": 1, "term": until}


def houses(rng: random.Random) -> str:
    """Two houses with seats, and one whose list has roles."""
    read, lines = "read: snapshot-at-submission", ""
    for name in ("safety", "bench"):
        source = rng.choice(("{source: heads}", power(rng)))
        lines += f"  {name}: {{seats: {seats(rng)}, power: {source}, {read}, vouched_by: council}}\n"
    return lines + f"  listed: {{electorate: members, power: {power(rng)}, {read}}}\n"


def tests(rng: random.Random, names: Sequence[str]) -> str:
    """One or two of every house."""
    lines = "    tests:\n"
    for name in names:
        head = f"      - {{test: share, house: {name}, at_least: "
        lines += f"{head}{rng.choice(PARTS[:3])}, name: {name} for, count: [For], of: [For, Against]}}\n"
        if rng.random() < 0.3:
            lines += f"{head}{rng.choice(PARTS)}, name: {name} quorum, count: cast, of: electorate}}\n"
    return lines


def ballot(rng: random.Random, names: Sequence[str], final: bool) -> str:
    """Now and then another method in a house, or ballots that are final there."""
    told = "method: single-choice, options: [For, Against], replaceable: " + ("false" if final else "true")
    others = ("method: approval", "method: quadratic", "replaceable: false")
    own = ", ".join(f"{name}: {{{rng.choice(others)}}}"
                    for name in names if name in ("safety", "bench") and rng.random() < 0.3)
    return f"    ballot: {{{told}" + (f", houses: {{{own}}}" if own and not final else "") + "}\n"


def track(rng: random.Random, text: str, final: bool) -> str:
    """A track in other houses."""
    names = rng.choice(HOUSES)
    text = re.sub(r"houses: .*\n", f"houses: [{', '.join(names)}]\n", text)
    text = re.sub(r"    ballot: .*\n", ballot(rng, names, final), text)
    if "safety" in names and "quadratic" not in text and rng.random() < 0.3:
        text = text.replace("    timelock:", QUIET + "    timelock:")
    text = text.replace('propose_with: "0"', f'propose_with: "{rng.choice((0, 0, 0, 1, 2))}"')
    return re.sub(r"    tests:\n(      - .*\n)+", tests(rng, names), text)


def seated(rng: random.Random, data: bytes, mode: str, staged: bool) -> bytes:
    """A charter like that of a council, with other houses; where that is asked for, one more track is followed by the
    second."""
    text = data.decode()
    final = "follow-majority" in mode
    head, quick, slow = re.split("(?=  quick:\n|  slow:\n)", text)
    head = re.sub("delegation: .*\n", f"delegation: {mode}\n", head.replace("delegation:", houses(rng) + "delegation:"))
    quick, slow = track(rng, quick, final), track(rng, slow, final)
    long = track(rng, re.sub("    wait_for_quiet: .*\n", "", quick), final).replace("  quick:", "  long:")
    if staged and "quadratic" not in long + slow:
        long = long.replace("    tests:", "    then: [{after: passed, track: slow}]\n    tests:")
        head, slow = head.replace("text.resolution: {track: quick", "text.resolution: {track: long"), slow + long
    return (head + quick + slow).encode()


class SeatsRiot(RoundsRiot):
    """A riot in which most of those who decide are not on a list."""

    staged = True

    def charter(self, name: str) -> bytes:
        mode = self.__dict__.setdefault("mode", self.rng.choice(MODES))
        data = super().charter(name)
        for _ in range(2):
            data = data.replace(b"house: holders", b"house: %b" % self.rng.choice((b"safety", b"holders")), 1)
        return seated(self.rng, data, mode, self.staged and self.rng.random() < 0.4)

    @property
    def proposals(self) -> list[Proposal]:
        """Each in the stage that it is in now."""
        return [one.at(self.now) for one in super().proposals] if self.staged else super().proposals

    def run(self, events: int) -> Forger:
        """Until an entry says how late it is."""
        super().run(events)
        for _ in range(9 * self.staged):
            if self.forger.dao.clock < self.now:
                self.register(series="members")
        return self.forger

    def happen(self) -> None:
        self.rng.choices((self.decide, self.submit, self.vote, self.delegate, self.act, self.wait, self.register,
                          self.round, self.order, self.report, self.evidence), (8, 4, 6, 4, 6, 4, 1, 2, 1, 1, 1))[0]()

    def decide(self) -> None:
        """Most of those who may vote are for it; from its submission to its execution."""
        rng, before = self.rng, len(self.proposals)
        for _ in range(3):
            if len(self.proposals) == before:
                self.submit()
        if len(self.proposals) == before or self.proposals[-1].closes > FOREVER:
            return
        self.now = max(self.now, self.proposals[-1].opens)
        proposal = self.proposals[-1]
        for house in proposal.standing:
            some = [who for who in proposal.tables[house][0] if rng.random() < 0.8]
            for who in [*some, rng.choice(accounts())]:
                key, word = keys()[accounts().index(who)], self.choice(proposal, house)
                self.say("ballot.cast", self.forger.vote, key, proposal, house, word)
        for deed, wait in ("queue", proposal.closes - self.now), ("execute", proposal.wait):
            self.now += max(0, wait)
            self.say("proposal.act", self.forger.act, rng.choice(keys()), self.proposals[-1], deed)

    def choice(self, proposal: Proposal, house: str) -> str:
        if self.rng.random() < 0.7:
            return "For"
        return choice(self.rng, proposal.ballot(house)["method"], proposal.rules["options"])

    def delegate(self) -> None:
        rng, dao = self.rng, self.forger.dao
        deed = rng.choice(("delegate", "delegate", "delegate", "revoke"))
        if "basis-points" in self.mode:
            deed = rng.choice((deed, "delegate 50 %", "delegate 12.5 %"))
        for _ in range(rng.randint(1, 4)):
            place, topic, to = rng.randrange(9), rng.choice(("*", "general")), rng.choice(accounts())
            standing = [(topic, *rest, one) for (giver, topic, *rest), (one, _) in dao.delegations.items()
                        if giver == accounts()[place]]
            if deed == "revoke" and standing:
                topic, to, *_ = rng.choice(standing)
            self.say("delegation.set", functools.partial(self.forger.say, "delegation.set"), keys()[place], deed=deed,
                     topic=topic, delegate=to, expires=self.now + rng.choice((FOREVER - self.now, DAY, HOUR)))

    def register(self, series: str = "") -> None:
        """By somebody who has the role; some rows have roles."""
        rng, rows = self.rng, ""
        for row in electorate(self.rng).decode().split("\n")[:-1]:
            roles = sorted(rng.sample((*ROLES, "none"), rng.choice((0, 0, 1, 2))))
            rows += " ".join([row, *(f"role={role}" for role in roles)]) + "\n"
        registrars = self.forger.dao.roles["registrar"]["members"]
        right = registrars and rng.random() >= self.wicked
        key = keys()[accounts().index(rng.choice(registrars)) if right else rng.randrange(9)]
        self.say("electorate.register", self.forger.register, key, rows.encode(), series="members")

    def wait(self) -> None:
        """Also to where a term or an accreditation ends, and to right before."""
        dao, now = self.forger.dao, self.now
        ends = [*dao.evaluators.values(), *(end for end, _ in dao.elected.values())]
        ends = [end for end in ends if now < end < now + 9 * DAY]
        if ends and self.rng.random() < 0.5:
            self.now = max(now, self.rng.choice(ends) + self.rng.choice((-1, 0, 0)))
        else:
            super().wait()

    def amended(self) -> bytes:
        """The charter in force with something else in it: a comment, other seats, the same in another order, other
        power, or a house more."""
        rng, data = self.rng, self.forger.documents[self.forger.dao.charter.hash].decode() + "# again\n"
        more = f"{{seats: {seats(rng)}, power: {{source: heads}}, read: snapshot-at-submission}}"
        return rng.choice((
            data, data.replace("delegation:", f"  more-{rng.randrange(99)}: {more}\ndelegation:", 1),
            re.sub(r"seats: \{.*?\}", f"seats: {seats(rng)}", data, count=1),
            re.sub(r"(?<=roles: \[)[a-z, ]+(?=\])", lambda at: ", ".join(at[0].split(", ")[::-1]), data),
            re.sub(r"(  bench: .*power: )\{source: heads\}", rf"\1{power(rng)}", data))).encode()

    def action(self) -> dict[str, Any] | None:
        rng, dao, who = self.rng, self.forger.dao, self.rng.choice(accounts()[2:6])
        until, role = date(self.now + rng.choice((HOUR, 3 * HOUR, DAY, 9 * DAY))), rng.choice(("council", *ROLES))
        members = dao.roles[role]["members"]
        if members and dao.recalled.get(role) and rng.random() < 0.5:
            # Who was recalled does not come back where this term ends.
            return election(role, members, date(self.now + 3 * HOUR))
        return rng.choice((
            None, None, super().action(),
            *({"type": "evaluator.accredit", "account": who, "name": "An evaluator", "organisation": name,
               "scopes": ["garak"], "conflicts": "none", "expires": until} for name in ("lab", "other")),
            {"type": "evaluator.revoke", "account": rng.choice([*dao.evaluators, who]), "reason": "why"},
            election(role, rng.sample(accounts()[:7], rng.randint(1, 4)), until),
            {"type": "council.recall", "role": role, "accounts": rng.sample(members, min(len(members), 1)),
             "reason": "why"},
            {"type": "charter.amend", "charter": self.forger.keep(self.amended()), **rng.choice((
                {}, {"change": "loosening"}, {"change": "neutral"}))}))


class SeenSeatsRiot(SeatsRiot, SeenRiot):
    """The same where lists are attested and votes go by the time of witnesses."""

    genesis = SeenRiot.genesis
    policy = SeenRiot.policy
    staged = False

    def happen(self) -> None:
        lot = self.rng.random()
        if lot < 0.25:
            self.witness()
        elif lot < 0.45:
            self.attest()
        else:
            super().happen()


class ClockSeatsRiot(ClockRiot, SeatsRiot):
    """The same with a clock that is ahead, and set back."""

    staged = False


class KeyedSeatsRiot(KeyedRiot, SeatsRiot):
    """The same where the log's keys change, and were stolen."""

    genesis = KeyedRiot.genesis
