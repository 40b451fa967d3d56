"""Logs of DAOs that never were, statement by statement: with nothing in them but what is allowed, or with more."""

import functools
import json
import random
from collections.abc import Sequence
from typing import Any

from coincurve import PrivateKey

from forgery import Forger, account_of, key_of
from second_verifier import Dao, Proposal

HOUR, DAY = 3_600_000, 86_400_000
FOREVER = 9_007_199_254_740_991
NAMES = ("ada", "ben", "cleo", "dina", "emil", "fay", "gus", "hana", "ivo")


@functools.cache
def keys() -> list[PrivateKey]:
    return [key_of(name) for name in NAMES]


@functools.cache
def accounts() -> list[str]:
    return [account_of(key) for key in keys()]


def charter(rng: random.Random, name: str, members: Sequence[str]) -> bytes:
    """A charter of one house or two, with some of the rules that charters may have."""
    one, two, three = (f"0x{who[4:]}" for who in members[:3])
    houses = ["holders"] if rng.random() < 0.6 else rng.choice((["holders", "people"], ["people", "holders"]))
    series = rng.choice(("members", "persons"))
    depth = rng.choice((8, 8, 1, 2))
    options = rng.choice((["For", "Against", "Abstain"], ["Yes", "No"], ["For", "Against", "Ärger, groß"]))
    listed = ", ".join(f'"{option}"' for option in options)
    tests = []
    for number in range(rng.randint(1, 3)):
        counted = options[:1] if rng.random() < 0.6 else rng.sample(options, 2)
        house, count = rng.choice(houses), ", ".join(f'"{option}"' for option in counted)
        whole = rng.choice(("electorate", f"[{listed}]", f'["{options[0]}", "{options[1]}"]'))
        bound = rng.choice(("at_least: 4%", "at_least: 1/3", "more_than: 1/2", "at_least: 10%", "more_than: 1/100"))
        tests.append(f"      - {{test: share, name: t{number}, house: {house}, count: [{count}], of: {whole}, {bound}}}"
                     if rng.random() < 0.8 else
                     f'      - {{test: floor, name: t{number}, house: {house}, count: [{count}], at_least: "150"}}')
    ends = rng.choice(("", "    ends: {opening: exclusive, closing: inclusive}\n", ""))
    veto = rng.choice(("    veto_by: council\n", ""))
    return f"""# A forged charter, number {rng.random()}
quorate: charter/1
semantics: 1
name: {json.dumps(name, ensure_ascii=False)}
roles:
  registrar: {{members: ["{one}", "{three}"], needs: 1}}
  council: {{members: ["{one}", "{two}", "{three}"], needs: {rng.randint(1, 2)}}}
electorates_by: registrar
houses:
  holders:
    electorate: members
    power: {{source: balance, asset: token}}
    read: snapshot-at-submission
  people:
    electorate: {series}
    power: {{source: balance, asset: votes}}
    read: snapshot-at-submission
delegation: {{mode: full, depth: {depth}}}
kinds:
  text.resolution: {{track: standard, topic: general}}
  model.deploy: {{track: standard, topic: models}}
  charter.amend: {{track: standard, topic: charter}}
tracks:
  standard:
    houses: [{", ".join(houses)}]
    ballot: {{method: single-choice, options: [{listed}], replaceable: {rng.choice(("true", "true", "false"))}}}
    propose_with: "{rng.choice((0, 1, 60))}"
    delay: {rng.choice(("0s", "1h", "1d 12h"))}
    period: {rng.choice(("1h", "5d"))}
{ends}    timelock: {rng.choice(("0s", "2h"))}
    grace: {rng.choice(("1h", "14d", "1d"))}
{veto}    tests:
{chr(10).join(tests)}
""".encode()


def electorate(rng: random.Random) -> bytes:
    """Some of the accounts with more or less; now and then with nothing."""
    rows = []
    for who in sorted(rng.sample(accounts(), rng.randint(5, 9))):
        amount = rng.choice((0, 1, 50, 100, 100, rng.randrange(1, 1000), rng.randrange(1, 1000)))
        amount += 10**30 * (rng.random() < 0.03)
        rows.append(f"{who} token={amount}" + rng.choice(("", "", f" votes={rng.randrange(9)}")))
    return "".join(row + "\n" for row in rows).encode()


