"""Logs that go to the edge of one rule of councils, keys, attesters and approvals after another, and a step beyond."""

from collections.abc import Callable, Iterator
from typing import Any

from edges import rows
from forgery import Forger, KeyRing
from keyed_riot import KeyedRiot, change_of, recovered, recovery_of
from riot import DAY, HOUR, accounts, keys
from safe_riot import ONES, TWOS, date
from second_amendments import AmendedDao
from second_rounds import commitment
from second_verifier import Proposal, canonical, tagged

NONE = "0x" + "00" * 32
MODEL = {"oms_root": ONES, "dir_hash": TWOS}
KINDS = ("council.elect", "council.recall", "emergency.ratify", "emergency.lift", "resource.allocate", "compute.run",
         "model.deploy", "model.promote", "charter.amend", "protocol.adopt", "protocol.amend")
CHARTER = """quorate: charter/1
semantics: 1
name: "Edges"
roles:
  registrar: {members: ["%s"], needs: 1}
  council: {members: ["%s", "%s", "%s", "%s"], needs: 1}
electorates_by: registrar
houses:
  holders: {electorate: members, power: {source: balance, asset: token}, read: snapshot-at-submission}
delegation: {mode: full, depth: 2}
kinds:
""" % tuple(f"0x{accounts()[number][4:]}" for number in (0, 0, 1, 2, 3)) + "".join(
    f"  {kind}: {{track: quick, topic: general}}\n" for kind in KINDS) + """
brake: {pause_by: council, revoke_by: council, at_most: 24h, budget: 36h, within: 14d, ratified_at_most: 10d}
gate: {turnover: {at_most: 1/2, within: 1d}}
%stracks:
  quick:
    houses: [holders]
    ballot: {method: single-choice, options: [For, Against], replaceable: true}
    propose_with: "1"
    delay: 0s
    period: 1h
    timelock: 0s
    grace: 100d
    tests:
      - {test: share, name: approval, house: holders, count: [For], of: [For, Against], more_than: 1/2}
"""
ATTESTED = "electorates: {attested_by: council, window: 1h, lookback: 10m, max_age: 3h}\n"

CASES: dict[str, Callable[[], Forger]] = {}


def case(function: Callable[[], Forger]) -> Callable[[], Forger]:
    CASES[function.__name__] = function
    return function


def founded(more: str = "", track: str = "", **genesis: Any) -> Forger:
    """More of a charter, and of its track."""
    charter = (CHARTER % more).replace("    houses: [holders]\n", f"    houses: [holders]\n{track}")
    log = Forger(charter.encode(), keys()[:2], name="Edges", state=AmendedDao, **genesis)
    log.register(keys()[0], log.dao.clock, rows(10, 20, 30, 40))
    return log


def passed(log: Forger, at: int, action: dict[str, Any]) -> Proposal | None:
    """A proposal that has been voted on and queued, if it could be submitted."""
    if log.submit(keys()[0], at, f"Number {len(log.entries)}", action) is not None:
        return None
    proposal: Proposal = list(log.dao.proposals.values())[-1]
    log.vote(keys()[3], at, proposal, "holders", "For")
    log.act(keys()[0], at + HOUR, proposal, "queue")
    return proposal


def decided(log: Forger, at: int, action: dict[str, Any], later: int = HOUR) -> None:
    """It is carried out so much later."""
    if proposal := passed(log, at, action):
        log.act(keys()[0], at + later, proposal, "execute")


def order(log: Forger, at: int, who: int = 0, **fields: Any) -> None:
    log.say("emergency.act", keys()[who], at, **{
        "deed": "pause", "scope": "all", "incident": "INC-1", "not_after": at + HOUR, "pause": NONE,
        "reason_hash": ""} | fields)


@case
def elections() -> Forger:
    """Half of a council may leave by one election; needs, terms and organisations."""
    log = founded()
    now = log.dao.clock
    for number, (members, fields) in enumerate((
            ((0, 1), {"needs": 3}), ((0, 1), {"needs": 0}), ((0, 4, 5, 6), {}), ((0, 1), {"role": "none"}),
            ((0, 1), {"term": date(now + 3 * HOUR)}), ((), {}), ((0, 1, 4, 5), {"term": date(now + 100 * HOUR)}))):
        seats = [{"account": who, "organisation": f"org-{at}"}
                 for at, who in enumerate(sorted(accounts()[one] for one in members))]
        decided(log, now + number * HOUR, {"type": "council.elect", "role": "council", "seats": seats, "needs": 1,
                                           "term": date(now + 50 * HOUR)} | fields)
    for who, at in ((2, 20), (4, 20), (2, 100), (4, 100)):
        order(log, now + at * HOUR, who, incident=f"INC-{who}-{at}", scope=f"environment e{at}")
    return log


