"""Reads a charter a second time, from docs/spec/charter.md, to the rules that are frozen with a proposal.

What the page does not name, or names without saying how it counts, is not known here: that is said, and not guessed.
"""

import json
import re
from fractions import Fraction
from typing import Any

from second_bytes import NAME, WHOLE, Refused, Unknown, canonical, demand, keccak, read, require, text

QUOTED = r"""(?<![^\s\[{,:])(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')"""
KEY = re.compile(rf"- +|({QUOTED}|[^\[{{\"'\s][^#]*?)\s*:(?:\s+|$)")
TOKEN = re.compile(rf"{QUOTED}|[^\[\]{{}},:\s](?:[^\[\]{{}},:]|:(?!\s|$))*")


def read_yaml(data: bytes) -> Any:
    """Tables, lists and scalars of one line. A text over several lines is YAML, but not known here."""
    lines: list[tuple[int, str]] = []
    depth = 0
    for raw in data.decode().split("\n"):
        line = re.sub(rf"({QUOTED})|(?<!\S)#.*", lambda found: found[1] or "", raw).rstrip()
        bare = re.sub(QUOTED, "", line)
        require(not re.search(r"(?<![^\s\[{,])[&*!]|\t", bare), "yaml.form", line)
        require(not re.search(r"(?<![^\s\[{,])[|\"'?%@`]|: >|^\.\.\.", bare), "the YAML form of", line, Unknown)
        if depth:
            lines[-1] = (lines[-1][0], f"{lines[-1][1]} {line.strip()}")
        elif line and (line != "---" or lines):
            lines.append((len(line) - len(line.lstrip()), line.strip()))
        depth += len(re.findall(r"[\[{]", bare)) - len(re.findall(r"[\]}]", bare))
    table = block(lines)
    require(len(data) <= 524288, "yaml.tooLarge")
    require(not lines, "the YAML form of", lines[:1], Unknown)
    return table


def block(lines: list[tuple[int, str]]) -> Any:
    """The table or list that begins with the first line; takes its lines off."""
    indent, pairs, items = lines[0][0], [], []
    if not KEY.match(lines[0][1]):
        return scalar(lines.pop(0)[1])
    while lines and lines[0][0] == indent and (found := KEY.match(lines[0][1])):
        rest = (indent + found.end(), lines.pop(0)[1][found.end():])
        if found[1] is None:
            nested = KEY.match(rest[1])
            lines[:0] = [rest] * bool(nested)
            items.append(block(lines) if nested else scalar(rest[1]))
        else:
            nested = lines and lines[0][0] + (lines[0][1][:2] == "- ") > indent
            pairs.append((scalar(found[1]), scalar(rest[1]) if rest[1] else block(lines) if nested else None))
    require(pairs or items, "yaml.syntax", lines[:1])
    return items or distinct(pairs)


