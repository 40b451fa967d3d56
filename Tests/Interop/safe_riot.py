"""Riots under charters like that of the preset ai-safety: two houses, tracks by risk, guardians, and all that is decided there."""

import datetime
import json
import random
from collections.abc import Sequence
from typing import Any

from forgery import Forger
from riot import DAY, FOREVER, HOUR, Riot, accounts, keys
from second_amendments import AmendedDao
from second_verifier import Proposal

ONES, TWOS = "0x" + "11" * 32, "0x" + "22" * 32


def safe_charter(rng: random.Random, name: str, members: Sequence[str], more: str = "") -> bytes:
    """A charter with the parts of the preset ai-safety, in other measures."""
    one, two, three, four = (f"0x{who[4:]}" for who in members[:4])
    moments = rng.choice(("lookback 2h, opening", "lookback 2h, opening", "lookback 1h, submission, opening",
                          "submission, opening", "opening, lookback 48h", "lookback 1d, submission"))
    seats = "seats: {accredited: true, roles: [council]}\n    power: {source: heads}"
    listed = f"electorate: safety\n    power: {rng.choice(('{source: heads}', '{source: balance, asset: votes}'))}"
    safety_house = rng.choice((seats, seats, listed))
    council = ", ".join(f'"{who}"' for who in sorted(rng.sample((one, two, three, four), rng.randint(2, 4))))
    postponed, increase = rng.choice(("3d", "1h", "36h")), rng.choice(("1d", "2h", "90m", "1s"))
    tracks = ""
    for track, houses, timelock in (
            ("standard", "tokens", "1d"), ("tightening", "tokens", "0s"), ("guarded", "tokens, safety", "2h"),
            ("public", "safety, tokens", "3d"), ("loosening", "tokens, safety", "2h"), ("emergency", "tokens", "0s")):
        guards = f"    guardians: [{{act: postpone, by: council, during: [passed, timelock, executable], at_most: {postponed}}}]\n"
        quiet = f"    wait_for_quiet: {{increase: {increase}, house: tokens, option: For, against: Against}}\n"
        safety = "      - {test: share, name: safety quorum, house: safety, count: [For], of: [For, Against], at_least: 60%}\n"
        tracks += f"""  {track}:
    houses: [{houses}]
    ballot: {{method: single-choice, options: [For, Against, Abstain], replaceable: {rng.choice(("true", "true", "true", "false"))}}}
    propose_with: "{"0" if "submission" in moments[5:] else rng.choice(("0", "1", "1", "60"))}"
    delay: {rng.choice(("0s", "1h", "1d"))}
    period: {rng.choice(("2h", "5d", "3d", "1s"))}
    timelock: {timelock}
    grace: {rng.choice(("14d", "1d"))}
{rng.choice(("", "", "", "    veto_by: council" + chr(10)))}{guards if rng.random() < 0.8 else ""}{quiet if rng.random() < 0.7 else ""}    tests:
      - {{test: share, name: quorum, house: tokens, count: [For, Against, Abstain], of: electorate, at_least: 4%}}
      - {{test: share, name: approval, house: tokens, count: [For], of: [For, Against], more_than: {rng.choice(("1/2", "1/3"))}}}
{safety if "safety" in houses else ""}"""
    kinds = {"text.resolution": "standard", "model.deploy/internal": "standard", "model.deploy/limited": "guarded",
             "model.deploy": "public", "model.revoke": "standard", "evaluator.accredit": "loosening",
             "evaluator.revoke": "guarded", "council.recall": "guarded", "access.grant": "guarded",
             "grant.revoke": "tightening", "emergency.ratify": "emergency", "emergency.lift": "guarded",
             "charter.amend": "loosening"}
    rows = "\n".join(f"  {kind}: {{track: {track}, topic: {'general' if kind[:4] == 'text' else 'models'}}}"
                       for kind, track in kinds.items())
    return f"""# A forged charter, number {rng.random()}
quorate: charter/1
semantics: 1
name: {json.dumps(name, ensure_ascii=False)}
roles:
  registrar: {{members: ["{one}", "{three}"], needs: 1}}
  council: {{members: [{council}], needs: {rng.randint(1, 2)}}}
electorates_by: registrar
assets: {{token: {{symbol: "tokens", decimals: 0}}}}
houses:
  tokens:
    electorate: members
    power: {{source: balance, asset: token}}
    read: {{min: [{moments}]}}
  safety:
    {safety_house}
    read: snapshot-at-submission
delegation: {{mode: full, depth: {rng.choice((8, 8, 2))}}}
kinds:
{rows}
brake: {{pause_by: council, revoke_by: council, at_most: 72h, budget: 72h, within: 14d, after_lapse: {{model: needs-approval}}}}
gate: {{approval_at_most: 90d, grace: 7d, turnover: {{at_most: 1/3, within: 90d}}}}
tightening: {{lapses_after: 90d}}
release: {{needs: 2}}
{more}tracks:
{tracks}""".encode()


