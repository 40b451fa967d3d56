"""Evaluators who are heard, and protocols in force: runs that are commissioned and attested, reports of incidents,
and which version of a protocol is in force, as second_protocols.py reads them (docs/spec/amendment.md, What
lapses)."""

from types import SimpleNamespace

from second_actions import CLAUSE, distinct
from second_electorates import AttestedDao
from second_protocols import FORMATS, amendment_of, check_parts, read_protocol
from second_safety import MINUTES_5, NEVER, NONE, safe_rules
from second_verifier import DIGEST, SIGNERS, demand, identity, know, read, text

know("evidence.commission", "Commission(string dao,string format,address evaluator,bytes32 omsRoot,bytes32 dirHash,"
     "bytes32 plan,uint64 until,address commissioner,")
know("evidence.attest", "Evidence(string dao,string format,string requirement,string verdict,bytes32 omsRoot,"
     "bytes32 dirHash,bytes32 evidence,string[] configuration,bytes32 commission,uint64 startedAt,uint64 endedAt,"
     "address evaluator,")
know("incident.report", "Incident(string dao,string incident,string severity,string[] systems,uint64 discoveredAt,"
     "bytes32 facts,string[] regimes,string[] notified,bytes32 previous,address reporter,")
SIGNERS["evidence.commission"] = "commissioner"
REGIMES = {"eu-ai-act-73-2", "eu-ai-act-73-3", "eu-ai-act-73-4", "us-ca-sb53", "us-ca-sb53-imminent", "us-ny-raise",
           "us-ny-raise-imminent"}


class EvidencedDao(AttestedDao):
    """The state of a DAO that hears evaluators and governs models by protocols."""

    def __init__(self, documents, founding):
        self.commissions, self.reports, self.versions = {}, {}, {}  # the last by protocol, the oldest first
        super().__init__(documents, founding)

    def accredited(self, account):
        return self.evaluators.get(account, 0) > self.clock

    def has_role(self, account):
        return any(account in role["members"] for role in self.roles.values())

    def evidence_commission(self, who, s, _):
        """An evaluation is to be run."""
        demand(s.format in FORMATS, self.clock < s.until, self.accredited(who) or self.has_role(who))
        demand(self.accredited(s.evaluator))
        self.commissions[identity("evidence.commission", s)] = s, self.clock

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
        demand(read(s.systems, [text(120)]), 1 <= len(s.systems) <= 32, s.discovered_at <= self.clock)
        demand(read(s.incident, text(80)), s.severity in ("S1", "S2", "S3", "S4"), {*s.regimes} <= REGIMES)
        demand(len({*s.regimes}) == len(s.regimes), {*s.notified} <= {*s.regimes})
        demand(len({*s.notified}) == len(s.notified))
        known = self.charter.series & self.newest.keys()
        demand(self.accredited(who) or self.has_role(who) or any(who in self.members(series) for series in known))
        before, number = self.reports.get(s.incident, (None, NONE))
        demand(s.previous == number, not before or (
            before.discovered_at == s.discovered_at and {*before.regimes} <= {*s.regimes}
            and {*before.notified} <= {*s.notified}))
        demand(s.facts == NONE or self.document(s.facts) is not None)
        self.reports[s.incident] = s, identity("incident.report", s)

    def rules(self, kind, action, new):
        """With a provision where less adopts a protocol than it takes to make it weaker (amendment.md, What lapses)."""
        rules, tightening = super().rules(kind, action, new), vars(self.charter).get("tightening")
        if kind not in ("protocol.adopt", "protocol.amend") or not tightening:
            return rules
        loosening = safe_rules(self.charter, self.roles, "protocol.amend", {"change": "loosening"})
        if loosening["track"] == rules["track"]:
            return rules
        easier = loosening["timelock"] > rules["timelock"] or any(
            test not in rules["tests"] for test in loosening["tests"])
        demand(easier, known="a track that may be no easier than that of loosening")
        tightens = kind == "protocol.adopt" or action["change"] == "tightening"
        return rules | {"provision": {"after": tightening["lapses_after"]} if tightens else {}}

    def standing(self, name, at=None):
        """The version of a protocol in force at an instant, if there is one: the newest that has not lapsed by then,
        unless a vote ended it that put nothing in its place which has lapsed since."""
        at, versions = self.clock if at is None else at, self.versions.get(name, ())
        for place in reversed(range(len(versions))):
            one = versions[place]
            if at < one.lapses:
                later = [other.entry for other in versions[place + 1:]]
                return one if one.ended is None or one.ended in later else None
        return None

    def in_force(self, name):
        version = self.standing(name)
        demand(version)
        return version

    def told(self, action):
        """What the protocol of an action says, which has the name and number that the action says."""
        told = read_protocol(self.document(action["sha256"]))
        demand((told.id, told.version) == (action["id"], action["version"]))
        return told

    def next_version(self, action):
        demand(action["version"] == len(self.versions.get(action["id"], ())) + 1)

    def may_protocol_adopt(self, action):
        self.told(action)
        self.next_version(action)
        demand(not self.standing(action["id"]))

    def do_protocol_adopt(self, subject, until=NEVER):
        """Until it lapses, or what it builds upon does."""
        end, action = NEVER, subject.action
        if "provision" in subject.rules:
            end = min(until, self.clock + subject.rules["provision"].get("after", NEVER))
        self.versions.setdefault(action["id"], []).append(SimpleNamespace(
            told=self.told(action), sha256=action["sha256"], lapses=end, entry=len(self.leaves) - 1, ended=None))

    def may_protocol_amend(self, action):
        new, now = self.told(action), self.in_force(action["id"])
        if action["change"] == "confirming":
            demand(now.sha256 == action["sha256"], now.lapses < NEVER)
        else:
            demand(now.sha256 == action["replaces"], amendment_of(now.told, new) == action["change"])
            self.next_version(action)

    def do_protocol_amend(self, subject):
        now = self.in_force(subject.action["id"])
        if subject.action["change"] == "confirming":
            now.lapses = NEVER
        else:
            now.ended = len(self.leaves) - 1
            self.do_protocol_adopt(subject, now.lapses)

    def may_protocol_retire(self, action):
        now = self.in_force(action["id"])
        demand((now.told.version, now.sha256) == (action["version"], action["sha256"]))

    def do_protocol_retire(self, subject):
        now = self.in_force(subject.action["id"])
        now.ended, now.lapses = len(self.leaves) - 1, NEVER

    def may_capability_threshold(self, action):
        """Rules that are there, also after a lapse (What lapses, 9)."""
        now, names = self.in_force(action["protocol"]), {*action["triggers"], *action["safeguards"]}
        then = self.standing(action["protocol"], now.lapses) if now.lapses < NEVER else now
        demand(all(names <= {rule["id"] for rule in version.told.rules} for version in (now, then)))
        check_parts(now.told, [{"id": f"vote.{action['domain']}.{action['level']}", **action}])

    def may_waiver_grant(self, action):
        demand(action["rule"] in {rule["id"] for rule in self.in_force(action["protocol"]).told.rules})

    def governed(self, kind, place):
        """Whether a protocol is in force for what is done in a place."""
        scopes = [version.told.appliesTo for version in map(self.standing, self.versions) if version]
        return any(kind in one["actions"] and place in one.get("environments", [place]) for one in scopes)
