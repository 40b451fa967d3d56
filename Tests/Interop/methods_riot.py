"""Riots in which ballots are of every method, withdrawn, and otherwise in single houses."""

import json
import random
from typing import Any

from riot import Riot, accounts
from second_amendments import AmendedDao
from second_methods import NOTHING, WITHDRAWN
from second_verifier import Proposal

METHODS = (
    "single-choice", "approval", "{method: approval, empty: true}", "{method: approval, at_most: 2}", "decimal-weighted",
    *(f"{{method: ranked-choice, ties: {ties}{more}}}" for ties in (
        "lowest-listed", "most-first-preferences", "earlier-round", "all-tied-out")
      for more in ("", ", partial: true", ", partial: true, last_two: by-ties")),
    "copeland", "{method: copeland, partial: true}", "weighted", "{method: weighted, weights: shares}", "quadratic",
    "{method: quadratic, weights: shares}", "score", "{method: score, max: 100}", "star", "{method: star, ties: first-listed}",
    "allocation", "{method: allocation, whole: 7}")
OPTIONS = ["Llama", "Qwen", "Größe", "None"]
QUOTED = [f'"{one}"' for one in OPTIONS]


def tests(rng: random.Random, house: str) -> str:
    """One to three tests of a house."""
    lines = ""
    for number in range(rng.randint(1, 3)):
        some = ", ".join(rng.sample(QUOTED, rng.randint(1, 2)))
        count = rng.choice((f"[{some}]", f"[{some}]", "cast"))
        whole = rng.choice(("electorate", "cast", f"[{', '.join(QUOTED)}]"))
        bound = rng.choice(("at_least: 4%", "more_than: 1/4", "at_least: 1/3", "more_than: 1/100"))
        lines += (f"      - {{test: share, name: {house} {number}, house: {house}, count: {count}, of: {whole}, {bound}}}\n"
                  if rng.random() < 0.8 else
                  f'      - {{test: floor, name: {house} {number}, house: {house}, count: {count}, at_least: "150"}}\n')
    return lines


def methods_charter(rng: random.Random, name: str) -> bytes:
    one, two, three = (f"0x{who[4:]}" for who in accounts()[:3])
    tracks = ""
    for track in ("standard", "other", "third"):
        houses = rng.choice((["holders"], ["holders", "people"]))
        more = rng.choice(("", ", withdrawable: true"))
        if len(houses) > 1 and rng.random() < 0.6:
            parts = [f"method: {rng.choice(METHODS)}", "replaceable: false", "replaceable: true", "withdrawable: false"]
            more += f", houses: {{people: {{{', '.join(rng.sample(parts[:2] + parts[3:], rng.randint(1, 2)))}}}}}"
        tracks += f"""  {track}:
    houses: [{", ".join(houses)}]
    ballot: {{method: {rng.choice(METHODS)}, options: [{", ".join(QUOTED)}], replaceable: {rng.choice(("true", "true", "false"))}{more}}}
    propose_with: "0"
    delay: {rng.choice(("0s", "1h"))}
    period: {rng.choice(("1h", "5d"))}
    timelock: {rng.choice(("0s", "2h"))}
    grace: 14d
{rng.choice(("", "    veto_by: council" + chr(10)))}    tests:
{"".join(tests(rng, house) for house in houses)}"""
    return f"""# A forged charter, number {rng.random()}
quorate: charter/1
semantics: 1
name: {json.dumps(name, ensure_ascii=False)}
roles:
  registrar: {{members: ["{one}", "{three}"], needs: 1}}
  council: {{members: ["{one}", "{two}", "{three}"], needs: {rng.randint(1, 2)}}}
electorates_by: registrar
houses:
  holders: {{electorate: members, power: {{source: balance, asset: token}}, read: snapshot-at-submission, vouched_by: registrar}}
  people: {{electorate: persons, power: {{source: heads}}, read: snapshot-at-submission, vouched_by: registrar}}
delegation: {{mode: full, depth: {rng.choice((8, 1, 2))}}}
kinds:
  text.resolution: {{track: standard, topic: general}}
  model.deploy: {{track: other, topic: models}}
  charter.amend: {{track: third, topic: charter}}
tracks:
{tracks}""".encode()


def parts(rng: random.Random, names: list[str], whole: int) -> dict[str, int]:
    """Some whole numbers above 0 that add up to a whole."""
    cuts = [0, *sorted(rng.sample(range(1, whole), min(len(names) - 1, whole - 1))), whole]
    return {name: after - before for name, before, after in zip(names, cuts, cuts[1:], strict=False)}


def choice(rng: random.Random, method: Any, options: list[str]) -> str:
    """A ballot of a method; now and then one that is not in its spelling."""
    told: dict[str, Any] = {"method": method} if isinstance(method, str) else method
    some = [one for one in options if rng.random() < 0.6] or options[:1]
    match told["method"]:
        case "single-choice":
            return rng.choice(options)
        case "approval":
            return NOTHING if rng.random() < 0.1 else " + ".join(some)
        case "ranked-choice" | "copeland":
            return " > ".join(rng.sample(options, len(some) if told["partial"] else len(options)))
        case "score" | "star":
            return ", ".join(f"{one}: {rng.choice((0, told['max'], rng.randint(0, told['max'])))}" for one in options)
        case "allocation":
            whole = told["whole"]
            given = parts(rng, some, rng.randint(max(2, len(some)), whole))
            return NOTHING if rng.random() < 0.1 else ", ".join(f"{one}: {part}/{whole}" for one, part in given.items())
    if len(some) == 1:
        return some[0]
    if told["method"] == "decimal-weighted":
        given = parts(rng, some, rng.choice((10, 1000, 10**18)))
        whole = sum(given.values())
        return ", ".join(f"{one}: 0.{str(whole + part)[1:].rstrip('0')}" for one, part in given.items())
    if told["weights"] == "percent":
        return ", ".join(f"{part} % {one}" for one, part in parts(rng, some, 100).items())
    return ", ".join(f"{one}: {rng.choice((1, 2, 3, 10**6))}" for one in some)


class MethodsRiot(Riot):
    """A riot under a charter with a method for each track."""

    state = AmendedDao

    def charter(self, name: str) -> bytes:
        return methods_charter(self.rng, name)

    def choice(self, proposal: Proposal, house: str) -> str:
        rng, made = self.rng, choice(self.rng, proposal.ballot(house)["method"], proposal.rules["options"])
        if rng.random() < 0.1:
            return WITHDRAWN
        if rng.random() < self.wicked:
            made = rng.choice((made.replace(" ", "", 1), made + " ", made.replace("1", "01", 1), made.replace(": ", ": 0", 1),
                               made.lower(),
                               " > ".join(OPTIONS), " + ".join(OPTIONS[::-1]), "Llama: 1, Qwen: 0",
                               "Llama: 1.0", "Llama: 0.50, Qwen: 0.5", "Qwen: 50, Llama: 50", NOTHING))
        return made
