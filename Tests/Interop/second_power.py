"""Power that is put together from amounts and roles (docs/spec/power.md, Of what is held; Of other sources). Not known
are locks and allocations."""

import re
from fractions import Fraction
from math import ceil, floor, isqrt

from second_actions import above
from second_seats import ROLES
from second_validators import UNIT, WORTH, ValidatorsDao
from second_verifier import NAME, WHOLE, address, demand, read

ROUNDINGS = {"floor": floor, "ceiling": ceil, "half-even": round, "half-up": lambda power: floor(power + Fraction(1, 2))}
PARTS = {"heads": {}, "delegated-stake": {"asset": NAME}, "balance": {"asset": NAME}, "sum": {"of": list, "rounding?": "|".join(ROUNDINGS)},
         "scaled": {"of": dict, "by": lambda value: ratio(value), "rounding?": "|".join(ROUNDINGS)}, "min": {"of": list},
         "max": {"of": list}, "capped": {"of": dict, "at_most": WHOLE}, "square-root": {"of": dict, "scale": int},
         "excluded": {"of": dict, "accounts": lambda value: sorted(read(value, [address]))},
         "role": {"roles": {"*": above(1)}, "per": "role|account"}}


def ratio(value):
    demand(re.fullmatch(r"[0-9]{1,18}(\.[0-9]{1,18}|/[0-9]{1,18})?", str(value)))
    return str(Fraction(str(value)))


def source(value, deep=1):
    """A source as frozen rules have it; those inside of it likewise."""
    told = read(value, {"source": ".*"} | PARTS[value["source"]])
    kind, of = told["source"], told.get("of")
    demand(deep <= 8, kind != "role" or 0 < len(told["roles"]) <= 64)
    if kind == "sum":
        of = [read(part, {"ratio": ratio, "of": lambda inner: source(inner, deep + 1)}) for part in of]
    elif kind in ("min", "max"):
        demand(2 <= len(of) <= 16)
        of = [source(part, deep + 1) for part in of]
    elif of:
        of = source(of, deep + 1)
    rounding = {"rounding": told.get("rounding", "floor")} if kind in ("sum", "scaled") else {}
    return told | ({"of": of} if of else {}) | rounding


def power_of(told, who, row):
    """What a row of an electorate is worth."""
    kind, of = told["source"], told.get("of")
    if kind == "delegated-stake":
        return row.get(WORTH, 0) // UNIT
    if kind == "role":
        given = [told["roles"].get(role, 0) for role in row.get(ROLES, ())]
        return sum(given) if told["per"] == "role" else max(given, default=0)
    if kind in ("heads", "balance"):
        return 1 if kind == "heads" else row.get(told["asset"], 0)
    if kind == "sum":
        exact = sum(Fraction(part["ratio"]) * power_of(part["of"], who, row) for part in of)
        return ROUNDINGS[told["rounding"]](exact)
    if kind in ("min", "max"):
        return (min if kind == "min" else max)(power_of(part, who, row) for part in of)
    power = power_of(of, who, row)
    if kind == "scaled":
        return ROUNDINGS[told["rounding"]](power * Fraction(told["by"]))
    if kind == "square-root":
        return isqrt(power * told["scale"] ** 2)
    return min(power, int(told["at_most"])) if kind == "capped" else 0 if who in told["accounts"] else power


class PowerProposal(ValidatorsDao.proposal):
    """A proposal whose houses may have power of any such source."""

    def worth(self, told, who, row):
        return power_of(told, who, row)


class PowerDao(ValidatorsDao):
    """The state of a DAO with such houses."""

    proposal = PowerProposal
    form = ValidatorsDao.form | {"houses": {"*": ValidatorsDao.form["houses"]["*"] | {"power": source}}}
