"""The list of checks, and what a check says when it fails."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rehearsal import Rehearsal

Check = Callable[["Rehearsal"], None]

CHECKS: list[tuple[str, Check]] = []


class Mismatch(Exception):
    """Two implementations do not agree, or a tampered copy was accepted."""


class Unavailable(Exception):
    """Something a check needs cannot be had here; in CI that is a failure."""


def check(name: str) -> Callable[[Check], Check]:
    """Puts a function on the list; checks run in the order of the files and lines."""

    def register(function: Check) -> Check:
        CHECKS.append((name, function))
        return function

    return register


def expect(condition: bool, otherwise: str) -> None:
    """Fails the check; unlike `assert` also under `python -O`."""
    if not condition:
        raise Mismatch(otherwise)


def expect_equal(ours: object, theirs: object, what: str) -> None:
    """Fails the check unless both sides give the same value."""
    expect(ours == theirs, f"{what}: quorate has {ours!r}, recomputed {theirs!r}")


def repository() -> Path:
    """The root of the repository."""
    return Path(__file__).resolve().parents[2]
