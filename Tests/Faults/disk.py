"""A disk as a recorded program left it: what was written, what was flushed, and every state that a loss of power
may leave behind.

The model is strict. A name is durable once its folder is flushed, content once its file is; between that, any part of
what is pending may have reached the disk, in sectors of 512 bytes, and in any order.
"""
import os
import re
import subprocess
from dataclasses import dataclass, field

SECTOR = 512
CALLS = (
    "openat,creat,write,writev,pwrite64,pwritev,ftruncate,rename,renameat,renameat2,unlink,unlinkat,mkdir,"
    "mkdirat,rmdir,fsync,fdatasync,close,lseek,sendto,sendmsg,dup,dup2,dup3"
)
# Shared memory of SQLite: rebuilt at every start.
FORGOTTEN = "-shm"


@dataclass
class Operation:
    """Something done to a file's content (`data`, `cut`), to a name (`name`, `gone`, `folder`), or a flush or answer."""

    kind: str
    file: int = -1
    path: str = ""
    offset: int = 0
    content: bytes = b""
    line: int = 0


@dataclass
class Recording:
    """What a program did below a folder."""

    files: dict = field(default_factory=dict)  # path -> number, before
    contents: dict = field(default_factory=dict)  # number -> bytes, before
    folders: set = field(default_factory=set)  # before
    operations: list = field(default_factory=list)
    output: bytes = b""
    status: int = 0


def loaded(root):
    """The folder before the program ran, which is all durable."""
    recording = Recording()
    for folder, _, names in os.walk(root):
        recording.folders.add(folder)
        for name in names:
            path = os.path.join(folder, name)
            if path.endswith(FORGOTTEN) or os.path.islink(path):
                continue
            number = len(recording.files)
            recording.files[path] = number
            with open(path, "rb") as file:
                recording.contents[number] = file.read()
    return recording


def plain(text):
    """The bytes of an argument that strace wrote in hexadecimal."""
    return bytes.fromhex(text.replace("\\x", ""))


STRING = r'"((?:\\x[0-9a-f]{2})*)"'
PATTERNS = {
    name: re.compile(pattern)
    for name, pattern in {
        "open": rf"openat\([^,]*, {STRING}, ([A-Z_|]+)(?:, \d+)?\) = (\d+)<",
        "write": rf"write\((\d+)<[^,]*, {STRING}, \d+\) = (\d+)",
        "pwrite": rf"pwrite64\((\d+)<[^,]*, {STRING}, \d+, (\d+)\) = (\d+)",
        "cut": r"ftruncate\((\d+)<[^,]*, (\d+)\) = 0",
        "rename": rf"rename\({STRING}, {STRING}\) = 0",
        "renameat": rf"renameat2?\([^,]*, {STRING}, [^,]*, {STRING}(?:, [^)]*)?\) = 0",
        "unlink": rf"unlink\({STRING}\) = 0",
        "unlinkat": rf"unlinkat\([^,]*, {STRING}, [^)]*\) = 0",
        "mkdir": rf"mkdir\({STRING}, \d+\) = 0",
        "flush": r"f(?:data)?sync\((\d+)<[^)]*\) = 0",
        "close": r"close\((\d+)<",
        "seek": r"lseek\((\d+)<[^,]*, -?\d+, \w+\) = (\d+)",
        "answer": r"(?:sendto|writev|sendmsg)\((\d+)<(.*)",
    }.items()
}


# Strings are hexadecimal, so that no content can look like a result.
RESULT = re.compile(r"\) +=\s")


