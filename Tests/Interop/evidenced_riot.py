"""Riots of evaluators: runs that were commissioned or not, incidents reported again, and protocols that come and go."""

from typing import Any

from council_riot import CouncilRiot
from forgery import hexed, sha256
from riot import DAY, HOUR, accounts, keys
from safe_riot import ONES, TWOS, date
from second_safety import NONE

RESULT = b'{"version": 2}\n'
MORE = ("protocol.adopt", "protocol.amend", "protocol.retire", "capability.threshold", "waiver.grant", "model.retire",
        "weights.release")
PROTOCOL = """apiVersion: quorate.dev/v1alpha1
kind: SafetyProtocol
id: %s
version: %d
appliesTo: {actions: [model.deploy], environments: [%s]}
evidence:
  - {id: bio, format: inspect-ai.log.v2, maxAge: 30d}
rules:
  - {id: enough, evidence: bio, select: "$.results.completed_samples", op: ">=", value: "200"}
  - {id: whole, evidence: bio, select: "$.results.total_samples", op: ">=", value: "200"}
"""


class EvidencedRiot(CouncilRiot):
    """A riot with evidence, incidents and protocols."""

    more: tuple[str, ...] = MORE

    def charter(self, name: str) -> bytes:
        slow = ("protocol.amend", "protocol.retire")
        listed = "".join(f"  {kind}: {{track: {'slow' if kind in slow else 'quick'}, topic: safety}}\n" for kind in self.more)
        lapse = self.rng.choice(("", "", "tightening: {lapses_after: 1d}\n", "tightening: {lapses_after: 2h}\n"))
        return super().charter(name).replace(b"kinds:\n", f"{lapse}kinds:\n{listed}".encode())

    def run(self, events: int) -> Any:
        self.forger.keep(RESULT)
        return super().run(events)

    def happen(self) -> None:
        lot = self.rng.random()
        if lot < 0.25:
            self.evidence()
        elif lot < 0.4:
            self.report()
        else:
            super().happen()

    def adopted(self) -> list[tuple[str, Any, str]]:
        """Protocols that were in force at some time, each by its latest version."""
        return [(name, versions[-1].told, versions[-1].sha256) for name, versions in self.forger.dao.versions.items()]

    def protocol(self) -> dict[str, Any]:
        """A protocol by its digest; its YAML is a document from now on."""
        rng = self.rng
        name, version = rng.choice(("frontier", "other")), rng.choice((1, 1, 2, 3))
        data = (PROTOCOL % (name, version, rng.choice(("production", "lab")))).encode()
        return {"id": name, "version": version, "sha256": self.forger.keep(data)}

    def action(self) -> dict[str, Any] | None:
        rng = self.rng
        until, model = date(self.now + rng.choice((HOUR, 9 * DAY))), {"oms_root": ONES, "dir_hash": TWOS}
        known = [{"id": name, "version": told.version, "sha256": digest}
                 for name, told, digest in self.adopted()]
        rules = rng.sample(("enough", "whole", "none"), 2)
        return rng.choice((
            super().action(),
            {"type": "evaluator.accredit", "account": rng.choice(accounts()[:5]), "name": "An evaluator",
             "organisation": "lab", "scopes": ["garak"], "conflicts": "none", "expires": date(self.now + 30 * DAY)},
            {"type": "protocol.adopt", **self.protocol()},
            {"type": "protocol.retire", **rng.choice(known or [self.protocol()]), "reason": "old"},
            {"type": "capability.threshold", "domain": "cyber", "level": "High", "protocol": "frontier",
             "triggers": rules[:1], "safeguards": rules[1:]},
            {"type": "waiver.grant", "protocol": "frontier", "rule": rng.choice(("enough", "none")),
             "environment": "production", "expires": until, "control": "someone watches", "reason": "late", **model},
            {"type": "model.retire", "from": until, "handling": "archive", "reason": "old", **model},
            {"type": "weights.release", "name": "tiny", "licence": "CC0", "terms": ONES, **model},
            {"type": "model.deploy", "name": "tiny", "environment": rng.choice(("production", "lab")), "locations": [],
             "runtime": {}, **model, **rng.choice(({}, {"producer": "maker"}))}))

    def evidence(self) -> None:
        """A run is commissioned, or the result of one attested."""
        rng, dao = self.rng, self.forger.dao
        evaluators = [who for who in dao.evaluators] or accounts()[:1]
        if rng.random() < 0.4 or not dao.commissions:
            return self.say("evidence.commission", self.sign("evidence.commission"), rng.choice(keys()), format=rng.choice(
                ("garak.report.jsonl", "json")), evaluator=rng.choice(evaluators), oms_root=ONES, dir_hash=TWOS, plan=ONES,
                until=self.now + rng.choice((HOUR, DAY)))
        identity, (run, received) = rng.choice(list(dao.commissions.items()))
        start = rng.choice((received + 1, received + HOUR, self.now))
        return self.say(
            "evidence.attest", self.sign("evidence.attest"), keys()[accounts().index(run.evaluator)], format=run.format,
            requirement=rng.choice(("", "bio")), verdict=rng.choice(("PASSED", "WARNED", "FAILED")), oms_root=ONES,
            dir_hash=TWOS, evidence=hexed(sha256(RESULT)), configuration=rng.choice(([], [f"data={ONES}", f"task={TWOS}"])),
            commission=identity, started_at=start, ended_at=rng.choice((start, self.now, self.now + 300_000)))

    def report(self) -> None:
        """An incident, for the first time or again."""
        rng, dao = self.rng, self.forger.dao
        name = rng.choice(("INC-1", "INC-2 – ✓"))
        before, identity = dao.reports.get(name, (None, NONE))
        regimes = rng.sample(("us-ny-raise", "eu-ai-act-73-2", "us-ca-sb53"), rng.randint(0, 3))
        regimes = list(dict.fromkeys((before.regimes if before else []) + regimes))
        notified = before.notified if before else []
        self.say("incident.report", self.sign("incident.report"), rng.choice(keys()), incident=name,
                 severity=rng.choice(("S1", "S4")), systems=rng.choice((["one"], ["one", "zwölf"])),
                 discovered_at=before.discovered_at if before else self.now - rng.choice((0, HOUR, -1)),
                 facts=rng.choice((NONE, hexed(sha256(RESULT)))), regimes=regimes,
                 notified=notified + [one for one in regimes if one not in notified][:rng.randint(0, 1)], previous=identity)

    def sign(self, kind: str) -> Any:
        def say(key: Any, received: int, /, **fields: Any) -> str | None:
            return self.forger.say(kind, key, received, **fields)
        return say


