"""Safety protocols in other engines: CEL by cel-python and Rego by regorus say of evidence what quorate says."""

import copy
import json
import os
import random
from pathlib import Path
from typing import Any

import celpy
import celpy.adapter
import opa_eval

from checks import check, expect, expect_equal
from rehearsal import Rehearsal

CHANGES = 100
PROTOCOL = """\
apiVersion: quorate.dev/v1alpha1
kind: SafetyProtocol
id: views
version: 1
appliesTo: {actions: [model.deploy]}
evidence: [{id: log, format: json}, {id: red, format: jsonl}]
rules:
  - {id: state, evidence: log, select: $.status, op: "==", value: success}
  - {id: other, evidence: log, select: $.state, op: "!=", value: error}
  - {id: rate, evidence: log, select: "$.scores[?@.name=='a\\"\\u00e9'].metrics['acc,none']", op: ">=", value: "0.85"}
  - {id: limit, evidence: log, select: $.config.limit, op: absent-or-null}
  - {id: flag, evidence: log, select: "$.flags[1]", op: "==", value: true}
  - {id: tool, evidence: log, select: $.tool, op: in, value: ["1", "2", "x"]}
  - {id: zero, evidence: log, select: $.zero, op: "==", value: "0"}
  - {id: nones, evidence: red, select: "$[?@.type=='eval'].nones", each: true, minCount: 2, op: "==", value: "0"}
  - id: attacks
    evidence: red
    ratio: {num: "$[?@.type=='eval' && @.probe=='p'].fails", den: "$[?@.type=='eval' && @.probe=='p'].all"}
    op: "<="
    value: "0.05"
  - {id: done, evidence: red, select: "$[?@.type=='end'].time", op: present}
"""
EVIDENCE: dict[str, Any] = {
    "log": {"status": "success", "state": "fine", "scores": [{"name": 'a"é', "metrics": {"acc,none": 0.9}}, {"name": "b"}],
            "config": {"limit": None}, "flags": [False, True], "tool": 2, "zero": 0},
    "red": [{"type": "eval", "probe": "p", "fails": 1, "all": 64, "nones": 0}, {"type": "eval", "probe": "q", "nones": 0},
            {"type": "end", "time": "now"}],
}
VALUES: list[Any] = [0, 1, 2, 0.5, 0.9, 3.2, -1, 10**6, True, False, None, "", "success", "x", "0", "1", "error", [], {}, [0], {"a": 1}]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands, from the whole down to each leaf."""
    found = [path] if path else []
    if isinstance(value, dict | list):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            found += places(child, (*path, key))
    return found


def changed(numbers: random.Random) -> dict[str, Any]:
    """Evidence with one or two values replaced, left out or doubled."""
    evidence = copy.deepcopy(EVIDENCE)
    for _ in range(numbers.choice([1, 1, 2])):
        *path, last = numbers.choice(places(evidence))
        parent = evidence
        for key in path:
            parent = parent[key]
        kind = numbers.random()
        if kind < 0.2:
            del parent[last]
        elif kind < 0.3 and isinstance(parent, list):
            parent.append(copy.deepcopy(parent[last]))
        else:
            parent[last] = numbers.choice(VALUES)
    return evidence


def write(folder: Path, evidence: dict[str, Any]) -> list[str]:
    """The files of some evidence, as `protocol check` takes them; a list that is none makes no file."""
    arguments = []
    for name, value in evidence.items():
        path = folder / f"{name}.json"
        if name == "red" and isinstance(value, list) and value:
            path.write_text("\n".join(map(json.dumps, value)))
        elif name == "log":
            path.write_text(json.dumps(value))
        else:
            continue
        arguments.append(f"{name}={path}")
    return arguments


@check(f"CEL and Rego views of a protocol over {CHANGES} changed files")
def views(rehearsal: Rehearsal) -> None:
    protocol = rehearsal.folder / "views.yaml"
    protocol.write_text(PROTOCOL)
    texts = {word: rehearsal.ask("protocol", "export", protocol, f"--{word}")["text"] for word in ("cel", "rego")}
    environment = celpy.Environment()
    program = environment.program(environment.compile(texts["cel"]))
    module = rehearsal.folder / "views.rego"
    module.write_text(texts["rego"])
    rego = opa_eval.OpaEval(os.fspath(module), query="data.quorate.protocol.allow")
    numbers = random.Random(7)
    passed = 0
    for number in range(CHANGES):
        evidence = changed(numbers) if number else EVIDENCE
        arguments = write(rehearsal.folder, evidence)
        # What was no list of lines cannot be such a file, so that the others are not shown it either.
        shown = {name: value for name, value in evidence.items() if any(word.startswith(name) for word in arguments)}
        ours = rehearsal.quorate.verdict("protocol", "check", protocol, *arguments)["verdict"] == "PASS"
        what = f"change {number}: {json.dumps(shown)}"
        expect_equal(ours, bool(program.evaluate({"evidence": celpy.adapter.json_to_cel(shown)})), f"{what} in CEL")
        expect_equal(ours, json.loads(rego.evaluate(json.dumps(shown))), f"{what} in Rego")
        passed += ours
    expect(CHANGES // 20 < passed < CHANGES // 2, f"{passed} of {CHANGES} passed")