class Riot:
    """One log in the making. With `wicked` 0 only what is allowed is kept; above, that part of the rest stays in."""

    series = ("members", "persons")
    state = Dao
    policy = b""
    genesis: dict[str, str] = {}

    def __init__(self, seed: int, wicked: float = 0.0) -> None:
        self.rng = random.Random(seed)
        self.wicked = wicked
        self.name = self.rng.choice(("Forged", "Zürich \"Interop\" DAO", "A: b"))
        founders = keys()[:self.rng.randint(1, 3)]
        self.forger = Forger(self.charter(self.name), founders, name=self.name, state=self.state, policy=self.policy,
                             **self.genesis)
        self.now = self.forger.dao.clock

    def charter(self, name: str) -> bytes:
        return charter(self.rng, name, accounts())

    @property
    def proposals(self) -> list[Proposal]:
        return list(self.forger.dao.proposals.values())

    def run(self, events: int) -> Forger:
        for series in self.series:
            self.register(series=series)
        for _ in range(events):
            self.happen()
        return self.forger

    def happen(self) -> None:
        self.rng.choices((self.register, self.submit, self.vote, self.delegate, self.act, self.wait), (1, 2, 6, 4, 8, 2))[0]()

    def say(self, kind: str, make: Any, key: PrivateKey, /, *arguments: Any, **fields: Any) -> None:
        """Makes a statement, maybe a bad one; takes it back where only good ones are wanted."""
        if self.rng.random() < self.wicked:
            fields |= self.deviation(kind)
        if make(key, self.now, *arguments, **fields) is not None and self.rng.random() >= self.wicked:
            self.forger.withdraw()

    def deviation(self, kind: str) -> dict[str, Any]:
        """One thing that is not as it should be, or may not be."""
        rng, zero = self.rng, "0x" + "00" * 32
        common = (
            {"sequence": rng.choice((0, 1, 2, 3, 1 << 20, (1 << 20) + 2, 1 << 30))},
            {"signed_at": self.now + rng.choice((300_000, 300_001, -5, -self.now))},
            {"valid_until": self.now + rng.choice((0, -1, 1))},
            {"dao_name": "Another"}, {"dao": "0x" + "ab" * 32}, {"entry": {"received": self.now - 1}},
            {"entry": {"scheme": "eip191"}}, {"entry": {"v": 2}}, {"entry": {"signature": "0x" + "11" * 64 + "1b"}},
            {"unknown": 1})
        special: dict[str, tuple[dict[str, Any], ...]] = {
            "electorate.register": (
                {"root": zero}, {"rows": 1}, {"totals": []}, {"source": "a\u200bb"}, {"series": "none"}),
            "proposal.submit": (
                {"charter_hash": zero}, {"kind": "model.deploy"}, {"actions": ["none"]}, {"title": "Another"}),
            "ballot.cast": (
                {"replaces": zero}, {"replaces": "0x" + "cd" * 32}, {"title": "Another"}, {"proposal": "P-0009"},
                {"proposal_id": zero}, {"rules_hash": zero}, {"electorates_hash": zero}, {"selection_hash": zero},
                {"house": rng.choice(("people", "holders", "none"))}, {"choice": rng.choice(("for", "Yes", ""))},
                {"reason_hash": "0x" + "ef" * 32}),
            "delegation.set": (
                {"topic": rng.choice(("none", "general", "*"))}, {"expires": self.now + rng.choice((0, 1))},
                {"delegate": rng.choice(accounts())}, {"deed": "revoke"}),
            "electorate.attest": (
                {"chain": rng.choice(("", "eip155", "eip155:2"))}, {"block_time": self.now + rng.choice((300_000, 300_001))},
                {"recipe": zero}, {"root": zero}, {"rows": 1}, {"totals": []}, {"verdict": rng.choice(("objects", "denies"))},
                {"series": "none"}),
            "evidence.commission": (
                {"format": "other"}, {"until": self.now + rng.choice((0, 1))}, {"evaluator": rng.choice(accounts())}),
            "evidence.attest": (
                {"format": rng.choice(("json", "other"))}, {"requirement": "a b"}, {"verdict": "passed"}, {"oms_root": zero},
                {"configuration": rng.choice((["a"], [f"b={zero}", f"a={zero}"], [f"a={zero}"] * 2))}, {"commission": zero},
                {"started_at": rng.choice((0, self.now + 1))}, {"ended_at": self.now + rng.choice((300_001, -DAY))}),
            "incident.report": (
                {"incident": rng.choice(("", "x" * 81))}, {"severity": "S5"}, {"discovered_at": self.now + 1}, {"previous": zero},
                {"systems": rng.choice(([], [""], ["x"] * 2, ["x" * 121], [f"{n}" for n in range(33)]))},
                {"regimes": rng.choice((["none"], ["us-ny-raise"] * 2, []))}, {"notified": ["us-ny-raise"]}),
            "emergency.act": (
                {"scope": rng.choice(("everything", "environment A", f"model {zero}"))}, {"pause": "0x" + "ab" * 32},
                {"deed": rng.choice(("revoke", "resume", "break-glass", "stop"))}, {"incident": rng.choice(("", "x" * 81))},
                {"not_after": self.now + rng.choice((0, 1, 72 * HOUR + 1))}),
            "release.sign": (
                {"decision": rng.choice(("approved", "revoked", "rejected", "none"))}, {"model": "x"}, {"environments": ["x"]},
                {"expires": self.now + DAY}, {"oms_root": zero}, {"dir_hash": zero}, {"runtime": [f"adapter={zero}"]},
                {"key": "0x3059"}, {"messages": []}, {"signatures": ["vsa=0x3006020101020101"]},
                {"messages": [f"vsa={zero}"]}, {"proposal": "P-0009"}, {"proposal_id": zero}),
            "evaluation.open": (
                {"kind": "none"}, {"title": ""}, {"subjects": rng.choice(([], ["x"], ["a"] * 2, ["a", "b", "c", "d"]))},
                {"oms_root": "0x" + "22" * 32, "dir_hash": zero}, {"rules_hash": zero}),
            "evaluation.commit": (
                {"round": "E-0009"}, {"title": "x"}, {"round_id": zero}, {"commitment": zero}),
            "evaluation.reveal": (
                {"round": "E-0009"}, {"title": "x"}, {"round_id": zero}, {"salt": rng.choice(("0x", "0x" + "00" * 65))},
                {"scores": rng.choice(([], ["one=1"], ["one=1", "zwölf=x"], ["one=1", "zwölf=70000"], ["one=01", "zwölf=1"]))}),
            "proposal.deposit": (
                {"amounts": rng.choice(([], ["akt=0"], ["akt=5"], ["usd=5", "akt=5"], ["akt=1"] * 2, ["none=5"], [f"akt={1 << 127}"]))},
                {"proposal": "P-0009"}, {"title": "x"}, {"proposal_id": zero}, {"reference": "0x" + "ab" * 32}),
            "resource.draw": (
                {"amount": rng.choice(("0", "-1", "1.5", "100000"))}, {"purpose": ""}, {"grant": zero}, {"reference": "0x" + "ab" * 32}),
            "proposal.act": (
                {"deed": rng.choice(("veto", "queue", "execute", "cancel", "approve", "postpone", "none"))}, {"title": "Another"},
                {"proposal": "P-0009"}, {"proposal_id": zero}, {"reason_hash": "0x" + "ef" * 32})}
        return dict(rng.choice(rng.choice((common, special[kind]))))

    def wait(self) -> None:
        """To an instant at which something changes, or a little before or behind it."""
        instants = [self.now + self.rng.choice((1, HOUR, DAY))]
        for proposal in self.proposals:
            rules, queued = proposal.rules, proposal.queued
            instants += [proposal.opens, proposal.closes, proposal.closes, proposal.closes + rules["grace"]]
            if queued is not None:
                instants += [queued + proposal.wait, queued + proposal.wait + rules["grace"]]
        instants = [instant + self.rng.choice((-1, 0, 0, 1)) for instant in instants if instant < FOREVER]
        self.now = self.rng.choice([instant for instant in instants if instant >= self.now] or [self.now])

    def register(self, series: str = "") -> None:
        who = self.rng.choice((0, 2)) if self.rng.random() >= self.wicked else self.rng.randrange(9)
        self.say("electorate.register", self.forger.register, keys()[who], electorate(self.rng),
                 series=series or self.rng.choice(self.series))

    def submit(self) -> None:
        action = None
        if self.rng.random() < 0.35:
            amended = self.charter(self.name if self.rng.random() >= self.wicked else "Another")
            action = {"type": "charter.amend", "charter": self.forger.keep(amended)}
        elif self.rng.random() < 0.3:
            action = {"type": "model.deploy", "name": "tiny – 模型", "oms_root": "0x" + "11" * 32,
                      "dir_hash": "0x" + "22" * 32, "environment": "production", "locations": [],
                      "runtime": {"adapter": "0x" + "33" * 32}}
        title = f"Proposal {self.rng.randrange(10**6)}"
        after = {"after": self.rng.choice([one.id for one in self.proposals])} if self.proposals and self.rng.random() < 0.1 else {}
        if self.rng.random() < self.wicked / 4:
            after = {"after": "0x" + "ab" * 32}
        self.say("proposal.submit", self.forger.submit, self.rng.choice(keys()), title, action, **after)

    def vote(self) -> None:
        """Mostly on one that is open."""
        open_now = [one for one in self.proposals if one.opens <= one.now(self.now) < one.closes and not one.ending]
        waiting = [one for one in self.proposals if self.now < one.opens < FOREVER and not one.ending]
        if not open_now and waiting:
            self.now = waiting[-1].opens
        elif not self.proposals:
            return
        proposal = self.rng.choice(open_now or waiting[-1:] or self.proposals)
        for _ in range(self.rng.randint(1, 4)):
            self.ballot(proposal)

    def ballot(self, proposal: Proposal) -> None:
        house = self.rng.choice(list(proposal.standing))
        self.say("ballot.cast", self.forger.vote, self.rng.choice(keys()), proposal, house, self.choice(proposal, house))

    def choice(self, proposal: Proposal, _: str) -> str:
        options = proposal.rules["options"]
        return str(options[0] if self.rng.random() < 0.5 else self.rng.choice(options))

    def delegate(self) -> None:
        deed = self.rng.choice(("delegate", "delegate", "delegate", "revoke"))
        who = self.rng.choice(keys())
        topic = self.rng.choice(("*", "general", "models"))
        lent = self.forger.dao.delegations.get((account_of(who), topic), (self.rng.choice(accounts()), 0))
        self.say("delegation.set", functools.partial(self.forger.say, "delegation.set"), who, deed=deed, topic=topic,
                 delegate=lent[0] if deed == "revoke" else self.rng.choice(accounts()),
                 expires=self.rng.choice((FOREVER, self.now + DAY, self.now + 1)))

    def act(self) -> None:
        """Mostly what can be done now."""
        if not self.proposals:
            return
        ready = [one for one in self.proposals if one.state(self.now)[0] in ("succeeded", "queued")]
        proposal = self.rng.choice(ready or self.proposals)
        state, phase, _ = proposal.state(self.now)
        deed = {"succeeded": "queue", "queued": "execute"}.get(state, "")
        if not deed or self.rng.random() < 0.1:
            if self.rng.random() < 0.8:
                return
            deed = self.rng.choice(("veto", "veto", "veto", "queue", "execute", "cancel", "waive"))
        key = self.rng.choice(keys())
        if deed in ("cancel", "veto") and self.rng.random() < 0.8:
            whom = [proposal.s.proposer] if deed == "cancel" else accounts()[:3]
            key = keys()[accounts().index(self.rng.choice(whom))]
        if phase == "timelock":
            self.now += proposal.wait
        self.say("proposal.act", self.forger.act, key, proposal, deed)
