"""Votes by the time of witnesses (docs/spec/witness.md): policies, cosignatures, what is on record of them, and the
opening, the silences, the cut-off and the settling of proposals. Not known are witnesses with keys of ML-DSA."""

import re
from base64 import b64decode
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from second_safety import MINUTES_5, NEVER, SafeDao, SafeProposal
from second_verifier import DIGEST, demand, leaf_of, note_of, read_json, root_of, signatures

SEEN = {"kind": ".*", "note": ".*", "policy": DIGEST, "growth": [DIGEST], "received": int, "v": int}


def kind_of(data):
    """The kind of an entry that is no statement, and nobody's."""
    found = re.search(rb'"kind":"([a-z.]+)"', data)
    return found[1].decode() if found and b'"statement":' not in data else None


def growth(size, leaves, whole=True):
    """The consistency proof from a size (RFC 9162 §2.1.4.1)."""
    if size == len(leaves):
        return [] if whole else [root_of(leaves)]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if size <= half:
        return growth(size, leaves[:half], whole) + [root_of(leaves[half:])]
    return growth(size - half, leaves[half:], False) + [root_of(leaves[:half])]


class Policy:
    """Whose word on time counts (witness.md, Policy)."""

    def __init__(self, data):
        self.keys, self.groups, quorum, members = {}, {}, [], []
        demand(data.endswith(b"\n"), len(data) <= 1 << 20)
        for line in data.decode().split("\n"):
            word, *words = re.split("[ \t]+", line.strip(" \t"))
            if word == "witness":
                self.keys[words[0]] = self.key(words[1])
                demand(words[0] not in self.groups, 2 <= len(words) <= 3)
            elif word == "group":
                name, least, *parts = words
                members += parts
                demand({*parts} <= {*self.keys, *self.groups} - {name}, name not in self.keys)
                self.groups[name] = {"all": len(parts), "any": 1}.get(least) or int(least), parts
                demand(0 < self.groups[name][0] <= len(parts))
            else:
                demand(word in ("", "quorum", "log") or word.startswith("#"))
                quorum += words if word == "quorum" else []
        demand(len({*members}) == len(members), len({*self.keys.values()}) == len(self.keys), len(quorum) == 1)
        self.quorum, = quorum
        demand(self.quorum in self.keys or self.quorum in self.groups)

    @staticmethod
    def key(text):
        """The name and the public key of a witness, with its type in front."""
        name, digits, encoded = text.split("+", 2)
        public = b64decode(encoded, validate=True)
        demand(public[0] == 4, known="a witness with another key than Ed25519")
        demand(len(public) == 33, digits == sha256(name.encode() + b"\n" + public).hexdigest()[:8])
        return name, public

    def seen(self, note, body):
        """The earliest instant by which the quorum had seen a checkpoint; every line of its witnesses must hold."""
        times, all_made = {}, signatures(note, body, self.keys.values())
        for (name, (_, public)), made in zip(self.keys.items(), all_made):
            times[name] = NEVER
            for one in made:
                seconds = int.from_bytes(one[:8], "big")
                message = f"cosignature/v1\ntime {seconds}\n".encode() + body
                Ed25519PublicKey.from_public_bytes(public[1:]).verify(one[8:], message)
                demand(seconds < 1 << 63)
                times[name] = min(times[name], seconds * 1000 or NEVER)
        for name, (least, parts) in self.groups.items():
            times[name] = sorted(map(times.get, parts))[least - 1]
        return times[self.quorum]


class WitnessedProposal(SafeProposal):
    """A proposal that may go by the time of witnesses (witness.md, Proposals that go by it)."""

    def __init__(self, dao, identity, s, action, successor, rules):
        told = vars(dao.charter).get("witnesses")
        self.told = told if told and s.kind in told["required_for"] else None
        self.index, self.seen, self.cutoff, self.settled = len(dao.leaves) - 1, None, None, False
        self.ballots, self.first_closes = [], None  # index, house, voter, ballot, and the close before
        super().__init__(dao, identity, s, action, successor, rules)

    def schedule(self, submitted):
        """From the instant at which witnesses had seen it; before that there is no opening."""
        super().schedule(NEVER if self.told and self.seen is None else submitted)

    def now(self, clock):
        """The latest instant that witnesses had seen, in the place of the operator's clock."""
        return self.dao.witnessed.get(self.told["policy"], 0) if self.told else clock

    def cast(self, who, s):
        before = self.closes - self.silent
        super().cast(who, s)
        self.ballots.append((len(self.dao.leaves) - 1, s.house, who, self.standing[s.house][who], before))

    def state(self, now):
        now = self.now(now)
        decided = self.ending or self.settled or self.cutoff is None and now < self.closes
        if self.told and not decided:
            return "active", "witnessing", None
        return super().state(now)

    def claim(self, at):
        return super().claim(at) | ({"time_assurance": "witnessed"} if self.told else {})

    def closes_by(self, size):
        """The close that follows from the ballots among the first entries."""
        before = next((closes for index, _, _, _, closes in self.ballots if index >= size), self.closes - self.silent)
        return before + self.silent

    def cut(self, cutoff):
        """Ballots from the cut-off on came too late; one that they had replaced stands again, and so does the close."""
        late = [ballot for ballot in self.ballots if ballot[0] >= cutoff]
        self.cutoff, self.closes = cutoff, self.closes_by(cutoff) if late else self.first_closes
        self.standing = {name: {} for name in self.standing}
        for index, house, who, ballot, _ in self.ballots:
            if index < cutoff:
                self.standing[house][who] = ballot

    def witness(self, at, before, size, largest):
        """A checkpoint of so many entries, seen at an instant after another; the largest so far is on record."""
        if self.seen is None:
            if size > self.index:
                self.seen = at
                self.schedule(at)
            return
        # The close is that of the ballots in front of what would be the cut-off.
        close = self.closes_by(max(size, largest)) if self.cutoff is None else self.closes
        end, since = close + self.told["grace"], max(before, self.seen)
        gap = at - since
        if self.cutoff is None:
            if at < max(before, self.opens):
                return
            if since < close and (gap > self.told["max_gap"] or at > end):
                self.closes, self.silent = self.closes + gap, self.silent + gap
            elif at >= close:
                self.first_closes = self.closes
                self.cut(max(size, largest))
        elif at <= end and size > self.cutoff:
            self.cut(size)
        if self.cutoff is not None and at > self.closes + self.told["grace"] + self.told.get("challenge", 0):
            self.settled = True


