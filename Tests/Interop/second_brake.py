"""What a council stops (docs/spec/brake.md): orders, the vote that a pause opens, its end by that vote, and how
much time pauses take without one."""

import re
from hashlib import sha256
from types import SimpleNamespace

from second_actions import instant_of, millis
from second_safety import HOUR, NONE, ignore, within
from second_seats import SeatedDao
from second_verifier import DIGEST, LABEL, NAME, canonical, demand, know, read, tagged, text, u64, unhex

know("emergency.act", "Brake(string dao,string action,string scope,string incident,uint64 notAfter,address actor,"
                      "string reason,bytes32 pause,")
VOTE = """## Summary

The council has paused: {s.scope}. Incident: {s.incident}.

## Motivation

The signatures of the council and their reasons are in the log, under the order {order}.

## Specification

Without this vote the pause ends at {end}. With it, at {until}, or when a vote lifts it.

## Risks and rollback

emergency.lift ends the pause at any time.
"""
SCOPE = re.compile(f"all|environment (?P<environment>{LABEL})|family (?P<family>{LABEL})|"
                   f"model (?P<root>{DIGEST}) (?P<tree>{DIGEST})(?: in (?P<where>{LABEL}))?")


def overlap(one, other):
    """Whether two scopes may cover the same (brake.md, A pause without a vote, 3)."""
    a, b = (SCOPE.fullmatch(scope).groupdict() for scope in (one, other))
    places = {told.get("environment") or told.get("where") for told in (a, b)} - {None}
    models = a["root"] and b["root"] and a["root"] != b["root"] and a["tree"] != b["tree"]
    families = a["family"] and b["family"] and a["family"] != b["family"]
    return len(places) < 2 and not models and not families


def covered(spans, start, end):
    """How much of a stretch some spans cover, what two of them cover once."""
    total, at = 0, start
    for first, last in sorted(spans):
        first, last = max(first, at), min(last, end)
        total, at = total + max(0, last - first), max(at, last)
    return total


class BrakedDao(SeatedDao):
    """The state of a DAO whose council may pause and revoke."""

    form = SeatedDao.form | {"gate?": SeatedDao.form["gate?"] | {
        "break_glass?": {"by": NAME, "at_most": within("1s", "24h")}}}

    def __init__(self, documents, founding):
        self.orders = {}  # by identity: the statement, who signed it, from when to when a pause is in effect
        super().__init__(documents, founding)

    def order_of(self, s):
        return tagged("quorate/brake/v1", unhex(self.id), s.deed.encode(), s.scope.encode(), s.incident.encode(),
                      u64(s.not_after), unhex(s.pause))

    def emergency_act(self, who, s, _):
        """A signature under an order; with enough of them it takes effect (brake.md, Orders)."""
        brake, glass = self.charter.brake, vars(self.charter).get("gate", {}).get("break_glass", {})
        role = self.roles[{"pause": brake["pause_by"], "resume": brake["pause_by"], "revoke": brake.get("revoke_by"),
                           "break-glass": glass.get("by")}[s.deed]]
        scope = SCOPE.fullmatch(s.scope)
        longest = glass["at_most"] if s.deed == "break-glass" else brake.get("at_most", 72 * HOUR)
        identity = self.order_of(s)
        order = self.orders.get(identity) or SimpleNamespace(s=s, signed=set(), starts=None, ends=None, vote=None)
        demand(scope, who in role["members"], read(s.incident, text(80)), order.starts is None, who not in order.signed)
        demand(self.clock < s.not_after <= self.clock + longest)
        demand(s.deed != "revoke" or scope["root"], s.deed != "break-glass" or scope["where"])
        demand(s.deed == "resume" or s.pause == NONE)
        getattr(self, f"may_{s.deed}", ignore)(s)
        self.orders[identity] = order
        order.signed.add(who)
        order.signed &= {*role["members"]}
        if len(order.signed) >= role["needs"]:
            order.starts, order.ends = self.clock, s.not_after
            if s.deed != "break-glass":
                getattr(self, f"take_{s.deed}")(order, identity, who)

    def may_resume(self, s):
        """Only what still stops without a vote."""
        pause = self.orders[s.pause]
        demand(pause.s.deed == "pause", pause.starts is not None, self.clock < pause.ends, pause.vote is None)
        demand((s.scope, s.incident, s.not_after) == (pause.s.scope, pause.s.incident, pause.s.not_after))

    def take_resume(self, order, identity, who):
        self.orders[order.s.pause].ends = self.clock

    def pauses(self):
        return [order for order in self.orders.values() if order.s.deed == "pause" and order.starts is not None]

    def may_pause(self, s):
        """Whether its incident and the time that pauses take let it begin (A pause without a vote, 2 and 3)."""
        brake = self.charter.brake
        before = [pause for pause in self.pauses() if pause.s.incident == s.incident]
        demand(all(s.not_after <= min(pause.ends, pause.s.not_after) for pause in before))
        spans = [(pause.starts, min(pause.ends, pause.s.not_after)) for pause in self.pauses()
                 if overlap(pause.s.scope, s.scope)] + [(self.clock, s.not_after)]
        wide, budget = brake.get("within", 14 * 24 * HOUR), brake.get("budget", 72 * HOUR)
        demand(all(covered(spans, end - wide, end) <= budget for _, end in spans))

    def take_pause(self, order, identity, who):
        """A vote on it opens, which nobody submitted (brake.md, The vote on a pause)."""
        s, until = order.s, self.clock + self.charter.brake.get("ratified_at_most", 90 * 24 * HOUR)
        action = {"pause": identity, "type": "emergency.ratify", "until": instant_of(until)}
        title, kind = f"Ratify the pause for {s.incident}", action["type"]
        content = {"actions": [action], "authors": [], "discussion": "", "format": "quorate.proposal/1", "kind": kind,
                   "title": title, "text": VOTE.format(s=s, order=identity, end=instant_of(s.not_after), **action)}
        new = SimpleNamespace(title=title, kind=kind, proposer=who, charter_hash=self.charter.hash)
        number = tagged("quorate/proposal/v1", unhex(self.id), who.encode(), u64(0), kind.encode(),
                        sha256(canonical(content)).digest(), unhex(self.charter.hash))
        try:
            proposal = self.proposal(self, number, new, action, None, self.rules(kind, action, None))
        except Exception:  # no electorate counts
            return
        self.proposals[number] = proposal

    def halted(self):
        """Whether everything is paused."""
        return any(pause.s.scope == "all" and self.clock < pause.ends for pause in self.pauses())

    def pause_of(self, action):
        """A pause that a vote is about, while it stops anything."""
        pause = self.orders[action["pause"]]
        demand(pause.s.deed == "pause", pause.starts is not None, self.clock < pause.ends)
        return pause

    def may_emergency_ratify(self, action):
        self.pause_of(action)
        demand(millis(action["until"]) - self.clock <= self.charter.brake.get("ratified_at_most", 90 * 24 * HOUR))

    def do_emergency_ratify(self, subject):
        pause = self.pause_of(subject.action)
        pause.ends, pause.vote = millis(subject.action["until"]), self.clock

    def may_emergency_lift(self, action):
        self.pause_of(action)

    def do_emergency_lift(self, subject):
        self.pause_of(subject.action).ends = self.clock

    def about(self, action, new):
        about = super().about(action, new)
        if action["type"] == "emergency.lift":
            about |= {*self.roles[self.charter.brake["pause_by"]]["members"], *self.orders[action["pause"]].signed}
        return about
