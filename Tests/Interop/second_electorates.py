"""Attested electorates (docs/spec/electorate.md): what attesters claim, on what enough of them agree, and which
claim counts when, by receipt or by the time of witnesses."""

from second_keys import KeyedDao
from second_safety import MINUTES_5, NEVER, within
from second_verifier import DIGEST, NAME, demand, know, read

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


class AttestedProposal(KeyedDao.proposal):
    """A proposal whose electorates may be those that attesters agree on."""

    def __init__(self, *frozen):
        self.blocks = {}  # the instant of the latest block that is frozen, by series
        super().__init__(*frozen)

    def opening(self, series):
        """The claim that counts at the opening, no older than the frozen one (electorate.md, Attested, 7)."""
        if not self.asked:
            return super().opening(series)
        opens = self.expected()
        claim = self.dao.newest_claim(series, self.blocks[series], opens - 1, opens, bool(self.told))
        return claim and self.dao.rows_of(claim)[0]

    def frozen(self, series, ago):
        """By the time of their blocks (power.md, When it is read)."""
        self.asked = asked = self.dao.asked
        if not asked:
            return super().frozen(series, ago)
        now, ago = self.dao.clock, ago or 0
        claim = self.dao.newest_claim(series, now - ago - asked["max_age"], now - max(ago, asked.get("lookback", 0)))
        self.blocks[series] = max(self.blocks.get(series, 0), claim.block_time)
        return self.dao.rows_of(claim)


class AttestedDao(KeyedDao):
    """The state of a DAO whose charter may name attesters."""

    proposal = AttestedProposal
    form = KeyedDao.form | {"electorates?": {
        "attested_by": NAME, "window": within("1s", "366d"), "lookback?": within("0s", "366d"),
        "max_age": within("1s", "366d"), "chain?": CHAIN, "recipe?": DIGEST}}

    def __init__(self, documents, founding):
        self.said, self.firsts = [], {}  # what attesters said; the first registration of a series with a root
        self.unseen = []  # words that no checkpoint covers yet, with the index of their entry
        super().__init__(documents, founding)

    @property
    def asked(self):
        """What the charter asks of electorates, if anything."""
        return vars(self.charter).get("electorates")

    def adopt(self, charter):
        if asked := vars(charter).get("electorates"):
            demand(asked["attested_by"] in charter.roles)
        super().adopt(charter)

    def electorate_register(self, who, s, subject):
        super().electorate_register(who, s, subject)
        self.firsts.setdefault((s.series, s.root), (len(self.firsts), s, *self.newest[s.series]))

    @property
    def policy(self):
        """Of the witnesses whose time counts for attesters, if any."""
        return vars(self.charter).get("witnesses", {}).get("policy")

    def instant(self):
        """Now, by witnesses where there are any."""
        return self.witnessed.get(self.policy, 0) if self.policy else self.clock

    def hear(self, claim, who, verdict, window):
        """A word is given, with who has the role now."""
        role = self.roles[self.asked["attested_by"]]
        self.said.append((self.clock, self.instant(), claim, who, verdict, role, window))

    def notice(self, policy, at, before, size):
        waits = policy == self.policy and any(index < size for index, _ in self.unseen)
        return super().notice(policy, at, before, size) or waits

    def checkpoint(self, entry, front):
        """Words that it covers are given at the witnesses' time."""
        super().checkpoint(entry, front)
        if self.policy == entry["policy"]:
            size = int(entry["note"].split("\n")[1])
            ready = [word for index, word in self.unseen if index < size]
            self.unseen = [(index, word) for index, word in self.unseen if index >= size]
            for word in ready:
                self.hear(*word)

    def claims(self, before=NEVER, told=False):
        """All claims by what was received before an instant, or shown before it for a vote by witnesses' time."""
        found = {}
        for received, at, claim, who, verdict, role, window in self.said:
            if (at if told else received) < before:
                found.setdefault(claim, Claim(claim)).say(who, verdict, at, role, window)
        return found

    def rows_of(self, claim):
        return self.firsts[claim.series, claim.root][2:]

    def newest_claim(self, series, start, end, before=NEVER, told=False):
        """The claim of the latest block from one instant to another, of those that count by an instant (5, 6)."""
        at = self.instant() if before == NEVER else before
        agreed = [claim for claim in self.claims(before, told).values()
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
        claim = self.newest_claim(series, self.clock - self.asked["max_age"],
                                  self.clock - self.asked.get("lookback", 0))
        return self.rows_of(claim)[0] if claim else super().members(series)

    def electorate_attest(self, who, s, _):
        """One of the signatures it takes until an electorate counts, or an objection (statements.md)."""
        asked, claim, claims = self.asked, claim_of(s), self.claims()
        for _, (other, account, _, _) in self.unseen:
            claims.setdefault(other, Claim(other)).standing.add(account)
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
        word = claim, who, s.verdict, asked["window"]
        if self.policy and s.verdict == "attests":
            self.unseen.append((len(self.leaves) - 1, word))
        else:
            self.unseen = [(index, one) for index, one in self.unseen if one[:2] != word[:2]]
            self.hear(*word)
