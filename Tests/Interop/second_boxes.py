"""Ballots out of drop-boxes (docs/spec/drop-box.md): which another log held in time, as enough witnesses say, and
how they join the count."""

import re
from hashlib import sha256

from second_actions import distinct
from second_deposits import DepositedDao
from second_proofs import read_proof, unbase
from second_safety import MINUTES_5, SAFE_CHARTER
from second_verifier import DIGEST, check_ed25519, demand, identity, read, read_entry, read_json, signer

ENTRY = {"box": ".*", "kind": "ballot.boxed", "policy": DIGEST, "proof": ".*", "received": int, "v": int}


def box_key(told):
    """The name of a box, and its key with the type in front (log-entry.md, Checkpoint)."""
    name, digits, key = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+(\S+)", told).groups()
    public = unbase(key)
    demand(digits == sha256(name.encode() + b"\n" + public).hexdigest()[:8], len(public) == 33, public[0] != 4)
    demand(public[0] == 1, known="a drop-box with another key than Ed25519")
    return name, public


def box(told):
    box_key(read(told, ".*"))
    return told


class BoxedProposal(DepositedDao.proposal):
    """A proposal on which ballots may come in late, out of boxes."""

    def __init__(self, *frozen):
        self.boxed, self.sequences = {}, {}  # by house and voter: a ballot with its statement; by statement
        super().__init__(*frozen)

    def cast(self, who, s):
        super().cast(who, s)
        self.sequences[self.standing[s.house][who][1]] = s.sequence

    def counted(self, house, who):
        """Of a voter's ballots in time and out of boxes the last; of a final one that which came by itself."""
        own, other = self.standing[house].get(who), self.boxed.get((house, who))
        later = own and other and self.sequences[other[1]] > self.sequences[own[1]] and self.ballot(house)["replaceable"]
        return other if later or not own else own

    def witness(self, at, before, size, largest):
        super().witness(at, before, size, largest)
        if self.settled:
            for house, who in self.boxed:
                self.standing[house][who] = self.counted(house, who)
            self.boxed = {}


class BoxedDao(DepositedDao):
    """The state of a DAO whose charter names drop-boxes."""

    proposal = BoxedProposal
    form = DepositedDao.form | {"witnesses?": SAFE_CHARTER["witnesses?"] | {"drop_boxes?": distinct(box, 16)}}

    def adopt(self, charter):
        told = vars(charter).get("witnesses", {})
        demand("drop_boxes" not in told or told.get("challenge"))
        super().adopt(charter)

    def own_ballot_boxed(self, data, front):
        entry = read_json(data, ENTRY)
        demand(entry["v"] == 1, self.clock <= entry["received"])
        self.clock = entry["received"]
        proof, (name, key) = read_proof(entry["proof"].encode()), box_key(entry["box"])
        check_ed25519(proof.note, name, key[1:], proof.body)
        demand(proof.origin == name != f"{self.genesis.host}/quorate/{self.id[2:]}")
        self.take_boxed(entry, proof.entry, self.policies[entry["policy"]].seen(proof.note, proof.body))

    def take_boxed(self, entry, leaf, at):
        """A ballot that would have been taken when witnesses saw it in the box (When it has an effect, 4 to 8)."""
        told, s, dao, digest = read_entry(leaf)
        demand(told["kind"] == "ballot.cast", dao == self.id, signer(digest, told["signature"]) == s.voter)
        subject, who = self.proposals[s.proposal_id], s.voter
        named = subject.told or {}
        demand(entry["box"] in named.get("drop_boxes", ()), entry["policy"] == named["policy"], not subject.ending)
        demand(subject.cutoff is not None, not subject.settled, at <= subject.closes)
        demand(s.dao_name == self.genesis.name, s.signed_at <= at + MINUTES_5, at <= s.valid_until)
        demand((s.proposal, s.title) == (subject.number, subject.s.title))
        self.check_words(s, subject)
        counted = subject.counted(s.house, who)
        demand(0 < s.sequence - (subject.sequences[counted[1]] if counted else 0) <= 1 << 20)
        demand(subject.ballot(s.house)["replaceable"] if counted else self.may_vote(who, s, subject))
        ballot = s.choice, identity("ballot.cast", s)
        subject.boxed[s.house, who], subject.sequences[ballot[1]] = ballot, s.sequence
