"""Rounds of evaluators (docs/spec/evaluation.md): how they are opened, commitments to scores, and what is shown of
them. What is found of that no entry states, and no bundle claims."""

from second_actions import distinct, spelt
from second_releases import ReleasedDao
from second_safety import NONE, within
from second_verifier import NAME, canonical, demand, identity, know, read, share, span, tagged, text, u64
from second_verifier import unhex

know("evaluation.open", "EvaluationOpening(string dao,string kind,string title,string[] subjects,bytes32 omsRoot,"
     "bytes32 dirHash,bytes32 rulesHash,address opener,")
know("evaluation.commit", "EvaluationCommitment(string dao,string round,string title,address evaluator,"
     "bytes32 commitment,bytes32 roundId,")
know("evaluation.reveal", "EvaluationReveal(string dao,string round,string title,address evaluator,string[] scores,"
     "bytes salt,bytes32 roundId,")
SUBJECTS, SCORE = distinct(text(80), 256), "(0|[1-9][0-9]{0,15})"


def length(value):
    """A length of time with bounds, in its one spelling."""
    demand(0 < within("0s", "366d")(value))
    return spelt(value)


def part(value):
    demand(share(value)[0] != "0")
    return share(value)


def subjects(value):
    demand(not isinstance(value, int) or 1 <= value <= 256)
    return value if isinstance(value, int) else SUBJECTS(value)


KIND = {"subjects": subjects, "highest": int, "commit": length, "reveal": length, "majority": part, "needs?": part,
        "stake": {"role?": NAME, "house?": NAME}, "opened_by": NAME}


class Round:
    """A round on record: what was frozen with it, commitments, and who has shown scores."""

    def __init__(self, dao, s, number, rules, stakes):
        self.id, self.s, self.rules, self.stakes = number, s, rules, stakes
        self.number, self.index = f"E-{len(dao.rounds) + 1:04}", len(dao.leaves) - 1
        self.policy = vars(dao.charter).get("witnesses", {}).get("policy")
        self.opened, self.sealed, self.settled = None if self.policy else dao.clock, None, False
        self.commitments, self.shown, self.held = {}, set(), 0  # what a clock that was ahead had shown

    def phase(self, now):
        """What is taken (The way of a round; Time)."""
        now = max(now, self.held)
        if self.opened is None or self.settled:
            return "waiting" if self.opened is None else "over"
        end = self.opened + span(self.rules["commit"])
        if now < end and self.sealed is None:
            return "committing"
        start = self.sealed if self.policy else end
        return "sealing" if start is None else "revealing" if now < start + span(self.rules["reveal"]) else "over"

    def witness(self, at, size, newest):
        """A checkpoint of so many entries, seen at an instant; whether that changes anything."""
        if self.opened is None:
            self.opened = at if size > self.index else None
            return self.opened is not None
        if not newest or self.settled:
            return False
        if self.sealed is None:
            self.sealed = at if at >= self.opened + span(self.rules["commit"]) else None
            return self.sealed is not None
        self.settled = at >= self.sealed + span(self.rules["reveal"])
        return self.settled


class RoundsDao(ReleasedDao):
    """The state of a DAO whose evaluators commit to scores and show them."""

    form = ReleasedDao.form | {"evaluations?": {"*": KIND}}

    def __init__(self, documents, founding):
        self.rounds = {}
        super().__init__(documents, founding)

    def adopt(self, charter):
        for kind in vars(charter).get("evaluations", {}).values():
            stake, opener = kind["stake"], kind["opened_by"]
            demand(stake, kind["highest"], {opener, stake.get("role", opener)} <= charter.roles.keys())
            demand("house" not in stake or stake["house"] in charter.houses)
        super().adopt(charter)

    def stakes(self, stake):
        """Who has how much now: 1 for a member of a role, or the power of a house."""
        who = self.roles[stake["role"]]["members"] if "role" in stake else None
        if "house" not in stake:
            return dict.fromkeys(who, 1)
        house, probe = self.charter.houses[stake["house"]], object.__new__(self.proposal)
        probe.dao, probe.houses, probe.blocks = self, {house["name"]: house}, {}
        probe.tables = probe.electorates(house)
        opening = isinstance(house["read"], dict) and "opening" in house["read"]["min"]
        powers = probe.held(house["name"], [self.members(house["electorate"])] if opening else [])
        return {one: power for one, power in powers.items() if who is None or one in who}

    def evaluation_open(self, who, s, _):
        """Opens a round; freezes its rules and its stake."""
        rules = self.charter.evaluations[s.kind]
        house = self.charter.houses[rules["stake"]["house"]] if "house" in rules["stake"] else None
        most = rules["subjects"]
        demand(who in self.roles[rules["opened_by"]]["members"], read(s.title, text(120)))
        demand(s.rules_hash == tagged("quorate/evaluation-rules/v1", canonical(
            {"house": house, "name": s.kind, "rules": rules})))
        demand(SUBJECTS(s.subjects) and len(s.subjects) <= most if isinstance(most, int) else s.subjects == most)
        demand((s.oms_root == NONE) == (s.dir_hash == NONE))
        number = identity("evaluation.open", s)
        self.rounds[number] = Round(self, s, number, rules, self.stakes(rules["stake"]))

    def round(self, s):
        one = self.rounds[s.round_id]
        demand((s.round, s.title) == (one.number, one.s.title))
        return one

    def evaluation_commit(self, who, s, _):
        one = self.round(s)
        demand(one.phase(self.clock) == "committing", one.stakes.get(who))
        one.commitments[who] = s.commitment

    def evaluation_reveal(self, who, s, _):
        """Scores and salt behind the commitment on record, once."""
        one = self.round(s)
        names, scores = zip(*(line.rsplit("=", 1) for line in s.scores))
        demand(one.phase(self.clock) == "revealing", who not in one.shown, [*names] == one.s.subjects)
        demand(all(int(read(score, SCORE)) <= one.rules["highest"] for score in scores), 16 <= len(unhex(s.salt)) <= 64)
        demand(one.commitments[who] == commitment(one.id, who, unhex(s.salt), map(int, scores)))
        one.shown.add(who)

    def notice(self, policy, at, before, size):
        waiting = [one for one in self.rounds.values() if one.policy == policy]
        changed = [one.witness(at, size, at >= before) for one in waiting]
        return super().notice(policy, at, before, size) or any(changed)


def commitment(number, who, salt, scores):
    """The digest of scores, of one evaluator and one round."""
    return tagged("quorate/scores/v1", unhex(number), who.encode(), salt, b"".join(map(u64, scores)))
