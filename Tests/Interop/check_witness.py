"""Witnesses: aics-witness cosigns our log, and our witness cosigns a log of aics-tlog's.

Neither program was written by us; they agree with each other by C2SP tlog-witness alone.
"""

import base64
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from checks import Unavailable, check, expect, expect_equal
from check_published_log import go_program
from rehearsal import Rehearsal

try:
    from aics_tlog import (
        Checkpoint,
        MerkleTree,
        format_vkey,
        parse_checkpoint,
        parse_note,
        parse_vkey,
        sign_checkpoint,
        verify_cosignature,
        vkey_from_ed25519,
    )
    from aics_witness.feeder import WitnessAhead, WitnessClient, WitnessRejected
    from aics_witness.protocol import format_add_checkpoint_request
except ImportError:
    MerkleTree = None

NAME = "witness.example/interop"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(command: list[object], port: int, environment: dict[str, str] | None = None) -> Iterator[None]:
    """A server, until it is no longer needed."""
    server = subprocess.Popen([str(word) for word in command], env=environment, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                expect(server.poll() is None, f"{command[0]} ended at once")
                time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


def need_aics() -> Path:
    program = Path(sys.executable).parent / "aics-witness"
    if MerkleTree is None or not program.exists():
        raise Unavailable("aics-witness is not installed")
    return program


@check("aics-witness cosigns our log, and Go reads what it signed")
def by_aics_witness(rehearsal: Rehearsal) -> None:
    program = need_aics()
    folder, port = rehearsal.folder / "aics-witness", free_port()
    folder.mkdir()
    config = folder / "witness.json"
    subprocess.run([program, "init", "-c", config, "--name", NAME, "--listen", f"127.0.0.1:{port}"], check=True,
                   capture_output=True)
    status = subprocess.run([program, "status", "-c", config], check=True, capture_output=True, text=True).stdout
    key = re.search(re.escape(NAME) + r"\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+", status)
    expect(key is not None, f"no key in {status}")
    log_key = rehearsal.founded["logKeys"][0]
    subprocess.run([program, "add-log", "-c", config, "--origin", rehearsal.founded["origin"], "--vkey", log_key],
                   check=True, capture_output=True)
    workspace = rehearsal.copy("witnessed")

    def ask(*words: object) -> dict:
        return dict(rehearsal.quorate.ask(*words, workspace=workspace))

    ask("log", "witness", "add", "aics", key[0], f"http://127.0.0.1:{port}")
    with running([program, "serve", "-c", config], port):
        first = ask("log", "witness", "sync")
        expect(first["witnessed"] and first["time"], f"not witnessed: {first}")
        shutil.copytree(workspace, rehearsal.folder / "forked")
        ask("delegate", "set", "alice", "--topic", "models", "--until", "2027-06-01", "--key", "bea")
        second = ask("log", "witness", "sync")
        expect_equal(first["size"] + 1, second["size"], "the size that was cosigned next")
        note = workspace / ".quorate" / "cosigned.note"
        signed = parse_note(note.read_text())
        checkpoint = parse_checkpoint(signed.text)
        blob = next(line.signature for line in signed.signatures if line.name == NAME)
        expect(verify_cosignature(blob, NAME, parse_vkey(key[0]).public_key, checkpoint.origin, checkpoint.size,
                                  checkpoint.root), "what we kept does not verify")
        by_go(rehearsal, note, log_key, key[0])
        # The same log gone another way, on a machine that knows nothing of the first.
        forked = rehearsal.folder / "forked"
        code = rehearsal.quorate.refuses(4, "log", "witness", "sync", workspace=forked)
        expect_equal("log.rollback", code, "what a log is told that was set back")


def by_go(rehearsal: Rehearsal, note: Path, log_key: str, witness_key: str) -> None:
    program = go_program(rehearsal, "cosigned.go")

    def opens(path: Path, *keys: str) -> bool:
        return subprocess.run([program, path, *keys], capture_output=True).returncode == 0

    expect(opens(note, log_key, witness_key), "Go does not open the cosigned checkpoint")
    expect(opens(note, log_key), "Go does not open it without the witness")
    lines = note.read_text().split("\n")
    own = next(index for index, line in enumerate(lines) if f" {NAME} " in line)
    blob = bytearray(base64.b64decode(lines[own].split(" ")[2]))
    for byte in (11, 20, len(blob) - 1):
        blob[byte] ^= 1
        changed = [*lines]
        changed[own] = f"\u2014 {NAME} {base64.b64encode(blob).decode()}"
        path = rehearsal.folder / "changed.note"
        path.write_text("\n".join(changed))
        expect(not opens(path, log_key, witness_key), f"Go opens it with byte {byte} changed")
        blob[byte] ^= 1


@check("our witness as aics-witness's client sees it")
def our_witness(rehearsal: Rehearsal) -> None:
    need_aics()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    folder, port, origin = rehearsal.folder / "our-witness", free_port(), "log.example/interop"
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    log_key = format_vkey(vkey_from_ed25519(origin, private.public_key()))
    key = rehearsal.quorate.ask("witness", "init", folder, "--name", "ours.example/w")["key"]
    rehearsal.quorate.ask("witness", "trust", folder, log_key)
    tree, fork = MerkleTree(), MerkleTree()
    for index in range(300):
        tree.append(f"leaf {index}".encode())
        fork.append(f"leaf {index}{'' if index < 100 else ' forked'}".encode())

    def note(source: "MerkleTree", size: int, name: str = origin) -> bytes:
        return sign_checkpoint(Checkpoint(name, size, source.root(size)), private, name).to_bytes()

    serve = [rehearsal.quorate.path, "witness", "serve", folder, "--listen", f"127.0.0.1:{port}"]
    with running(serve, port, dict(os.environ)), WitnessClient(f"http://127.0.0.1:{port}", key) as client:
        for size in (1, 7, 8, 100, 299):
            line = client.submit(note(tree, size), tree.consistency_proof)
            expect(line.startswith("\u2014 ours.example/w "), f"another line: {line}")
        fails(WitnessAhead, lambda: client.submit(note(tree, 200), tree.consistency_proof))
        fails(WitnessRejected, lambda: client.submit(note(fork, 300), fork.consistency_proof))
        # A client that has forgotten everything starts from 0 and is told the size.
        with WitnessClient(f"http://127.0.0.1:{port}", key) as other:
            other.submit(note(tree, 300), tree.consistency_proof)
        statuses(port, tree, note)
    shown = rehearsal.quorate.ask("witness", "show", folder)["logs"][0]
    expect_equal((300, True), (shown["size"], shown["forks"] == 0 and shown["unproven"] > 0), "what it knows afterwards")


def statuses(port: int, tree: "MerkleTree", note: Callable[..., bytes]) -> None:
    """The answers that a well-behaved client never sees."""

    def post(body: bytes) -> tuple[int, str, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("POST", "/add-checkpoint", body)
        answer = connection.getresponse()
        return answer.status, answer.headers.get_content_type(), answer.read()

    proof = tree.consistency_proof(100, 300)
    expect_equal((409, "text/x.tlog.size", b"300\n"), post(format_add_checkpoint_request(100, proof, note(tree, 300))),
                 "a wrong old size")
    expect_equal(400, post(format_add_checkpoint_request(300, [], note(tree, 299)))[0], "an old size above the new")
    expect_equal(404, post(format_add_checkpoint_request(0, [], note(tree, 5, "log.example/other")))[0],
                 "an unknown log")
    changed = note(tree, 300).replace(b"\n300\n", b"\n301\n")
    expect_equal(403, post(format_add_checkpoint_request(300, [], changed))[0], "a signature of another text")
    expect_equal(422, post(format_add_checkpoint_request(300, proof, note(tree, 300)))[0], "a proof of nothing")
    for body in (b"", b"old 300\n", b"old 0300\n\n" + note(tree, 300), b"old 300\n\n\n" + note(tree, 300)):
        expect_equal(400, post(body)[0], f"{body[:20]!r}")


def fails(error: type[Exception], call: Callable[[], object]) -> None:
    try:
        call()
    except error:
        return
    expect(False, f"no {error.__name__}")
