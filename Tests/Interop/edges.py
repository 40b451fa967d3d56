"""Logs that go to the edge of one rule after another and a step beyond: what is refused there has no effect."""

import functools
import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

from forgery import START, Forger, hexed, sha256
from riot import DAY, FOREVER, HOUR, accounts, keys
from second_verifier import unhex
from second_verifier import Proposal, leaves_of, root_of

CHARTER = """quorate: charter/1
semantics: 1
name: "Edges"
roles:
  registrar: {members: ["%s"], needs: 1}
  council: {members: ["%s", "%s"], needs: 2}
electorates_by: registrar
houses:
  holders: {electorate: members, power: {source: balance, asset: token}, read: snapshot-at-submission}
delegation: {mode: full, depth: 2}
kinds:
  text.resolution: {track: standard, topic: general}
  model.deploy: {track: standard, topic: models}
  charter.amend: {track: standard, topic: charter}
tracks:
  standard:
    houses: [holders]
    ballot: {method: single-choice, options: [For, Against], replaceable: true}
    propose_with: "10"
    delay: 1d
    period: 2d
    timelock: 1d
    grace: 2d
    veto_by: council
    tests:
      - {test: share, name: approval, house: holders, count: [For], of: [For, Against], more_than: 1/2}
""" % tuple(f"0x{accounts()[number][4:]}" for number in (0, 0, 1))
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
NOBODY, ONES = "0x" + "00" * 32, "0x" + "11" * 32
OPEN, CLOSE = START + DAY, START + 3 * DAY

CASES: dict[str, Callable[[], Forger]] = {}


def case(function: Callable[[], Forger]) -> Callable[[], Forger]:
    CASES[function.__name__] = function
    return function


def rows(*amounts: int) -> bytes:
    """An electorate of the first accounts; a negative amount leaves one out."""
    lines = [f"{who} token={amount}\n" for who, amount in zip(accounts(), amounts, strict=False) if amount >= 0]
    return "".join(sorted(lines)).encode()


def founded(charter: str = CHARTER, *amounts: int, **genesis: Any) -> Forger:
    """A DAO with an electorate: ada 10, ben 20, cleo 30, dina 40, emil nothing; fay and the others are not in it."""
    log = Forger(charter.encode(), keys()[:2], name="Edges", **genesis)
    log.register(keys()[0], START, rows(*amounts or (10, 20, 30, 40, 0)))
    return log


def proposed(charter: str = CHARTER) -> tuple[Forger, Proposal]:
    log = founded(charter)
    log.submit(keys()[0], START, "First")
    return log, newest(log)


def newest(log: Forger) -> Proposal:
    return list(log.dao.proposals.values())[-1]


def lend(log: Forger, who: int, to: int, at: int = START, **fields: Any) -> None:
    log.say("delegation.set", keys()[who], at, **{
        "deed": "delegate", "delegate": accounts()[to], "topic": "*", "expires": FOREVER} | fields)


@case
def everybody() -> Forger:
    """The rules for all kinds: sequence, instants, names, forms, signatures."""
    log, proposal = proposed()
    ada, ben, cleo = keys()[:3]
    for fields in ({"dao_name": "Edge"}, {"dao": ONES}, {"sequence": 0}, {"sequence": (1 << 20) + 1},
                   {"voter": accounts()[1]}, {"signed_at": OPEN + 300_001}, {"valid_until": OPEN - 1},
                   {"extra": 1}, {"entry": {"extra": 1}}, {"entry": {"v": 2}}, {"entry": {"v": True}},
                   {"entry": {"scheme": "eip191"}}, {"title": 5}, {"entry": {"received": OPEN - 1}}, {"entry": {"received": -1}}, {"reason_hash": "reason"}):
        log.vote(ada, OPEN, proposal, "holders", "For", **fields)
    log.vote(ada, OPEN, proposal, "holders", "For", sequence=1 << 20, signed_at=OPEN + 300_000, valid_until=OPEN)
    log.vote(ada, OPEN, proposal, "holders", "For", sequence=1 << 20)
    log.vote(ada, OPEN, proposal, "holders", "For", sequence=1 << 21, signed_at=0, reason_hash=ONES)
    log.append(json.loads(log.entries[-1]))
    log.vote(ben, OPEN + 1, proposal, "holders", "For", entry={"received": OPEN + HOUR})
    log.vote(cleo, OPEN + HOUR - 1, proposal, "holders", "For")
    return log