def date(now: int) -> str:
    return datetime.datetime.fromtimestamp(now // 1000, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class SafeRiot(Riot):
    """A riot with guardians, seats, evaluators and grants."""

    series = ("members", "safety")
    state = AmendedDao

    def charter(self, name: str) -> bytes:
        return safe_charter(self.rng, name, accounts())

    def run(self, events: int) -> Forger:
        for series in self.series:
            self.register(series=series)
        self.now += self.rng.choice((DAY, 2 * DAY, 2 * DAY + HOUR))
        return super().run(events)

    def happen(self) -> None:
        if self.rng.random() < 0.06:
            self.accredit()
        else:
            super().happen()

    def accredit(self) -> None:
        """Somebody is made an evaluator by all who may vote, and has a seat from then on where charters give one."""
        until, before = date(self.now + self.rng.choice((9 * DAY, 30 * DAY))), len(self.proposals)
        self.say("proposal.submit", self.forger.submit, self.rng.choice(keys()), f"Accredit, {before}", {
            "type": "evaluator.accredit", "account": self.rng.choice(accounts()), "name": "An evaluator",
            "organisation": "lab", "scopes": ["garak"], "conflicts": "none", "expires": until})
        if len(self.proposals) == before or self.proposals[-1].closes > FOREVER:
            return
        proposal = self.proposals[-1]
        self.now = max(self.now, proposal.opens)
        for house in proposal.standing:
            for who in proposal.tables[house][0]:
                key = keys()[accounts().index(who)]
                self.say("ballot.cast", self.forger.vote, key, proposal, house, "For")
        for deed in ("queue", "execute"):
            self.now = max(self.now, proposal.closes if deed == "queue" else self.now + proposal.wait)
            self.say("proposal.act", self.forger.act, self.rng.choice(keys()), proposal, deed)

    def action(self) -> dict[str, Any] | None:
        """One of the kinds that these charters know; now and then one that cannot be carried out."""
        rng, who = self.rng, self.rng.choice(accounts())
        until, model = date(self.now + rng.choice((DAY, 90 * DAY))), {"oms_root": ONES, "dir_hash": TWOS}
        audience = rng.choice(({}, {"audience": "internal"}, {"audience": "limited"}, {"audience": "public"}))
        council = self.forger.dao.roles["council"]["members"]
        granted = [one.id for one in self.proposals if one.s.kind == "access.grant"]
        return rng.choice((
            None, None, None,
            {"type": "model.deploy", "name": "tiny – 模型", "environment": "production", "locations": [], "runtime": {},
             **model, **audience, **rng.choice(({}, {"producer": "lab", "expires": until}))},
            {"type": "model.revoke", "reason": "why", **model},
            {"type": "evaluator.accredit", "account": who, "name": "An evaluator", "organisation": "lab",
             "scopes": ["garak", "inspect"], "conflicts": "none", "expires": until},
            {"type": "evaluator.revoke", "account": rng.choice(sorted(self.forger.dao.evaluators) + [who]), "reason": "why"},
            {"type": "council.recall", "role": "council", "reason": "why", "accounts": sorted(
                rng.sample(council, min(len(council), rng.choice((1, 1, 2)))))},
            {"type": "access.grant", "holder": who, "resource": "store", "purpose": "for it", "expires": until},
            {"type": "grant.revoke", "grant": rng.choice(granted or [ONES]), "reason": "why"},
            {"type": "charter.amend", "charter": self.forger.keep(self.charter(self.name))}))

    def submit(self) -> None:
        action = self.action()
        title = f"Proposal {self.rng.randrange(10**6)}"
        self.say("proposal.submit", self.forger.submit, self.rng.choice(keys()), title, action)

    def ballot(self, proposal: Proposal) -> None:
        """Where seats are on record, mostly of those who have one: hardly anybody else may vote there."""
        house = self.rng.choice(list(proposal.standing))
        if "seats" not in proposal.houses[house] or self.rng.random() < 0.2:
            return super().ballot(proposal)
        seated = sorted(proposal.tables[house][0])
        for who in self.rng.sample(seated, self.rng.randint(1, len(seated))):
            key = keys()[accounts().index(who)]
            self.say("ballot.cast", self.forger.vote, key, proposal, house, self.choice(proposal, house))
        return None

    def act(self) -> None:
        """As in other riots; and guardians postpone, in the phases in which they may and in others."""
        late = [one for one in self.proposals if one.state(one.now(self.now))[1] in ("passed", "timelock", "executable")]
        if not late or self.rng.random() < 0.7:
            return super().act()
        proposal = self.rng.choice(late)
        for key in self.rng.sample(keys()[:4], self.rng.randint(1, 3)):
            self.say("proposal.act", self.forger.act, key, proposal, "postpone")
        return None