class WitnessedDao(SafeDao):
    """The state of a DAO whose log has on record what witnesses have seen of it."""
    proposal = WitnessedProposal

    def __init__(self, documents, founding):
        self.policies, self.instants, self.contradicted = {}, [], False
        self.witnessed, self.largest = {}, {}  # by policy: the latest instant, and the size of the largest tree
        super().__init__(documents, founding)
        self.instants.append(self.clock)

    @property
    def clock(self):
        """When the last entry was received, or what witnesses have seen: nothing is received before either."""
        return max(self.last, *self.witnessed.values(), 0)

    @clock.setter
    def clock(self, now):
        self.last = now

    def adopt(self, charter):
        super().adopt(charter)
        if told := vars(charter).get("witnesses"):
            kinds = {kind.split("/")[0] for kind in charter.kinds}
            demand(told["grace"] <= told["max_gap"], {*told["required_for"]} <= kinds)
            self.policies[told["policy"]] = Policy(self.document(told["policy"]))

    def admit(self, data):
        """Takes an entry in: a statement, or what is the log's own."""
        front = [*self.leaves]
        self.remember(data)
        own = getattr(self, f"own_{(kind_of(data) or '').replace('.', '_')}", None)
        if not own:
            super().admit(data)
            return
        self.leaves.append(leaf_of(data))
        own(data, front)

    def own_checkpoint_witnessed(self, data, front):
        self.checkpoint(read_json(data, SEEN), front)

    def remember(self, data):
        """When the next entry says that it was received."""
        received = re.search(b'"received":([0-9]+)', data)
        self.instants = self.instants[:len(self.leaves)] + [int(received[1]) if received else 0]

    def notice(self, policy, at, before, size):
        """Whether a checkpoint of so many entries, seen at an instant after another, changes more than proposals."""
        return False

    def checkpoint(self, entry, front):
        """What witnesses have seen (witness.md, Witnessed time on record)."""
        received, policy, note = entry["received"], entry["policy"], entry["note"].encode()
        corrects = entry["kind"] == "time.correct"
        size = int(re.match(r"[^\n]+\n([1-9][0-9]*)\n", entry["note"])[1])
        text = note[:note.index(b"\n\n") + 1]
        demand(len(note) > len(text) + 1, not signatures(note, text, ()))  # of the form of a signed note
        demand(entry["v"] == 1, self.clock <= received or corrects)
        stood, last = self.clock, self.last
        self.clock = max(last, received)
        demand(0 < size <= len(front))
        body = note_of(f"{self.genesis.host}/quorate/{self.id[2:]}", front[:size])
        at, before = self.policies[policy].seen(note, body), self.witnessed.get(policy, 0)
        demand(entry["growth"] == ["0x" + one.hex() for one in growth(size, front)])
        demand(at <= received + MINUTES_5, self.believed(size, at))
        if corrects:
            demand(size == len(front), last > at + MINUTES_5, before <= at <= received < last)
        elif size == len(front) and at > before:
            demand(stood <= at + MINUTES_5)
        waiting = [one for one in self.proposals.values() if one.told and one.told["policy"] == policy
                   and not one.ending and not one.settled]
        largest = self.largest.get(policy, 0)
        new = self.notice(policy, at, before, size) or size > largest or at > before
        for proposal in waiting:
            seen, cutoff = proposal.seen, proposal.cutoff
            proposal.witness(at, before, size, largest)
            new = new or seen != proposal.seen or cutoff not in (None, proposal.cutoff)
        demand(new)  # an instant, entries, or something about a proposal that waits
        self.contradicted = self.contradicted or self.instants[size - 1] > at + MINUTES_5
        self.witnessed[policy], self.largest[policy] = max(at, before), max(size, largest)
        if corrects:
            self.set_back(last, received)

    def ballot_cast(self, who, s, subject):
        demand(not subject.told or self.clock < subject.closes + subject.told["grace"])
        super().ballot_cast(who, s, subject)