@case
def pauses() -> Forger:
    """How long a pause lasts, for one incident, and all of them within a fortnight."""
    log = founded()
    now = log.dao.clock
    for number, (after, hours, fields) in enumerate((
            (0, 0, {}), (0, 25, {}), (0, 24, {"incident": "x" * 81}), (0, 24, {"scope": "environment A"}), (0, 24, {}),
            (1, 24, {"incident": "INC-1", "scope": "family one"}), (1, 12, {"incident": "INC-1", "scope": "family one"}),
            (2, 12, {"incident": "INC-1", "scope": "family two"}), (2, 11, {"incident": "INC-1", "scope": "family two"}),
            (24, 12.001, {"incident": "INC-2"}), (24, 12, {"incident": "INC-2"}), (40, 1, {"incident": "INC-3"}),
            (14 * 24 - 0.001, 24, {"incident": "INC-4"}), (14 * 24, 24, {"incident": "INC-4"}))):
        at = now + int(after * HOUR)
        order(log, at, number % 4, **{"not_after": at + int(hours * HOUR)} | fields)
    return log


@case
def votes_on_pauses() -> Forger:
    """A pause is kept by its own vote, ended by another, and not resumed any more; what lapsed is neither."""
    log = founded()
    now = log.dao.clock
    order(log, now, not_after=now + 24 * HOUR)
    identity, vote = next(iter(log.dao.orders)), next(iter(log.dao.proposals.values()))
    log.vote(keys()[3], now, vote, "holders", "For")
    log.act(keys()[0], now + HOUR, vote, "queue")
    order(log, now + HOUR, deed="resume", pause=identity, not_after=now + 23 * HOUR)
    log.act(keys()[0], now + HOUR, vote, "execute")
    order(log, now + HOUR, deed="resume", pause=identity, not_after=now + 24 * HOUR)
    decided(log, now + 2 * HOUR, {"type": "emergency.ratify", "pause": identity, "until": date(now + 11 * DAY)})
    decided(log, now + 3 * HOUR, {"type": "emergency.lift", "pause": identity, "conditions": "none"})
    decided(log, now + 5 * HOUR, {"type": "emergency.lift", "pause": identity, "conditions": "none"})
    return log


@case
def draws() -> Forger:
    """A grant to its last unit, period by period, until it is over; and a run to its first point."""
    log = founded()
    now = log.dao.clock
    grant = {"type": "resource.allocate", "holder": accounts()[0], "unit": "eur", "amount": "100", "purpose": "it",
             "expires": date(now + 9 * HOUR), "at_most": {"amount": "60", "every": "1h"}}
    decided(log, now, grant)
    decided(log, now + HOUR, {"type": "compute.run", "name": "run", "holder": accounts()[0], "budget": "100",
                       "expires": date(now + 9 * HOUR), "checkpoints": [{"after": "50", "requires": ["one"]}]})
    money, run = log.dao.grants
    for identity, hours, amount, who in (
            (money, 2, "61", 0), (money, 2, "60", 1), (money, 2, "60", 0), (money, 2.9, "1", 0), (money, 3, "41", 0),
            (money, 3, "39", 0), (money, 4, "2", 0), (run, 4, "51", 0), (run, 4, "50", 0), (run, 4, "1", 0),
            (money, 8.9, "0", 0), (money, 8.9, "1", 0), (money, 9, "1", 0)):
        log.say("resource.draw", keys()[who], now + int(hours * HOUR), amount=amount, purpose="it", grant=identity,
                reference=NONE)
    return log


