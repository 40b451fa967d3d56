"""Riots over safety protocols, which are made stricter and looser clause by clause, lapse and are confirmed."""

import copy
import json
from typing import Any

from evidenced_riot import EvidencedRiot
from riot import FOREVER, keys
from second_protocols import amendment_of, read_protocol
from second_verifier import Undecided

OPS = ("<", "<=", ">", ">=", "==", "!=")


class ProtocolRiot(EvidencedRiot):
    """A riot in which most of what is proposed is about protocols."""

    def charter(self, name: str) -> bytes:
        quick = b"".join(b"  protocol.amend/%b: {track: quick, topic: safety}\n" % change for change in (b"tightening", b"neutral"))
        return super().charter(name).replace(b"  protocol.amend:", quick + b"  protocol.amend:")

    def happen(self) -> None:
        if self.rng.random() < 0.6:
            self.submit()
            if self.rng.random() < 0.4:
                self.carry()
        else:
            super().happen()

    def carry(self) -> None:
        """The newest proposal is voted on and carried out."""
        if not self.proposals or (proposal := self.proposals[-1]).closes > FOREVER or proposal.ending:
            return
        for key in self.rng.sample(keys(), 3):
            self.say("ballot.cast", self.forger.vote, key, proposal, "holders", "For")
        self.now = max(self.now, proposal.closes)
        self.say("proposal.act", self.forger.act, self.rng.choice(keys()), proposal, "queue")
        self.now += proposal.wait
        self.say("proposal.act", self.forger.act, self.rng.choice(keys()), proposal, "execute")

    def action(self) -> dict[str, Any] | None:
        rng, versions = self.rng, [one for one in self.forger.dao.versions.values() if one]
        if not versions or rng.random() < 0.1:
            return {"type": "protocol.adopt", **self.written("frontier", 1, self.first())} if not versions else super().action()
        newest = rng.choice(versions)[-1]
        name, version = newest.told.id, newest.told.version
        if rng.random() < 0.15:
            return {"type": "protocol.amend", "id": name, "version": version, "sha256": newest.sha256,
                    "replaces": newest.sha256, "change": "confirming"}
        if rng.random() < 0.05:
            return {"type": "protocol.retire", "id": name, "version": version, "sha256": newest.sha256, "reason": "old"}
        if rng.random() < 0.1:
            rules = rng.sample(["enough", "whole", "extra", "none"], 2)
            return {"type": "capability.threshold", "domain": "cyber", "level": "High", "protocol": name,
                    "triggers": rules[:1], "safeguards": rules[1:]}
        if name == "other":
            return super().action()
        old = self.made.get(newest.sha256) or self.first()
        try:
            told = self.written(name, version + 1, self.altered(old))
            change = amendment_of(newest.told, read_protocol(self.forger.documents[told["sha256"]]))
        except Undecided:  # its parts do not go together any more
            return None
        if rng.random() < self.wicked:
            change = rng.choice(("tightening", "neutral", "loosening"))
        return {"type": "protocol.amend", **told, "replaces": newest.sha256, "change": change,
                **rng.choice(({}, {}, {"grace": "1d"}))}

    def written(self, name: str, version: int, told: dict[str, Any]) -> dict[str, Any]:
        """A protocol by its digest."""
        head = f"apiVersion: quorate.dev/v1alpha1\nkind: SafetyProtocol\nid: {name}\nversion: {version}\n"
        data = head + "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in told.items() if value)
        digest = self.forger.keep(data.encode())
        self.made[digest] = told
        return {"id": name, "version": version, "sha256": digest}

    @property
    def made(self) -> dict[str, dict[str, Any]]:
        """What protocols say, by their digests."""
        return self.__dict__.setdefault("texts", {})

    def first(self) -> dict[str, Any]:
        return {"appliesTo": {"actions": ["model.deploy"], "environments": ["lab"]}, "capabilities": [],
                "evidence": [{"id": "bio", "format": "inspect-ai.log.v2", "maxAge": "30d"}, {"id": "red", "format": "lm-eval.results"}],
                "rules": [{"id": "enough", "evidence": "bio", "select": "$.results.samples", "op": ">=", "value": "200"},
                          {"id": "whole", "evidence": "bio", "select": "$.results.total", "op": "==", "value": "0.85"},
                          {"id": "extra", "evidence": "red", "ratio": {"num": "$.a", "den": "$.b"}, "op": "<", "value": "0.5"}]}

    def altered(self, old: dict[str, Any]) -> dict[str, Any]:
        """Mostly one clause is another one."""
        told = copy.deepcopy(old)
        for _ in range(self.rng.choice((0, 1, 1, 1, 1, 2))):
            self.alter(told)
        return told

    def alter(self, told: dict[str, Any]) -> None:
        rng = self.rng
        rule, one, lot = rng.choice(told["rules"]), rng.choice(told["evidence"]), rng.randrange(13)
        if lot == 12:
            told["appliesTo"] = rng.choice(({"actions": ["model.deploy"]}, {"actions": ["model.deploy", "model.derive"]}, {
                "actions": ["model.promote"], "environments": ["lab"]}, {"actions": ["model.deploy"], "environments": ["lab", "x"]}))
        elif lot == 1:
            told["title"] = rng.choice(("A title – ✓", "Another"))
        elif lot in (2, 3):
            one |= rng.choice(({"maxAge": "20d"}, {"maxAge": "36h"}, {"maxUnscored": "0.01"}, {"maxUnscored": "0"},
                               {"covers": ["a"]}, {"covers": ["b", "a"]}, {"attestedBy": {"role": "evaluator", "threshold": 3}},
                               {"attestedBy": {"role": "evaluator", "threshold": 1}}, {"pins": {"task": "0x" + "11" * 32}},
                               {"pins": {"task": "0x" + "11" * 32, "data": "0x" + "22" * 32}}, {"boundTo": "model"},
                               {"format": "garak.report.jsonl"}))
        elif lot == 4:
            one.pop(rng.choice(("maxAge", "covers", "attestedBy", "pins", "maxUnscored")), None)
        elif lot in (5, 6, 7):
            if "ratio" in rule:
                rule |= {"op": rng.choice(OPS), "value": rng.choice(("0.5", "0.50", "0.4", "1"))}
            else:
                rule |= {"op": "in", "value": rng.choice((["0.85", "x"], ["x"], ["200", "0.85", "y"]))} if rng.random() < 0.3 else {
                    "op": rng.choice(OPS), "value": rng.choice(("200", "0.85", "0.850", "100"))}
                if rng.random() < 0.1:
                    rule["op"] = rng.choice(("present", "absent-or-null"))
                    rule.pop("value")
                elif rng.random() < 0.1:
                    rule |= {"op": rng.choice(("==", "!=")), "value": rng.choice((True, "text"))}
        elif lot == 8:
            rule |= rng.choice(({"severity": "warn"}, {"severity": "block"}, {"maxAge": "1d"}, {"maxAge": "2d"}, {"note": "why"}))
        elif lot == 9 and "ratio" not in rule:
            rule |= rng.choice(({"each": True}, {"each": True, "minCount": 2}, {"select": "$.results.other"}, {"evidence": "red"}))
            if "each" in rule and rng.random() < 0.5:
                rule.pop("each")
                rule.pop("minCount", None)
        elif lot in (0, 10):
            self.add_or_drop(told)
        else:
            told["capabilities"] = rng.choice(([], [{"id": "c", "domain": "cyber", "triggers": ["extra"], "safeguards": ["whole"]}],
                                               [{"id": "c", "domain": "other", "level": "High", "triggers": ["extra"],
                                                 "safeguards": ["whole", "enough"]}],
                                               [{"id": "d", "domain": "cyber", "triggers": ["enough", "extra"],
                                                 "safeguards": ["whole"]}]))

    def add_or_drop(self, told: dict[str, Any]) -> None:
        rng = self.rng
        where = rng.choice(("rules", "evidence"))
        unread = [one["id"] for one in told["evidence"] if one["id"] not in {rule["evidence"] for rule in told["rules"]}]
        if unread and told["capabilities"] and rng.random() < 0.7:  # a file that is due no more but for a safeguard
            told["rules"].append({"id": f"guard-{rng.randrange(99)}", "evidence": unread[0], "select": "$.x", "op": "present"})
            told["capabilities"][0]["safeguards"].append(told["rules"][-1]["id"])
            return
        if rng.random() < 0.5 and len(told[where]) > 1:
            told[where].pop(rng.randrange(len(told[where])))
        else:
            told[where].append({"id": f"more-{rng.randrange(99)}", **rng.choice((
                {"evidence": "bio", "select": "$.x", "op": "present"},
                {"evidence": "bio", "select": "$.x", "op": "<", "value": "5", "severity": "warn"}))} if where == "rules" else {
                    "id": f"file-{rng.randrange(99)}", "format": "json"})
        names = {one["id"] for one in told["evidence"]}
        told["rules"] = [one for one in told["rules"] if one["evidence"] in names]
        if not told["rules"]:
            told |= self.first()
