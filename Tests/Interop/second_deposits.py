"""Deposits and places (docs/spec/charter.md). What becomes of a deposit in the end follows from the outcome, and no
bundle claims it."""

from collections import Counter
from fractions import Fraction

from second_actions import spelt
from second_data import DataDao
from second_safety import NEVER, SAFE_TRACK
from second_verifier import ABOVE_0, NAME, demand, know, read, share, span

know("proposal.deposit", "Deposit(string dao,string[] amounts,string proposal,string title,address depositor,"
     "bytes32 reference,bytes32 proposalId,")
OCCASIONS = ("passed", "failed", "vetoed", "rejected", "slashed", "removed", "withdrawn", "unfunded", "lapsed",
             "execution_failed")


def true(value):
    demand(value is True)
    return value


AMOUNTS = {"*": f"0|{ABOVE_0}"}
DEPOSIT = {"amounts": AMOUNTS, "fee?": AMOUNTS, "exact?": true, "initial?": share, "each?": share, "within?": spelt,
           "fates?": {f"{one}?": "returned|burned|treasury|held" for one in OCCASIONS}}


def units(amounts):
    return {asset: int(amount) for asset, amount in amounts.items()}


class DepositedProposal(DataDao.proposal):
    """A proposal that may wait for a deposit and for a place before its delay begins."""

    def __init__(self, dao, identity, s, action, successor, rules):
        self.funded = self.started = self.start = None
        self.total, self.depositors = Counter(), set()
        super().__init__(dao, identity, s, action, successor, rules)

    def asks(self):
        """What the vote waits for, and since when each is there."""
        return {phase: instant for phase, instant, asked in (
            ("deposit", self.funded, "within" in self.rules.get("deposit", ())),
            ("scheduled", self.started, "active_at_most" in self.rules)) if asked}

    def schedule(self, submitted):
        self.start, instants = submitted, [*self.asks().values()]
        super().schedule(NEVER if None in instants else max([submitted, *instants]))

    def waits(self, now):
        """For what, at an instant; nothing once its delay runs."""
        now = self.followed(now)
        for phase, instant in self.asks().items():
            if instant is None and phase == "deposit" and now >= self.start + span(self.rules["deposit"]["within"]):
                return "canceled", "ended", "unfunded"
            if instant is None:
                return "pending", phase, None
        return None

    def state(self, now):
        return not self.ending and self.waits(self.now(now)) or super().state(now)

    def has_all(self):
        return all(self.total[asset] >= needed for asset, needed in self.needed().items())

    def needed(self):
        rules = self.rules["deposit"]
        return Counter(units(rules["amounts"])) + Counter(units(rules.get("fee", {})))

    def deposit(self, who, amounts):
        """One is put in, as far as the rules take it (statements.md, proposal.deposit)."""
        rules, needed, first = self.rules["deposit"], self.needed(), not self.depositors
        asked = units(rules["amounts"]).items()
        demand(amounts.keys() <= needed.keys(), "exact" not in rules or amounts == needed and not self.has_all())
        if "initial" in rules and first:
            demand(who == self.s.proposer)
            demand(all(amounts.get(asset, 0) >= round(Fraction(rules["initial"]) * whole) for asset, whole in asked))
        elif "each" in rules:
            demand(any(amounts.get(asset, 0) >= max(1, Fraction(rules["each"]) * whole // 1) for asset, whole in asked))
        self.total.update(amounts)
        self.depositors.add(who)


class DepositedDao(DataDao):
    """The state of a DAO on whose tracks proposals wait for deposits and places."""

    proposal = DepositedProposal
    form = DataDao.form | {"tracks": {"*": SAFE_TRACK | {"deposit?": DEPOSIT, "active_at_most?": int}}}

    def proposal_submit(self, who, s, subject):
        super().proposal_submit(who, s, subject)
        self.take_place([*self.proposals.values()][-1])

    def take_pause(self, order, identity, who):
        """The vote on it waits for neither."""
        before = len(self.proposals)
        super().take_pause(order, identity, who)
        for vote in [*self.proposals.values()][before:]:
            vote.funded = vote.started = self.clock
            vote.schedule(self.clock)

    def proposal_deposit(self, who, s, subject):
        amounts = dict(read(one, f"{NAME}={ABOVE_0}").split("=") for one in s.amounts)
        demand(0 < len(amounts) <= 16, [f"{asset}={amounts[asset]}" for asset in sorted(amounts)] == s.amounts)
        now = subject.now(self.clock)
        demand(subject.state(now)[0] in ("pending", "active"), all(int(one) < 1 << 128 for one in amounts.values()))
        demand(all(subject.total[asset] + int(one) < 1 << 128 for asset, one in amounts.items()))
        subject.deposit(who, units(amounts))
        if subject.funded is None and subject.has_all():
            subject.funded = now
            subject.schedule(subject.start)
            self.take_place(subject)

    def take_place(self, subject):
        """One that is ready takes a place that is free, where nobody waits."""
        now = subject.now(self.clock)
        if subject.waits(now) == ("pending", "scheduled", None) and self.has_place(subject, now):
            subject.started = now
            subject.schedule(subject.start)

    def has_place(self, subject, now):
        """Whether a place is free, and nobody of before waits for it."""
        states = [(one.index, one.state(now)) for one in self.proposals.values()
                  if one.rules["track"] == subject.rules["track"] and one is not subject]
        waiting = [index for index, (_, phase, _) in states if phase == "scheduled"]
        taken = [state for _, (state, phase, _) in states
                 if state == "active" or state == "pending" and phase not in ("deposit", "scheduled")]
        return all(index > subject.index for index in waiting) and len(taken) < subject.rules["active_at_most"]

    def proposal_act(self, who, s, subject):
        if s.deed != "start":
            super().proposal_act(who, s, subject)
            return
        now = subject.now(self.clock)
        demand(subject.state(now)[1] == "scheduled", self.has_place(subject, now))
        subject.started = now
        subject.schedule(subject.start)
