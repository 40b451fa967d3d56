"""Riots on tracks that follow each other: at once, with the first, on Mondays; with ballots kept, and other houses and options."""

import json
import random
import re

from coincurve import PrivateKey

from course_riot import APPROVAL, QUORUM, course_charter, early
from forgery import Forger
from methods_riot import MethodsRiot
from riot import DAY, FOREVER, HOUR, accounts, keys
from second_verifier import Proposal

FURTHER = ("second", "third-one", "last")
STARTS = ("", "", ", start: at-once", ", start: with-the-first", ", start: next-monday-utc+1", ", start: next-monday-utc+0",
          ", start: next-monday-utc+14")
GUARDS = (("veto", ["waiting", "voting", "passed", "timelock", "executable"]), ("waive", ["waiting", "timelock"]),
          ("postpone", ["voting", "timelock", "executable"]), ("reject", ["waiting", "voting"]), ("slash", ["voting", "passed"]))


def guardians(rng: random.Random, track: str) -> str:
    """Rules for guardians, some of this stage only."""
    rules = [f"      - {{act: {act}, by: {rng.choice(('council', 'registrar'))}, during: [{', '.join(rng.sample(during, 2))}]"
             + (", at_most: 2h" if act == "postpone" else "") + rng.choice(("", f", stage: {track}")) + "}\n"
             for act, during in GUARDS if rng.random() < 0.4]
    return "    guardians:\n" + "".join(rules) if rules else ""


def chain(rng: random.Random, place: int, mine: tuple[str, str], ballots: dict[str, tuple[str, str]]) -> str:
    """What follows: later tracks, with ballots kept where houses and options are the same."""
    lines = ""
    for after in ("passed", "failed"):
        if rng.random() < 0.6 and place < len(FURTHER):
            name = rng.choice(FURTHER[place:])
            kept = rng.choice((", ballots: kept", "")) if mine == ballots[name] else ""
            lines += f"      - {{after: {after}, track: {name}{rng.choice(STARTS)}{kept}}}\n"
    return "    then:\n" + lines if lines else ""


def surroundings(rng: random.Random, name: str) -> tuple[str, str]:
    """What a charter has in front of its first track and from its third on, which these riots leave as they are."""
    data = course_charter(rng, json.dumps(name, ensure_ascii=False)).decode()
    data = re.sub(r"    quota: .*\n|    propose_by: .*\n", "", data)
    return data[:data.index("tracks:\n") + 8], data[data.index("  third:\n"):]


def schedule(rng: random.Random) -> str:
    """The lengths of a track, and that anybody proposes on it."""
    return f"""    propose_with: "0"
    delay: {rng.choice(("0s", "0s", "1h"))}
    period: {rng.choice(("1h", "2h", "5d"))}
    timelock: {rng.choice(("0s", "2h"))}
    grace: {rng.choice(("14d", "1h"))}
"""


def track(rng: random.Random, name: str, ballots: dict[str, tuple[str, str]], then: str, veto: str) -> str:
    house, options = ballots[name]
    decides = early(rng, house).replace(", reversible: true", "") if rng.random() < 0.4 else ""
    if "Abstain" not in options:
        decides = decides.replace("[Abstain]", "[Against]")
    lines = [one for one in (
        "    late_quorum: {test: quorum, by: 1h}\n", "    queues_itself: true\n", "    never_lapses: true\n", "    only: [For, Against]\n",
        f"    wait_for_quiet: {{increase: 1h, house: {house}, option: For, against: Against}}\n",
        "    ends: {opening: exclusive, closing: inclusive}\n") if rng.random() < 0.25]
    tests = f"    tests:\n      - {QUORUM.format(house)}\n      - {APPROVAL.format(house)}\n"
    if "Abstain" not in options:
        tests = tests.replace(", Abstain]", "]")
    if "late_quorum" not in "".join(lines) and rng.random() < 0.2:  # one that holds where nobody votes
        tests = f'    tests: [{{test: floor, name: quorum, house: {house}, count: electorate, at_least: "{rng.choice((1, 500))}"}}]\n'
    if decides and "late_quorum" not in "".join(lines) and rng.random() < 0.3:
        tests = f"    silence: {'lapses' if 'passed' in decides else 'executes'}\n    tests: []\n"
    return f"""  {name}:
    houses: [{house}]
    ballot: {{method: single-choice, options: [{options}], replaceable: {rng.choice(("true", "true", "false"))}}}
{schedule(rng)}{veto}{"".join(lines)}{guardians(rng, name)}{decides}{then}{tests}"""


class StagesRiot(MethodsRiot):
    """A riot under a charter of which most tracks are followed by others."""

    def charter(self, name: str) -> bytes:
        rng = self.rng
        head, third = surroundings(rng, name)
        names, same = ("standard", "other", *FURTHER), (rng.choice(("holders", "people")), "For, Against, Abstain")
        ballots = {one: same if rng.random() < 0.6 else (rng.choice(("holders", "people")), rng.choice((
            "For, Against", "Against, For, Abstain"))) for one in names}
        vetoes = [rng.choice(("", "council", "council", "registrar")) for _ in names]
        tracks = "".join(track(rng, one, ballots, chain(rng, max(0, place - 1), ballots[one], ballots),
                               vetoes[place] and f"    veto_by: {vetoes[place]}\n") for place, one in enumerate(names))
        return (head + tracks + third).encode()

    @property
    def proposals(self) -> list[Proposal]:
        """Each in the stage that it is in now."""
        return [one.at(self.now) for one in super().proposals]

    def run(self, events: int) -> Forger:
        """Until an entry says how late it is, so that no claim is about an instant of before."""
        super().run(events)
        while self.forger.dao.clock < self.now:
            self.register(series="members")
        return self.forger

    def wait(self) -> None:
        """Also to Mondays, and to where stages end."""
        super().wait()
        if self.rng.random() < 0.2:
            monday = (self.now // DAY + (3 - self.now // DAY) % 7 + 1) * DAY
            self.now = max(self.now, monday - self.rng.choice((0, 1, 14)) * HOUR + self.rng.choice((-1, 0, 1)))

    def act(self) -> None:
        """Now and then what guardians may do."""
        some = [one for one in self.proposals if one.state(self.now)[1] != "ended" and one.opens < FOREVER]
        if some and self.rng.random() < 0.15:
            rules = [rule["act"] for one in some for rule in one.rules.get("guardians", ())] or ["veto"]
            self.guard(keys()[self.rng.randrange(3)], self.rng.choice(some), self.rng.choice([*rules, "veto", "cancel"]))
        else:
            super().act()

    def guard(self, key: PrivateKey, proposal: Proposal, deed: str) -> None:
        if deed == "cancel":
            key = keys()[accounts().index(proposal.s.proposer)]
        self.say("proposal.act", self.forger.act, key, proposal, deed)