@case
def attesters() -> Forger:
    """An electorate counts when its window is over, and until its block is too old."""
    log = founded(ATTESTED)
    now, first = log.dao.clock, next(iter(log.dao.firsts.values()))[1]
    claim = {name: getattr(first, name) for name in ("series", "root", "file", "rows", "totals")} | {
        "verdict": "attests", "chain": "eip155:1", "height": 1, "block_time": now, "block_hash": ONES, "state_root": ONES,
        "recipe": log.keep(b"a recipe\n")}
    log.say("electorate.attest", keys()[4], now, **claim)
    for fields in ({"block_time": now + 300_001}, {"chain": "x"}, {"rows": 3}, {"root": ONES}, {}):
        log.say("electorate.attest", keys()[0], now, **claim | fields)
    election = {"type": "council.recall", "role": "council", "accounts": [accounts()[3]], "reason": "why"}
    for at in (now, now + HOUR - 1, now + HOUR, now + 3 * HOUR, now + 3 * HOUR + 1):
        log.submit(keys()[0], at, f"At {at}", election)
    log.say("electorate.attest", keys()[0], now + 3 * HOUR + 1, **claim | {"verdict": "objects"})
    log.say("electorate.attest", keys()[0], now + 3 * HOUR + 1, **claim)
    return log


@case
def keys_of_a_log() -> Forger:
    """Keys that are recovered a moment before the delay is over, and when it is."""
    log = founded(**KeyedRiot.genesis)
    now, first = log.dao.clock, log.keys.held[0][1]
    for until, signing in ((now - 1, keys()[:2]), (now, keys()[:1]), (now, keys()[:2])):
        log.append(recovered(recovery_of(log, 1, until), signing) | {"received": now, "v": 1})
    for at in (now + 2 * HOUR - 1, now + 2 * HOUR, now + 2 * HOUR):
        pair, index = KeyRing.pair(101), len(log.entries)
        body = change_of(log, 1, index, "recovery", first, pair, KeyRing.pair(2), "-")
        if log.append({"kind": "log.keys", "note": (body + b"\n" + pair.lines(log.origin, body)).decode(),
                       "received": at, "v": 1}) is None:
            log.keys.held.append((index, pair))
    return log


@case
def stages() -> Forger:
    """A stage is opened when the one before has lasted, the next one only, and while the approval does."""
    log = founded()
    now = log.dao.clock
    deploy = {"type": "model.deploy", "name": "tiny", "environment": "lab", "locations": [], "runtime": {}, **MODEL, "stages": [
        {"name": "one", "max_traffic_permille": 1, "min_dwell": "5h"}, {"name": "two", "max_traffic_permille": 1000}]}
    decided(log, now, deploy | {"expires": date(now + HOUR)})
    decided(log, now + HOUR, deploy | {"expires": date(now + 9 * HOUR)})
    identity = next(iter(log.dao.approvals))
    for hours, stage, executed in ((2, "one", ()), (3, "two", (7 * HOUR - 1, 7 * HOUR, 7 * HOUR)), (7, "two", ()),
                                   (9, "two", ())):
        promotion = {"type": "model.promote", "deployment": identity, "stage": stage}
        if proposal := passed(log, now + hours * HOUR, promotion):
            for at in executed:
                log.act(keys()[0], now + at, proposal, "execute")
    return log


PROTOCOL = """apiVersion: quorate.dev/v1alpha1
kind: SafetyProtocol
id: frontier
version: %d
appliesTo: {actions: [model.deploy]}
evidence: [{id: bio, format: json}, {id: red, format: json}]
capabilities: [{id: cyber, domain: cyber, triggers: [enough], safeguards: [%s]}]
rules:
  - {id: enough, evidence: bio, select: "$.a", op: "<", value: "5"}
  - {id: whole, evidence: bio, select: "$.b", op: present}
%s"""
GUARD = '  - {id: guard, evidence: red, select: "$.c", op: present%s}\n'


@case
def a_file_that_is_due() -> Forger:
    """A safeguard more is stricter, unless the only file it reads is due no more in any case."""
    log = founded()
    now = log.dao.clock
    protocols = [PROTOCOL % words for words in ((1, "whole", ""), (2, "whole, guard", GUARD % ""), (2, "whole", GUARD % ""),
                                                (2, "whole", GUARD % ", severity: warn"))]
    told = [{"id": "frontier", "version": 1 + (number > 0), "sha256": log.keep(data.encode())} for number, data in enumerate(protocols)]
    decided(log, now, {"type": "protocol.adopt", **told[0]})
    for number, one in enumerate(told[1:]):
        for change in ("tightening", "neutral", "loosening"):
            log.submit(keys()[0], now + 2 * HOUR, f"{change} {number}", {
                "type": "protocol.amend", **one, "replaces": told[0]["sha256"], "change": change})
    return log


