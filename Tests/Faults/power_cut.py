"""Takes the power away from commands that write: at every point, with every part of what was not flushed yet on the disk
or not. Afterwards nothing that was acknowledged may be missing, everything must verify, and the command can be repeated.

    power_cut.py QUORATE [STATES] [SEED]

The control repeats it as if nothing had ever been flushed, as with `synchronous=OFF`: it has to lose something.
"""
import concurrent.futures
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import disk

QUORATE = os.path.abspath(sys.argv[1])
WANTED = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
PORT = 20000 + os.getpid() % 20000
DASH = "\u2014 ".encode()

FOUNDERS = "--founder ada --founder ben --founder cleo"
PROPOSAL = "---\ntitle: Publish\nkind: text.resolution\n---\n\n## Summary\n\nWe do.\n"
# A shell line for each command, in the folder that is recorded; `in dao` by itself, since -C names the workspace.
COMMANDS = [
    ("key create", "quorate key create dora --light -q"),
    ("init", f"quorate init dao --preset token-majority --name Test {FOUNDERS} --simulated-clock 2026-12-01T12:00Z --json"),
    ("member import", "quorate -C dao member import members.csv --key ada -y -q"),
    ("delegate set", "quorate -C dao delegate set ada --key ben -y -q"),
    ("proposal submit", "quorate -C dao proposal submit p.md --key ada -y -q"),
    ("clock advance", "quorate -C dao clock advance 1d -q"),
    ("vote", "quorate -C dao vote 1 For --key ada -y -q"),
    ("vote --replace", "quorate -C dao vote 1 Against --replace --key ada -r because -y -q"),
    ("log publish", "quorate -C dao log publish published -q"),
    ("vote by another", "quorate -C dao vote 1 For --key cleo -y -q"),
    ("log publish again", "quorate -C dao log publish published -q"),
    ("log key rotate", "quorate -C dao log key rotate -y -q"),
    ("proposal submit another", "quorate -C dao proposal submit q.md --key ada -y -q"),
    ("clock advance to its opening", "quorate -C dao clock advance 1d -q"),
    ("vote on another", "quorate -C dao vote 2 For --key ada -y -q"),
    ("vote prepare", "quorate -C dao vote prepare 2 For --voter ben --sign -y -o ballot.json -q"),
    ("receipt promise", "quorate -C dao receipt promise ballot.json --within 1h -o ben.promise -q"),
    ("receipt keep", "quorate -C dao receipt keep -q"),
    ("clock advance to its close", "quorate -C dao clock advance 5d -q"),
    ("queue", "quorate -C dao queue 2 --key ada -y -q"),
    ("clock advance over its timelock", "quorate -C dao clock advance 2d -q"),
    ("execute", "quorate -C dao execute 2 --key ada -y -q"),
    ("proposal submit a third", "quorate -C dao proposal submit r.md --key ben -y -q"),
    ("veto", "quorate -C dao veto 3 --reason unsafe --key ada -y -q"),
    ("witness init", "quorate witness init witness --name w.example -q"),
    ("witness trust", "quorate witness trust witness LOG_KEY -q"),
    ("log witness add", "quorate -C dao log witness add w.example WITNESS_KEY http://127.0.0.1:PORT -q"),
    ("audit export", "quorate -C dao audit export -o out.qaudit -q"),
    ("audit verify", "quorate audit verify out.qaudit -q"),
]


def environment(root):
    return {
        "PATH": os.path.dirname(QUORATE) + ":/usr/bin:/bin", "HOME": root, "CI": "1",
        "QUORATE_CONFIG_DIR": root + "/config", "QUORATE_PASSPHRASE_FILE": root + "/passphrase",
    }


def quorate(root, *words):
    run = subprocess.run([QUORATE, *words], cwd=root, env=environment(root), capture_output=True, check=False)
    return run.returncode, run.stdout.decode(), run.stderr.decode()


def line(root, text):
    return quorate(root, *text.split()[1:])


def filled(text, names):
    """The line with what became known meanwhile."""
    for name, value in names.items():
        text = text.replace(name, value)
    return text


