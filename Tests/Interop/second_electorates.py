#!/usr/bin/env python3
"""Audits a bundle of Quorate again, also where attesters vouch for its electorates, by docs/spec alone:

    second_electorates.py FILE.qaudit [--pin DAO]

second_keys.py and what stands before it have the rest. Here is docs/spec/electorate.md, Attested: what attesters claim,
on what enough of them agree, and which claim counts when. Not known are attesters beside witnesses."""

from second_keys import KeyedDao
from second_safety import within
from second_verifier import DIGEST, NAME, demand, know, main, read, span
from second_witnesses import MINUTES_5, NEVER, WitnessedProposal

know("electorate.attest", "ElectorateAttestation(string dao,string verdict,string series,string chain,uint64 height,"
     "uint64 blockTime,uint64 rows,string[] totals,bytes32 root,bytes32 file,bytes32 blockHash,bytes32 stateRoot,"
     "bytes32 recipe,address attester,")
CHAIN = "[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}"
CLAIM = ("series", "root", "file", "rows", "totals", "chain", "height", "block_hash", "block_time", "state_root",
         "recipe")


def claim_of(s):
    """What an attester says about the rows and the block (1)."""
    return tuple(tuple(value) if isinstance(value, list) else value for value in map(vars(s).get, CLAIM))


class Claim:
    """Who stands by a claim, and since when enough do (2 to 4)."""

    def __init__(self, claim):
        told = dict(zip(CLAIM, claim))
        self.series, self.root, self.block_time = told["series"], told["root"], told["block_time"]
        self.block = told["series"], told["chain"], told["height"]
        self.standing, self.objected, self.agreed, self.window = set(), set(), None, 0

    def say(self, who, verdict, at, role, window):
        self.window = window
        if verdict == "attests":
            self.standing.add(who)
            if self.agreed is None and len(self.standing & {*role["members"]}) >= role["needs"]:
                self.agreed = at
            return
        self.objected.add(who)
        if self.agreed is None or at < self.agreed + window:
            self.standing.discard(who)
            if self.agreed is not None and len(self.standing) < role["needs"]:
                self.agreed = None


class AttestedProposal(WitnessedProposal):
    """A proposal whose electorates may be those that attesters agree on."""

    def __init__(self, *frozen):
        self.blocks = {}  # the instant of the latest block that is frozen, by series
        super().__init__(*frozen)

    def opening(self, series):
        """The claim that counts at the opening, no older than the frozen one (electorate.md, Attested, 7)."""
        if not self.asked:
            return super().opening(series)
        claim = self.dao.newest_claim(series, self.opens, self.blocks[series], self.opens - 1, self.opens)
        return claim and self.dao.rows_of(claim)[0]

    def electorates(self, house):
        """By the time of their blocks (power.md, When it is read)."""
        self.asked = asked = self.dao.asked
        if not asked:
            return super().electorates(house)
        found, moments = {}, house["read"]["min"] if isinstance(house["read"], dict) else ["submission"]
        for moment in moments:
            if moment != "opening":
                ago = span(moment.removeprefix("lookback ")) if moment != "submission" else 0
                now, series = self.dao.clock, house["electorate"]
                claim = self.dao.newest_claim(
                    series, now, now - ago - asked["max_age"], now - max(ago, asked.get("lookback", 0)))
                name = f"{house['name']} {moment}" if found else house["name"]
                found[name] = self.dao.rows_of(claim)
                self.blocks[series] = max(self.blocks.get(series, 0), claim.block_time)
        return found


class AttestedDao(KeyedDao):
    """The state of a DAO whose charter may name attesters."""

    proposal = AttestedProposal
    form = KeyedDao.form | {"electorates?": {
        "attested_by": NAME, "window": within("1s", "366d"), "lookback?": within("0s", "366d"),
        "max_age": within("1s", "366d"), "chain?": CHAIN, "recipe?": DIGEST}}

    def __init__(self, documents, founding):
        self.said, self.firsts = [], {}  # what attesters said; the first registration of a series with a root
        super().__init__(documents, founding)

    @property
    def asked(self):
        """What the charter asks of electorates, if anything."""
        return vars(self.charter).get("electorates")

    def adopt(self, charter):
        if asked := vars(charter).get("electorates"):
            demand(not hasattr(charter, "witnesses"), known="attesters beside witnesses")
            demand(asked["attested_by"] in charter.roles)
        super().adopt(charter)

    def electorate_register(self, who, s, subject):
        super().electorate_register(who, s, subject)
        self.firsts.setdefault((s.series, s.root), (len(self.firsts), s, *self.newest[s.series]))

    def claims(self, before=NEVER):
        """All claims by what was received before an instant."""
        found = {}
        for at, claim, who, verdict, role, window in self.said:
            if at < before:
                found.setdefault(claim, Claim(claim)).say(who, verdict, at, role, window)
        return found

    def rows_of(self, claim):
        return self.firsts[claim.series, claim.root][2:]

    def newest_claim(self, series, at, start, end, before=NEVER):
        """The claim of the latest block from one instant to another, of those that count at an instant (5, 6)."""
        agreed = [claim for claim in self.claims(before).values()
                  if claim.agreed is not None and claim.series == series]
        blocks = [claim.block for claim in agreed]
        counting = [claim for claim in agreed if blocks.count(claim.block) == 1 and claim.agreed + claim.window <= at
                    and start <= claim.block_time <= end]
        return max(counting, default=None, key=lambda claim: (
            claim.block_time, -self.firsts[claim.series, claim.root][0]))

    def members(self, series):
        """Who may lend: those of the electorate that counts, or of the newest where none does (8)."""
        if not self.asked:
            return super().members(series)
        claim = self.newest_claim(series, self.clock, self.clock - self.asked["max_age"],
                                  self.clock - self.asked.get("lookback", 0))
        return self.rows_of(claim)[0] if claim else super().members(series)

    def electorate_attest(self, who, s, _):
        """One of the signatures it takes until an electorate counts, or an objection (statements.md)."""
        asked, claim, claims = self.asked, claim_of(s), self.claims()
        role, mine = self.roles[asked["attested_by"]], claims.get(claim, Claim(claim))
        _, first, *_ = self.firsts[s.series, s.root]
        demand(s.verdict in ("attests", "objects"), read(s.chain, CHAIN), s.block_time <= self.clock + MINUTES_5)
        demand((s.file, s.rows, s.totals) == (first.file, first.rows, first.totals))
        demand(who in role["members"] or s.verdict == "objects" and who in mine.standing, who not in mine.objected)
        demand(asked.get("chain", s.chain) == s.chain, asked.get("recipe", s.recipe) == s.recipe)
        if s.verdict == "attests":
            others = [other for other in claims.values() if who in other.standing]
            demand(who not in mine.standing, all(other.block != mine.block for other in others),
                   sum(other.agreed is None for other in others) < 64)
        demand(self.document(s.recipe))
        self.said.append((self.clock, claim, who, s.verdict, role, asked["window"]))


if __name__ == "__main__":
    main(AttestedDao)
