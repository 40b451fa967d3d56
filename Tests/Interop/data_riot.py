"""Riots over data on which algorithms are trusted, and models that come from registries."""

import json
from typing import Any

from forgery import hexed, sha256
from protocol_riot import ProtocolRiot
from safe_riot import ONES, TWOS
from second_data import NOTHING, change_of
from second_verifier import canonical, tagged

TREE = {".gitattributes": b"x\n", "a-b": b"x", "a/b": b"y", "config.json": b"{}\n", "é": b"w\n"}
ENTRIES = [{"name": name, "files": files, "container": "c", **more} for name, files, more in (
    ("one", "f", {}), ("one", "*", {}), ("*", "*", {}), ("two", "f", {"service": "s"}), ("two", "f", {"service": "*"}), ("two", "f", {}))]
ENTRIES.append({"name": "*", "files": "*", "container": "*"})
RAW = "application/vnd.cncf.model.weight.v1.raw"


def listed(ignored: list[str]) -> tuple[bytes, str, str]:
    """The list of the files, and the digests of the model."""
    paths = sorted(TREE, key=str.encode)
    files = [{"path": path, "sha256": hexed(sha256(TREE[path])), "size": len(TREE[path])} for path in paths]
    data = canonical({"files": files, "format": "quorate.model-manifest/1", "ignored": ignored})
    kept = sorted((path for path in paths if path not in (".gitattributes", *ignored)), key=lambda path: path.encode().split(b"/"))
    lines = "".join(f"{sha256(TREE[path]).hex()}  {path}\n" for path in paths)
    return data, hexed(sha256(b"".join(sha256(TREE[path]) for path in kept))), hexed(sha256(lines.encode()))


class DataRiot(ProtocolRiot):
    """A riot in which most of what is proposed is about data and registries."""

    def charter(self, name: str) -> bytes:
        lines = b"  dataset.trust: {track: slow, topic: safety}\n" + self.rng.choice(
            (b"", b"  dataset.trust/tightening: {track: quick, topic: safety}\n"))
        return super().charter(name).replace(b"kinds:\n", b"kinds:\n" + lines, 1)

    def action(self) -> dict[str, Any] | None:
        return self.rng.choice((super().action, self.trust, self.trust, self.trust, self.registry))()

    def trust(self) -> dict[str, Any]:
        rng, dataset = self.rng, self.rng.choice((ONES, TWOS))
        standing = self.forger.dao.trusts.get(dataset)
        trust: dict[str, Any] = {"quorate": "algorithm-trust/1", "use": "compute"}
        if rng.random() < 0.1:
            trust["use"] = "access"
        else:
            publishers = rng.sample(("0xAB", "0xab", "0xcd", "*"), rng.choice((0, 0, 1, 2)))
            entries = rng.sample(ENTRIES, rng.choice((0, 1, 1, 2)))
            trust |= {name: value for name, value in (
                ("publishers", publishers), ("algorithms", entries), ("raw", rng.random() < 0.3)) if value}
        if rng.random() < self.wicked:
            trust |= rng.choice(({"use": "access"}, {"publishers": []}, {"raw": False}, {"publishers": ["x" * 201]}, {"x": 1}))
        replaces = {"replaces": tagged("quorate/algorithm-trust/v1", canonical(standing))} if standing else {}
        if rng.random() < self.wicked:
            replaces = rng.choice(({}, {"replaces": ONES}))
        change = change_of(standing or NOTHING, trust)
        if rng.random() < self.wicked:
            change = rng.choice(("tightening", "neutral", "loosening"))
        return {"type": "dataset.trust", "dataset": dataset, "trust": trust, "change": change, **replaces}

    def registry(self) -> dict[str, Any]:
        """A model with the manifest of a registry, which proves it or not."""
        rng, log = self.rng, self.forger
        ignored = rng.choice(([], ["a-b"], ["a"]))
        files, root, tree = listed(ignored)
        layers = [{"mediaType": rng.choice((RAW, "application/octet-stream")), "digest": f"sha256:{sha256(data).hex()}",
                   "size": len(data), "annotations": {rng.choice(("org.cncf.model.filepath", "org.opencontainers.image.title")): path}}
                  for path, data in TREE.items()]
        if rng.random() < 0.3:
            layers[0] |= rng.choice(({"mediaType": RAW[:-4]}, {"mediaType": "application/x-tar"}, {"size": 7}, {"annotations": {}},
                                     {"digest": f"sha256:{'0' * 64}"}, {"annotations": {"org.cncf.model.filepath": "../a"}},
                                     {"annotations": {"org.cncf.model.filepath": ".gitattributes",
                                                      "io.deis.oras.content.unpack": "true"}},
                                     {"annotations": {"org.cncf.model.filepath": ".gitattributes",
                                                      "org.opencontainers.image.title": "other"}}))
        rng.shuffle(layers)
        manifest = {"schemaVersion": 2, "config": {"mediaType": "application/vnd.cncf.model.config.v1+json"}, "layers": layers}
        if rng.random() < 0.1:
            manifest |= rng.choice(({"schemaVersion": 1}, {"layers": layers[1:]}, {"config": {}}))
        data = json.dumps(manifest, indent=1).encode()
        named = {"oms_root": root, "dir_hash": rng.choice((tree, tree, tree, TWOS))}
        documents = {"manifest": log.keep(rng.choice((files, files, files, files + b"\n")))}
        return {"type": "model.deploy", "name": "tiny", "environment": "lab", "locations": [], "runtime": {}, "producer": "maker",
                **named, "oci": f"sha256:{log.keep(data)[2:]}", "documents": documents}
