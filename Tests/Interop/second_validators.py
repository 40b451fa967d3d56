"""Stakes and roles (docs/spec/electorate.md, Facts; power.md, `delegated-stake`), and validators who vote with what is
delegated to them (counting.md, By validators). Numbers have eighteen decimals."""

import re
from fractions import Fraction

from second_methods import parsed, table
from second_seats import ROLES
from second_stages import StagedDao
from second_verifier import ACCOUNT, NAME, WHOLE, demand, read_electorate, leaves_of, root_of

UNIT, STAKES, VALIDATOR, WORTH = 10**18, "stake=", "validator=", "worth="  # no asset has such a name
SHARES = rf"{WHOLE}(?:\.[0-9]{{0,17}}[1-9])?"
FACT = re.compile(rf" (?:(stake)=({ACCOUNT}):({SHARES})|(validator)=(bonded|unbonded):({WHOLE});shares:({SHARES})|"
                  rf"role=({NAME}))(?= |$)")


def rounded(number, below):
    """A quotient, half to even."""
    return round(Fraction(number, below))


def quotient(one, other):
    """Cut at the thirty-sixth decimal, and rounded at the eighteenth."""
    return rounded(one * UNIT * UNIT // other, UNIT)


def decimal(text):
    return int(Fraction(text) * UNIT)


def facts(line):
    """The stakes, the validator and the roles of a line, each once; and the line without them."""
    found = [at[0] for at in FACT.finditer(line)]
    stakes, own, roles = {}, None, set()
    for stake, to, shares, validator, bond, tokens, whole, role in FACT.findall(line):
        if stake:
            demand(to not in stakes)
            stakes[to] = decimal(shares)
        elif validator:
            demand(own is None)
            own = bond == "bonded", int(tokens), decimal(whole)
        else:
            demand(role not in roles)
            roles.add(role)
    demand(found == sorted(found), line.endswith("".join(found)))
    given = {STAKES: stakes, VALIDATOR: own, ROLES: roles} if found else {}
    return given, line.removesuffix("".join(found))


def read_table(data):
    """An electorate of which rows may have stakes, with what they are worth, and roles."""
    lines = data.decode().split("\n")
    told = [facts(line) for line in lines]
    if not any(given for given, _ in told):
        return read_electorate(data)
    bare = [plain if " " in plain or not given else f"{plain} none=0" for given, plain in told]
    rows, totals, _ = read_electorate("\n".join(bare).encode())
    if not any(" none=" in plain for _, plain in told):
        totals = [one for one in totals if one != "none=0"]
    for (given, _), row in zip(told, rows.values()):
        row |= given
    for row in rows.values():
        row[WORTH] = sum(worth for _, _, worth in stakes_of(rows, row))
    root = root_of(leaves_of(line.encode() + b"\n" for line in lines[:-1]))
    return rows, totals, "0x" + root.hex()


def stakes_of(rows, row):
    """Bonded validators with whom a row has a stake, its shares, and what they are worth."""
    for to, shares in row.get(STAKES, {}).items():
        bonded, tokens, whole = rows.get(to, {}).get(VALIDATOR) or (False, 0, 0)
        if bonded and whole:
            yield to, shares, quotient(shares * tokens, whole)


class ValidatorsProposal(StagedDao.proposal):
    """A proposal on which validators may vote with the stake of others."""

    def inherits(self):
        return self.lending["mode"] == "validators"

    def pieces(self, house):
        """Who casts what, piece by piece: voters their stakes, and validators the shares that are left; nobody the rest."""
        (rows, _), ballots, left = self.tables[house], self.stand(house), {}
        for who in ballots:
            for to, shares, worth in stakes_of(rows, rows.get(who, {})):
                left[to] = left.get(to, rows[to][VALIDATOR][2]) - shares
                yield who, worth
        for who, row in rows.items():
            bonded, tokens, whole = row.get(VALIDATOR) or (False, 0, 0)
            if bonded and whole:
                yield who if who in ballots else None, quotient(left.get(who, whole) * tokens, whole)

    def count(self, house):
        if not self.inherits():
            return super().count(house)
        told, names = table(self.ballot(house)["method"]), self.rules["options"]
        powers, voters = dict.fromkeys(names, 0), {name: set() for name in names}
        pieces, ballots = [*self.pieces(house)], self.stand(house)
        silent, pieces = sum(piece for who, piece in pieces if not who), [one for one in pieces if one[0]]
        for who, piece in pieces:
            given = parsed(told, names, ballots[who][0])
            whole = sum(given.values())
            for name, weight in given.items():
                powers[name] += rounded(piece * quotient(weight * UNIT, whole * UNIT), UNIT) if piece else 0
                voters[name] |= {who} if piece else set()
        rows, cast = self.tables[house][0].values(), sum(piece for _, piece in pieces)
        validators = [row[VALIDATOR] for row in rows if row.get(VALIDATOR)]
        electorate = UNIT * sum(tokens for bonded, tokens, whole in validators if bonded and whole)
        return {"silent": str(silent // UNIT), "circular": "0", "too_deep": "0", "unused": "0",
                "ballots": len({who for who, piece in pieces if piece}), "overridden": 0, "cast": str(cast // UNIT),
                "electorate": str(electorate // UNIT),
                "options": [{"name": name, "power": str(powers[name] // UNIT), "voters": len(voters[name])} for name in names]}


class ValidatorsDao(StagedDao):
    """The state of a DAO whose validators may vote with what is delegated to them."""

    proposal = ValidatorsProposal

    def electorate_register(self, who, s, subject):
        """No more shares are held of a validator than it has."""
        rows, held = self.table(self.document(s.file))[0], {}
        for row in rows.values():
            for to, shares in row.get(STAKES, {}).items():
                held[to] = held.get(to, 0) + shares
        demand(all(held.get(one, 0) <= row[VALIDATOR][2] for one, row in rows.items() if row.get(VALIDATOR)))
        super().electorate_register(who, s, subject)

    def may_vote(self, who, s, subject):
        """Operators of bonded validators too."""
        bonded = (subject.tables[s.house][0].get(who, {}).get(VALIDATOR) or (False,))[0]
        return super().may_vote(who, s, subject) or subject.inherits() and bonded

    table = staticmethod(read_table)
