"""Proposals in stages (docs/spec/course.md, Stages): chains of tracks, of which each has rules, houses, ballots and a schedule
of its own. Not known are stages with deposits, reviews or places, of amendments, by the time of witnesses, and behind a
clock that was set back."""

import copy
from datetime import UTC, datetime, timedelta

from second_confirmation import ConfirmedDao
from second_course import COURSE
from second_safety import track_of, track_rules
from second_verifier import NAME, canonical, demand, framed, stages_of, tagged, u64, unhex

WAITS = {"deposit", "review", "active_at_most"}
THEN = [{"after": "passed|failed", "track": NAME, "start?": "at-once|with-the-first|next-monday-utc[+]([0-9]|1[0-4])",
         "ballots?": "kept"}]
GUARDIAN = {"guardians?": [COURSE["guardians?"][0] | {"stage?": NAME}]}


def check_chain(track, charter, passed=()):
    """No chain comes back to a track, or has more than eight; and nothing in it waits for anything."""
    further = track.get("then", ())
    demand(len(passed) < 8, len({one["after"] for one in further}) == len(further))
    demand(not (further or passed) or not WAITS & track.keys(), known="stages with deposits, reviews or places")
    demand(not {one["track"] for one in further} & {*passed})
    for one in further:
        check_chain(charter.tracks[one["track"]], charter, (*passed, one["track"]))


def monday(instant, hours):
    """The next Monday at 00:00 so many hours east of UTC."""
    zone = timedelta(hours=hours)
    there = datetime.fromtimestamp(instant // 1000, UTC) + zone
    start = datetime(there.year, there.month, there.day, tzinfo=UTC) + timedelta(days=7 - there.weekday())
    return int((start - zone).timestamp()) * 1000


class StagedProposal(ConfirmedDao.proposal):
    """A proposal in one of its stages; what it is in a later one is a copy."""

    def __init__(self, *frozen):
        super().__init__(*frozen)
        self.entered = self.start  # when its stage began
        for rules in stages_of(self.rules):
            for house in rules["houses"]:
                self.tables |= {name: told for name, told in self.electorates(house).items() if name not in self.tables}
        self.electorates_hash = tagged("quorate/electorates/v1", b"".join(
            framed(name.encode()) + unhex(root) + u64(len(rows)) for name, (rows, root) in sorted(self.tables.items())))
        demand("stages" not in self.rules or not self.told, known="stages by the time of witnesses")

    def over(self, now):
        """When the vote of this stage was decided, and how, as far as something may follow."""
        now = self.followed(self.now(now))
        if self.ending or self.queued is not None or self.waits(now):
            return None
        if (found := self.early(now)) and not (found[1].get("reversible") and now < self.closes):
            return found[0], {"passed": "passed", "defeated": "failed"}.get(found[1]["outcome"])
        decided = self.verdict(now)
        return decided and (decided[0], "passed" if decided[1] else "failed")

    def at(self, now):
        """The proposal in the stage that it is in at an instant."""
        stage = self
        while "stages" in stage.rules and (over := stage.over(now)):
            further = next((one for one in stage.rules["stages"] if one["after"] == over[1]), None)
            if not further:
                break
            demand(not stage.corrections, known="stages behind a clock that was set back")
            stage = stage.follow(further, over[0])
        return stage

    def follow(self, further, decided):
        """The stage that follows, from the instant at which this one was decided."""
        stage, rules = copy.copy(self), further["track"]
        start = decided
        if further["start"] == "with-the-first":
            start = self.opens - self.beside[0]
        elif further["start"] != "at-once":
            start = monday(decided, int(further["start"].removeprefix("next-monday-utc+")))
        stage.rules, stage.wait, stage.known = rules, rules["timelock"] + self.postponed, {}
        stage.houses = {house["name"]: house for house in rules["houses"]}
        stage.standing = {name: dict(self.standing[name]) if "ballots" in further else {} for name in stage.houses}
        stage.rules_hash = tagged("quorate/rules/v1", canonical(rules))
        stage.found, stage.changed, stage.extended, stage.entered = None, decided, False, decided
        stage.start, stage.since, stage.lost = start, None, None
        stage.schedule(start)
        return stage

    def settle(self, now):
        vars(self).update(vars(self.at(now)))
        super().settle(now)

    def state(self, now):
        return super(StagedProposal, self.at(now)).state(now)

    def claim(self, at):
        return super(StagedProposal, self.at(at)).claim(at)

    def open(self, now):
        return super(StagedProposal, self.at(now)).open(now)


class StagedDao(ConfirmedDao):
    """The state of a DAO whose proposals may have stages."""

    proposal = StagedProposal
    form = ConfirmedDao.form | {"tracks": {"*": ConfirmedDao.form["tracks"]["*"] | {"then?": THEN} | GUARDIAN}}

    @staticmethod
    def check(track, charter):
        ConfirmedDao.check(track, charter)
        check_chain(track, charter)
        name = next(name for name, one in charter.tracks.items() if one is track)
        all_rules = stages_of(track_rules(charter, charter.roles, name, ""))
        demand(sum(len(canonical({key: part for key, part in rules.items() if key != "stages"})) for rules in all_rules) <= 131072)

    def rules(self, kind, action, new):
        rules = super().rules(kind, action, new)
        further = new and new.tracks[track_of(new, kind, action)["track"]].get("then")
        demand(not new or not further and "stages" not in rules, known="an amendment in stages")
        return rules

    def ballot_cast(self, who, s, subject):
        subject.settle(subject.now(self.clock))
        super().ballot_cast(who, s, subject)
