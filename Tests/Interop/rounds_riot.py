"""Riots of evaluators who commit to scores and show them: in time, too early, too late, twice, or those of somebody else."""

from attested_riot import SeenRiot
from evidenced_riot import EvidencedRiot
from riot import HOUR, accounts, keys
from second_rounds import NONE, Round, commitment
from second_verifier import canonical, tagged

ONES = "0x" + "11" * 32


class RoundsRiot(EvidencedRiot):
    """A riot with rounds."""

    def charter(self, name: str) -> bytes:
        rng = self.rng
        block = "evaluations:\n"
        for kind, subjects in (("fixed", '[one, "zwölf"]'), ("open", "3")):
            stake = rng.choice(("{role: attesters}", "{role: registrar}", "{house: holders}", "{house: holders, role: attesters}"))
            needs = rng.choice(("", ", needs: 1/3"))
            block += (f"  {kind}: {{subjects: {subjects}, highest: {rng.choice((1, 100, 65535))}, commit: {rng.choice(('1h', '90m'))}, "
                      f"reveal: {rng.choice(('1h', '1d'))}, majority: {rng.choice(('1/2', '50%'))}{needs}, stake: {stake}, "
                      f"opened_by: {rng.choice(('council', 'registrar'))}}}\n")
        return super().charter(name).replace(b"tracks:\n", block.encode() + b"tracks:\n", 1)

    def happen(self) -> None:
        if self.rng.random() < 0.7:
            self.round()
        else:
            super().happen()

    @property
    def rounds(self) -> list[Round]:
        return list(self.forger.dao.rounds.values())

    def round(self) -> None:
        rng = self.rng
        waiting = [one for one in self.rounds if one.phase(self.now) != "over"]
        if not waiting or rng.random() < 0.1:
            return self.open()
        one = rng.choice(waiting)
        for number in rng.sample(range(6), rng.randint(1, 4)):
            if one.phase(self.now) == "committing" or rng.random() < self.wicked:
                self.commit(one, number)
            if one.phase(self.now) == "revealing" or rng.random() < self.wicked:
                self.reveal(one, number)
        if rng.random() < 0.5:
            self.now += rng.choice((0, HOUR // 2, HOUR, HOUR - 1))
        return None

    def open(self) -> None:
        rng, dao = self.rng, self.forger.dao
        kind = rng.choice([*vars(dao.charter).get("evaluations", {})] or ["none"])
        rules = vars(dao.charter).get("evaluations", {}).get(kind, {})
        house = dao.charter.houses.get(rules.get("stake", {}).get("house"))
        most = rules.get("subjects", [])
        model = rng.choice(((NONE, NONE), (ONES, ONES)))
        key = keys()[accounts().index(rng.choice(dao.roles[rules.get("opened_by", "council")]["members"]))]
        self.say("evaluation.open", self.sign("evaluation.open"), key, kind=kind, title=f"Ründe {rng.randrange(99)}",
                 subjects=most if isinstance(most, list) else ["a", "b=c", "ü"][:rng.randint(1, 3)],
                 oms_root=model[0], dir_hash=model[1],
                 rules_hash=tagged("quorate/evaluation-rules/v1", canonical({"house": house, "name": kind, "rules": rules})))

    def scores(self, one: Round, number: int) -> list[int]:
        """Of everybody others, and always the same."""
        return [(number * 7 + place) % (one.rules["highest"] + 1) for place in range(len(one.s.subjects))]

    def commit(self, one: Round, number: int) -> None:
        salt = bytes([number]) * 16
        self.say("evaluation.commit", self.sign("evaluation.commit"), keys()[number], round=one.number, title=one.s.title,
                 round_id=one.id, commitment=commitment(one.id, accounts()[number], salt, self.scores(one, number)))

    def reveal(self, one: Round, number: int) -> None:
        scores = self.scores(one, self.rng.choice((number,) * 9 + (0,)))
        lines = [f"{name}={score}" for name, score in zip(one.s.subjects, scores, strict=True)]
        self.say("evaluation.reveal", self.sign("evaluation.reveal"), keys()[number], round=one.number, title=one.s.title,
                 round_id=one.id, salt="0x" + bytes([number]).hex() * 16, scores=lines)


class SeenRoundsRiot(RoundsRiot, SeenRiot):
    """A riot with rounds that go by the time of witnesses."""

    genesis = SeenRiot.genesis
    policy = SeenRiot.policy

    def happen(self) -> None:
        if self.rng.random() < 0.35:
            self.witness()
        else:
            super().happen()
