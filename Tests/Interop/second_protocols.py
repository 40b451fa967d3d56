"""Safety protocols and what an amendment does to one (docs/spec/safety-protocol.md, Members; Amendments).

Read are protocols whose paths have names only, and whose lengths of time are written as in charters; what rules find in
a file decides nothing in a log."""

import re
from decimal import Decimal
from types import SimpleNamespace

from second_actions import CLAUSE, distinct
from second_verifier import DIGEST, LABEL, UNSUPPORTED, Undecided, demand, read, read_yaml, span, text

FORMATS = {"inspect-ai.log.v2", "lm-eval.results", "garak.report.jsonl", "modelbench.record", "helm.stats",
           "helm.run-spec", "promptfoo.results", "json", "jsonl"}
WITHOUT_PARTS = {"helm.run-spec", "promptfoo.results", "json", "jsonl"}
PATH = r"\$(\.[a-z][a-z_]*)+"
ACTED = "(model.(deploy|promote|derive)|weights.release)"
NUMBER = r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?"
BELOW, ABOVE = ("<", "<="), (">", ">=")
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "in": "!=", "!=": "=="}


def above_0(value):
    demand(read(value, int) > 0)
    return value


def lasting(value):
    demand(span(value))
    return span(value)


def value_of(value):
    """What is compared with; numbers and texts are written alike."""
    return value if type(value) is bool else read(str(value), text(200))


def values_of(value):
    return [value_of(one) for one in value] if isinstance(value, list) else value_of(value)


EVIDENCE = {
    "id": CLAUSE, "format": lambda value: demand(value in FORMATS) or value, "maxAge?": lasting, "boundTo?": "model",
    "attestedBy?": {"role": "evaluator", "threshold": above_0}, "covers?": distinct(text(200), 1000),
    "maxUnscored?": lambda value: read(str(value), NUMBER),
    "pins?": lambda pins: read(pins, dict.fromkeys(pins, DIGEST))}
RULE = {"id": CLAUSE, "evidence": CLAUSE, "select?": PATH, "ratio?": {"num": PATH, "den": PATH}, "each?": bool,
        "minCount?": above_0, "op": "[=!<>]=|[<>]|in|absent-or-null|present", "value?": values_of, "maxAge?": lasting,
        "severity?": "block|warn", "note?": text(500)}
CAPABILITY = {"id": CLAUSE, "domain": "cbrn|cyber|ai-rnd|manipulation|autonomy|other", "level?": text(80),
              "triggers": distinct(CLAUSE, 500), "safeguards": distinct(CLAUSE, 500)}
PROTOCOL = {
    "apiVersion": "quorate.dev/v1alpha1", "kind": "SafetyProtocol", "id": CLAUSE, "version": above_0,
    "title?": text(120), "appliesTo": {"actions": distinct(ACTED), "environments?": distinct(LABEL)},
    "evidence": [EVIDENCE], "rules": [RULE], "capabilities?": [CAPABILITY]}


def read_protocol(data):
    """A protocol; of others than are read here nothing is said."""
    try:
        told = SimpleNamespace(**{"title": None, "capabilities": []} | read(read_yaml(data), PROTOCOL))
        for rule in told.rules:
            check_rule(rule)
        for one in told.evidence:
            demand("covers" not in one or one["format"] not in WITHOUT_PARTS)
            demand(0 <= Decimal(one.get("maxUnscored", "0")) <= 1)
        check_parts(told)
    except Exception as error:
        raise Undecided(UNSUPPORTED, f"unsupported: the protocol, {error!r:.200}") from error
    return told


def check_rule(rule):
    """Whether the members of a rule go together."""
    op, value = rule["op"], rule.get("value")
    demand(("select" in rule) != ("ratio" in rule), rule.get("each", False) or "minCount" not in rule)
    demand("each" not in rule or "select" in rule, (value is None) == (op in ("absent-or-null", "present")))
    demand(isinstance(value, list) == (op == "in"), op[0] not in "<>" or re.fullmatch(NUMBER, value))
    demand("ratio" not in rule or op not in ("in", "absent-or-null", "present") and re.fullmatch(NUMBER, value))


def check_parts(told, added=()):
    """Whether rules, files and capabilities go together, also with capabilities that were set by vote."""
    files, rules = [one["id"] for one in told.evidence], {one["id"]: one for one in told.rules}
    known = SimpleNamespace(**vars(told) | {"capabilities": [*told.capabilities, *added]})
    names = [one["id"] for one in known.capabilities]
    demand(len({*files}) == len(files) <= 64, len(rules) == len(told.rules) <= 500, len({*names}) == len(names) <= 64)
    demand({one["evidence"] for one in told.rules} <= {*files})
    demand(any(role(known, one) in ("block", "safeguard") for one in told.rules))
    for capability in known.capabilities:
        demand({*capability["triggers"], *capability["safeguards"]} <= rules.keys())
        for name in capability["safeguards"]:
            demand(role(known, rules[name]) != "trigger", rules[name].get("severity") != "warn")


def role(told, rule):
    """What a rule is there for."""
    for word in "trigger", "safeguard":
        if any(rule["id"] in capability[f"{word}s"] for capability in told.capabilities):
            return word
    return rule.get("severity", "block")


# Comparisons: each says what a clause does, or nothing where it stays as it is.


