"""The published log, verified by Go's checksum database libraries and by aics-tlog, neither of which knows Quorate."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from checks import Unavailable, check, expect, expect_equal
from rehearsal import Rehearsal

MODULES = Path("/usr/share/gocode/src/golang.org/x/mod")


def publish(rehearsal: Rehearsal) -> Path:
    folder = rehearsal.folder / "published"
    rehearsal.ask("log", "publish", folder)
    return folder


def tampered(folder: Path, name: str, wanted: Callable[[str], bool], byte: int = -1) -> Path:
    """A copy with one bit of one file turned over: in the middle, or where it is said."""
    copy = folder.parent / name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    path = next(path for path in sorted(copy.rglob("*")) if path.is_file() and wanted(str(path.relative_to(copy))))
    bytes_ = bytearray(path.read_bytes())
    bytes_[len(bytes_) // 2 if byte < 0 else byte] ^= 1
    path.write_bytes(bytes_)
    return copy


def altered_entry(place: Path) -> tuple[Path, int]:
    """A copy with one bit of one entry turned over, and which entry that is."""
    path = next(path for path in sorted((place / "tile" / "entries").rglob("*")) if path.is_file())
    bytes_ = path.read_bytes()
    starts, position = [], 0
    while position < len(bytes_):
        starts.append(position + 2)
        position += 2 + int.from_bytes(bytes_[position:position + 2], "big")
    index = len(starts) // 2
    # Within the entry, so that the lengths of all stay as they are.
    copy = tampered(place, "published-tampered", is_entries, starts[index] + 1)
    return copy, index


def is_entries(path: str) -> bool:
    return path.startswith("tile/entries/")


def is_hashes(path: str) -> bool:
    return path.startswith("tile/0/")


def go_program(rehearsal: Rehearsal, source: str) -> Path:
    """Our few lines of Go, compiled against Debian's copy of golang.org/x/mod."""
    go = shutil.which("go")
    if go is None or not MODULES.is_dir():
        raise Unavailable("no Go with golang.org/x/mod (apt-get install golang-go golang-golang-x-mod-dev)")
    program = rehearsal.folder / source.removesuffix(".go")
    environment = os.environ | {
        "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "CGO_ENABLED": "0",
        "GOCACHE": str(rehearsal.folder / "go-cache")}
    path = Path(__file__).parent / "tlog" / source
    subprocess.run([go, "build", "-o", program, path], env=environment, check=True, cwd=rehearsal.folder)
    return program


@check("the published log by golang.org/x/mod/sumdb")
def by_go(rehearsal: Rehearsal) -> None:
    folder, program = publish(rehearsal), go_program(rehearsal, "verify.go")
    key = rehearsal.founded["logKeys"][0]
    size = rehearsal.ask("log", "show")["size"]

    def verify(place: Path, old: int) -> tuple[int, str]:
        done = subprocess.run([program, place, key, str(old)], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    for old in range(1, size + 1):
        status, said = verify(folder, old)
        expect_equal((0, True), (status, said.startswith(f"{size} entries")), said)
    for wanted in (is_entries, is_hashes):
        status, said = verify(tampered(folder, "published-tampered", wanted), 1)
        expect(status != 0, f"Go accepts a tampered log: {said}")
    status, said = verify(tampered(folder, "published-tampered", lambda path: path == "checkpoint", 70), 1)
    expect(status != 0, f"Go accepts a tampered checkpoint: {said}")


@check("the published log by aics-tlog")
def by_aics(rehearsal: Rehearsal) -> None:
    folder = publish(rehearsal)
    program = Path(sys.executable).parent / "aics-tlog"
    if not program.exists():
        raise Unavailable("aics-tlog is not installed")
    key = rehearsal.folder / "log.vkey"
    key.write_text(rehearsal.founded["logKeys"][0] + "\n")
    size = rehearsal.ask("log", "show")["size"]

    def verify(verb: str, place: Path, *more: object) -> tuple[int, str]:
        command = [program, verb, "--tiles", place, "--vkey-file", key, *map(str, more)]
        done = subprocess.run(command, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    expect_equal(0, verify("verify-checkpoint", folder)[0], "the checkpoint")
    for index in (0, size // 2, size - 1):
        leaf = rehearsal.folder / "leaf"
        status, said = verify("verify-inclusion", folder, "--index", index, "--entry-out", leaf)
        expect_equal(0, status, f"entry {index}: {said}")
        expect(leaf.read_bytes().startswith(b'{"kind":"'), f"entry {index} is another")
    for old in (1, size - 1):
        root = rehearsal.ask("log", "prove", 0)
        expect_equal(size, root["size"], "the size of a proof")
        saved = rehearsal.folder / f"old-{old}.note"
        saved.write_text(earlier_checkpoint(rehearsal, old))
        status, said = verify("verify-consistency", folder, "--old-checkpoint", saved)
        expect_equal(0, status, f"from size {old}: {said}")
    broken, altered = altered_entry(folder)
    # The altered one itself: that others of its tile are refused with it is this program's way.
    status, said = verify("verify-inclusion", broken, "--index", altered)
    expect(status != 0, f"entry {altered} is altered and accepted: {said}")
    broken = tampered(folder, "published-tampered", is_hashes)
    expect(verify("verify-inclusion", broken, "--index", 0)[0] != 0, "a tampered tile is accepted")
    for byte in range(0, len((folder / "checkpoint").read_bytes()), 7):
        broken = tampered(folder, "published-tampered", lambda path: path == "checkpoint", byte)
        # It is given the key of the first signature; the log's second key is another program's to check.
        if is_signed_by_first(folder, byte):
            expect(verify("verify-checkpoint", broken)[0] != 0, f"a checkpoint altered at byte {byte} is accepted")
    saved = rehearsal.folder / "old-tampered.note"
    note = earlier_checkpoint(rehearsal, size - 1).encode()
    for byte in (2, note.index(b"\n") + 1, note.index(b"\n\n") - 3):
        saved.write_bytes(note[:byte] + bytes([note[byte] ^ 1]) + note[byte + 1:])
        expect(verify("verify-consistency", folder, "--old-checkpoint", saved)[0] != 0,
               f"an old checkpoint altered at byte {byte} is accepted")
    saved.write_bytes(note)
    broken = tampered(folder, "published-tampered", is_hashes)
    expect(verify("verify-consistency", broken, "--old-checkpoint", saved)[0] != 0, "a tampered tile is consistent")


def is_signed_by_first(folder: Path, byte: int) -> bool:
    """Whether a byte of the checkpoint is one of the text, or of the base64 of the first signature."""
    text, lines = (folder / "checkpoint").read_bytes().split(b"\n\n", 1)
    first = len(text) + 2 + lines.index(b"\n")
    # The last character of base64 holds bits that say nothing.
    return byte < len(text) or first - 40 < byte < first - 3


def earlier_checkpoint(rehearsal: Rehearsal, size: int) -> str:
    """A checkpoint that was signed when the log had a size, from the operator's own table."""
    import sqlite3

    log = sqlite3.connect(rehearsal.workspace / ".quorate" / "log.sqlite")
    try:
        return str(log.execute("SELECT note FROM checkpoint WHERE size = ?", (size,)).fetchone()[0])
    finally:
        log.close()