class ModelsRiot(EvidencedRiot):
    """A riot over few models, which are approved, gone on with and taken back."""

    more = (*MORE, "model.promote", "model.rollback", "model.derive")

    def action(self) -> dict[str, Any] | None:
        rng, dao = self.rng, self.forger.dao
        one, two = ({"oms_root": root, "dir_hash": tree} for root, tree in rng.sample(
            ((ONES, TWOS), (TWOS, ONES), (TWOS, TWOS)), 2))
        dates: dict[str, Any] = rng.choice(({}, {"not_before": date(self.now + 2 * HOUR)}, {"expires": date(self.now + DAY)},
                                            {"not_before": date(self.now + DAY), "expires": date(self.now + DAY)}))
        stages: dict[str, Any] = rng.choice(({}, {"stages": [
            {"name": "canary", "max_traffic_permille": 5, "min_dwell": rng.choice(("1h", "2d"))},
            {"name": "half", "max_traffic_permille": 500, "requires": ["enough", "whole"]},
            {"name": "all", "max_traffic_permille": 1000}]}))
        known = [{"id": name, "version": told.version, "sha256": digest}
                 for name, told, digest in self.adopted()]
        deployment = {"name": "tiny", "environment": rng.choice(("production", "lab")), "locations": [], "runtime": {},
                      "producer": "maker", **one, **dates, **stages, **rng.choice(({}, {"protocols": known[:1]} if known else {}))}
        open_now = [(identity, told) for identity, told in dao.approvals.items() if told.stages] or [(ONES, None)]
        identity, told = rng.choice(open_now)
        stage = told.stages[(told.open + rng.choice((1, 1, 1, 2))) % 3]["name"] if told else "half"
        charter = self.forger.documents[dao.charter.hash] + b"# again\n"
        amended = rng.choice((charter, charter.replace(b"depth: 8", b"depth: 7"),
                              charter.replace(b"grace: 2d", b"grace: 3d")))
        return rng.choice((
            super().action(), {"type": "model.deploy", **deployment}, {"type": "model.deploy", **deployment},
            {"type": "charter.amend", "charter": self.forger.keep(amended), "change": rng.choice(("neutral", "loosening"))},
            {"type": "model.promote", "deployment": identity, "stage": stage},
            {"type": "model.promote", "deployment": identity, "stage": stage, "evidence": [ONES]},
            {"type": "model.retire", "from": date(self.now + rng.choice((0, 2, 24)) * HOUR), "handling": "keep",
             "reason": "old", **one},
            {"type": "model.rollback", "environments": rng.choice((["lab"], ["production", "lab"])), "model": one,
             "target": two, "reason": "worse"},
            {"type": "model.derive", "parent": two, "relation": rng.choice(("merge", "distilled")), "child": deployment,
             "delta": [ONES]},
            {"type": "model.revoke", "reason": "why", **one, **rng.choice(({}, {"environments": ["lab"]}))}))