def prepare(root):
    """Keys of the founders, and the files that commands read."""
    os.makedirs(root)
    with open(os.open(root + "/passphrase", os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf8") as file:
        file.write("a passphrase for tests\n")
    with open(root + "/members.csv", "w", encoding="utf8") as file:
        file.write("account,amount\n")
        for name, amount in (("ada", 500), ("ben", 300), ("cleo", 200)):
            status, address, errors = quorate(root, "key", "create", name, "--light", "-q")
            assert status == 0, errors
            file.write(f"{address.strip()},{amount}\n")
    for name, title in (("p", "Publish"), ("q", "Agree"), ("r", "Regret")):
        with open(f"{root}/{name}.md", "w", encoding="utf8") as file:
            file.write(PROPOSAL.replace("Publish", title))


def size(root):
    """The entries of a log that verifies; `None` where there is no workspace."""
    status, output, errors = quorate(root, "-C", "dao", "audit", "verify", "--json")
    if status == 7 and "workspace.missing" in output:
        return None
    answer = json.loads(output or "{}")
    if status != 0:
        raise AssertionError(f"audit verify: {status} {output[:300]}{errors[:300]}")
    return answer["data"]["size"]


def receipts(root, entries):
    """Every receipt that is there proves an entry that is there too."""
    folder = root + "/dao/receipts"
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        if not name.endswith(".tlog-proof"):
            continue
        with open(f"{folder}/{name}", encoding="utf8") as file:
            found = re.search(r"^index (\d+)$", file.read(), re.M)
        assert found, f"{name} is cut short"
        assert int(found.group(1)) < entries, f"{name} proves entry {found.group(1)} of {entries}"


def check(root, step, acknowledged, before, after, repeats):
    """What must hold of a disk after the power came back; every now and then the command is repeated."""
    name, text = step
    entries = size(root)
    assert entries is not None or before is None, "the workspace is gone"
    least = after if acknowledged else before
    assert least is None or (entries or 0) >= least, f"{entries} entries are left of {least}"
    if entries is not None:
        receipts(root, entries)
    if os.path.exists(root + "/published/checkpoint"):
        status, output, errors = quorate(root, "log", "fsck", "published")
        assert status == 0, f"log fsck: {status} {output}{errors}"
    else:
        assert not (acknowledged and "publish" in name), "what was published is gone"
    if acknowledged and name == "key create":
        assert quorate(root, "key", "show", "dora")[0] == 0, "the key is gone"
    if acknowledged and name == "witness serve":
        logs = json.loads(quorate(root, "witness", "show", "witness", "--json")[1])["data"]["logs"]
        assert logs and logs[0]["size"] == entries, "the witness has forgotten what it cosigned"
    if acknowledged and name == "audit export":
        assert quorate(root, "audit", "verify", "out.qaudit")[0] == 0, "the bundle is gone or damaged"
    if acknowledged and name == "log witness sync":
        with open(root + "/dao/.quorate/cosigned.note", encoding="utf8") as file:
            assert file.read().count("\u2014 w.example ") == 1, "the cosigned checkpoint is gone"
    if name == "receipt promise" and (acknowledged or os.path.exists(root + "/ben.promise")):
        status, output, errors = quorate(root, "-C", "dao", "receipt", "keep", "-q")
        assert status == 0, f"receipt keep: {status} {output}{errors}"
        assert size(root) == after + 1, "what was promised is forgotten"
    # No witness is there to repeat a sync with.
    if not repeats or name == "log witness sync":
        return
    status, output, errors = line(root, text)
    assert status in (0, 8), f"repeated: {status} {output}{errors}"
    assert (size(root) or 0) >= (after or 0), "repeated, and it is not there"


def judge(job):
    """Lays a state out, checks it, and says what is wrong."""
    origin, state, step, acknowledged, before, after, repeats = job
    with tempfile.TemporaryDirectory(prefix="cut-") as folder:
        target = folder + "/disk"
        os.makedirs(target)
        state.write(origin, target)
        os.chmod(target + "/passphrase", 0o600)
        for place, _, names in os.walk(target):
            for name in names:
                if place.endswith("/keys") or "log-keys" in name or name == "key":
                    os.chmod(os.path.join(place, name), 0o600)
        try:
            check(target, step, acknowledged, before, after, repeats)
        except (AssertionError, ValueError, KeyError, OSError) as fault:
            return f"{step[0]}, {'acknowledged' if acknowledged else 'not acknowledged'}: {fault}"
    return None


def run_all(root, run):
    """Runs the commands one after the other; yields each with what `run` gave, and the entries before and after."""
    prepare(root)
    before, names = None, {"PORT": str(PORT)}
    for name, text in COMMANDS:
        step = (name, filled(text, names))
        result, status, output = run(step)
        assert status == 0, f"{name}: {status} {output}"
        if name == "init":
            names["LOG_KEY"] = json.loads(output)["data"]["logKeys"][0]
        if name == "log key rotate":
            keys = json.loads(quorate(root, "-C", "dao", "log", "key", "--json")[1])["data"]["periods"][-1]["keys"]
            names["LOG_KEY"] = keys[0]
        if name == "witness init":
            names["WITNESS_KEY"] = json.loads(quorate(root, "witness", "show", "witness", "--json")[1])["data"]["key"]
        after = size(root)
        yield step, result, before, after
        before = after


def record_all(folder):
    """Records every command."""
    root = folder + "/disk"

    def run(step):
        command = [QUORATE, *step[1].split()[1:]]
        recording = disk.record(command, root, root, environment(root), folder + "/trace")
        return recording, recording.status, recording.output

    return root, list(run_all(root, run))


def record_witness(root, folder):
    """A witness that cosigns the log while it is recorded; its answer is what it acknowledged.

    In this scene alone the answer comes over the network: the cosignature, which begins with a dash.
    """
    recording = disk.loaded(root)
    command = [QUORATE, "witness", "serve", "witness", "--listen", f"127.0.0.1:{PORT}"]
    serving = subprocess.Popen(
        disk.strace(folder + "/witness.trace") + command, cwd=root, env=environment(root),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            status, output, _ = quorate(root, "-C", "dao", "log", "witness", "sync")
            if status == 0:
                break
            time.sleep(0.1)
        assert status == 0, output
    finally:
        subprocess.run(["pkill", "-TERM", "-P", str(serving.pid)], check=False)
        serving.wait(20)
    disk.read(folder + "/witness.trace", recording, root, root)
    recording.operations = [o for o in recording.operations if o.kind != "answer" or DASH in o.content]
    recording.output = b"".join(o.content for o in recording.operations if o.kind == "answer")
    assert recording.output, "the witness answered nothing"
    entries = size(root)
    return ("witness serve", "quorate witness show witness -q"), recording, entries, entries


def record_sync(root, folder):
    """The operator who has his log cosigned, by a witness that is not recorded."""
    before = size(root)
    command = [QUORATE, "witness", "serve", "witness", "--listen", f"127.0.0.1:{PORT}"]
    serving = subprocess.Popen(
        command, cwd=root, env=environment(root), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", PORT)) == 0:
                    break
            time.sleep(0.1)
        step = ("log witness sync", "quorate -C dao log witness sync -q")
        recording = disk.record(
            [QUORATE, *step[1].split()[1:]], root, root, environment(root), folder + "/sync.trace")
        assert recording.status == 0, recording.output
    finally:
        serving.terminate()
        serving.wait(20)
    return step, recording, before, size(root)


def snapshots(folder):
    """The disk before every command: where it is kept, the command, and the entries before and after it."""
    root = folder + "/disk"

    def run(step):
        kept = f"{folder}/before-{step[0].replace(' ', '-')}"
        shutil.copytree(root, kept)
        status, output, _ = line(root, step[1])
        return kept, status, output

    return [(kept, step, before, after) for step, kept, before, after in run_all(root, run)]


def jobs(root, recordings, wanted, ignores_flushes):
    """States of all commands, each once."""
    chance = random.Random(SEED)
    found = []
    for step, recording, before, after in recordings:
        seen = set()
        for cut, state in disk.states(recording, chance, ignores_flushes):
            operations = [o for o in recording.operations if not (ignores_flushes and o.kind.startswith("flush"))]
            acknowledged = any(o.kind == "answer" and o.content in recording.output for o in operations[:cut]) \
                if recording.output else cut == len(operations)
            key = (state.key(), acknowledged)
            if key not in seen:
                seen.add(key)
                found.append((root, state, step, acknowledged, before, after, len(found) % 4 == 0))
    chance.shuffle(found)
    return found[:wanted], len(found)


def main():
    with tempfile.TemporaryDirectory(prefix="power-cut-") as folder:
        root, recordings = record_all(folder)
        # A new entry, so that there is something to cosign after the first time.
        recordings.append(record_witness(root, folder))
        status, output, errors = line(root, "quorate -C dao delegate set ben --key cleo -y -q --without-witnesses")
        assert status == 0, f"{output}{errors}"
        recordings.append(record_sync(root, folder))
        chosen, all_of_them = jobs(root, recordings, WANTED, False)
        control, _ = jobs(root, recordings, min(WANTED, 400), True)
        with concurrent.futures.ProcessPoolExecutor() as pool:
            faults = [f for f in pool.map(judge, chosen, chunksize=8) if f]
            lost = [f for f in pool.map(judge, control, chunksize=8) if f]
    for fault in faults[:20]:
        print("  " + fault)
    print(f"power cuts: {len(chosen)} states of {all_of_them} in {len(recordings)} commands, {len(faults)} wrong")
    print(f"control without flushes: {len(control)} states, {len(lost)} wrong")
    return 0 if not faults and lost else 1


if __name__ == "__main__":
    shutil.which("strace") or sys.exit("power cuts: skipped, since strace is not installed")
    sys.exit(main())