def distinct(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    require(len(dict(pairs)) == len(pairs), "yaml.form", "a repeated key")
    return dict(pairs)


def scalar(word: str) -> Any:
    if word[0] in "[{":
        as_json = TOKEN.sub(lambda token: canonical(scalar(token[0].strip())), word)
        return json.loads(as_json, object_pairs_hook=distinct)
    if word[0] in "\"'":
        return json.loads(word) if word[0] == '"' else word[1:-1].replace("''", "'")
    require(not re.search(r":(\s|$)", word), "yaml.syntax", word)
    number = re.fullmatch("0|[1-9][0-9]*", word) and int(word) < 1 << 53
    return int(word) if number else {"true": True, "false": False, "null": None}.get(word, word)


def span(value: Any) -> int:
    """A length of time in milliseconds."""
    parts = re.findall("([0-9]{1,12})(d|h|ms|m|s)(?: (?=[0-9])|$)", value)
    units = {"d": 86400000, "h": 3600000, "m": 60000, "s": 1000, "ms": 1}
    sizes = [units[unit] for _, unit in parts]
    require(parts and " ".join(map("".join, parts)) == value and sizes == sorted(set(sizes), reverse=True),
            "charter.malformed", value)
    length = sum(int(number) * size for (number, _), size in zip(parts, sizes))
    require(length <= 400000 * units["d"], "charter.malformed", value)
    return length


def share(value: Any) -> str:
    """A share in lowest terms."""
    found = re.fullmatch(rf"({WHOLE})(?:/([1-9][0-9]*)|(\.[0-9]{{1,9}})?%)", value)
    require(found and int(found[2] or 1) <= 10**12, "charter.malformed", value)
    part = Fraction(int(found[1]), int(found[2])) if found[2] else Fraction(value[:-1]) / 100
    require(0 <= part <= 1, "charter.malformed", value)
    return f"{part.numerator}/{part.denominator}"


def amount(value: Any) -> str:
    require(re.fullmatch(WHOLE, value) and int(value) < 1 << 128, "charter.malformed", value)
    return value


def account(value: Any) -> str:
    """The canonical account of an address as charters write it."""
    found = re.fullmatch(r"(?:eip155:[1-9][0-9]{0,31}:)?0x([0-9a-fA-F]{40})|evm:([0-9a-f]{40})", value)
    require(found and int(found[1] or found[2], 16), "account.form", value)
    digits = found[1] or found[2]
    checksum = zip(digits, keccak(digits.lower().encode()).hex())
    require(digits in (digits.lower(), digits.upper()) or all(
        sign.isupper() == (nibble >= "8") for sign, nibble in checksum if sign.isalpha()), "account.checksum", value)
    return "evm:" + digits.lower()


def part(value: Any) -> Any:
    """What a test measures: options, or everything that was cast, or the whole electorate."""
    return read(value, [".*"] if isinstance(value, list) else "electorate|cast")


def at_most_36(value: Any) -> int:
    demand("charter.malformed", type(value) is int and 0 <= value <= 36)
    return int(value)


def anything(value: Any) -> Any:
    return value


KIND = {"track": NAME, "topic": NAME}
STATES = "pending|active|canceled|defeated|succeeded|queued|expired|executed"
CHARTER = {
    "quorate": "charter/1", "semantics": int, "name": text(80), "electorates_by": NAME, "terms?": dict,
    "roles": {"*": {"members": [account], "needs": int}}, "tracks": {"*": dict},
    "assets?": {"*": {"symbol": text(12), "decimals": at_most_36}}, "delegation": {"mode": ".*", "depth?": int},
    "houses": {"*": {"electorate": NAME, "power": dict, "read": "snapshot-at-submission"}},
    "kinds": {"text.resolution?": KIND, "model.deploy?": KIND, "charter.amend?": KIND}}
POWERS = {"balance": {"source": ".*", "asset": NAME}, "heads": {"source": ".*"}}
INSTANT = "inclusive|exclusive"
TRACK = {
    "houses": [NAME], "propose_with": amount, "delay": span, "period": span, "timelock": span, "grace": span,
    "ballot": {"method": anything, "options": [text(80)], "replaceable": bool}, "tests": [dict], "veto_by?": NAME,
    "ends?": {"opening": INSTANT, "closing": INSTANT}, "never_lapses?": bool}
COUNT = {"house": NAME, "name": ".*", "test": ".*", "count": part}
TESTS = {"floor": COUNT | {"at_least": amount}, "share": COUNT | {"of": part, "at_least?": share, "more_than?": share}}


def known_as(table: dict[str, Any], name: str, forms: dict[str, Any]) -> Any:
    """A table that is read by what a member of it says, if that is known here."""
    require(isinstance(table.get(name), str) and table[name] in forms, "a rule that is not known here:", table, Unknown)
    return read(table, forms[table[name]], "charter.malformed", Unknown)


class Charter:
    """What a charter says, and the rules that are frozen with a proposal of each kind."""

    def __init__(self, data: bytes) -> None:
        table = read(read_yaml(data), CHARTER, "charter.malformed", Unknown)
        self.name, self.delegation, self.roles, self.kinds = (
            table[name] for name in ("name", "delegation", "roles", "kinds"))
        mode, depth = self.delegation["mode"], self.delegation.get("depth")
        require(mode in ("none", "full", "override"), "a rule that is not known here: delegation by", mode, Unknown)
        for name in table.get("terms", {}):
            require(re.fullmatch(rf"({NAME}\.)?({STATES})(/[a-z]+)?", name), "the term", name, Unknown)
        for role in self.roles.values():
            role["members"].sort()
            require(1 <= role["needs"] <= len(set(role["members"])) == len(role["members"]), "charter.malformed", role)
        self.registrars = self.roles[table["electorates_by"]]["members"]
        demand("charter.semantics", table["semantics"] == 1,
               "charter.inconsistent", self.roles[table["electorates_by"]]["needs"] == 1,
               "charter.malformed", self.kinds and (1 <= depth <= 64 if mode == "full" else depth is None))
        self.houses = {name: house | {"power": known_as(house["power"], "source", POWERS), "name": name}
                       for name, house in table["houses"].items()}
        self.series = {house["electorate"] for house in self.houses.values()}
        self.topics = {kind["topic"] for kind in self.kinds.values()}
        tracks = {name: self._rules(read(track, TRACK, "charter.malformed", Unknown)) | {"track": name}
                  for name, track in table["tracks"].items()}
        self.rules = {kind: tracks[entry["track"]] | {"topic": entry["topic"]} for kind, entry in self.kinds.items()}

    def _rules(self, track: dict[str, Any]) -> dict[str, Any]:
        ballot = known_as(track["ballot"], "method", {"single-choice": TRACK["ballot"] | {"method": ".*"}})
        tests = [self._test(test, track["houses"], ballot["options"]) for test in track["tests"]]
        demand("charter.malformed", track["period"] > 0, "charter.malformed", track.get("never_lapses") is not False,
               "charter.inconsistent", 2 <= len(ballot["options"]) <= 100)
        options = [option.lower() for option in ballot["options"]]
        for names in (track["houses"], options, [test["name"] for test in tests]):
            require(len(set(names)) == len(names) > 0, "charter.inconsistent", names)
        return {name: track[name] for name in track if name not in ("ballot", "propose_with", "veto_by")} | ballot | {
            "admission": track["propose_with"], "delegation": self.delegation, "format": "quorate.rules/1",
            "houses": [self.houses[name] for name in track["houses"]], "tests": tests,
            "veto": self.roles[track["veto_by"]] if "veto_by" in track else None}

    @staticmethod
    def _test(test: dict[str, Any], houses: list[str], options: list[str]) -> dict[str, Any]:
        test = known_as(test, "test", TESTS)
        bounds = [(name, test[name]) for name in ("at_least", "more_than") if name in test]
        demand("charter.malformed", len(bounds) == 1 and test["count"] != "electorate",
               "charter.malformed", bounds[0] not in (("at_least", "0"), ("at_least", "0/1"), ("more_than", "1/1")),
               "charter.undefined", test["house"] in houses)
        for names in (test["count"], test.get("of", "cast")):
            require(isinstance(names, str) or 0 < len(set(names)) == len(names) and set(names) <= set(options),
                    "charter.undefined", names)
        return test


def read_charter(data: bytes) -> Charter:
    try:
        return Charter(data)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise Refused(f"charter.malformed {error}") from error
