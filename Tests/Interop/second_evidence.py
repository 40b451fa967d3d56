#!/usr/bin/env python3
"""Audits a bundle of Quorate again, also where evaluators are heard and safety protocols adopted, by docs/spec alone:

    second_evidence.py FILE.qaudit [--pin DAO]

second_electorates.py and what stands before it have the rest. Here are runs that are commissioned and attested, reports
of incidents, and which protocol is in force. Of protocols (docs/spec/safety-protocol.md) plain ones are read, whose
paths have names only and that have no capabilities; what rules find in a file decides nothing in a log. Not known are
amendments of protocols, releases and deposits."""

from types import SimpleNamespace

from second_actions import CLAUSE, distinct
from second_electorates import AttestedDao
from second_safety import safe_rules, span
from second_verifier import DIGEST, LABEL, SIGNERS, UNSUPPORTED, Undecided, canonical, demand, know, main, read
from second_verifier import read_yaml, tagged, text

know("evidence.commission", "Commission(string dao,string format,address evaluator,bytes32 omsRoot,bytes32 dirHash,"
     "bytes32 plan,uint64 until,address commissioner,")
know("evidence.attest", "Evidence(string dao,string format,string requirement,string verdict,bytes32 omsRoot,"
     "bytes32 dirHash,bytes32 evidence,string[] configuration,bytes32 commission,uint64 startedAt,uint64 endedAt,"
     "address evaluator,")
know("incident.report", "Incident(string dao,string incident,string severity,string[] systems,uint64 discoveredAt,"
     "bytes32 facts,string[] regimes,string[] notified,bytes32 previous,address reporter,")
SIGNERS["evidence.commission"] = "commissioner"
NONE, MINUTES_5 = "0x" + "00" * 32, 300_000
FORMATS = {"inspect-ai.log.v2", "lm-eval.results", "garak.report.jsonl", "modelbench.record", "helm.stats",
           "helm.run-spec", "promptfoo.results", "json", "jsonl"}
REGIMES = {"eu-ai-act-73-2", "eu-ai-act-73-3", "eu-ai-act-73-4", "us-ca-sb53", "us-ca-sb53-imminent", "us-ny-raise",
           "us-ny-raise-imminent"}
ACTED = ["(model.(deploy|promote|derive)|weights.release)"]
PLAIN_RULE = {"id": CLAUSE, "evidence": CLAUSE, "select": r"\$(\.[a-z][a-z_]*)+", "op": ">=|<=",
              "value": "[1-9][0-9]{0,8}"}
PLAIN = {
    "apiVersion": "quorate.dev/v1alpha1", "kind": "SafetyProtocol", "id": CLAUSE, "version": int, "title?": text(120),
    "appliesTo": {"actions": ACTED, "environments?": [LABEL]}, "rules": [PLAIN_RULE],
    "evidence": [{"id": CLAUSE, "format": lambda value: demand(value in FORMATS), "maxAge": span}]}


def read_protocol(data):
    """A plain protocol; of others nothing is said (safety-protocol.md, Members)."""
    try:
        told = SimpleNamespace(**read(read_yaml(data), PLAIN))
        files, rules = [one["id"] for one in told.evidence], [one["id"] for one in told.rules]
        demand(len({*files}) == len(files) <= 64, len({*rules}) == len(rules) <= 500, told.version > 0)
        demand(all(one["maxAge"] for one in told.evidence), {one["evidence"] for one in told.rules} <= {*files})
    except Exception as error:
        raise Undecided(UNSUPPORTED, f"unsupported: the protocol, {error!r:.200}") from error
    return told