DEPOSIT = """    deposit: {amounts: {akt: "10"}, fee: {usd: "3"}, initial: 25%, each: 1/3, within: 1h}
    active_at_most: 1
"""


@case
def deposits() -> Forger:
    """A quarter of ten is two, a third is three; the fee counts for neither. What comes in time has a place if one is free."""
    log = founded(track=DEPOSIT)
    now, recall = log.dao.clock, {"type": "council.recall", "role": "council", "accounts": [accounts()[3]], "reason": "why"}
    for number in range(3):
        log.submit(keys()[0], now, f"Number {number}", recall)
    one, two, three = log.dao.proposals.values()

    def pay(proposal: Proposal, at: int, who: int, *amounts: str) -> None:
        log.say("proposal.deposit", keys()[who], at, amounts=list(amounts), proposal=proposal.number, title=proposal.s.title,
                proposal_id=proposal.id, reference=NONE)
    for proposal, minutes, who, amounts in (
            (one, 0, 1, ["akt=5"]), (one, 0, 0, ["akt=1", "usd=3"]), (one, 0, 0, ["akt=2"]), (one, 1, 1, ["akt=2", "usd=3"]),
            (one, 1, 1, ["usd=3"]), (one, 1, 1, ["akt=3", "usd=2"]), (one, 1, 1, ["eur=3"]), (one, 59, 1, ["akt=5"]),
            (one, 59.999, 1, ["akt=3", "usd=1"]), (two, 59.999, 0, ["akt=10", "usd=3"]), (three, 60, 0, ["akt=10", "usd=3"])):
        pay(proposal, now + int(minutes * 60_000), who, *amounts)
    for at, proposal in ((now + HOUR, two), (one.closes - 1, two), (one.closes, one), (one.closes, two), (one.closes, two)):
        log.act(keys()[4], int(at), proposal, "start")
    log.vote(keys()[3], int(one.closes), two, "holders", "For")
    return log


ROUNDS = ("evaluations: {skill: {subjects: [one], highest: 9, commit: 1h, reveal: 1h, majority: 1/2, stake: {role: council}, "
          "opened_by: council}}\n")


@case
def rounds() -> Forger:
    """Commitments to the last moment, scores from then on, each once, and nothing at the end of that."""
    log = founded(ROUNDS)
    now, rules = log.dao.clock, log.dao.charter.evaluations["skill"]
    hashed = tagged("quorate/evaluation-rules/v1", canonical({"house": None, "name": "skill", "rules": rules}))
    for who in (4, 0):
        log.say("evaluation.open", keys()[who], now, kind="skill", title="Skill", subjects=["one"], oms_root=NONE,
                dir_hash=NONE, rules_hash=hashed)
    one = next(iter(log.dao.rounds.values()))
    named = {"round": one.number, "title": "Skill", "round_id": one.id}
    for after, who, score in ((0, 4, 1), (0, 0, 1), (HOUR - 1, 0, 9), (HOUR - 1, 1, 2), (HOUR - 1, 2, 10), (HOUR, 3, 3)):
        log.say("evaluation.commit", keys()[who], now + after, commitment=commitment(one.id, accounts()[who], bytes(16), [score]), **named)
    for after, who, score, salt in ((HOUR - 1, 0, 9, 16), (HOUR, 0, 1, 16), (HOUR, 0, 9, 15), (HOUR, 0, 9, 16), (HOUR, 0, 9, 16),
                                    (HOUR, 2, 10, 16), (HOUR, 3, 3, 16), (2 * HOUR - 1, 1, 2, 16), (2 * HOUR, 1, 2, 16)):
        log.say("evaluation.reveal", keys()[who], now + after, scores=[f"one={score}"], salt="0x" + "00" * salt, **named)
    return log


def council_edges() -> Iterator[tuple[str, bytes]]:
    """Every case as a bundle."""
    for name, make in CASES.items():
        yield f"edge: {name.replace('_', ' ')}", make().bundle()