def changed(old, new, word="loosening"):
    return None if old == new else word


def more(old, new):
    """Whether everything is still there, and more."""
    return changed({*old}, {*new}, "tightening" if {*old} <= {*new} else "loosening")


def larger(old, new):
    return changed(old, new, "tightening" if new > old else "loosening")


def limited(old, new):
    """Whether a limit is narrower; none is the widest."""
    unlimited = Decimal("inf")
    return larger(*(-(unlimited if one is None else one) for one in (old, new)))


def accepted(op, value):
    """What passes: numbers, texts, truths. Of a kind that is not named nothing does."""
    if op[0] in "<>":
        return (op, Decimal(value)), ("in", frozenset()), ("in", frozenset())
    values, word = value if isinstance(value, list) else [value], "but" if op == "!=" else "in"
    texts = {one for one in values if type(one) is str}
    kinds = {Decimal(one) for one in texts if re.fullmatch(NUMBER, one)}, texts, {*values} - texts
    return tuple((word if named else "in", frozenset(named)) for named in kinds)


def holds(passing, one):
    word, bound = passing
    if word in ("in", "but"):
        return (one in bound) == (word == "in")
    return one == bound and "=" in word or (one < bound if word in BELOW else one > bound)


def part_of(one, other):
    """Whether whatever passes one passes the other."""
    (word, bound), (limit, edge) = one, other
    if word == "in":
        return all(holds(other, value) for value in bound)
    if limit == "but":
        return not any(holds(one, value) for value in edge)
    sides = [side for side in (BELOW, ABOVE) if word in side and limit in side]
    return bool(sides) and (holds(other, bound) or bound == edge and word == limit)


def test_change(old, new, trigger):
    """Of the test of a rule; of a trigger what shows that the capability is absent."""
    if (old["op"], old.get("value")) == (new["op"], new.get("value")):
        return None
    if {old["op"], new["op"]} & {"absent-or-null", "present"}:
        return "loosening"
    before, after = (accepted(OPPOSITE[one["op"]] if trigger else one["op"], one["value"]) for one in (old, new))
    return changed(before, after, "tightening" if all(map(part_of, after, before)) else "loosening")


def subject_change(old, new):
    """Of what a rule looks at."""
    one, other = ((told.get("select"), told.get("ratio"), told.get("minCount", 1) if told.get("each") else 0)
                  for told in (old, new))
    if one[:2] != other[:2] or one == other:
        return changed(one, other)
    if one[2] and other[2]:
        return larger(one[2], other[2])
    return "tightening" if one[2] == 1 and new["op"] != "absent-or-null" else "loosening"


def rule_changes(old, new, was, now):
    """Of a rule that both versions have, by what it was and is there for."""
    stricter = {("warn", "block"), ("warn", "safeguard"), ("safeguard", "block")}
    yield changed(was, now, "tightening" if (was, now) in stricter else "loosening")
    yield changed(old["evidence"], new["evidence"])
    yield subject_change(old, new)
    yield test_change(old, new, was == now == "trigger")
    yield limited(old.get("maxAge"), new.get("maxAge"))


def due(told, one):
    """Whether a file is due in any case, and not only once a capability is reached."""
    roles = {role(told, rule) for rule in told.rules if rule["evidence"] == one["id"]}
    return "safeguard" not in roles or bool(roles & {"block", "trigger"})


def file_changes(old, new):
    organisations = [max(2, one.get("attestedBy", {"threshold": 2})["threshold"]) for one in (old, new)]
    yield changed(old["format"], new["format"])
    yield limited(old.get("maxAge"), new.get("maxAge"))
    yield limited(*(Decimal(one.get("maxUnscored", "0")) for one in (old, new)))
    yield changed("covers" in old, "covers" in new) or more(old.get("covers", ()), new.get("covers", ()))
    yield larger(*organisations)
    yield more(old.get("pins", {}).items(), new.get("pins", {}).items())


def changes(old, new):
    """What each clause of an amendment does."""
    yield changed(old.id, new.id)
    yield "loosening" if new.version < old.version else None
    yield more(old.appliesTo["actions"], new.appliesTo["actions"])
    places = [one.appliesTo.get("environments") for one in (old, new)]
    yield more(*places) if all(places) else changed(*places, "loosening" if places[1] else "tightening")
    for name in "evidence", "rules", "capabilities":
        before, after = ({one["id"]: one for one in getattr(told, name)} for told in (old, new))
        yield "loosening" if before.keys() - after.keys() else None
        for one in after.keys() - before.keys():
            # What is only recognised or only warned of does something through a capability, if at all.
            yield "tightening" if name != "rules" or role(new, after[one]) == "block" else None
        for one in before.keys() & after.keys():
            if name == "evidence":
                yield from file_changes(before[one], after[one])
                yield larger(due(old, before[one]), due(new, after[one]))
            elif name == "rules":
                yield from rule_changes(before[one], after[one], role(old, before[one]), role(new, after[one]))
            else:
                yield more(before[one]["triggers"], after[one]["triggers"])
                yield more(before[one]["safeguards"], after[one]["safeguards"])


def amendment_of(old, new):
    """What an amendment does as a whole."""
    found = {*changes(old, new)}
    return next((word for word in ("loosening", "tightening") if word in found), "neutral")
