"""Runs the binary under test and reads its JSON answers."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks import Mismatch

# Statuses of `quorate help exit-codes` that the checks ask for.
NO, BAD_EVIDENCE, UNDECIDED, NOT_ALLOWED, BAD_INPUT = 3, 4, 5, 6, 65


@dataclass(frozen=True)
class Quorate:
    """The binary, the folder of its keys, and the file with their passphrase."""

    path: Path
    config: Path
    passphrase: Path

    def outcome(self, *arguments: object, workspace: Path | None = None) -> tuple[int, dict[str, Any]]:
        """The exit status and the whole answer, whatever they are."""
        place = ["--dao", str(workspace)] if workspace else []
        command = [str(self.path), *place, *map(str, arguments), "--yes", "--no-input", "--json"]
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.config),
            "QUORATE_CONFIG_DIR": str(self.config),
            "QUORATE_PASSPHRASE_FILE": str(self.passphrase),
        }
        # Rehearsals go on with several copies of a log, which one machine refuses: each command runs as if on its own.
        shutil.rmtree(self.config / "signed", ignore_errors=True)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        if done.returncode < 0:
            raise Mismatch(f"{' '.join(command)} was killed by signal {-done.returncode}")
        try:
            answer = json.loads(done.stdout)
        except ValueError as error:
            raise Mismatch(f"{' '.join(command)} gave no JSON: {done.stdout} {done.stderr}") from error
        return done.returncode, answer

    def ask(self, *arguments: object, workspace: Path | None = None) -> Any:
        """The data of an answer; anything but success is a mismatch."""
        status, answer = self.outcome(*arguments, workspace=workspace)
        if status != 0:
            raise Mismatch(f"quorate {' '.join(map(str, arguments))}: exit {status}, {answer.get('error')}")
        return answer["data"]

    def refuses(self, status: int, *arguments: object, workspace: Path | None = None) -> str:
        """The code of a refusal with this exit status; an answer, or another status, is a mismatch."""
        got, answer = self.outcome(*arguments, workspace=workspace)
        if got != status:
            words = answer.get("error") or answer.get("data")
            raise Mismatch(f"quorate {' '.join(map(str, arguments))}: exit {got} instead of {status}, {words}")
        return str(answer["error"]["code"])

    def verdict(self, *arguments: object, workspace: Path | None = None) -> Any:
        """The data of an answer that may also be no, or undecided."""
        status, answer = self.outcome(*arguments, workspace=workspace)
        if status not in (0, NO, UNDECIDED):
            raise Mismatch(f"quorate {' '.join(map(str, arguments))}: exit {status}, {answer.get('error')}")
        return answer["data"]
