"""Where the bodies of Swift functions are, and how several versions of one stand beside each other in one build."""

import re
from bisect import bisect_right
from dataclasses import dataclass

# What stands in front of the brace of a body, with a mark for all that is in parentheses and brackets.
EFFECTS = r"(\s+async)?(\s+(re)?throws§?)?"
DECLARATION = re.compile(
    rf"(?<![.\w])(func\s+(\w+|[^\w\s§]+)\s*(<[^{{}}]*>)?\s*§{EFFECTS}(\s*->\s*[^={{}}]+)?(\s+where\s[^{{}}]*)?"
    rf"|init[?!]?(<[^{{}}]*>)?§{EFFECTS}(\s+where\s[^{{}}]*)?"
    rf"|subscript(<[^{{}}]*>)?§\s*->\s*[^={{}}]+"
    rf"|var\s+\w+\s*:\s*[^={{}}\n]+)\s*\Z")
NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|#"""(?:.*?)"""#|"""(?:\\.|[^\\])*?"""|#"(?:.*?)"#'
    r'|"(?:\\\((?:[^()"]|"[^"\n]*"|\([^()]*\))*\)|\\.|[^"\\\n])*"',
    re.DOTALL)


@dataclass(frozen=True)
class Change:
    """Other text for a stretch of a file, under a number."""

    number: int
    start: int
    end: int
    text: str


def code_of(source: str) -> str:
    """The source with blanks for comments and strings; nothing changes its place."""
    return NOT_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), source)


def bodies(source: str) -> list[tuple[int, int]]:
    """The stretches between the braces of functions, initialisers and computed properties that stand in no other."""
    code = code_of(source)
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    outermost: int | None = None
    for place, sign in ((one.start(), one.group()) for one in re.finditer(r"[{}]", code)):
        if sign == "{":
            opened.append(place)
            if outermost is None and is_declaration(code[:place]):
                outermost = place
        elif opened:
            start = opened.pop()
            if start == outermost:
                found.append((start + 1, place))
                outermost = None
    return found


def is_declaration(before: str) -> bool:
    """Whether a brace behind this code opens the body of a function."""
    header = before[max(before.rfind("}"), before.rfind("{")) + 1:][-2000:]
    while header != (header := re.sub(r"\([^()\[\]]*\)|\[[^()\[\]]*\]", "§", header)):
        pass
    return bool(DECLARATION.search(header))


def body_around(found: list[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    """The body in which a stretch lies."""
    at = bisect_right(found, (start, len(found) and found[-1][1] + 1)) - 1
    return found[at] if at >= 0 and found[at][0] <= start and end <= found[at][1] else None


def with_changes(source: str, changes: list[Change]) -> str:
    """The source in which each body runs as it is, or as the change whose number is active has it.

    A body of one expression stays one: `if` is an expression as well.
    """
    found = bodies(source)
    for body in sorted({body_around(found, one.start, one.end) for one in changes} - {None}, reverse=True):
        start, end = body
        text = source[start:end]
        versions = "".join(
            f"if activeMutation == {one.number} {{{text[:one.start - start]}{one.text}{text[one.end - start:]}\n}} else "
            for one in changes if start <= one.start and one.end <= end)
        source = f"{source[:start]} {versions}{{{text}\n}} {source[end:]}"
    return source
