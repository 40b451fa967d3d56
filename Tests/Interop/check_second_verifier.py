"""second_verifier.py and second_amendments.py reach the verdict of `quorate audit verify`: on honest bundles, on damaged and
on forged ones, of the presets token-majority, compound and ai-safety in turn, and of charters with all else that they know.

What they do not know is no agreement. It is counted apart, with its name, and only bundles that are there for it may
end so.

By itself, for more bundles than the check makes:  check_second_verifier.py BINARY [BUNDLES [SEED]]
"""

import dataclasses
import inspect
import itertools
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from attested_riot import AttestedRiot, SeenRiot
from binary import Quorate
from boxes_riot import BoxesRiot
from checks import Mismatch, check, expect
from clock_riot import ClockRiot, RoundsClockRiot, WitnessedClockRiot
from council_edges import council_edges
from council_riot import CouncilRiot
from council_town import CouncilTown
from confirmation_riot import ConfirmationRiot
from course_riot import CourseRiot
from damage import Bundle, damaged
from deposit_riot import DepositRiot
from edges import edges
from evidenced_riot import EvidencedRiot, ModelsRiot
from keyed_riot import KeyedRiot, WatchedRiot
from rehearsal import Rehearsal
from data_riot import DataRiot
from lending_riot import LendingRiot
from methods_riot import MethodsRiot
from power_riot import PowerRiot
from protocol_riot import ProtocolRiot
from released_riot import ReleasedRiot
from riot import Riot
from rounds_riot import RoundsRiot, SeenRoundsRiot
from safe_riot import SafeRiot
from seats_riot import ClockSeatsRiot, KeyedSeatsRiot, SeatsRiot, SeenSeatsRiot
from spending_riot import SpendingRiot
from stages_riot import StagesRiot
from second_amendments import AmendedDao
from second_verifier import Audit, Dao, entries_of, unpack
from town import Town
from validators_riot import ValidatorsRiot
from witnessed_riot import WitnessedRiot

BUNDLES, SEED = 200, 1
VERDICTS = {0: "accepted", 4: "refused", 5: "incomplete", 69: "unsupported"}
PRESETS = ("token-majority", "ai-safety", "compound", "ai-safety")
RIOTS = (Riot, SafeRiot, WitnessedRiot, CouncilRiot, KeyedRiot, WatchedRiot, AttestedRiot, SeenRiot, EvidencedRiot,
         ModelsRiot, ReleasedRiot, ProtocolRiot, RoundsRiot, SeenRoundsRiot, DataRiot,
         DepositRiot, BoxesRiot, MethodsRiot, SpendingRiot, LendingRiot, ValidatorsRiot, CourseRiot, StagesRiot,
         ConfirmationRiot, PowerRiot,
         ClockRiot, WitnessedClockRiot, RoundsClockRiot,
         SeatsRiot, SeenSeatsRiot, KeyedSeatsRiot, ClockSeatsRiot)
KIND = re.compile(rb'"kind":"([a-z]+\.[a-z.]+)"')
USUAL = {"dao.genesis", "electorate.register", "proposal.submit", "ballot.cast", "delegation.set", "proposal.act"}
# What may be unsupported: charters that no preset is like, and signs that not every table of Unicode has.
EXOTIC = ("edge: title with '\\ufdd0'", "edge: no charter", "edge: genesis under no charter")


