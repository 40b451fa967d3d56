"""Algorithms that are trusted on data (docs/spec/actions.md, Trusted algorithms), and the proof that a manifest of
a registry is a model (docs/spec/model.md, Manifest; Other names)."""

import json
from hashlib import sha256

from second_releases import check_path
from second_rounds import RoundsDao
from second_verifier import DIGEST, canonical, demand, read, read_json, tagged

NOTHING = {"quorate": "algorithm-trust/1", "use": "compute"}
LIST = {"format": "quorate.model-manifest/1", "files": [{"path": check_path, "sha256": DIGEST, "size": int}],
        "ignored": [check_path]}
ANYTHING = dict.fromkeys(("name", "files", "container"), "*")
PATHS = "org.cncf.model.filepath", "org.opencontainers.image.title"


def covers(wide, narrow):
    """Whether an entry allows whatever another allows."""
    pairs = [(wide[key], narrow[key]) for key in ("name", "files", "container")]
    return all(one in ("*", other) for one, other in pairs + [(wide.get("service", "*"), narrow.get("service", "*"))])


def within(one, other):
    """Whether what may be run by one list may be run by another."""
    if "access" in (one["use"], other["use"]):
        return other["use"] == "access"
    publishers, entries = one.get("publishers", []), one.get("algorithms", [])
    known, wide = [name.lower() for name in other.get("publishers", [])], other.get("algorithms", [])
    if not publishers and not entries:
        return True
    if "raw" in one and not ("raw" in other and (known or wide)):
        return False
    entries = entries + [ANYTHING for name in publishers if name.lower() not in known]
    return "*" in known or all(any(covers(entry, narrow) for entry in wide) for narrow in entries)


def change_of(old, new):
    """What a list does in the place of another."""
    return "loosening" if not within(new, old) else "neutral" if within(old, new) else "tightening"


def below(files, path):
    """Whether a path is a file, or a folder of files."""
    return any(one == path or one.startswith(f"{path}/") for one in files)


def read_list(data):
    """The files of a model by path, with digest and size, and both digests of the model."""
    told = read_json(data, LIST)
    files = {one["path"]: (one["sha256"], one["size"]) for one in told["files"]}
    demand(0 < len(files) == len(told["files"]) <= 100000, [*files] == sorted(files, key=str.encode))
    demand(told["ignored"] == sorted({*told["ignored"]}, key=str.encode))
    demand(all(below(files, one) for one in told["ignored"]))
    demand(not any(other.startswith(f"{path}/") for path in files for other in files))
    skipped = (".gitattributes", ".gitignore", ".github", *told["ignored"])
    kept = [path for path in files if not any(path == one or path.startswith(f"{one}/") for one in skipped)]
    kept.sort(key=lambda path: [name.encode() for name in path.split("/")])
    root = sha256(b"".join(bytes.fromhex(files[path][0][2:]) for path in kept)).hexdigest()
    tree = sha256("".join(f"{digest[2:]}  {path}\n" for path, (digest, _) in files.items()).encode()).hexdigest()
    demand(kept)
    return files, f"0x{root}", f"0x{tree}"


def layers_of(data):
    """What the layers of a registry's manifest are, by path."""
    told, files = json.loads(data), {}
    demand(len(data) <= 4 << 20, told["schemaVersion"] == 2, read(told["config"]["mediaType"], ".*") is not None)
    for layer in told["layers"]:
        kind, notes = layer["mediaType"], layer.get("annotations", {})
        paths = {notes[name] for name in PATHS if name in notes}
        path, = paths
        raw = kind.endswith(".raw") if kind.startswith("application/vnd.cncf.model.") else not any(
            word in kind for word in ("tar", "zip", "zstd"))
        demand(raw, notes.get("io.deis.oras.content.unpack") != "true", check_path(path) not in files)
        files[path] = "0x" + read(layer["digest"], "sha256:[0-9a-f]{64}")[7:], read(layer["size"], int)
    return files


class DataDao(RoundsDao):
    """The state of a DAO that says which algorithms may be run on data, and takes models from registries."""

    def __init__(self, documents, founding):
        self.trusts = {}  # the list in force, by data
        super().__init__(documents, founding)

    def may_dataset_trust(self, action):
        standing = self.trusts.get(action["dataset"])
        identity = standing and tagged("quorate/algorithm-trust/v1", canonical(standing))
        demand(action.get("replaces") == identity, change_of(standing or NOTHING, action["trust"]) == action["change"])

    def do_dataset_trust(self, subject):
        self.trusts[subject.action["dataset"]] = subject.action["trust"]

    def may_model_deploy(self, action, kind="model.deploy"):
        super().may_model_deploy(action, kind)
        if "oci" in action:
            files, root, tree = read_list(self.document(action["documents"]["manifest"]))
            demand((root, tree) == (action["oms_root"], action["dir_hash"]))
            demand(layers_of(self.document("0x" + action["oci"][7:])) == files)