@case
def signatures() -> Forger:
    """Every form of a signature but the canonical one."""
    log, proposal = proposed()
    log.vote(keys()[0], OPEN, proposal, "holders", "For")
    entry = json.loads(log.entries.pop())
    raw = unhex(entry["signature"])
    r, s, v = raw[:32], raw[32:64], raw[64:]
    other, high = bytes([55 - raw[64]]), (ORDER - int.from_bytes(s, "big")).to_bytes(32, "big")
    order, half = ORDER.to_bytes(32, "big"), (ORDER // 2 + 1).to_bytes(32, "big")
    for made in (r + s, r + s + bytes([raw[64] - 27]), r + high + other, r + high + v, r + s + other, r + s + b"\x1d",
                 r + s + b"\x05", bytes(32) + s + v, r + bytes(32) + v, order + s + v, r + order + v, r + half + v,
                 (5).to_bytes(32, "big") + s + v, raw + b"\0", raw[:-2], b""):
        log.append(entry | {"signature": hexed(made)})
    for written in (entry["signature"].upper(), entry["signature"][2:], entry["signature"] + "0", 5, None, [raw.hex()]):
        log.append(entry | {"signature": written})
    return log


@case
def electorates() -> Forger:
    log, ada = Forger(CHARTER.encode(), keys()[:2], name="Edges"), keys()[0]
    log.register(keys()[1], START, rows(1))
    for fields in ({"series": "persons"}, {"series": ""}, {"source": ""}, {"source": " "}, {"source": "x" * 201},
                   {"source": "x" * 200}, {"source": "e\u0301"}, {"rows": 2}, {"totals": []}, {"totals": ["token=2"]}, {"root": ONES}):
        log.register(ada, START, rows(1), **fields)
    return log


@case
def lines() -> Forger:
    """Files of electorates that do not read, though what is signed fits them."""
    log = Forger(CHARTER.encode(), keys()[:2], name="Edges")
    one, two = (who.encode() for who in sorted(accounts()[:2]))
    most = b"%d" % ((1 << 128) - 1)
    for data in (
            one + b" token=5\n" + two + b" token=6", one + b" token=05\n", one + b"  token=5\n", one + b" token=5 \n",
            one + b"\n", one + b" token=5\n\n", two + b" token=5\n" + one + b" token=5\n", one + b" token=5\n" * 2,
            one + b" Token=5\n", one + b" token=-5\n", one + b" token=%d\n" % (1 << 128), one + b" b=5 a=5\n",
            one + b" token=" + most + b"\n" + two + b" token=1\n", one + b" a=5 a=5\n", b"",
            one.upper() + b" token=5\n", one + b" token=5\r\n", b"evm:" + b"0" * 40 + b" token=5\n",
            one + b" 1a=5\n", one + b" token=\xff\n", one + b" =5\n", one + b" token=\n", one + b"\ttoken=5\n",
            one + b" " + b"a" * 33 + b"=5\n", one + b" x\n"):
        parts = data.removesuffix(b"\n").split(b"\n")
        root = root_of(leaves_of(part + b"\n" for part in parts))
        log.say("electorate.register", keys()[0], START, series="members", source="x", rows=len(parts),
                root=hexed(root), totals=["token=5"], file=log.keep(data))
    return log


@case
def proposals() -> Forger:
    log, (ada, ben, cleo) = founded(CHARTER, 10, 9), keys()[:3]
    for fields in ({"charter_hash": ONES}, {"kind": "model.deploy"}, {"actions": ["a"]}, {"title": "Other"}):
        log.submit(ada, START, "Title", **fields)
    for who in (ben, cleo):
        log.submit(who, START, "Title")
    content = {"actions": [], "authors": ["a"], "discussion": "", "format": "quorate.proposal/1",
               "kind": "text.resolution", "text": "x\n", "title": "Title"}
    deploy = {"type": "model.deploy", "name": "m", "oms_root": ONES, "dir_hash": ONES, "environment": "a-1",
              "runtime": {}, "locations": ["x@" + "1" * 40, "x@sha256:" + "a" * 64]}
    alterations: list[dict[str, Any]] = [
        {name: value} for name, values in (
            ("title", ("", " ", "x" * 120, "x" * 121, "g\u0301" * 60, "g\u0301" * 61, "e\u0301", "a\u2800b", "😀", 5)),
            ("text", ("", "\n", "a\tb\n", "x" * 200_000, "x" * 200_001, 5)),
            ("authors", ([], [""], ["x" * 300], ["x" * 301], [5], "a", ["a", "a"])),
            ("discussion", ("x" * 300, "x" * 301, " ", None)), ("format", ("quorate.proposal/2", 1)),
            ("kind", ("charter.amend", "other")),
            ("actions", ({}, [1], [{}], [{"type": 1}], [deploy] * 2)), ("x", (1,)))
        for value in values]
    alterations += [{"actions": [deploy | {name: value}], "kind": "model.deploy"} for name, values in (
        ("name", ("", "x" * 120, "x" * 121)), ("environment", ("", "A", "a" * 40, "a" * 41, 5)),
        ("locations", ([], ["x"], ["@" + "1" * 40], ["x" * 259 + "@" + "1" * 40], ["x" * 260 + "@" + "1" * 40], {},
                       ["x@" + "1" * 40] * 8, ["x@" + "1" * 40] * 9, ["x@" + "A" * 40], [5])),
        ("runtime", ({"adapter": ONES, "system_prompt": ONES}, {"x": ONES}, {"adapter": "0x"}, [])),
        ("oms_root", ("0x", ONES.upper()))) for value in values]
    for number, alteration in enumerate(alterations):
        words = [log.in_words(action) for action in alteration.get("actions", []) if alteration.get("kind")]
        log.content(ada, START, content | alteration, words, sequence=100 + number)
    log.content(ada, START, {name: content[name] for name in content if name != "text"}, [], sequence=300)
    return log


@case
def amendments() -> Forger:
    """Two amendments of one charter: the second to be executed comes too late."""
    other = CHARTER.replace("grace: 2d", "grace: 5d").encode()
    log = founded()
    elsewhere = CHARTER.replace('"Edges"', '"Other"').encode()
    for charter in (CHARTER.encode(), other, elsewhere, other + b"\n"):
        log.submit(keys()[0], START, "Amend", {"type": "charter.amend", "charter": log.keep(charter)})
    one, two = list(log.dao.proposals.values())[-2:]
    for proposal in (one, two):
        log.vote(keys()[3], OPEN, proposal, "holders", "For")
    for proposal in (one, two):
        log.act(keys()[8], CLOSE, proposal, "queue")
    for proposal in (one, two, one):
        log.act(keys()[8], CLOSE + DAY, proposal, "execute")
    log.submit(keys()[0], CLOSE + DAY, "Under the old", charter_hash=hexed(sha256(CHARTER.encode())))
    log.submit(keys()[0], CLOSE + DAY, "Under the new")
    return log


@case
def amended_bars() -> Forger:
    """Amendments of their own track, voted on at its edges: both charters have to let them pass."""
    bar = "- {test: share, name: approval, house: holders, count: [For], of: [For, Against], more_than: 1/2}"
    quorum = "- {test: share, name: approval, house: holders, count: [For, Against], of: electorate, at_least: %s}"
    log, people = founded(), "\nhouses:\n  people: {electorate: members, power: {source: balance, asset: token}, read: " \
        "snapshot-at-submission}\n"
    changes = [  # with what ben and dina vote
        ("more_than: 1/2", "more_than: 2/3", "For", "For"), ("more_than: 1/2", "at_least: 2/3", "Against", "For"),
        ("more_than: 1/2", "more_than: 2/3", "Against", "For"), ("more_than: 1/2", "at_least: 1/3", "For", "Against"),
        (bar, quorum % "60%", "For", "For"), (bar, quorum % "61%", "For", "For"),
        (bar, f'{bar}\n      - {{test: floor, name: many, house: holders, count: [For], at_least: "60"}}', "For", "For"),
        (bar, f'{bar}\n      - {{test: floor, name: many, house: holders, count: [For], at_least: "61"}}', "For", "For"),
        ("delay: 1d", "delay: 1h", "For", "For"), ("delay: 1d", "delay: 1d 1h", "For", "For"),
        ("period: 2d", "period: 1d", "For", "For"), ("period: 2d", "period: 2d 1h", "For", "For"),
        ("timelock: 1d", "timelock: 0s", "For", "For"), ("timelock: 1d", "timelock: 1d 1h", "For", "For"),
        ("options: [For, Against]", "options: [For, Against, Never]", "For", "For"),
        ("of: [For, Against]", "of: [For, Against, Never]", "", ""),
        ("[holders]", "[holders, people]", "", ""), ("1d", "1d", "", ""),
        ("  charter.amend: {track: standard, topic: charter}\n", "", "", "")]
    for number, (old, new, _, _) in enumerate(changes):
        charter = CHARTER.replace(old, new)
        if "Never" in new:
            charter = charter.replace("options: [For, Against]", "options: [For, Against, Never]")
        if "people" in new:
            charter = charter.replace("\nhouses:\n", people).replace("house: holders", "house: people")
        action = {"type": "charter.amend", "charter": log.keep(charter.encode())}
        log.submit(keys()[0], START, f"Change {number}", action)
    late = START + DAY + HOUR
    for proposal in list(log.dao.proposals.values()):
        for at in (OPEN, late):
            for key, choice in zip((keys()[1], keys()[3]), changes[int(proposal.s.title[7:])][2:], strict=True):
                log.vote(key, at, proposal, "holders", choice)
    for at in (CLOSE, CLOSE + HOUR):
        for proposal in list(log.dao.proposals.values()):
            log.act(keys()[8], at, proposal, "queue")
    for at in (CLOSE + DAY, CLOSE + DAY + HOUR):
        for proposal in list(log.dao.proposals.values())[::-1]:
            if proposal.successor:
                log.act(keys()[8], at, proposal, "execute")
    return log


@case
def ballots() -> Forger:
    log, proposal = proposed()
    ada, ben, cleo, dina = keys()[:4]
    log.vote(ada, OPEN - 1, proposal, "holders", "For")
    for fields in ({"title": "Other"}, {"proposal": "P-0002"}, {"proposal": "P-1"}, {"house": "people"},
                   {"rules_hash": ONES}, {"electorates_hash": ONES}, {"selection_hash": ONES}, {"proposal_id": ONES},
                   {"replaces": ONES}):
        log.vote(ada, OPEN, proposal, "holders", "For", **fields)
    for choice in ("for", "", "Abstain"):
        log.vote(ada, OPEN, proposal, "holders", choice)
    log.vote(ada, OPEN, proposal, "holders", "For")
    log.vote(ada, OPEN, proposal, "holders", "Against", replaces=NOBODY)
    log.vote(ada, OPEN, proposal, "holders", "Against")
    log.vote(ben, CLOSE - 1, proposal, "holders", "For")
    log.vote(cleo, CLOSE, proposal, "holders", "For")
    return log


@case
def locked() -> Forger:
    """No replacement, and the ends the other way round."""
    other = "replaceable: false}\n    ends: {opening: exclusive, closing: inclusive}"
    log, proposal = proposed(CHARTER.replace("replaceable: true}", other))
    said = ((OPEN, "For"), (OPEN + 1, "For"), (OPEN + 1, "Against"), (CLOSE, "Against"))
    for number, (at, choice) in enumerate(said):
        log.vote(keys()[number // 3], at, proposal, "holders", choice)
    log.act(keys()[0], CLOSE, proposal, "queue")
    log.vote(keys()[2], CLOSE + 1, proposal, "holders", "For")
    return log


@case
def voters() -> Forger:
    """Who may cast a first ballot: with power, or named by a delegation that counts."""
    log = founded(CHARTER, 10, 0, 30, 0)
    for who, to in ((0, 4), (1, 5), (4, 6), (3, 1)):
        lend(log, who, to)
    log.submit(keys()[0], START, "First")
    log.register(keys()[0], START, rows(10, 20, 30, 40, 50, 60, 70, 80))
    for who in (4, 5, 6, 7, 8, 1, 3, 0):
        log.vote(keys()[who], OPEN, newest(log), "holders", "For")
    return log


@case
def delegations() -> Forger:
    log = founded()
    for who, to, fields in (
            (0, 1, {}), (1, 0, {}), (2, 3, {"topic": "models"}), (2, 4, {}), (3, 3, {}), (5, 0, {}), (4, 5, {}),
            (5, 0, {}), (2, 3, {"deed": "revoke", "topic": "models"}), (2, 3, {"deed": "revoke", "topic": "models"}),
            (2, 5, {"deed": "revoke"}), (2, 4, {"deed": "revoke", "topic": "general"}), (3, 0, {"expires": START}),
            (3, 0, {"expires": START + 1, "topic": "charter"}), (3, 1, {"topic": "none"}), (3, 1, {"topic": ""}),
            (3, 1, {"deed": "hold"}), (3, 3, {"deed": "revoke"}), (8, 0, {"deed": "revoke"})):
        lend(log, who, to, **fields)
    lend(log, 3, 0, START + 1, deed="revoke", topic="charter")
    lend(log, 0, 1, START + 1, deed="revoke", expires=0)
    lend(log, 0, 2, START + 1)
    return log


@case
def ways() -> Forger:
    """Chains of one, two and three steps, circles, overrides, and a topic that goes before all topics."""
    log = founded(CHARTER, *(10 * 2**number for number in range(9)))
    for who, to, topic in ((1, 0, "*"), (2, 1, "*"), (3, 2, "*"), (4, 5, "*"), (5, 4, "*"), (6, 7, "*"),
                           (6, 8, "models"), (7, 0, "general"), (7, 1, "*"), (0, 8, "*")):
        lend(log, who, to, topic=topic)
    lend(log, 8, 0, expires=START + 1)
    for number in range(4):
        log.submit(keys()[1], START + (number == 3), f"Number {number}")
    first, second, third, fourth = log.dao.proposals.values()
    for proposal, voters_ in ((first, (0,)), (second, (0, 2, 4)), (third, (8, 1)), (fourth, (0,))):
        for who in voters_:
            log.vote(keys()[who], OPEN + 1, proposal, "holders", "For")
    return log


@case
def acts() -> Forger:
    log = founded()
    for number in range(5):
        log.submit(keys()[0], START, f"Number {number}")
    withdrawn, vetoed, passed, failed, late = log.dao.proposals.values()
    ada, ben, cleo = keys()[:3]
    for key, at, proposal, deed in (
            (ben, START, withdrawn, "cancel"), (ada, START, withdrawn, "queue"), (ada, START, withdrawn, "execute"),
            (cleo, START, vetoed, "veto"), (ada, START, vetoed, "veto"), (ada, START, vetoed, "veto"),
            (ada, OPEN - 1, withdrawn, "cancel"), (ada, OPEN - 1, withdrawn, "cancel"),
            (ada, OPEN - 1, withdrawn, "veto"), (ada, OPEN, late, "cancel")):
        log.act(key, at, proposal, deed)
    for proposal in (withdrawn, vetoed, passed, late):
        log.vote(cleo, OPEN, proposal, "holders", "For")
    log.act(ben, OPEN, vetoed, "veto")
    log.vote(ada, OPEN, vetoed, "holders", "For")
    for key, at, proposal, deed in (
            (cleo, CLOSE - 1, passed, "queue"), (cleo, CLOSE, failed, "queue"), (cleo, CLOSE, passed, "queue"),
            (cleo, CLOSE, passed, "queue"), (cleo, CLOSE + DAY - 1, passed, "execute"),
            (cleo, CLOSE + DAY - 1, late, "queue"), (cleo, CLOSE + DAY, passed, "execute"),
            (cleo, CLOSE + DAY, passed, "execute"), (ada, CLOSE + DAY, passed, "veto"),
            (ada, CLOSE + DAY, failed, "veto"), (ada, CLOSE + DAY, vetoed, "execute"),
            (ada, CLOSE + 2 * DAY, late, "veto"),
            (cleo, CLOSE + 4 * DAY - 2, late, "execute"), (ben, CLOSE + 4 * DAY - 1, late, "veto")):
        log.act(key, at, proposal, deed)
    for deed in ("approve", "reject", "slash", "waive", "postpone", "bless", ""):
        log.act(ada, CLOSE + 4 * DAY, failed, deed)
    for fields in ({"title": "Other"}, {"proposal": "P-0009"}, {"proposal_id": ONES}, {"reason_hash": "x"}):
        log.act(ada, CLOSE + 4 * DAY, late, "veto", **fields)
    return log


def _waited(at: int, deed: str) -> Forger:
    """One that passed and is queued, and one that passed and is not, when their time is over."""
    log = founded()
    for number in range(2):
        log.submit(keys()[0], START, f"Number {number}")
    queued, passed = log.dao.proposals.values()
    for proposal in (queued, passed):
        log.vote(keys()[3], OPEN, proposal, "holders", "For")
    log.act(keys()[0], CLOSE + DAY, queued, "queue")
    log.act(keys()[0], at, queued if deed == "execute" else passed, deed)
    return log


for _name, _at, _deed in (
        ("last queueing", CLOSE + 2 * DAY - 1, "queue"), ("late queueing", CLOSE + 2 * DAY, "queue"),
        ("last execution", CLOSE + 4 * DAY - 1, "execute"), ("late execution", CLOSE + 4 * DAY, "execute")):
    CASES[_name] = functools.partial(_waited, _at, _deed)


def unseen() -> Iterator[tuple[str, Forger]]:
    """Signs that nobody sees, and an amendment that is no charter: what the second verifier only says not to know."""
    for sign in "\n\r\u200b\u200d\u3164\ufe0f\ue000\ufdd0\u2028":
        log = founded()
        log.submit(keys()[0], START, f"a{sign}b")
        yield f"title with {sign!a}", log
    log = founded()
    log.register(keys()[0], START, rows(1), source="a\u200bb")
    yield "source with '\\u200b'", log
    log = founded()
    log.submit(keys()[0], START, "Amend", {"type": "charter.amend", "charter": log.keep(b"- no charter\n")})
    yield "no charter", log


def founders() -> Iterator[tuple[str, Forger]]:
    """Geneses that found nothing."""
    for fields in ({"host": "A.b"}, {"host": ""}, {"host": "a" * 201}, {"host": "a" * 200}, {"created_at": 0},
                   {"created_at": FOREVER}, {"clock": "none"}, {"random": "0x00"}, {"log_ed25519": ONES},
                   {"log_secp256k1": "0x" + "ff" * 32}):
        yield f"genesis with {fields}", Forger(CHARTER.encode(), keys()[:2], name="Edges", **fields)
    yield "genesis of another name", Forger(CHARTER.encode(), keys()[:2], name="Other")
    yield "genesis under no charter", Forger(b"- nothing\n", keys()[:2], name="Edges")
    for name, change in (
            ("one missing", lambda made: made[:1]), ("none", lambda made: []), ("one twice", lambda made: made * 2),
            ("one for all", lambda made: [one | {"signature": made[0]["signature"]} for one in made])):
        log = Forger(CHARTER.encode(), keys()[:2], name="Edges")
        entry = json.loads(log.entries.pop())
        log.append(entry | {"signatures": change(entry["signatures"])})
        yield f"signatures of founders: {name}", log
    log = founded()
    log.append(json.loads(log.entries[0]))
    yield "a second genesis", log


def edges() -> Iterator[tuple[str, bytes]]:
    """Every case as a bundle."""
    for name, make in CASES.items():
        yield f"edge: {name}", make().bundle()
    for name, log in itertools.chain(founders(), unseen()):
        yield f"edge: {name}", log.bundle()
