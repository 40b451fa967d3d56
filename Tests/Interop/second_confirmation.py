"""Confirmation (docs/spec/course.md): tests must hold for so long without a break, of which curves begin to hold by themselves.
Not known are the two behind a clock that was set back."""

from second_actions import spelt
from second_course import CourseDao
from second_curves import CURVE, ONE, judged
from second_spending import SPENDING, capital
from second_methods import table
from second_verifier import TESTS, demand, read, span

FALLING = TESTS | {"curve": CURVE}


class ConfirmedProposal(CourseDao.proposal):
    """A proposal that passes once its tests have held for so long."""

    def __init__(self, *frozen):
        self.since, self.lost, self.moment = None, None, 0  # confirming since; when it was lost for good; what is judged
        super().__init__(*frozen)

    def part_of(self, test, names, count):
        """What options got, or the capital behind them."""
        if isinstance(names, str):
            return int(count[names])
        if "measure" not in test:
            return sum(int(option["power"]) for option in count["options"] if option["name"] in names)
        told, options = table(self.ballot(test["house"])["method"]), self.rules["options"]
        demand(told["method"] in SPENDING, known="capital of ballots that name none")
        return sum(part for choice, power in self.votes
                   for name, part in capital(told, options, choice, power)[0].items() if name in names)

    def measured(self, tests):
        """Curves at the moment, up to which time runs from the opening."""
        opening, period = self.opens - self.beside[0], self.rules["period"]
        x = min(ONE, max(0, ONE * (self.moment - opening) // period)) if self.opens < float("inf") else 0
        for test in tests:
            if test["test"] != "curve":
                yield from super().measured([test])
                continue
            count = self.count(test["house"])
            part, whole = (self.part_of(test, names, count) for names in (test["count"], test["of"]))
            yield judged(test, part, whole, x)

    def options(self, house, votes):
        self.votes = votes
        return super().options(house, votes)

    def holds(self, moment):
        self.moment = moment
        return all(test["passed"] for test in self.tests())

    def confirming(self, now):
        """Since when all tests hold, as far as the close; between ballots they only begin to."""
        demand(not self.corrections, known="a confirmation behind a clock that was set back")
        low, high = max(self.opens, self.changed), min(now, self.closes)
        if self.since is not None or self.lost or low > high or not self.holds(high):
            return self.since
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.holds(middle) else (middle + 1, high)
        return low

    def verdict(self, now):
        if "confirmation" not in self.rules:
            self.moment = self.closes
            return super().verdict(now)
        since = self.confirming(now)
        if since is not None:
            done = since + span(self.rules["confirmation"]["for"])
            return (done, True) if now >= done else None
        return (self.lost or self.closes, False) if now >= self.closes else None

    def early(self, now):
        """No rule that begins to apply once it is confirmed."""
        self.moment = now
        found = super().early(now)
        if not found or self.found:
            return found
        decided = self.verdict(now) if "confirmation" in self.rules else None
        self.moment = found[0]
        return (*found[:2], [*self.tests()]) if not decided or found[0] <= decided[0] else None

    def cast(self, who, s):
        now = self.followed(self.now(self.dao.clock))
        self.since = self.confirming(now) if "confirmation" in self.rules else None
        self.moment = now
        super().cast(who, s)

    def react(self, now):
        """A confirmation ends, or begins."""
        super().react(now)
        if "confirmation" in self.rules:
            holds, since = self.holds(now), self.since
            self.lost = now if since is not None and not holds and now >= self.closes else None
            self.since = since if holds and since is not None else now if holds and now <= self.closes else None

    def open(self, now):
        return super().open(now) or self.state(now)[1] == "confirming"

    def state(self, now):
        """With the tests at the instant, or at that of the decision, for whoever asks next."""
        at = self.followed(self.now(now))
        if "confirmation" not in self.rules or self.waits(at) or at < self.opens or self.early(at):
            self.moment = min(at, self.closes)
            return super().state(now)
        decided, since = self.verdict(at), self.confirming(at)
        self.moment = decided[0] if decided else at
        if self.ending:
            return super().state(now)
        if decided:
            return self.passed(at, decided[0]) if decided[1] else ("defeated", "ended", "failedTest")
        return "active", "voting" if since is None else "confirming", None


class ConfirmedDao(CourseDao):
    """The state of a DAO whose tracks may confirm, and have curves."""

    proposal = ConfirmedProposal
    form = CourseDao.form | {"tracks": {"*": CourseDao.form["tracks"]["*"] | {
        "confirmation?": {"for": spelt}, "tests": [lambda test: read(test, FALLING[test["test"]])]}}}

    @staticmethod
    def check(track, charter):
        """What a curve names, as if it were a floor."""
        plain = [test if test["test"] != "curve" else {key: test[key] for key in ("house", "name", "count")} | {
            "test": "floor", "at_least": "1"} for test in track["tests"]]
        CourseDao.check(track | {"tests": plain}, charter)