class Reader:
    """Turns lines of strace into operations below a folder."""

    def __init__(self, recording, root, here):
        self.recording, self.root, self.here = recording, root, here
        self.names = dict(recording.files)
        self.count = len(recording.contents)
        self.open = {}  # descriptor -> (file number or folder path, position, appends)

    def add(self, kind, **parts):
        self.recording.operations.append(Operation(kind, **parts))

    def path(self, text):
        return os.path.normpath(os.path.join(self.here, os.fsdecode(plain(text))))

    def is_ours(self, path):
        return (path + "/").startswith(self.root + "/") and not path.endswith(FORGOTTEN)

    def line(self, text):
        name = next((n for n, p in PATTERNS.items() if p.search(text)), None)
        # A flush that is overlooked looks like a loss.
        assert name or "sync(" not in text or " = 0" not in text, f"not understood: {text}"
        if name is not None:
            getattr(self, "do_" + name)(*PATTERNS[name].search(text).groups())

    def do_open(self, text, flags, descriptor):
        path = self.path(text)
        if not self.is_ours(path):
            self.open.pop(descriptor, None)
            return
        if os.path.isdir(path) or path in self.folders():
            self.open[descriptor] = [path, 0, False]
            return
        if path not in self.names:
            if "O_CREAT" not in flags:
                return
            self.names[path] = self.count
            self.add("name", file=self.count, path=path)
            self.count += 1
        elif "O_TRUNC" in flags:
            self.add("cut", file=self.names[path], offset=0)
        self.open[descriptor] = [self.names[path], 0, "O_APPEND" in flags]

    def folders(self):
        made = {o.path for o in self.recording.operations if o.kind == "folder"}
        return self.recording.folders | made

    def do_write(self, descriptor, text, done):
        content = plain(text)[: int(done)]
        entry = self.open.get(descriptor)
        if entry is None:
            if descriptor == "1":
                self.recording.output += content
            self.add("answer", content=content)
            return
        self.add("data", file=entry[0], offset=entry[1], content=content)
        entry[1] += len(content)

    def do_pwrite(self, descriptor, text, offset, done):
        entry = self.open.get(descriptor)
        if entry is not None:
            self.add("data", file=entry[0], offset=int(offset), content=plain(text)[: int(done)])

    def do_cut(self, descriptor, length):
        entry = self.open.get(descriptor)
        if entry is not None:
            self.add("cut", file=entry[0], offset=int(length))

    def do_rename(self, old, new):
        old, new = self.path(old), self.path(new)
        if old in self.names:
            number = self.names.pop(old)
            self.names[new] = number
            self.add("name", file=number, path=new)
            self.add("gone", path=old)

    do_renameat = do_rename

    def do_unlink(self, text):
        path = self.path(text)
        if self.names.pop(path, None) is not None:
            self.add("gone", path=path)

    do_unlinkat = do_unlink

    def do_mkdir(self, text):
        path = self.path(text)
        if self.is_ours(path):
            self.add("folder", path=path)

    def do_flush(self, descriptor):
        entry = self.open.get(descriptor)
        if entry is None:
            return
        is_folder = isinstance(entry[0], str)
        self.add("flush folder", path=entry[0]) if is_folder else self.add("flush", file=entry[0])

    def do_close(self, descriptor):
        self.open.pop(descriptor, None)

    def do_seek(self, descriptor, position):
        if descriptor in self.open:
            self.open[descriptor][1] = int(position)

    def do_answer(self, descriptor, rest):
        if descriptor not in self.open:
            self.add("answer", content=b"".join(plain(part) for part in re.findall(STRING, rest)))


def joined(lines):
    """Calls that other threads interrupted, put together where they ended; a descriptor is free where its close began.

    strace puts the results of interrupted calls below each other, with spaces before them.

    >>> list(joined(["7 fsync(3</a> <unfinished ...>\\n", "8 close(4</b> <unfinished ...>\\n",
    ...     "7 <... fsync resumed>)        = 0\\n", "8 <... close resumed>)  = 0\\n", "7  rmdir(\\"/c\\") = 0\\n"]))
    ['close(4</b>', 'fsync(3</a>) = 0\\n', ') = 0\\n', 'rmdir("/c") = 0\\n']
    """
    begun = {}
    for line in lines:
        thread, _, rest = line.partition(" ")
        rest = rest.lstrip()
        if rest.endswith("<unfinished ...>\n"):
            beginning = rest[: -len("<unfinished ...>\n")].rstrip()
            begun[thread] = "" if beginning.startswith("close(") else beginning
            if beginning.startswith("close("):
                yield beginning
        elif rest.startswith("<..."):
            yield begun.pop(thread, "") + RESULT.sub(") = ", rest.partition("resumed>")[2])
        else:
            yield RESULT.sub(") = ", rest)


def strace(trace):
    """The beginning of a command line under strace."""
    return ["strace", "-f", "-qq", "-y", "-xx", "-s", "33554432", "-o", trace, "-e", "trace=" + CALLS]


def read(trace, recording, root, here):
    """Adds what a trace says."""
    reader = Reader(recording, root, here)
    with open(trace, encoding="ascii", errors="replace") as lines:
        for line in joined(lines):
            reader.line(line)
    return recording


