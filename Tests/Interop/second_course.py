"""What tracks may have more of (docs/spec/charter.md, The course of a track): reviews and guardians, rules that decide
early, quorums that come late, silence, and who puts how many proposals; confirmation is in
second_confirmation.py, stages are in second_stages.py. Not known are what goes by the net votes, and what early rules ask of
amendments."""

from second_actions import spelt
from second_deposits import true
from second_lending import LendingDao
from second_verifier import NAME, TESTS, demand, read, span, text

PHASES = "deposit|review|scheduled|waiting|voting|passed|timelock|executable"
EARLY = {"name": text(80), "outcome": "passed|defeated|removed", "when": [lambda test: read(test, TESTS[test["test"]])],
         "from?": spelt, "keeps_voting?": true, "reversible?": true, "timelock?": spelt}
COURSE = {
    "guardians?": [{"act": "approve|reject|slash|veto|waive|postpone", "by": NAME, "during": [PHASES], "at_most?": spelt}],
    "review?": spelt, "delay_from?": "submission", "queues_itself?": true, "never_lapses?": true, "propose_by?": NAME,
    "quota?": {"each": int, "within": spelt}, "early?": [EARLY], "late_quorum?": {"test": text(80), "by": spelt},
    "only?": [text(80)], "silence?": "executes|lapses"}


class CourseProposal(LendingDao.proposal):
    """A proposal that may be reviewed, and decided before its close."""

    def __init__(self, *frozen):
        self.approved, self.found, self.changed, self.extended, self.postponed = None, None, 0, False, 0
        self.waived, self.put_off = None, 0  # when the timelock was ended, and what was put off after that
        super().__init__(*frozen)

    def asks(self):
        asks = super().asks()
        review = {"review": self.approved} if "review" in self.rules else {}
        return {phase: (asks | review)[phase] for phase in ("deposit", "review", "scheduled") if phase in asks | review}

    def schedule(self, submitted):
        super().schedule(submitted)
        instants = [*self.asks().values()]
        if "delay_from" in self.rules and None not in instants:
            delay = self.rules["delay"]
            early = max([submitted, *instants]) + delay - max([submitted + delay, *instants])
            self.opens, self.closes = self.opens - early, self.closes - early

    def waits(self, now):
        phase = super().waits(now)
        if phase and phase[1] == "review":
            since = self.funded if "deposit" in self.asks() else self.start
            if self.followed(now) >= since + span(self.rules["review"]):
                return "expired", "ended", "lapsed"
        return phase

    def take_approve(self, _):
        self.approved = self.now(self.dao.clock)
        self.schedule(self.start)
        self.dao.take_place(self)

    def take_reject(self, _):
        self.ending = "rejected"

    def take_slash(self, _):
        self.ending = "slashed"

    def take_veto(self, _):
        self.ending = "vetoed"

    def begun(self, decided):
        """When the timelock began to run, if it has."""
        return decided if "queues_itself" in self.rules else self.queued

    def passed(self, now, decided):
        planned, begun = self.wait, self.begun(decided)
        if begun is not None and self.waived is not None:
            self.wait = min(planned, max(self.waived - begun, 0) + self.put_off)
        self.ready = None if begun is None else begun + self.wait
        found, self.wait = super().passed(now, decided), planned
        return found

    def take_waive(self, _):
        now, self.ready = self.now(self.dao.clock), None
        self.state(now)  # which finds when it is ready
        if self.waived is None or self.ready is None or now < self.ready:
            self.waived, self.put_off = now, 0

    def take_postpone(self, rule):
        more = max(0, span(rule["at_most"]) - self.postponed)
        self.wait, self.postponed = self.wait + more, self.postponed + more
        self.put_off += more if self.waived is not None else 0

    def early(self, now):
        """The rule that has decided by an instant, when, and by which sums."""
        if self.found or now < self.opens:
            return self.found
        ready, opening = [], self.opens - self.beside[0]
        for place, rule in enumerate(self.rules.get("early", ())):
            at = max(opening + span(rule.get("from", "0s")), self.opens, self.changed)
            if at <= now and at < self.closes and all(test["passed"] for test in self.measured(rule["when"])):
                ready.append((rule.get("reversible", False), at, place, rule))
        if not ready:
            return None
        _, at, _, rule = min(ready, key=lambda one: one[:3])  # what can be undone gives way to what is final
        return at, rule, [*super().tests()]

    def verdict(self, now):
        """When the tests decided by an instant, and whether it passed."""
        if now < self.closes:
            return None
        return self.closes, self.rules.get("silence") != "lapses" and all(test["passed"] for test in self.tests())

    def settle(self, now):
        """What the time until now has decided for good."""
        found, before = self.early(now), self.found
        self.found = found if found and not found[1].get("reversible") else None
        self.wait += self.longer(self.found[1]) if self.found and not before else 0

    def longer(self, rule):
        """By how much the timelock of a rule that decides early is more than that of the track."""
        return span(rule["timelock"]) - self.rules["timelock"] if "timelock" in rule else 0

    def tests(self):
        return self.found[2] if self.found else super().tests()

    def open(self, now):
        found = self.early(now)
        more = found and not self.ending and self.queued is None and now < self.closes
        return super().open(now) or more and (found[1].get("keeps_voting") or found[1].get("reversible"))

    def cast(self, who, s):
        now = self.now(self.dao.clock)
        self.settle(now)
        super().cast(who, s)
        if self.found:
            return
        self.changed = now
        self.react(now)
        self.settle(now)

    def react(self, now):
        """What a ballot brings about besides decisions."""
        if late := self.rules.get("late_quorum"):
            holds = next(test for test in self.tests() if test["name"] == late["test"])["passed"]
            if holds and not self.extended:
                self.extended, self.closes = True, max(self.closes, now + span(late["by"]) + self.beside[1])

    def state(self, now):
        found = not self.ending and not self.waits(self.now(now)) and self.early(self.followed(self.now(now)))
        if not found:
            lapses = self.rules.get("silence") == "lapses" and not self.ending and self.followed(self.now(now)) >= self.closes
            return ("expired", "ended", "lapsed") if lapses else super().state(now)
        at, rule, _ = found
        if rule["outcome"] == "passed":
            if rule.get("reversible") and self.queued is None and self.now(now) < self.closes:
                return "succeeded", "voting", None  # nothing is queued by itself before the close
            longer = 0 if self.found else self.longer(rule)
            self.wait += longer
            found = self.passed(self.now(now), at)
            self.wait -= longer
            return found
        return ("canceled", "ended", "removed") if rule["outcome"] == "removed" else ("defeated", "ended", "failedTest")


