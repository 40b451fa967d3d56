"""Lets the calls fail by which a machine reads what it remembers, once or twice in a row, while a log was set back.

    set_back.py QUORATE [RUNS] [SEED]

Whatever fails: an older state is not accepted, nothing is signed, and what was remembered stays.
"""
import concurrent.futures
import os
import random
import shutil
import sys
import tempfile

import faults
import power_cut as scene

# The calls of a reader, and what may become of them.
READS = ("openat", "read", "pread64", "stat", "lstat", "newfstatat", "statx", "access", "faccessat", "faccessat2",
         "getdents64", "fstat", "readlink", "flock")
ERRORS = ("EIO", "EACCES", "EMFILE")
# What must be refused, and with what status where nothing fails.
REFUSED = (
    ("an older bundle", "quorate audit verify old.qaudit -q", 4),
    ("an older published log", "quorate log monitor old --once -q", 4),
    ("a vote in a log that was set back", "quorate -C dao vote 1 For --key ben -y -q", 4),
    ("a vote whose witnesses are silent", "quorate -C moved vote 1 For --key ben -y -q", 69),
)


def prepare(root):
    """Logs that were set back on a machine that remembers more, and one whose witness does not answer."""
    scene.prepare(root)
    for name, text in scene.COMMANDS[:7]:
        assert scene.line(root, text)[0] == 0, name
    shutil.copytree(root + "/dao", root + "/dao-then")
    done = [
        "quorate -C dao log publish old -q", "quorate -C dao audit export -o old.qaudit -q",
        "quorate -C dao vote 1 For --key cleo -y -q", "quorate -C dao audit export -o new.qaudit -q",
        "quorate -C dao log publish new -q", "quorate audit verify new.qaudit -q",
    ]
    for text in done:
        status, output, errors = scene.line(root, text)
        assert status == 0, f"{text}: {status} {output}{errors}"
    os.rename(root + "/dao", root + "/moved")
    os.rename(root + "/dao-then", root + "/dao")
    key = scene.line(root, "quorate witness init witness --name w.example -q")[1].strip()
    with open(root + "/moved/witnesses.policy", "w", encoding="utf8") as file:
        file.write(f"witness w {key} http://127.0.0.1:9\nquorum w\n")


def content(folder):
    """Every file below a folder, with what it holds."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), "rb") as file:
                found[os.path.relpath(os.path.join(place, name), folder)] = file.read()
    return found


def kept(root):
    """What must stay as it is: what the machine remembers, and how many entries the logs have."""
    memory = {name: value for name, value in content(root + "/config").items()
              if name.startswith(("accepted/", "signed/")) and not name.endswith(".lock")}
    signed = [scene.quorate(root, "-C", dao, "log", "show", "--json")[1].replace(root, "") for dao in ("dao", "moved")]
    return memory, signed


def judge(job):
    """One run with one failure."""
    snapshot, (name, text, _), call, number, error, length, before = job
    with tempfile.TemporaryDirectory(prefix="set-back-") as folder:
        root = folder + "/disk"
        shutil.copytree(snapshot, root)
        last = f"..{number + length - 1}" if length > 1 else ""
        what = f"{name}, {call} {number}{last} {error}"
        injection = ["-e", f"inject={call}:error={error}:when={number}{last}"]
        run = faults.strace(injection, [scene.QUORATE, *text.split()[1:]], root, scene.environment(root))
        if run.returncode == 0:
            return f"{what}: it was done"
        if run.returncode < 0 or run.returncode >= 128:
            return f"{what}: ended by signal ({run.returncode})"
        if kept(root) != before:
            return f"{what}, status {run.returncode}: what was kept is another"
    return None


def main():
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    with tempfile.TemporaryDirectory(prefix="set-back-") as folder:
        root = folder + "/disk"
        prepare(root)
        jobs = []
        for step in REFUSED:
            status, output, errors = scene.line(root, step[1])
            assert status == step[2], f"{step[0]}: {status} {output}{errors}"
        # Witnesses are remembered from the first time on.
        before = kept(root)
        for step in REFUSED:
            command = [scene.QUORATE, *step[1].split()[1:]]
            counts = faults.counted(READS, command, root, scene.environment(root), folder + "/trace")
            jobs += [(root, step, call, number, error, length, before) for call, count in counts.items()
                     for number in range(1, count + 1) for error in ERRORS for length in (1, 2)]
        total = len(jobs)
        chance.shuffle(jobs)
        with concurrent.futures.ProcessPoolExecutor() as pool:
            found = [f for f in pool.map(judge, jobs[:wanted], chunksize=4) if f]
    for fault in found[:20]:
        print("  " + fault[:300])
    print(f"logs that were set back: {min(total, wanted)} runs of {total} in {len(REFUSED)} commands, {len(found)} wrong")
    return 1 if found else 0


if __name__ == "__main__":
    shutil.which("strace") or sys.exit("logs that were set back: skipped, since strace is not installed")
    sys.exit(main())
