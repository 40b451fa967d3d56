"""Runs every check against the binary and says which implementation disagrees with which.

Usage: interop.py BINARY MODELS [WORD]      only the checks whose names contain WORD
       interop.py --rate                    how many ballots a second eth-account recovers
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

# Imported for what they put on the list, in this order.
import check_ballots  # noqa: F401
import check_statements  # noqa: F401
import check_hashes  # noqa: F401
import check_log  # noqa: F401
import check_checkpoint  # noqa: F401
import check_published_log  # noqa: F401
import check_witness  # noqa: F401
import check_keystores  # noqa: F401
import check_model  # noqa: F401
import check_digests  # noqa: F401
import check_second_verifier  # noqa: F401
import check_amendments  # noqa: F401
import check_electorates  # noqa: F401
import check_paths  # noqa: F401
import check_protocols  # noqa: F401
import check_attestations  # noqa: F401
import check_gate  # noqa: F401
import check_cycle  # noqa: F401
from checks import CHECKS, Unavailable
from rate import measure
from rehearsal import rehearse


def run(binary: Path, models: Path, word: str) -> int:
    """The number of checks that failed."""
    passed = failed = 0
    folder = Path(tempfile.mkdtemp(prefix="quorate-interop-"))
    try:
        rehearsal = rehearse(binary, folder, models)
        for name, function in CHECKS:
            if word not in name:
                continue
            try:
                function(rehearsal)
            except Unavailable as error:
                failed += 1 if os.environ.get("CI") else 0
                print(f"interop {name}: skipped ({error})", flush=True)
            except Exception as error:  # whatever a library raises is a failed check, and the others still run
                failed += 1
                print(f"interop {name}: FAILED {type(error).__name__}: {error}", flush=True)
            else:
                passed += 1
                print(f"interop {name}: ok", flush=True)
    except Exception as error:
        failed += 1
        print(f"interop rehearsal: FAILED {type(error).__name__}: {error}")
    finally:
        shutil.rmtree(folder)
    print(f"{passed} passed, {failed} failed")
    return failed


def main(arguments: list[str]) -> int:
    if arguments == ["--rate"]:
        measure()
        return 0
    if len(arguments) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 64
    return 1 if run(Path(arguments[0]), Path(arguments[1]), *arguments[2:3] or [""]) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