class CourseDao(LendingDao):
    """The state of a DAO whose tracks have more than a vote and a timelock."""

    proposal = CourseProposal
    form = LendingDao.form | {"tracks": {"*": LendingDao.form["tracks"]["*"] | COURSE}}

    def proposal_submit(self, who, s, subject):
        super().proposal_submit(who, s, subject)
        *before, new = self.proposals.values()
        track = self.charter.tracks[new.rules["track"]]
        quota = track.get("quota")
        own = [one for one in before if one.s.proposer == who and one.rules["track"] == new.rules["track"]]
        within = quota and sum(one.submitted > self.clock - span(quota["within"]) for one in own)
        named = "propose_by" not in track or who in self.roles[track["propose_by"]]["members"]
        if not named or quota and within >= quota["each"]:
            del self.proposals[new.id]
            demand(False)

    def check_choice(self, s, subject):
        demand("only" not in subject.rules or s.choice in subject.rules["only"])
        return super().check_choice(s, subject)

    def proposal_act(self, who, s, subject):
        now = subject.now(self.clock)
        subject.settle(now)
        found = s.deed == "queue" and subject.early(now)
        super().proposal_act(who, s, subject)
        if found:  # queueing makes final what could be undone
            subject.wait += 0 if subject.found else subject.longer(found[1])
            subject.found = now, *found[1:]
