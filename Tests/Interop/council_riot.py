"""Riots in DAOs that elect councils, which pause and revoke, and that grant money and register keys."""

import json
import random
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from forgery import hexed, sha256
from riot import DAY, FOREVER, HOUR, accounts, keys
from safe_riot import ONES, TWOS, SafeRiot, date


KINDS = ("text.resolution", "model.deploy", "model.revoke", "council.elect", "council.recall", "evaluator.accredit", "evaluator.revoke",
         "key.register", "key.rotate", "key.revoke", "compute.run", "resource.allocate", "data.access", "dataset.approve",
         "access.grant", "grant.revoke", "emergency.ratify", "emergency.lift", "charter.amend")


def council_charter(rng: random.Random, name: str, members: Sequence[str], wicked: bool, more: str = "") -> bytes:
    """A charter under which everything is decided within hours; how many may leave a council binds only the honest."""
    people = [f"0x{who[4:]}" for who in members[:5]]
    council = ", ".join(f'"{who}"' for who in sorted(rng.sample(people, rng.randint(2, 4))))
    kinds = "\n".join(f"  {kind}: {{track: {rng.choice(('quick', 'quick', 'slow'))}, topic: general}}" for kind in KINDS)
    budget = rng.choice((6, 24, 72))
    turnover = f"{{at_most: {rng.choice(('1/3', '1/2', '100%'))}, within: {rng.choice(('1d', '90d'))}}}"
    tracks = ""
    for track, timelock, bar in ("quick", "0s", "1/4"), ("slow", rng.choice(("0s", "1h")), "1/3"):
        tracks += f"""  {track}:
    houses: [holders]
    ballot: {{method: single-choice, options: [For, Against], replaceable: true}}
    propose_with: "0"
    delay: 0s
    period: {rng.choice(("1h", "2h", "1m"))}
    timelock: {timelock}
    grace: {rng.choice(("14d", "2d"))}
{rng.choice(("", "    veto_by: council" + chr(10)))}    guardians: [{{act: postpone, by: council, during: [passed, timelock, executable], at_most: 1h}}]
    tests:
      - {{test: share, name: approval, house: holders, count: [For], of: [For, Against], more_than: {bar}}}
"""
    return f"""# A forged charter, number {rng.random()}
quorate: charter/1
semantics: 1
name: {json.dumps(name, ensure_ascii=False)}
roles:
  registrar: {{members: ["{people[0]}", "{people[2]}"], needs: 1}}
  council: {{members: [{council}], needs: {rng.randint(1, 2)}}}
  attesters: {{members: ["{people[0]}", "{people[1]}", "{people[2]}"], needs: {rng.randint(1, 3)}}}
electorates_by: registrar
houses:
  holders: {{electorate: members, power: {{source: balance, asset: token}}, read: snapshot-at-submission}}
delegation: {{mode: full, depth: 8}}
kinds:
{kinds}
brake: {{pause_by: council, revoke_by: council, at_most: {min(budget, rng.choice((2, 6, 72)))}h, budget: {budget}h, within: 14d, ratified_at_most: {rng.choice(("2d", "90d"))}}}
gate: {{{"" if wicked else f"turnover: {turnover}, "}break_glass: {{by: council, at_most: 24h}}}}
{more}tracks:
{tracks}""".encode()


def secret_key(seed: int, algorithm: str) -> Any:
    """A key that everybody knows."""
    secret = sha256(b"key %d" % seed)
    return ed25519.Ed25519PrivateKey.from_private_bytes(secret) if algorithm == "ed25519" else ec.derive_private_key(
        int.from_bytes(secret[:31], "big"), ec.SECP256R1() if algorithm == "ecdsa-p256" else ec.SECP256K1())


