"""The digests of many random trees with awkward names: ours, model-signing's and a second computation."""

import random
import subprocess
from pathlib import Path

from check_model import dir_hash, file_hashes, library_root, oms_root
from checks import Unavailable, check, expect, expect_equal
from rehearsal import Rehearsal

TREES = 500
# Names on which orders, normalisations and shells differ, and names that the walk of the library skips.
NAMES = ["a", "b", "B", "a-b", "a.b", "a b", "a!", "a~", "-rf", "...", "..a", ".gitignore", ".gitattributes", ".github",
         "é", "e\u0301", "ﬀ", "ff", "İ", "ß", "日本", "😀", "👩\u200d💻", "\ufeffx", "\ue000", "$(x)", "a;b", "a'b", 'a"b', "%00",
         "ab:c", "~", "#", "&", "model.safetensors", "x" * 200]


def grow(root: Path, numbers: random.Random) -> None:
    """Files in a few folders, at least one of which no walk skips."""
    (root / "kept").parent.mkdir(parents=True, exist_ok=True)
    (root / "kept").write_bytes(numbers.randbytes(numbers.randrange(3)))
    folders = [root]
    for _ in range(numbers.randrange(12)):
        path = numbers.choice(folders) / numbers.choice(NAMES)
        if path.exists():
            continue
        if numbers.random() < 0.3:
            path.mkdir()
            folders.append(path)
        else:
            path.write_bytes(numbers.randbytes(numbers.randrange(2000)))


@check(f"model digests of {TREES} random trees")
def random_trees(rehearsal: Rehearsal) -> None:
    numbers = random.Random(20261125)
    names: set[str] = set()
    for number in range(TREES):
        root = rehearsal.folder / "trees" / str(number)
        grow(root, numbers)
        ours = rehearsal.quorate.ask("model", "digest", root)
        hashes = file_hashes(root)
        names |= {name for path in hashes for name in path.split("/")}
        expect_equal(ours["omsRoot"], "0x" + library_root(root), f"the OMS root of tree {number} (of model-signing)")
        expect_equal(ours["omsRoot"], "0x" + oms_root(hashes), f"the OMS root of tree {number}")
        expect_equal(ours["dirHash"], "0x" + dir_hash(hashes), f"the dirHash of tree {number}")
        expect_equal(ours["files"], len(hashes), f"the number of files of tree {number}")
    expect(names >= set(NAMES), f"names that no tree has: {set(NAMES) - names}")


@check("a commit made by git names exactly the files of a model")
def commits(rehearsal: Rehearsal) -> None:
    numbers = random.Random(7)
    for number in range(20):
        root = rehearsal.folder / "commits" / str(number)
        (root / "model").mkdir(parents=True)
        grow(root / "model", numbers)
        clone = root / "clone"
        try:
            subprocess.run(["cp", "-r", root / "model", clone], check=True)
            git(clone, "init", "--quiet", ".")
        except FileNotFoundError as error:
            raise Unavailable(str(error)) from error
        git(clone, "add", "--all", "--force")
        git(clone, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message", "one")
        commit = root / "commit"
        commit.write_bytes(git(clone, "cat-file", "commit", "HEAD"))
        arguments = ("--hf-commit", commit, "--hf-checkout", clone)
        (link,) = rehearsal.quorate.ask("model", "inspect", root / "model", *arguments)["links"]
        expect_equal(link["name"], "commit " + git(clone, "rev-parse", "HEAD").decode().strip(), "the commit")
        expect(link["proven"], f"the commit of tree {number} is not proven")
        (root / "model" / "kept").write_bytes(b"tampered")
        (link,) = rehearsal.quorate.ask("model", "inspect", root / "model", *arguments)["links"]
        expect(not link["proven"], f"the commit of tree {number} is proven for other files")


def git(folder: Path, *arguments: str) -> bytes:
    """What git prints, whatever the user has configured."""
    command = ["git", "-C", folder, "-c", "core.autocrlf=false", "-c", "core.hooksPath=/dev/null", *arguments]
    environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(command, check=True, capture_output=True, env=environment).stdout