class EvidencedDao(AttestedDao):
    """The state of a DAO that hears evaluators and governs models by protocols."""

    plain = AttestedDao.plain | {"model.retire", "capability.threshold", "waiver.grant"}

    def __init__(self, documents, founding):
        self.commissions, self.reports, self.protocols, self.versions = {}, {}, {}, {}
        super().__init__(documents, founding)

    def accredited(self, account):
        return self.evaluators.get(account, 0) > self.clock

    def has_role(self, account):
        return any(account in role["members"] for role in self.roles.values())

    def identity(self, kind, s):
        return tagged("quorate/statement/v1", kind.encode(), canonical(vars(s)))

    def evidence_commission(self, who, s, _):
        """An evaluation is to be run."""
        demand(s.format in FORMATS, self.clock < s.until, self.accredited(who) or self.has_role(who))
        demand(self.accredited(s.evaluator))
        self.commissions[self.identity("evidence.commission", s)] = s, self.clock

    def evidence_attest(self, who, s, _):
        """The result of a commissioned run."""
        names = [read(one, f"{CLAUSE}={DIGEST}").split("=")[0] for one in s.configuration]
        run, received = self.commissions[s.commission]
        demand(s.format in FORMATS, read(s.requirement, f"({CLAUSE})?") == s.requirement, names == sorted({*names}))
        demand(s.verdict in ("PASSED", "WARNED", "FAILED"), self.accredited(who))
        demand((s.oms_root, s.dir_hash, s.format, who) == (run.oms_root, run.dir_hash, run.format, run.evaluator))
        demand(received < s.started_at < run.until, s.started_at <= s.ended_at <= self.clock + MINUTES_5)
        demand(self.document(s.evidence) is not None)

    def incident_report(self, who, s, _):
        """The first report of an incident, or one that adds to the newest."""
        demand(read(s.systems, distinct(text(120), 32)), s.discovered_at <= self.clock)
        demand(read(s.incident, text(80)), s.severity in ("S1", "S2", "S3", "S4"), {*s.regimes} <= REGIMES)
        demand(len({*s.regimes}) == len(s.regimes), {*s.notified} <= {*s.regimes})
        demand(len({*s.notified}) == len(s.notified))
        known = self.charter.series & self.newest.keys()
        demand(self.accredited(who) or self.has_role(who) or any(who in self.members(series) for series in known))
        before, identity = self.reports.get(s.incident, (None, NONE))
        demand(s.previous == identity, not before or (
            before.discovered_at == s.discovered_at and {*before.regimes} <= {*s.regimes}
            and {*before.notified} <= {*s.notified}))
        demand(s.facts == NONE or self.document(s.facts) is not None)
        self.reports[s.incident] = s, self.identity("incident.report", s)

    def rules(self, kind, action, new):
        """With a provision where less adopts a protocol than it takes to make it weaker (amendment.md, What lapses)."""
        rules, tightening = super().rules(kind, action, new), vars(self.charter).get("tightening")
        if kind != "protocol.adopt" or not tightening:
            return rules
        loosening = safe_rules(self.charter, self.roles, "protocol.amend/loosening" if (
            "protocol.amend/loosening" in self.charter.kinds) else "protocol.amend", action)
        if loosening["track"] == rules["track"]:
            return rules
        easier = loosening["timelock"] > rules["timelock"] or any(
            test not in rules["tests"] for test in loosening["tests"])
        demand(easier, known="a track that may be no easier than that of loosening")
        return rules | {"provision": {"after": tightening["lapses_after"]}}

    def in_force(self, name):
        """The protocol of a name that is neither retired nor lapsed, with its digest."""
        told, digest, end = self.protocols.get(name, (None, None, 0))
        demand(told, self.clock < end)
        return told, digest

    def may_protocol_adopt(self, action):
        told = read_protocol(self.document(action["sha256"]))
        demand((told.id, told.version) == (action["id"], action["version"]))
        demand(told.version == self.versions.get(told.id, 0) + 1)
        demand(told.id not in self.protocols or self.protocols[told.id][2] <= self.clock)

    def do_protocol_adopt(self, subject):
        told = read_protocol(self.document(subject.action["sha256"]))
        after = subject.rules.get("provision", {}).get("after", float("inf"))
        self.versions[told.id] = told.version
        self.protocols[told.id] = told, subject.action["sha256"], self.clock + after

    def may_protocol_retire(self, action):
        told, digest = self.in_force(action["id"])
        demand((told.version, digest) == (action["version"], action["sha256"]))

    def do_protocol_retire(self, subject):
        del self.protocols[subject.action["id"]]

    def has_rules(self, name, rules):
        demand({*rules} <= {rule["id"] for rule in self.in_force(name)[0].rules})

    def may_capability_threshold(self, action):
        self.has_rules(action["protocol"], action["triggers"] + action["safeguards"])
        demand(self.protocols[action["protocol"]][2] == float("inf"))

    def may_waiver_grant(self, action):
        self.has_rules(action["protocol"], [action["rule"]])

    def may_model_deploy(self, action):
        """Where a protocol governs it, it has a producer."""
        demand("producer" in action or not self.governed("model.deploy", action["environment"]))

    def governed(self, kind, place):
        """Whether a protocol is in force for what is done in a place."""
        return any(self.clock < end and kind in told.appliesTo["actions"]
                   and place in told.appliesTo.get("environments", [place]) for told, _, end in self.protocols.values())


if __name__ == "__main__":
    main(EvidencedDao)