def spki(seed: int, algorithm: str) -> str:
    """A public key in its DER form."""
    return hexed(secret_key(seed, algorithm).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


class CouncilRiot(SafeRiot):
    """A riot with elections, orders, draws and keys."""

    series = ("members",)

    def charter(self, name: str) -> bytes:
        return council_charter(self.rng, name, accounts(), self.wicked > 0)

    def happen(self) -> None:
        lot = self.rng.random()
        if lot < 0.2:
            self.order()
        elif lot < 0.35:
            self.draw()
        elif lot < 0.6:
            self.decide()
        else:
            super().happen()

    def decide(self) -> None:
        """A proposal from its submission to its execution, unless something comes in between."""
        before = len(self.proposals)
        self.submit()
        if len(self.proposals) == before or self.proposals[-1].closes > FOREVER:
            return
        proposal = self.proposals[-1]
        for key in self.rng.sample(keys(), 3):
            self.say("ballot.cast", self.forger.vote, key, proposal, "holders", "For")
        for deed, wait in ("queue", proposal.closes - self.now), ("execute", proposal.wait):
            self.now += wait
            self.say("proposal.act", self.forger.act, self.rng.choice(keys()), proposal, deed)

    def action(self) -> dict[str, Any] | None:
        rng, dao, who = self.rng, self.forger.dao, self.rng.choice(accounts())
        until = date(self.now + rng.choice((HOUR, DAY, 9 * DAY)))
        algorithm, number = rng.choice(("ecdsa-p256", "ed25519", "ecdsa-secp256k1")), rng.randrange(3)
        known = [identity for _, identity in dao.keys] or [ONES]
        pauses = [identity for identity, order in dao.orders.items() if order.s.deed == "pause"] or [ONES]
        purpose = rng.choice(("evaluator", "release"))
        seats = [{"account": one, "organisation": f"org-{at}"} for at, one in enumerate(sorted(
            rng.sample(accounts()[:6], rng.randint(1, 5))))]
        stops: dict[str, Any] = rng.choice(({}, {"checkpoints": [
            {"after": "300", "requires": ["enough"]}, {"after": "700", "requires": ["one", "two"]}]}))
        pace: dict[str, Any] = rng.choice(({}, {"at_most": {"amount": "60", "every": "1h"}, "provider": "cloud"}))
        return rng.choice((
            super().action(),
            {"type": "council.elect", "role": rng.choice(("council", "council", "registrar", "attesters")), "seats": seats,
             "needs": rng.randint(1, 2), "term": until},
            {"type": "council.elect", "role": "council", "seats": seats, "needs": 1, "term": until},
            {"type": "key.register", "purpose": purpose, "holder": "lab", "algorithm": algorithm,
             "spki": spki(number, algorithm)},
            {"type": "key.rotate", "purpose": purpose, "replaces": rng.choice(known), "algorithm": algorithm,
             "spki": spki(number, algorithm)},
            {"type": "key.revoke", "purpose": purpose, "key": rng.choice(known), "reason": "lost",
             **rng.choice(({}, {"compromised_since": date(self.now - DAY)}))},
            {"type": "evaluator.accredit", "account": who, "name": "An evaluator", "organisation": "lab",
             "scopes": ["garak"], "conflicts": "none", "barred_from": ["maker", "lab"], "key": rng.choice(known),
             "expires": until},
            {"type": "evaluator.revoke", "account": rng.choice([*dao.evaluators, who]), "reason": "why",
             **rng.choice(({}, {"since": date(self.now - rng.choice((0, DAY)))}))},
            {"type": "compute.run", "name": "train", "holder": who, "budget": "1000", "expires": until, **stops},
            {"type": "resource.allocate", "holder": who, "unit": "eur", "amount": "500", "purpose": "for it",
             "expires": until, **pace},
            {"type": "data.access", "dataset": ONES, "algorithm": TWOS, "holder": who, "purpose": "it", "expires": until},
            {"type": "dataset.approve", "name": "set", "licence": "CC0", "dataset": ONES, "use": "training",
             "expires": until},
            {"type": "grant.revoke", "grant": rng.choice([*dao.grants, ONES]), "reason": "why"},
            {"type": "emergency.ratify", "pause": rng.choice(pauses), "until": until},
            {"type": "emergency.lift", "pause": rng.choice(pauses), "conditions": "none"}))

    def order(self) -> None:
        """Some of the council sign a pause, its end, a revocation, or the opening of a gate."""
        rng, dao = self.rng, self.forger.dao
        pauses = [(identity, order.s) for identity, order in dao.orders.items()
                  if order.s.deed == "pause" and order.starts is not None]
        scope = rng.choice(("all", "environment production", "environment lab", "family tiny", f"model {ONES} {TWOS}",
                            f"model {ONES} {ONES} in production", f"model {TWOS} {TWOS} in lab"))
        fields = {"deed": rng.choice(("pause", "pause", "pause", "revoke", "break-glass")), "scope": scope,
                  "incident": f"INC-{rng.randrange(4)}", "not_after": self.now + rng.choice((1, 2, 6, 24, 72)) * HOUR,
                  "pause": "0x" + "00" * 32}
        if pauses and rng.random() < 0.35:
            identity, pause = rng.choice(pauses)
            fields = {"deed": "resume", "scope": pause.scope, "incident": pause.incident,
                      "not_after": pause.not_after, "pause": identity}
        for key in rng.sample(keys()[:6], rng.randint(1, 4)):
            self.say("emergency.act", self.sign_order, key, **fields)

    def sign_order(self, key: Any, received: int, /, **fields: Any) -> str | None:
        return self.forger.say("emergency.act", key, received, **{"reason_hash": ""} | fields)

    def draw(self) -> None:
        """Mostly by the holder."""
        rng, dao = self.rng, self.forger.dao
        grants = [one for one in dao.grants if one in dao.proposals]
        if not grants:
            return
        grant = rng.choice(grants)
        holder = dao.proposals[grant].action.get("holder", accounts()[0])
        key = keys()[accounts().index(holder)] if rng.random() < 0.9 else rng.choice(keys())
        self.say("resource.draw", self.sign_draw, key, amount=str(rng.choice((1, 10, 60, 100, 300))), grant=grant)

    def sign_draw(self, key: Any, received: int, /, **fields: Any) -> str | None:
        return self.forger.say("resource.draw", key, received, **{"purpose": "for it", "reference": "0x" + "00" * 32} | fields)