def record(command, root, here, environment, trace):
    """Runs a command and records what it does below a folder."""
    recording = loaded(root)
    run = subprocess.run(strace(trace) + command, cwd=here, env=environment, capture_output=True, check=False)
    recording.status = run.returncode
    read(trace, recording, root, here)
    recording.output = run.stdout
    return recording


class State:
    """A disk: names and contents."""

    def __init__(self, recording):
        self.names = dict(recording.files)
        self.folders = set(recording.folders)
        self.contents = dict(recording.contents)

    def apply(self, operation, sectors=None):
        """Applies an operation; of a write perhaps only some sectors."""
        if operation.kind == "data":
            old = self.contents.get(operation.file, b"")
            content, offset = operation.content, operation.offset
            end = max(len(old), offset + len(content))
            new = bytearray(old.ljust(end, b"\0"))
            if sectors is None:
                new[offset : offset + len(content)] = content
            else:
                for at in sectors:
                    low, high = max(at * SECTOR, offset), min((at + 1) * SECTOR, offset + len(content))
                    new[low:high] = content[low - offset : high - offset]
            self.contents[operation.file] = bytes(new)
        elif operation.kind == "cut":
            old = self.contents.get(operation.file, b"")
            self.contents[operation.file] = old[: operation.offset].ljust(operation.offset, b"\0")
        elif operation.kind == "name":
            self.names[operation.path] = operation.file
        elif operation.kind == "gone":
            self.names.pop(operation.path, None)
        elif operation.kind == "folder":
            self.folders.add(operation.path)

    def write(self, root, target):
        """Lays the disk out below another folder. What no folder leads to is lost."""
        for folder in sorted(self.folders):
            if os.path.dirname(folder) in self.folders or folder == root:
                os.makedirs(target + folder[len(root) :], exist_ok=True)
        for path, number in self.names.items():
            place = target + path[len(root) :]
            if os.path.isdir(os.path.dirname(place)):
                with open(place, "wb") as file:
                    file.write(self.contents.get(number, b""))

    def key(self):
        """Equal for equal disks."""
        reachable = [f for f in sorted(self.folders)]
        return hash((tuple(reachable), tuple(sorted((p, self.contents.get(n, b"")) for p, n in self.names.items()))))


def is_pending(operations, position):
    """Whether an operation was not durable yet at the end of a list."""
    operation = operations[position]
    for later in operations[position + 1 :]:
        if operation.kind in ("data", "cut") and later.kind == "flush" and later.file == operation.file:
            return False
        if operation.kind in ("name", "gone", "folder") and later.kind == "flush folder":
            if later.path == os.path.dirname(operation.path):
                return False
    return True


CHANGES = ("data", "cut", "name", "gone", "folder")


def states(recording, chance, ignores_flushes=False, per_cut=16):
    """Every point at which the power may go, with choices of what of the pending operations is on the disk.

    Yields the number of operations before the cut, and the state.
    """
    operations = recording.operations
    if ignores_flushes:
        operations = [o for o in operations if not o.kind.startswith("flush")]
    for cut in range(len(operations) + 1):
        done = operations[:cut]
        if cut and done[-1].kind not in CHANGES and not done[-1].kind.startswith("flush"):
            # An answer changes no disk, but from here on it counts.
            pass
        pending = [i for i, o in enumerate(done) if o.kind in CHANGES and is_pending(done, i)]
        choices = [set(), set(pending)]
        choices += [set(pending) - {i} for i in pending[-3:]] + [{i} for i in pending[-3:]]
        choices += [{i for i in pending if chance.random() < 0.5} for _ in range(per_cut if pending else 0)]
        for number, choice in enumerate(choices):
            state = State(recording)
            for position, operation in enumerate(done):
                if operation.kind not in CHANGES:
                    continue
                if position not in pending:
                    state.apply(operation)
                elif position in choice:
                    state.apply(operation, torn(operation, chance) if number > 1 else None)
            yield cut, state


def torn(operation, chance):
    """Some of the sectors of a write; `None` for all of them."""
    if operation.kind != "data" or chance.random() < 0.5:
        return None
    first = operation.offset // SECTOR
    last = (operation.offset + max(1, len(operation.content)) - 1) // SECTOR
    return [at for at in range(first, last + 1) if chance.random() < 0.5]
