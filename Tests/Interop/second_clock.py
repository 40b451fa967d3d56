"""Clocks that were wrong (docs/spec/witness.md): corrections by witnesses and by the log's own keys, and what
becomes of what was on record. Not known are corrections behind which orders of a council, words of attesters or
draws are dated."""

import re

from second_boxes import BoxedDao
from second_keys import keys_of
from second_safety import MINUTES_5
from second_verifier import FIELDS, PLANNED, WORDS, canonical, check_signed, demand, note_of, read
from second_verifier import read_json, tagged
from second_witnesses import SEEN

ENTRY = {"genesis": dict, "kind": ".*", "note": ".*", "received": int, "v": int}
FORMS = {kind: {key: WORDS[type_][0] for key, type_ in FIELDS[kind].items()} for kind in ("dao.genesis", PLANNED)}
TEXT = re.compile(r"quorate\.org/time-correction/v1\n.*?\n\n", re.S)


class ClockedProposal(BoxedDao.proposal):
    """A proposal that may have been on record while the log's clock was ahead."""

    def __init__(self, *frozen):
        self.corrections = []  # by entry: what the clock had shown, what it was set back to, and whether it was over
        super().__init__(*frozen)

    def followed(self, now):
        return max([now, *(shown for _, shown, _, _ in self.corrections)])

    def backdated(self, decided):
        """The instant at which something counts as decided (6)."""
        for _, shown, corrected, _ in self.corrections:
            decided = corrected if corrected < decided <= shown else decided
        return decided

    def decided(self, now):
        over = any(over for *_, over in self.corrections)
        return (self.followed(now), self.closes) if over else (now, self.backdated(self.closes))

    def late(self, index, instant):
        """Whether an entry came only after the clock had shown an instant."""
        return any(instant <= shown and entry <= index for entry, shown, _, _ in self.corrections)


class ClockedDao(BoxedDao):
    """The state of a DAO whose log's clock may have been set back."""

    proposal = ClockedProposal

    def __init__(self, documents, founding):
        self.corrected = 0
        super().__init__(documents, founding)

    def own_time_correct(self, data, front):
        if b'"policy":' in data:
            self.checkpoint(read_json(data, SEEN), front)
        else:
            self.correct(data, front)

    def correct(self, data, front):
        """By the word of the log's keys, where the charter names no witnesses."""
        entry = read_json(data, ENTRY)
        genesis = entry["genesis"]
        read(genesis, FORMS[PLANNED if "next_log_keys" in genesis else "dao.genesis"])
        received, shown = entry["received"], self.clock
        origin = f"{self.genesis.host}/quorate/{self.id[2:]}"
        body = TEXT.match(entry["note"])[0][:-1]
        *_, first, second, keys, _ = body.split("\n")
        expected = note_of(origin, front).decode()
        demand(entry["v"] == 1, tagged("quorate/dao/v1", canonical(genesis)) == self.id)
        self.clock = max(shown, received)
        check_signed(entry["note"].encode(), origin, keys_of(keys), body.encode())
        demand(keys_of(keys) == self.chain.pairs[-1][1])
        demand(body == f"quorate.org/time-correction/v1\n{expected}{first}\n{second}\n{keys}\n")
        demand((first, second) == (str(shown), str(received)), shown > received + MINUTES_5)
        demand(not hasattr(self.charter, "witnesses"), received >= max(self.corrected, *self.witnessed.values(), 0))
        self.corrected = received
        self.set_back(shown, received)

    def set_back(self, shown, to):
        """What is on record is dated at the instant at the latest, and votes are followed from where they were."""
        orders = [one for one in self.orders.values() if one.starts is not None]
        dated = [one.starts for one in orders] + [one.ends for one in orders if one.ends != one.s.not_after]
        dated += [at for words in self.said for at in words[:2]]
        dated += [at for _, parts in self.drawn.values() for at, _ in parts]
        demand(all(at <= to for at in dated), known="a correction with orders, attesters or draws dated behind it")
        index = len(self.leaves) - 1
        for one in self.proposals.values():
            if one.told or one.ending:
                continue
            over, still = (one.state(at)[1] == "ended" for at in (shown, to))
            if not (over and still):
                one.corrections.append((index, shown, to, over))
            one.queued = one.queued and min(one.queued, to)
        for one in self.rounds.values():
            if not one.policy and one.phase(to) != "over":
                one.held = max(one.held, shown)
        self.left = [(min(at, to), *rest) for at, *rest in self.left]
        self.drawn = {grant: (min(since, to), parts) for grant, (since, parts) in self.drawn.items()}
        self.contradicted, self.clock = False, to
