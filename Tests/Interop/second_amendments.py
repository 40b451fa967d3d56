#!/usr/bin/env python3
"""Audits a bundle of Quorate again, with all that the files beside it know, by docs/spec alone:

    second_amendments.py FILE.qaudit [--pin DAO]

second_power.py and what it builds on have the rest. Here is docs/spec/amendment.md, Tightening and loosening, as far
as one clause settles it: what is neutral throughout, also where names come or go, and what loosens by a change of
roles, houses, delegation or the course of a track. Not known are amendments that may tighten."""

from second_power import PowerDao
from second_verifier import demand, main

DISPLAY, NAMED = {"assets", "terms", "hash", "series"}, ("roles", "houses", "tracks")


def looser(old, new):
    """Whether a track takes less notice, waits longer for its execution, or votes in another way."""
    waits = any(new[wait] < old[wait] for wait in ("delay", "timelock"))
    return (waits or new["grace"] > old["grace"] or int(new["propose_with"]) < int(old["propose_with"])
            or new["ballot"] != old["ballot"] or new.get("ends") != old.get("ends"))


def different(old, new):
    """The names that stand for something else in one table than in the other."""
    return [name for name in old.keys() & new.keys() if old[name] != new[name]]


def common(one, other):
    """The first without roles, houses and tracks of names that the second does not have."""
    return one | {part: {name: told for name, told in one[part].items() if name in other[part]} for part in NAMED}


def change_of(old, new):
    """What an amendment does to a charter; nothing where that takes more than is known here."""
    one, other = ({name: told for name, told in vars(charter).items() if name not in DISPLAY} for charter in (old, new))
    rounds = [told.pop("evaluations", {}) for told in (one, other)]
    if different(*rounds):
        return "loosening"
    if common(one, other) == common(other, one):
        return "neutral"
    tracks = [looser(old.tracks[name], new.tracks[name]) for name in different(old.tracks, new.tracks)]
    loosens = (old.electorates_by != new.electorates_by or old.delegation != new.delegation
               or different(old.roles, new.roles) or different(old.houses, new.houses) or any(tracks))
    return "loosening" if loosens else None


class AmendedDao(PowerDao):
    """The state of a DAO whose amendments may say what they do."""

    def judge(self, action, new):
        """Whether an amendment does what it says; while others than its own have a charter's role, every one loosens."""
        if "change" in action:
            elected = any(self.clock < end for end, _ in self.elected.values())
            found = "loosening" if elected or self.roles != self.own else change_of(self.charter, new)
            demand(found, action["change"] != "confirming", known="an amendment that may tighten, or confirms")
            demand(action["change"] == found)

    def carry_out(self, subject):
        if subject.successor and subject.s.charter_hash == self.charter.hash:
            self.judge(subject.action, subject.successor)
        super().carry_out(subject)


if __name__ == "__main__":
    main(AmendedDao)
