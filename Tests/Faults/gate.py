"""Lets the system calls of a gate fail, each in turn, where its answer is no: none may make it a yes (attack 96).

    gate.py QUORATE [RUNS] [SEED]

Paused by an order that only its own folder has, asked about another model, about a log that is too old, and about a log
that was set back: whatever fails on the way, the status is never 0, and no call hangs.
"""
import concurrent.futures
import os
import random
import shutil
import subprocess
import sys
import tempfile

import faults

READS = ("openat", "read", "pread64", "getdents64", "fstat", "newfstatat", "statx", "lseek", "fcntl", "mmap", "access",
         "readlink", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "mkdir", "unlink", "rename", "getrandom",
         "geteuid", "brk", "mprotect", "futex")
ERRORS = ("EIO", "EACCES", "ENOENT", "ENOMEM", "EINTR")

WORLD = r"""
set -e
echo "a passphrase for tests" > pass; chmod 600 pass
for n in ada ben cleo; do quorate key create $n --light -q; done
founders="--founder ada --founder ben --founder cleo --simulated-clock 2026-12-01T12:00Z -q"
quorate init draft --preset token-majority --name 'Safe AI' $founders; mv draft/charter.yaml .; rm -r draft
kinds='  model.revoke: {track: standard, topic: safety}\n  emergency.ratify: {track: standard, topic: safety}\n'
kinds+='  emergency.lift: {track: standard, topic: safety}'
sed -i -e "/^  model.deploy:/a\\$kinds" \
  -e '/^electorates_by:/abrake: {pause_by: council, revoke_by: council}\ngate: {stale_after: 1d}' charter.yaml
quorate init dao --charter charter.yaml $founders
mkdir model other; printf weights > model/model.bin; printf weightz > other/model.bin
cd dao
(echo account,amount; for n in ada:500 ben:300; do echo $(quorate key show ${n%:*} -q),${n#*:}; done) > members.csv
quorate member import members.csv -y -q --key ada
quorate log publish ../old -q
quorate proposal draft Deploy --model ../model -o p.md -q; sed -i 's/^\(## .*\)/\1\n\nAs discussed./' p.md
quorate proposal submit p.md -y --key ada -q; quorate clock advance 1d -q; quorate vote 1 For -y -q --key ada
quorate clock advance 5d -q; quorate queue 1 -y -q --key ada; quorate clock advance 2d -q
quorate execute 1 -y -q --key ada; quorate log publish ../pub -q; quorate audit export -o ../all.qaudit -q
for n in ada ben; do
  quorate pause INC-1 --env production --for 2h --offline --file ../orders/p.json -r x -y -q --key $n
done
"""
GATE = "gate check production --model {model} --pin {pin} --at 2026-12-09T13:00Z"
# Questions whose answer is no, with the status it has when nothing fails.
QUESTIONS = (
    ("paused by a file", GATE.format(model="model", pin="{pin}") + " --from pub --orders orders --state seen", 3),
    ("paused by a file, first sight",
     GATE.format(model="model", pin="{pin}") + " --from pub --orders orders --state new", 3),
    ("paused by a file, bundle",
     GATE.format(model="model", pin="{pin}") + " --from all.qaudit --orders orders --state seen", 3),
    ("another model", GATE.format(model="other", pin="{pin}") + " --from pub --state seen", 3),
    ("too old", "gate check production --model model --pin {pin} --at 2026-12-11T00:00Z --from pub --state seen", 5),
    ("set back", GATE.format(model="model", pin="{pin}") + " --from old --state seen", 4),
)


def environment(root, binary):
    return {"PATH": os.path.dirname(binary) + ":/usr/bin:/bin", "QUORATE_CONFIG_DIR": root + "/config", "CI": "1",
            "QUORATE_PASSPHRASE_FILE": root + "/pass", "HOME": root}


def judge(job):
    """One question with one failure."""
    world, binary, name, words, call, number, error, length = job
    last = f"..{number + length - 1}" if length > 1 else ""
    with tempfile.TemporaryDirectory(prefix="gate-fault-") as folder:
        root = folder + "/disk"
        shutil.copytree(world, root)
        injection = ["-e", f"inject={call}:error={error}:when={number}{last}"]
        what = f"{name}, {call} {number}{last} {error}"
        try:
            run = faults.strace(injection, [binary, *words], root, environment(root, binary))
        except subprocess.TimeoutExpired:
            return f"{what}: hangs"
        if run.returncode == 0:
            return f"{what}: OPEN: {run.stdout.decode(errors='replace')}"
        if b"ALLOW" in run.stdout and run.returncode != 1:
            return f"{what}: says ALLOW with {run.returncode}"
    return None


def main():
    binary = os.path.abspath(sys.argv[1])
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    with tempfile.TemporaryDirectory(prefix="gate-faults-") as folder:
        world, surroundings = folder + "/world", environment(folder + "/world", binary)
        os.mkdir(world)
        subprocess.run(["bash", "-c", WORLD], cwd=world, env=surroundings, check=True, stdout=subprocess.DEVNULL)
        with open(world + "/dao/.quorate/dao", encoding="utf8") as file:
            pin = file.read().strip()
        # The gate has seen the log once, and is then asked again.
        seen = GATE.format(model="model", pin=pin) + " --from pub --state seen"
        subprocess.run([binary, *seen.split()], cwd=world, env=surroundings, check=True, stdout=subprocess.DEVNULL)
        jobs = []
        for name, text, status in QUESTIONS:
            words = text.format(pin=pin).split()
            trial = folder + "/trial"
            shutil.copytree(world, trial)
            plain = subprocess.run([binary, *words], cwd=trial, env=environment(trial, binary), capture_output=True,
                                   check=False)
            assert plain.returncode == status, f"{name}: {plain.returncode} {plain.stdout} {plain.stderr}"
            shutil.rmtree(trial)
            shutil.copytree(world, trial)
            counts = faults.counted(READS, [binary, *words], trial, environment(trial, binary), folder + "/trace")
            shutil.rmtree(trial)
            for call, count in counts.items():
                jobs += [(world, binary, name, words, call, n, error, length)
                         for n in range(1, count + 1) for error in ERRORS for length in (1, 1000)]
        total = len(jobs)
        chance.shuffle(jobs)
        with concurrent.futures.ProcessPoolExecutor() as pool:
            found = [fault for fault in pool.map(judge, jobs[:wanted], chunksize=4) if fault]
    for fault in found[:20]:
        print("  " + fault[:300])
    print(f"gate: {min(total, wanted)} failing calls of {total} in {len(QUESTIONS)} questions, {len(found)} wrong")
    return 0 if not found else 1


if __name__ == "__main__":
    sys.exit(main())
