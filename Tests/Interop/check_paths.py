"""JSONPath: the examples of RFC 9535, and random documents and paths, against jsonpath-rfc9535."""

import json
import random
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonpath_rfc9535 as jsonpath

from checks import Unavailable, check, expect, expect_equal
from rehearsal import Rehearsal

PAIRS = 20_000
KEYS = ["a", "b", "c", "k l", "é", "e\u0301", "'", '"', "\\", "0", "", "😀", "\u0001", "true"]
LEAVES = [0, 1, -1, 2, 10, 0.5, 1.0, -0.0, 1e2, 123456789012345678, True, False, None, "", "a", "b", "ab", "é", "1", "\n"]
PATTERNS = ["a", ".*", "a.b?", "[a-c]+", "a|b", "[^a]", "(ab){1,2}", "\\\\p{L}", "b$", "^a", "a{", "", "é"]

# Documents and queries of RFC 9535 with the nodes it says they select.
EXAMPLES: list[tuple[Any, list[tuple[str, list[Any]]]]] = [
    ({"o": {"j j": {"k.k": 3}}, "'": {"@": 2}}, [
        ("$.o['j j']", [{"k.k": 3}]), ("$.o['j j']['k.k']", [3]), ('$.o["j j"]["k.k"]', [3]), ("$[\"'\"][\"@\"]", [2])]),
    ({"o": {"j": 1, "k": 2}, "a": [5, 3]}, [
        ("$[*]", [{"j": 1, "k": 2}, [5, 3]]), ("$.o[*]", [1, 2]), ("$.o[*, *]", [1, 2, 1, 2]), ("$.a[*]", [5, 3])]),
    (["a", "b"], [("$[1]", ["b"]), ("$[-2]", ["a"])]),
    (["a", "b", "c", "d", "e", "f", "g"], [
        ("$[1:3]", ["b", "c"]), ("$[5:]", ["f", "g"]), ("$[1:5:2]", ["b", "d"]), ("$[5:1:-2]", ["f", "d"]),
        ("$[::-1]", ["g", "f", "e", "d", "c", "b", "a"]), ("$[0, 3]", ["a", "d"]), ("$[0:2, 5]", ["a", "b", "f"]),
        ("$[0, 0]", ["a", "a"])]),
    ({"a": [3, 5, 1, 2, 4, 6, {"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}],
      "o": {"p": 1, "q": 2, "r": 3, "s": 5, "t": {"u": 6}}, "e": "f"}, [
        ("$.a[?@.b == 'kilo']", [{"b": "kilo"}]), ("$.a[?(@.b == 'kilo')]", [{"b": "kilo"}]),
        ("$.a[?@>3.5]", [5, 4, 6]), ("$.a[?@.b]", [{"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}]),
        ("$[?@.*]", [[3, 5, 1, 2, 4, 6, {"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}],
                     {"p": 1, "q": 2, "r": 3, "s": 5, "t": {"u": 6}}]),
        ("$[?@[?@.b]]", [[3, 5, 1, 2, 4, 6, {"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}]]),
        ("$.o[?@<3, ?@<3]", [1, 2, 1, 2]), ('$.a[?@<2 || @.b == "k"]', [1, {"b": "k"}]),
        ('$.a[?match(@.b, "[jk]")]', [{"b": "j"}, {"b": "k"}]),
        ('$.a[?search(@.b, "[jk]")]', [{"b": "j"}, {"b": "k"}, {"b": "kilo"}]),
        ("$.o[?@>1 && @<4]", [2, 3]), ("$.o[?@.u || @.x]", [{"u": 6}]), ("$.a[?@.b == $.x]", [3, 5, 1, 2, 4, 6]),
        ("$.a[?@ == @]", [3, 5, 1, 2, 4, 6, {"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}])]),
    ({"o": {"j": 1, "k": 2}, "a": [5, 3, [{"j": 4}, {"k": 6}]]}, [
        ("$..j", [1, 4]), ("$..[0]", [5, {"j": 4}]), ("$..o", [{"j": 1, "k": 2}]), ("$.o..[*, *]", [1, 2, 1, 2]),
        ("$.a..[0, 1]", [5, 3, {"j": 4}, {"k": 6}])]),
    ({"a": None, "b": [None], "c": [{}], "null": 1}, [
        ("$.a", [None]), ("$.a[0]", []), ("$.a.d", []), ("$.b[0]", [None]), ("$.b[*]", [None]), ("$.b[?@]", [None]),
        ("$.b[?@==null]", [None]), ("$.c[?@.d==null]", []), ("$.null", [1])]),
]
# What jsonpath-rfc9535 1.0.1 accepts against the grammar: junk in slices, and a negated side of a comparison.
LENIENT = re.compile(r":[^],]*[0-9][ -]+[0-9]|! ?[^(&|]*[<>=]|[<>=] ?!")
# Well-typed or not, by RFC 9535 §2.4.3.
TYPED = [
    ("$[?length(@) < 3]", True), ("$[?length(@.*) < 3]", False), ("$[?count(@.*) == 1]", True), ("$[?count(1) == 1]", False),
    ("$[?match(@.timezone, 'Europe/.*')]", True), ("$[?match(@.timezone, 'Europe/.*') == true]", False),
    ("$[?value(@..color) == \"red\"]", True), ("$[?value(@..color)]", False),
]


def value(numbers: random.Random, depth: int) -> Any:
    """A random value; never a number that a float would round."""
    kind = numbers.random()
    if depth == 0 or kind < 0.35:
        return numbers.choice(LEAVES)
    if kind < 0.65:
        return [value(numbers, depth - 1) for _ in range(numbers.randrange(4))]
    return {key: value(numbers, depth - 1) for key in numbers.sample(KEYS, numbers.randrange(4))}


def quoted(name: str, numbers: random.Random) -> str:
    quote = numbers.choice("'\"")
    body = "".join(f"\\u{ord(c):04x}" if c < " " or numbers.random() < 0.05 and ord(c) < 0xD800 else
                   "\\" + c if c in (quote, "\\") else c for c in name)
    return quote + body + quote


def segments(numbers: random.Random, depth: int, most: int) -> str:
    return "".join(segment(numbers, depth) for _ in range(numbers.randrange(most + 1)))


def segment(numbers: random.Random, depth: int) -> str:
    kind = numbers.random()
    blank = numbers.choice(["", "", "", " ", "\t"])
    dots = ".." if kind < 0.12 else ""
    if numbers.random() < 0.35:
        return blank + (dots or ".") + numbers.choice(["a", "b", "c", "é", "*"])
    selectors = [selector(numbers, depth) for _ in range(1 if numbers.random() < 0.85 else 2)]
    return blank + dots + "[" + numbers.choice([",", " , "]).join(selectors) + "]"


def selector(numbers: random.Random, depth: int) -> str:
    kind = numbers.random()
    if kind < 0.35:
        return quoted(numbers.choice(KEYS), numbers)
    if kind < 0.45:
        return "*"
    if kind < 0.6:
        return str(numbers.randrange(-3, 4))
    if kind < 0.75:
        parts = [numbers.choice(["", str(numbers.randrange(-4, 5))]) for _ in range(numbers.choice([2, 2, 3]))]
        return ":".join(parts)
    return "?" + condition(numbers, depth) if depth else "*"


def condition(numbers: random.Random, depth: int) -> str:
    kind = numbers.random()
    if kind < 0.12:
        return f"{condition(numbers, depth)} && {condition(numbers, depth)}" if depth > 1 else "@"
    if kind < 0.22:
        return f"{condition(numbers, depth)}||{condition(numbers, depth)}" if depth > 1 else "@.a"
    if kind < 0.3:
        return f"!({condition(numbers, depth - 1)})" if depth > 1 else "!@"
    if kind < 0.45:
        return numbers.choice(["", "!"]) + query(numbers, depth - 1)
    if kind < 0.57:
        name = numbers.choice(["match", "search"])
        pattern = f"'{numbers.choice(PATTERNS)}'" if numbers.random() < 0.8 else singular(numbers)
        return f"{name}({comparable(numbers, depth)}, {pattern})"
    operator = numbers.choice(["==", "!=", "<", "<=", ">", ">="])
    return f"{comparable(numbers, depth)} {operator} {comparable(numbers, depth)}"


def query(numbers: random.Random, depth: int) -> str:
    """At least one step: jsonpath-rfc9535 1.0.1 takes a bare `@` for its value, and false or 0 for nothing there."""
    return numbers.choice("@@@$") + segment(numbers, max(0, depth)) + segments(numbers, max(0, depth), 1)


def argument(numbers: random.Random) -> str:
    """A query without filters: jsonpath-rfc9535 1.0.1 loses count of commas in filters inside of arguments."""
    return numbers.choice("@@@$") + segment(numbers, 0) + segments(numbers, 0, 1)


def singular(numbers: random.Random) -> str:
    steps = [f"[{numbers.randrange(-2, 3)}]", "['a']", ".b", ".a", "[\"é\"]"]
    return numbers.choice("@@@$") + "".join(numbers.choice(steps) for _ in range(numbers.randrange(3)))


def comparable(numbers: random.Random, depth: int) -> str:
    kind = numbers.random()
    if kind < 0.4:
        return singular(numbers)
    if kind < 0.75:
        literals = ["1", "0", "-1", "0.5", "1e2", "1.0", "-0", "'a'", "\"ab\"", "''", "true", "false", "null", "'\\u00e9'"]
        return numbers.choice(literals)
    if kind < 0.87:
        return f"length({singular(numbers)})"
    return f"{numbers.choice(['count', 'value'])}({argument(numbers)})"


def spoilt(path: str, numbers: random.Random) -> str:
    """One character changed, left out or put in, so that refusals are compared too."""
    position = numbers.randrange(len(path))
    extra = numbers.choice("$@.*[]()?:,'\"!&|=<> 01ae\\-é")
    return path[:position] + numbers.choice(["", extra]) + path[position + numbers.randrange(2):]


def pairs(numbers: random.Random) -> Iterator[tuple[Any, str, bool]]:
    """Documents and paths, and whether a path was spoilt."""
    for number in range(PAIRS):
        path = "$" + segments(numbers, 3, 4)
        yield (value(numbers, 4), spoilt(path, numbers), True) if number % 5 == 0 else (value(numbers, 4), path, False)


def is_refused(path: str) -> bool:
    """Whether the other implementation refuses a path."""
    try:
        jsonpath.compile(path)
    except jsonpath.JSONPathError:
        return True
    return False


def ours(rehearsal: Rehearsal, questions: list[tuple[Any, str]], name: str) -> list[list[str] | None]:
    """The places that quorate finds, or nothing where it refuses the path."""
    tool = rehearsal.quorate.path.parent / "quorate-bench"
    if not tool.exists():
        raise Unavailable(f"there is no {tool.name}")
    file: Path = rehearsal.folder / name
    lines = (json.dumps({"document": document, "path": path}) for document, path in questions)
    file.write_text("\n".join(lines) + "\n")
    done = subprocess.run([tool, "--paths", file], capture_output=True, text=True, check=True)
    return [json.loads(line)["places"] for line in done.stdout.splitlines()]


def same(left: Any, right: Any) -> bool:
    """Equality that tells true from one."""
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


@check("the examples of RFC 9535")
def examples(rehearsal: Rehearsal) -> None:
    questions = [(document, path) for document, rows in EXAMPLES for path, _ in rows]
    wanted = [values for _, rows in EXAMPLES for _, values in rows]
    for (document, path), values, places in zip(questions, wanted, ours(rehearsal, questions, "examples.jsonl"), strict=True):
        expect(places is not None, f"quorate refuses {path}")
        found = [jsonpath.find(place, document)[0].value for place in places or []]
        expect(same(found, values), f"{path}: quorate finds {found}, the RFC {values}")
    typed = ours(rehearsal, [([], path) for path, _ in TYPED], "typed.jsonl")
    for (path, is_typed), places in zip(TYPED, typed, strict=True):
        expect_equal(places is not None, is_typed, f"whether {path} is well-typed")


@check(f"{PAIRS} random documents and paths")
def random_paths(rehearsal: Rehearsal) -> None:
    numbers = random.Random(9535)
    questions = list(pairs(numbers))
    answers = ours(rehearsal, [(document, path) for document, path, _ in questions], "paths.jsonl")
    refused = reached = 0
    for (document, path, is_spoilt), places in zip(questions, answers, strict=True):
        if is_spoilt:
            # What is accepted of these may be one of the forms above, so that only refusals are compared.
            if places is not None or not LENIENT.search(path):
                expect_equal(places is None, is_refused(path), f"whether {path!r} is refused")
            refused += places is None
            continue
        nodes = [node.path() for node in jsonpath.find(path, document)]
        expect_equal(places, nodes, f"{path!r} of {json.dumps(document)}")
        reached += bool(nodes)
    expect(refused > PAIRS // 20, f"only {refused} paths were refused")
    expect(reached > PAIRS // 8, f"only {reached} paths reached anything")
