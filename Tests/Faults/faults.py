"""Lets the system calls of a command fail, each in turn: the disk is full (attack 99), or does not work (attack 98), once
or twice in a row.

    faults.py QUORATE [RUNS] [SEED]

Whatever fails: what was acknowledged is there, everything verifies, and the command can be repeated.
"""
import concurrent.futures
import contextlib
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter

import power_cut as scene

# The calls of a writer, and what may become of them.
WRITES = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "mkdir", "openat", "unlink", "fchmod")
ERRORS = ("EIO", "ENOSPC")
# Commands whose calls fail: all that write the log or what is published from it.
CHOSEN = ("init", "member import", "proposal submit", "vote", "log publish again", "log key rotate", "queue", "execute", "veto",
          "log witness add", "audit export", "log witness sync")
SYNC = ("log witness sync", "quorate -C dao log witness sync -q")


@contextlib.contextmanager
def witness(root, step):
    """The witness of a folder, at a port of its own, as long as a command needs it."""
    if step != SYNC:
        yield
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    policy = root + "/dao/witnesses.policy"
    with open(policy, encoding="utf8") as file:
        text = re.sub(r"http://127\.0\.0\.1:\d+", f"http://127.0.0.1:{port}", file.read())
    with open(policy, "w", encoding="utf8") as file:
        file.write(text)
    serving = subprocess.Popen(
        [scene.QUORATE, "witness", "serve", "witness", "--listen", f"127.0.0.1:{port}"], cwd=root,
        env=scene.environment(root), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        serving.terminate()
        serving.wait(20)


def strace(injection, command, root, environment):
    """Runs a command with failing calls; one that hangs is a fault too."""
    return subprocess.run(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=none", *injection, *command],
        cwd=root, env=environment, capture_output=True, check=False, timeout=60)


def counted(calls, command, root, environment, trace):
    """How often a command makes each call."""
    subprocess.run(["strace", "-f", "-qq", "-o", trace, "-e", "trace=" + ",".join(calls), *command],
                   cwd=root, env=environment, capture_output=True, check=False)
    with open(trace, encoding="utf8", errors="replace") as lines:
        return Counter(m.group(1) for m in (re.match(r"\d+ +(\w+)\(", line) for line in lines) if m)


def judge(job):
    """One run with one failure."""
    snapshot, step, before, after, call, number, error, length = job
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        root = folder + "/disk"
        shutil.copytree(snapshot, root)
        last = f"..{number + length - 1}" if length > 1 else ""
        injection = ["-e", f"inject={call}:error={error}:when={number}{last}"]
        what = f"{step[0]}, {call} {number}{last} {error}"
        with witness(root, step):
            try:
                run = strace(injection, [scene.QUORATE, *step[1].split()[1:]], root, scene.environment(root))
            except subprocess.TimeoutExpired:
                return f"{what}: hangs"
            again = scene.line(root, step[1]) if step == SYNC else None
        try:
            if run.returncode < 0 or run.returncode >= 128:
                return f"{what}: ended by signal ({run.returncode})"
            scene.check(root, step, run.returncode == 0, before, after, True)
            assert again is None or again[0] == 0, f"repeated: {again}"
        except (AssertionError, ValueError, KeyError, OSError) as fault:
            return f"{what}, status {run.returncode}: {fault}"
    return None


def main():
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        jobs = []
        snapshots = scene.snapshots(folder)
        entries = scene.size(folder + "/disk")
        for number, (root, step, before, after) in enumerate([*snapshots, (folder + "/disk", SYNC, entries, entries)]):
            if step[0] not in CHOSEN:
                continue
            trial = f"{folder}/trial-{number}"
            shutil.copytree(root, trial)
            command = [scene.QUORATE, *step[1].split()[1:]]
            with witness(trial, step):
                calls = counted(WRITES, command, trial, scene.environment(trial), folder + "/trace")
            for call, count in calls.items():
                jobs += [(root, step, before, after, call, n, error, length)
                         for n in range(1, count + 1) for error in ERRORS for length in (1, 2)]
        total = len(jobs)
        chance.shuffle(jobs)
        with concurrent.futures.ProcessPoolExecutor() as pool:
            faults = [f for f in pool.map(judge, jobs[:wanted], chunksize=4) if f]
    for fault in faults[:20]:
        print("  " + fault[:300])
    print(f"failing calls: {min(total, wanted)} runs of {total} in {len(CHOSEN)} commands, {len(faults)} wrong")
    return 1 if faults else 0


if __name__ == "__main__":
    shutil.which("strace") or sys.exit("failing calls: skipped, since strace is not installed")
    sys.exit(main())
