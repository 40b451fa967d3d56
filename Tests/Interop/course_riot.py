"""Riots on tracks with reviews, guardians, early decisions, late quorums, and bounds on who proposes."""

import json
import random

from methods_riot import MethodsRiot
from riot import HOUR, accounts, keys
from second_verifier import Proposal

WORDS = ["For", "Against", "Abstain"]
QUORUM = "{{test: share, name: quorum, house: {0}, count: [For, Against, Abstain], of: electorate, at_least: 10%}}"
APPROVAL = "{{test: share, name: approval, house: {0}, count: [For], of: [For, Against], more_than: 1/2}}"
ACTS = ("approve", "reject", "slash", "veto", "waive", "postpone")


def early(rng: random.Random, house: str) -> str:
    """Up to three rules that decide early."""
    lines = ""
    for number in range(rng.randint(1, 3)):
        outcome, count = rng.choice((("passed", "[For]"), ("defeated", "[Against]"), ("removed", "[Abstain]")))
        bound = rng.choice(("more_than: 1/2", "more_than: 1/3", "at_least: 1/5"))
        more = rng.choice(("", "", ", from: 1h", ", from: 30m", ", from: 2d"))
        more += rng.choice(("", "", ", keeps_voting: true", ", reversible: true"))
        more += rng.choice(("", ", timelock: 3h")) if outcome == "passed" else ""
        lines += (f"      - {{name: e{number}, outcome: {outcome}{more}, when: [{{test: share, name: e{number}, house: {house}, "
                  f"count: {count}, of: electorate, {bound}}}]}}\n")
    return "    early:\n" + lines


def course_charter(rng: random.Random, name: str) -> bytes:
    one, two, three = (f"0x{who[4:]}" for who in accounts()[:3])
    tracks = ""
    for track in ("standard", "other", "third"):
        house = rng.choice(("holders", "people"))
        lines = [one for one in (
            early(rng, house) if track != "third" else "", "    late_quorum: {test: quorum, by: 1h}\n",
            "    queues_itself: true\n", "    never_lapses: true\n", f"    propose_by: {rng.choice(('council', 'registrar'))}\n",
            f"    quota: {{each: {rng.randint(1, 3)}, within: {rng.choice(('1h', '36h'))}}}\n",
            "    only: [For, Against]\n", "    ends: {opening: exclusive, closing: inclusive}\n")
            if rng.random() < 0.3]
        rules = [f"      - {{act: {act}, by: {rng.choice(('council', 'registrar'))}, during: [{', '.join(during)}]"
                 + (", at_most: 2h" if act == "postpone" else "") + "}\n"
                 for act, during in (("approve", ["review"]), ("reject", ["review"]), ("slash", ["review", "waiting"]),
                                     ("veto", rng.sample(["waiting", "voting", "passed", "timelock"], 2)), ("waive", ["timelock"]),
                                     ("postpone", ["timelock", "executable"])) if rng.random() < 0.7]
        if "reversible" in "".join(lines):  # when its timelock would begin by itself, is not said
            lines = [one for one in lines if "queues_itself" not in one]
        if "approve" in str(rules) and rng.random() < 0.6:
            lines.append(f"    review: {rng.choice(('1h', '36h'))}\n" + rng.choice(("", "    delay_from: submission\n")))
        if rules and rng.random() < 0.7:
            lines.append("    guardians:\n" + "".join(rules))
        if "review" in "".join(lines[-2:]) and "guardians" not in "".join(lines):
            lines = lines[:-1]
        tracks += f"""  {track}:
    houses: [{house}]
    ballot: {{method: single-choice, options: [For, Against, Abstain], replaceable: {rng.choice(("true", "true", "false"))}}}
    propose_with: "0"
    delay: {rng.choice(("0s", "1h"))}
    period: {rng.choice(("2h", "5d"))}
    timelock: {rng.choice(("0s", "2h"))}
    grace: {rng.choice(("14d", "1h", "0s"))}
{"".join(lines)}    tests:
      - {QUORUM.format(house)}
      - {APPROVAL.format(house)}
"""
    return f"""# A forged charter, number {rng.random()}
quorate: charter/1
semantics: 1
name: {name}
roles:
  registrar: {{members: ["{one}", "{three}"], needs: 1}}
  council: {{members: ["{one}", "{two}", "{three}"], needs: {rng.randint(1, 2)}}}
electorates_by: registrar
houses:
  holders: {{electorate: members, power: {{source: balance, asset: token}}, read: snapshot-at-submission}}
  people: {{electorate: persons, power: {{source: heads}}, read: snapshot-at-submission}}
delegation: {{mode: full, depth: 8}}
kinds:
  text.resolution: {{track: standard, topic: general}}
  model.deploy: {{track: other, topic: models}}
  charter.amend: {{track: third, topic: charter}}
tracks:
{tracks}""".encode()


class CourseRiot(MethodsRiot):
    """A riot under a charter whose tracks have long courses."""

    def charter(self, name: str) -> bytes:
        return course_charter(self.rng, json.dumps(name, ensure_ascii=False))

    def choice(self, proposal: Proposal, house: str) -> str:
        return self.rng.choice(("For", "For", "For", "Against", "Abstain"))

    def wait(self) -> None:
        if self.rng.random() < 0.5:
            self.now += self.rng.choice((HOUR // 2, HOUR, HOUR - 1, 2 * HOUR))
        else:
            super().wait()

    def act(self) -> None:
        """Guardians act in all phases, mostly in those of their rules."""
        rng = self.rng
        if not self.proposals or rng.random() < 0.4:
            return super().act()
        for proposal in rng.sample(self.proposals, min(2, len(self.proposals))):
            phase = proposal.state(self.now)[1]
            deeds = [rule["act"] for rule in proposal.rules.get("guardians", ()) if phase in rule["during"]] or [rng.choice(ACTS)]
            deed = rng.choice(deeds)
            if deed not in ("approve", "waive", "postpone") and rng.random() < 0.6:
                continue
            for key in rng.sample(keys()[:3], rng.randint(1, 3)):
                self.say("proposal.act", self.forger.act, key, proposal, deed)