def honest(quorate: Quorate, folder: Path, seed: int, count: int) -> Iterator[Bundle]:
    """Half by the binary, of workspaces as they grow; half of logs that were written without it."""
    rng, towns = random.Random(seed), list[Town]()
    for number in range(count):
        if number % 40 == 0:
            towns = [Town(quorate, folder / f"town-{number}-{place}", rng, preset) for place, preset in enumerate(PRESETS)]
            towns += [CouncilTown(quorate, folder / f"council-{number}-{attested}", rng, attested) for attested in (False, True)]
        if number % 2 == 0:
            town = towns[number // 2 % len(towns)]
            town.live(rng.randint(*town.pace))
            yield town.bundle()
        else:
            kind = RIOTS[number // 2 % len(RIOTS)]
            riot = kind(seed * 1_000_000 + number).run(rng.randint(10, 60))
            yield Bundle(kind.__name__, riot.bundle(), riot.keys, riot.state)


def bundles(quorate: Quorate, folder: Path, seed: int, count: int) -> Iterator[tuple[str, bytes, type[Dao]]]:
    """What a bundle is, its bytes, and by what rules; every second one is not as it should be."""
    rng = random.Random(seed)
    for number, bundle in enumerate(honest(quorate, folder, seed, count // 2)):
        yield f"honest {bundle.name}", bundle.data, bundle.state
        if number % 4 == 0:
            kind = RIOTS[number // 4 % len(RIOTS)]
            yield f"wicked {kind.__name__}", kind(seed * 1_000_000 + number, wicked=0.2).run(30).bundle(), kind.state
        else:
            yield *damaged(rng, bundle), bundle.state


def judge(quorate: Quorate, path: Path, bundle: bytes) -> tuple[int, list[int]]:
    """The exit status of the binary, which remembers no other audit, and the entries that it says have no effect."""
    path.write_bytes(bundle)
    auditor = dataclasses.replace(quorate, config=path.with_suffix(".auditor"))
    status, answer = auditor.outcome("audit", "verify", path)
    shutil.rmtree(auditor.config, ignore_errors=True)
    return status, sorted(int(void["index"]) for void in answer.get("data", {}).get("voids", []))


def differ(kind: str, audit: Audit, status: int, voids: list[int]) -> bool:
    """Whether the two verdicts are not the same."""
    if audit.status == 69:
        return not kind.startswith(EXOTIC)
    if status not in (0, 4, 5) or (status == 0) != (audit.status == 0):
        return True
    # Where the whole log was replayed, entry by entry; the binary lists no more than 100.
    replayed = {status, audit.status} <= {0, 4} and len(audit.steps) > 3 and len(voids) < 100
    return replayed and audit.void != voids


def kinds(bundle: bytes) -> set[str]:
    """What the entries of a bundle say and decide, but for what every bundle has; of a broken archive nothing."""
    try:
        return {kind.decode() for entry in entries_of(unpack(bundle)) for kind in KIND.findall(entry)} - USUAL
    except Exception:  # whatever damage makes of an archive
        return set()


def agree(quorate: Quorate, folder: Path, made: Iterator[tuple[str, bytes, type[Dao]]]) -> Counter[str]:
    """How many bundles of each kind both judged alike; a `Mismatch` names those that they did not, which stay there."""
    seen, differing, numbered = Counter[str](), list[str](), enumerate(made)
    with ThreadPoolExecutor(2) as pool:
        while batch := list(itertools.islice(numbered, 8)):
            asked = [pool.submit(judge, quorate, folder / f"{number}.qaudit", data) for number, (_, data, _) in batch]
            for (number, (kind, data, state)), answer in zip(batch, asked, strict=True):
                audit, (status, voids) = Audit(data, dao=state), answer.result()
                if differ(kind, audit, status, voids):
                    differing.append(f"{number}.qaudit, {kind}: quorate {status} {voids}, the second {audit.status} "
                                     f"{audit.void} {audit.verdict}")
                    continue
                name = audit.verdict if audit.status == 69 else VERDICTS[audit.status]
                seen[f"{kind.split(':')[0]} {name}"] += 1
                seen.update(f"with {one}" for one in kinds(data))
                (folder / f"{number}.qaudit").unlink()
    if differing:
        raise Mismatch(f"{len(differing)} differ:\n" + "\n".join(differing[:20]))
    return seen


def cases() -> Iterator[tuple[str, bytes, type[Dao]]]:
    return itertools.chain(((name, data, Dao) for name, data in edges()),
                           ((name, data, AmendedDao) for name, data in council_edges()))


def own_binary(binary: Path, folder: Path) -> Quorate:
    """The binary with keys of its own."""
    passphrase = folder / "passphrase"
    passphrase.touch(mode=0o600)
    passphrase.write_text("a passphrase of the towns\n")
    return Quorate(binary, folder / "config", passphrase)


@check("no part of the second verifier takes the name of a method of another for something else")
def names(_: Rehearsal) -> None:
    for whole in (AmendedDao, AmendedDao.proposal):
        parts = [(part, vars(part)) for part in whole.__mro__]
        for number, (part, own) in enumerate(parts):
            for name, method in own.items():
                former = next((rest[name] for _, rest in parts[number + 1:] if name in rest), None)
                if inspect.isfunction(method) and inspect.isfunction(former) and name != "__init__":
                    taken = inspect.signature(method).parameters.values()
                    least = sum(one.default is one.empty for one in taken)
                    expected = len(inspect.signature(former).parameters)
                    expect(least <= expected <= len(taken), f"{part.__name__}.{name} is called otherwise than what it replaces")


@check("a second verifier, from the specification alone, refuses what the binary refuses, rule by rule")
def rules(rehearsal: Rehearsal) -> None:
    folder = rehearsal.folder / "edges"
    folder.mkdir()
    agree(own_binary(rehearsal.quorate.path, folder), folder, cases())


@check("a second verifier agrees on bundles honest, damaged and forged")
def second(rehearsal: Rehearsal) -> None:
    folder = rehearsal.folder / "second"
    folder.mkdir()
    quorate, count = own_binary(rehearsal.quorate.path, folder), int(os.environ.get("QUORATE_SECOND_BUNDLES", BUNDLES))
    seen = agree(quorate, folder, bundles(quorate, folder, SEED, count))
    print(f"interop {count} bundles:", ", ".join(f"{number} {kind}" for kind, number in sorted(seen.items())
                                               if kind.startswith("with ")))


def main(arguments: list[str]) -> int:
    if not 1 <= len(arguments) <= 3:
        print(__doc__, file=sys.stderr)
        return 64
    count, seed = [int(word) for word in arguments[1:] + [BUNDLES, SEED][len(arguments) - 1:]]
    folder, started = Path(tempfile.mkdtemp(prefix="quorate-second-")), time.monotonic()
    try:
        quorate = own_binary(Path(arguments[0]).resolve(), folder)
        seen = agree(quorate, folder, itertools.chain(cases(), bundles(quorate, folder, seed, count)))
    except Mismatch as error:
        print(f"{error}\nkept in {folder}")
        return 1
    shutil.rmtree(folder)
    for kind, number in sorted(seen.items()):
        print(f"{number:6}  {kind}")
    whole = sum(number for kind, number in seen.items() if not kind.startswith("with "))
    unknown = sum(number for kind, number in seen.items() if "unsupported" in kind)
    print(f"{whole} bundles, seed {seed}: the same verdict on {whole - unknown}, {unknown} that are exotic "
          f"on purpose unsupported, {(time.monotonic() - started) / whole:.2f} s for each")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
