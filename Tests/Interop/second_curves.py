"""Bars that fall while voting is open (docs/spec/tests.md, Curves). All shares are whole numbers of 10^-9."""

from fractions import Fraction
from math import isqrt

from second_actions import spelt
from second_deposits import true
from second_verifier import NAME, demand, read, share, span, sums, text

ONE, PERCENT = 10**9, r"(0|[1-9][0-9]{0,2})(\.[0-9]{1,9})?%"
FORMS = {
    "linear_decreasing": {"ceiling": int, "floor": int, "length": int},
    "stepped_decreasing": {"begin": int, "end": int, "step": int, "period": int},
    "reciprocal": {"factor": int, "x_offset": int, "y_offset": lambda value: value},
    "linear_over": {"length": spelt, "of": spelt, **dict.fromkeys(("ceiling", "floor"), lambda value: cut(value))},
    "reciprocal_through": {"after": spelt, "of": spelt, **dict.fromkeys(("level", "ceiling", "floor"), lambda value: cut(value))}}


def cut(value):
    """A share, cut to nine decimals."""
    found = Fraction(read(value, PERCENT)[:-1]) / 100 if value[-1:] == "%" else Fraction(share(value))
    demand(found <= 1)
    return found * ONE // 1


def nearest(above, below):
    """A quotient, from the middle to the lower."""
    return -((below - 2 * above) // (2 * below))


def reciprocal(factor, floor, fall):
    """Both offsets that belong to a factor."""
    root = isqrt((nearest(fall * fall, ONE) + nearest(4 * fall * factor, ONE)) * ONE)
    x_offset = nearest((root - fall) * ONE, 2 * fall)
    return {"factor": factor, "x_offset": x_offset, "y_offset": floor - nearest(factor * ONE, ONE + x_offset)}


def through(told):
    """The reciprocal curve that comes nearest to a level after a part of the period."""
    x, fall = nearest(span(told["after"]) * ONE, span(told["of"])), told["ceiling"] - told["floor"]
    low, high, missed = 0, ONE, {"low": float("inf"), "high": float("inf")}
    while high - low > 1:
        factor = (low + high) // 2
        made = reciprocal(factor, told["floor"], fall)
        found = bar({"reciprocal": made}, x)
        if found > told["level"]:
            high, missed["high"] = factor, found - told["level"]
        else:
            low, missed["low"] = factor, told["level"] - found
    return reciprocal(low if missed["low"] < missed["high"] else high, told["floor"], fall)


def curve(value):
    """One of the first three, as frozen rules hold it."""
    (name, told), = value.items()
    told = read(told, FORMS[name])
    if name == "reciprocal_through":
        demand(told["floor"] < told["ceiling"])
        return {"reciprocal": through(told)}
    if name == "linear_over":
        length = nearest(span(told["length"]) * ONE, span(told["of"]))
        return {"linear_decreasing": {"ceiling": told["ceiling"], "floor": told["floor"], "length": min(ONE, length)}}
    return {name: told}


CURVE = {"test": "curve", "name": text(80), "house": NAME, "count": [text(80)], "of": sums, "curve": curve,
         "empty_passes?": true, "measure?": "capital"}


def bar(told, x):
    """A curve at a part of the period."""
    (name, one), = told.items()
    if name == "linear_decreasing":
        way = ONE * min(x, one["length"]) // one["length"] if one["length"] else ONE
        return one["ceiling"] - way * (one["ceiling"] - one["floor"]) // ONE
    if name == "stepped_decreasing":
        return max(one["end"], one["begin"] - one["step"] * (x // one["period"]))
    below = x + one["x_offset"]
    return min(ONE, max(0, ONE * one["factor"] // below + one["y_offset"])) if below else ONE


def judged(test, part, whole, x):
    """What a claim says of such a test."""
    least, empty = bar(test["curve"], x), whole == 0
    passes = "empty_passes" in test
    held = ONE if empty and passes else 0 if empty else ONE * min(part, whole) // whole
    required = 1 if empty and least and not passes else -(-whole * least // ONE)
    return {"house": test["house"], "name": test["name"], "part": str(part), "passed": held >= least,
            "required": str(required), "whole": str(whole)}
