"""The worked example of an amendment: which rules two charters become, and what passes by them."""

import json
from typing import Any

from checks import check, expect_equal, repository
from rehearsal import Rehearsal
from second_verifier import CHARTER as FORM
from second_verifier import Proposal, canonical, check_track, frozen, joined, read_charter, tagged

EXAMPLE = repository() / "docs" / "spec" / "example" / "amendment.json"
CHARTER = """quorate: charter/1
semantics: 1
name: Example
roles: {registrar: {members: ["0x00000000000000000000000000000000000000aa"], needs: 1}}
electorates_by: registrar
houses:
  holders: {electorate: members, power: {source: balance, asset: token}, read: snapshot-at-submission}
  experts: {electorate: persons, power: {source: balance, asset: vote}, read: snapshot-at-submission}
delegation: {mode: full, depth: 8}
kinds:
  charter.amend: {track: amendments, topic: charter}
tracks:
  amendments:
    houses: [HOUSES]
    ballot: {method: single-choice, options: [For, Against, Abstain], replaceable: true}
    propose_with: "1"
    delay: DELAY
    period: 7d
    timelock: TIMELOCK
    grace: 14d
    tests:
      - {test: share, name: quorum, house: holders, count: [For, Against, Abstain], of: electorate, at_least: QUORUM}
      - {test: share, name: approval, house: holders, count: [For], of: [For, Against], BAR}
"""
EXPERTS = "      - {test: share, name: experts, house: experts, count: [For], of: [For, Against], more_than: 1/2}\n"
OLD = {"HOUSES": "holders", "DELAY": "1d", "TIMELOCK": "2d", "QUORUM": "10%", "BAR": "at_least: 2/3"}
CASES: list[tuple[str, dict[str, str], str]] = [
    ("nothing about amendments", {}, "# Another comment.\n"), ("a quorum lowered", {"QUORUM": "1%"}, ""),
    ("a quorum raised", {"QUORUM": "40%"}, ""),
    ("a share raised, and a wait", {"BAR": "more_than: 3/4", "TIMELOCK": "4d"}, ""),
    ("a share lowered, a wait shortened and one lengthened", {"BAR": "more_than: 1/2", "TIMELOCK": "0s", "DELAY": "3d"}, ""),
    ("a second house", {"HOUSES": "holders, experts"}, EXPERTS)]
COUNTS = [([700, 200, 0], [3, 2, 0]), ([700, 200, 0], [2, 3, 0]), ([300, 100, 0], [0, 0, 0]), ([300, 100, 100], [1, 0, 1]),
          ([60, 20, 20], [3, 0, 0]), ([60, 20, 19], [3, 0, 0]), ([600, 300, 0], [3, 0, 0]), ([599, 300, 0], [3, 0, 0]),
          ([751, 250, 0], [1, 0, 0])]


def text(values: dict[str, str], more: str) -> str:
    charter = CHARTER
    for name, value in values.items():
        charter = charter.replace(name, value)
    return charter + more


def count(rules: dict[str, Any], powers: dict[str, list[int]]) -> dict[str, Any]:
    """What a count comes to under some rules."""
    def sums(house: str) -> dict[str, Any]:
        options = [{"name": name, "power": str(power)} for name, power in zip(rules["options"], powers[house], strict=True)]
        return {"options": options, "electorate": "1001"}
    probe = object.__new__(Proposal)
    probe.rules, probe.count = rules, sums
    tests = list(probe.tests())
    houses = [house["name"] for house in rules["houses"]]
    return {"passes": all(test["passed"] for test in tests), "tests": tests,
            "powers": {house: [str(power) for power in powers[house]] for house in houses}}


def example() -> dict[str, Any]:
    old = text(OLD, "")
    cases = []
    for name, edits, more in CASES:
        new = text(OLD | edits, more)
        charters = [read_charter(charter.encode(), "Example", FORM, check_track) for charter in (old, new)]
        tracks = [frozen("amendments", charter, charter.roles) | {"topic": "charter"} for charter in charters]
        rules = joined(*tracks, *charters)
        cases.append({
            "case": name, "new": new, "rules": rules, "rules_hash": tagged("quorate/rules/v1", canonical(rules)),
            "counts": [count(rules, {"holders": holders, "experts": experts}) for holders, experts in COUNTS]})
    return {"about": "Amendments of `old`: the frozen rules, and what becomes of counts where 1001 is all there is.",
            "old": old, "cases": cases}


@check("the worked example of an amendment is what a second program makes of it")
def worked(rehearsal: Rehearsal) -> None:
    expect_equal(json.loads(EXAMPLE.read_text()), example(), "docs/spec/example/amendment.json")


if __name__ == "__main__":  # writes the example, a case in a line
    made = example()
    lines = ",\n".join(canonical(case).decode() for case in made.pop("cases"))
    print(canonical(made).decode()[:-1] + f',"cases":[\n{lines}\n]}}')
