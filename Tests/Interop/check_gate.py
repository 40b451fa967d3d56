"""The gate over HTTPS: asked by curl as a cluster would, with tampered questions, and by schemathesis.

The certificate is made by openssl; the questions are AdmissionReview v1, written after the API's reference.
"""

import http.client
import json
import os
import random
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from check_witness import free_port, running
from checks import Unavailable, check, expect, expect_equal
from rehearsal import Rehearsal

FILES, TREE = "sha256:" + "11" * 32, "sha256:" + "22" * 32
SECRET = "a secret between GitHub and us"


@dataclass(frozen=True)
class Served:
    """A gate that is being served, and who signed its certificate."""

    url: str
    port: int
    authority: Path
    folder: Path

    def curl(self, path: str, *more: str) -> tuple[int, bytes]:
        command = ["curl", "-s", "--cacert", self.authority, "-w", "\n%{http_code}", *more, self.url + path]
        done = subprocess.run(command, capture_output=True, check=True, timeout=30)
        body, _, status = done.stdout.rpartition(b"\n")
        return int(status), body

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """The status and the body, or 0 where nothing came back."""
        context = ssl.create_default_context(cafile=str(self.authority))
        connection = http.client.HTTPSConnection("localhost", self.port, timeout=5, context=context)
        try:
            connection.request("POST", path, body)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()


def certificate(folder: Path) -> tuple[Path, Path, Path]:
    """The certificates of an authority and of a server, and the server's key."""

    def openssl(*words: object) -> None:
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, cwd=folder)

    new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *new_key, "-keyout", "ca.key", "-out", "ca.pem", "-days", 2, "-subj", "/CN=interop-ca")
    openssl("req", *new_key, "-keyout", "tls.key", "-out", "tls.csr", "-subj", "/CN=localhost")
    (folder / "san").write_text("subjectAltName=DNS:localhost\n")
    openssl("x509", "-req", "-in", "tls.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", 1, "-extfile", "san",
            "-out", "tls.pem")
    (folder / "tls.key").chmod(0o600)
    return folder / "ca.pem", folder / "tls.pem", folder / "tls.key"


def approve(rehearsal: Rehearsal) -> Path:
    """A workspace in which the tiny model was voted for and the decision carried out."""
    workspace = rehearsal.copy("gated")

    def ask(*words: object) -> object:
        return rehearsal.quorate.ask(*words, workspace=workspace)

    path = rehearsal.folder / "ballot.json"
    path.unlink(missing_ok=True)
    ask("vote", "prepare", "P-2", "For", "--voter", rehearsal.wallets[3].address, "-o", path)
    ask("vote", "submit", path, "--signature", "0x" + rehearsal.sign(3, path).hex())
    ask("clock", "advance", "5d")
    ask("queue", "P-2", "--key", "bea")
    ask("clock", "advance", "2d")
    ask("execute", "P-2", "--key", "bea")
    return workspace


@contextmanager
def serving(rehearsal: Rehearsal, config: str = "gate.yaml", before: list[str] | None = None) -> Iterator[Served]:
    """A gate for the tiny model; under another program it may fail to start."""
    for program in ("curl", "openssl"):
        if shutil.which(program) is None:
            raise Unavailable(f"no {program}")
    folder = rehearsal.folder / "gate"
    workspace = rehearsal.folder / "gated"
    if not folder.exists():
        folder.mkdir()
        approve(rehearsal)
        certificate(folder)
        (folder / "secret").touch(mode=0o600)
        (folder / "secret").write_text(SECRET)
        (folder / "gate.yaml").write_text(
            f"format: quorate.gate/1\ndao: \"{rehearsal.dao}\"\nenvironment: production\naliases: [prod]\n"
            f"log: {workspace}\nclaims: accept\n")
        # An order that does not read may be a pause: it closes the gate for everything.
        (folder / "orders").mkdir()
        (folder / "orders" / "unreadable").write_text("not an order")
        (folder / "closed.yaml").write_text((folder / "gate.yaml").read_text() + "orders: orders\n")
    port = free_port()
    quorate = rehearsal.quorate
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(quorate.config), "QUORATE_CONFIG_DIR": str(quorate.config)}
    command = [quorate.path, "gate", "serve", "--config", folder / config, "--listen", f"127.0.0.1:{port}",
               "--tls-cert", folder / "tls.pem", "--tls-key", folder / "tls.key", "--github-secret", folder / "secret"]
    gate = Served(f"https://localhost:{port}", port, folder / "ca.pem", folder)
    if before is None:
        with running(command, port, environment):
            yield gate
        return
    server = subprocess.Popen([str(word) for word in [*before, *command]], env=environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        deadline = time.monotonic() + 8
        while server.poll() is None and time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield gate
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def review(operation: str, storage: str, annotation: str | None, uid: str = "705ab4f5-6393-11e8-b7cc-42010a800002"
           ) -> bytes:
    service = {
        "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
        "metadata": {"name": "tiny", "namespace": "prod",
                     "annotations": {"quorate.dev/model-digest": annotation} if annotation else {}},
        "spec": {"predictor": {"canaryTrafficPercent": 5, "model": {"storageUri": storage}}},
    }
    request = {"uid": uid, "kind": {"group": "serving.kserve.io", "version": "v1beta1", "kind": "InferenceService"},
               "operation": operation, "namespace": "prod", "name": "tiny", "userInfo": {"username": "x"},
               "object": None if operation == "DELETE" else service, "oldObject": None, "dryRun": True}
    return json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}).encode()


@check("a cluster's questions to the gate, over TLS with curl")
def admission(rehearsal: Rehearsal) -> None:
    with serving(rehearsal) as gate:
        expect_equal((200, b"ok\n"), gate.curl("/healthz"), "whether the gate is ready")
        plain = subprocess.run(["curl", "-s", f"http://localhost:{gate.port}/healthz"], capture_output=True)
        expect(plain.returncode != 0, "the gate answers without TLS")
        stranger = subprocess.run(["curl", "-s", f"{gate.url}/healthz"], capture_output=True)
        expect_equal(60, stranger.returncode, "curl's verdict without the authority")
        both = f"{FILES},{TREE}"
        for operation, storage, annotation, code in (
            ("CREATE", "pvc://tiny", both, "QG000"), ("CREATE", "pvc://tiny", None, "QG040"),
            ("CREATE", "pvc://tiny", f"{TREE},{FILES}", "QG010"), ("CREATE", "pvc://tiny", FILES, "QG040"),
            ("CREATE", "oci://r/tiny@sha256:" + "33" * 32, both, "QG041"), ("DELETE", "", None, "QG001"),
            ("CONNECT", "pvc://tiny", both, "QG070"),
        ):
            path = gate.folder / "question.json"
            path.write_bytes(review(operation, storage, annotation))
            status, body = gate.curl("/v1/admit", "--data-binary", f"@{path}")
            answer = json.loads(body)
            response = answer["response"]
            what = f"{operation} {storage} {annotation}"
            expect_equal((200, "admission.k8s.io/v1", "AdmissionReview"),
                         (status, answer["apiVersion"], answer["kind"]), what)
            expect_equal("705ab4f5-6393-11e8-b7cc-42010a800002", response["uid"], f"uid of {what}")
            expect_equal(code, response["auditAnnotations"]["quorate-code"], what)
            expect_equal(code in ("QG000", "QG001"), response["allowed"], what)
            expect(all(len(warning) <= 120 for warning in response.get("warnings", [])), f"a long warning: {what}")


@check("no tampered question opens the gate")
def tampered(rehearsal: Rehearsal) -> None:
    generator = random.Random(5)
    question = review("CREATE", "hf://example-org/tiny:main", None)
    with serving(rehearsal) as gate:
        context = ssl.create_default_context(cafile=str(gate.authority))
        connection = http.client.HTTPSConnection("localhost", gate.port, timeout=20, context=context)
        for number in range(1500):
            body = bytearray(question)
            for _ in range(generator.randint(1, 4)):
                kind, place = generator.randrange(4), generator.randrange(len(body))
                if kind == 0:
                    body[place] = generator.randrange(256)
                elif kind == 1:
                    del body[place:place + generator.randint(1, 40)]
                elif kind == 2:
                    body[place:place] = body[place:place + generator.randint(1, 40)]
                else:
                    body[place:place] = generator.choice([b"null", b"{}", b"[[[[", b"\\ud800", b"1e999", b'"', b"true"])
            connection.request("POST", "/v1/admit", bytes(body))
            answer = connection.getresponse()
            text = answer.read()
            expect(answer.status in (200, 400), f"{number}: status {answer.status}")
            allowed = answer.status == 200 and json.loads(text)["response"]["allowed"]
            expect(not allowed or b"DELETE" in body, f"{number}: allowed {bytes(body)!r}")
        connection.request("POST", "/v1/admit", b" " * (5 << 20))
        expect_equal(413, connection.getresponse().status, "a question of 5 MiB")


@check("attack 91: schemathesis finds no answer of the gate that its OpenAPI document does not allow")
def described(rehearsal: Rehearsal) -> None:
    program = Path(sys.executable).parent / "schemathesis"
    if not program.exists():
        raise Unavailable("schemathesis is not installed")
    with serving(rehearsal) as gate:
        done = subprocess.run(
            [program, "run", f"{gate.url}/openapi.json", "--tls-verify", gate.authority, "--max-time", "25",
             "--max-examples", "30", "--seed", "7", "--phases", "examples,coverage,fuzzing", "--warnings", "off",
             "--suppress-health-check", "all", "--checks",
             "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"],
            capture_output=True, text=True, timeout=120, cwd=gate.folder)
        expect_equal(0, done.returncode, f"the verdict of schemathesis: {done.stdout[-3000:]}")
        # Whatever was asked, the gate still answers, and from the same state.
        status, body = gate.curl(f"/v1/status?env=production&digest={FILES},{TREE}")
        expect_equal((200, True), (status, json.loads(body)["data"]["ok"]), "the gate afterwards")


# What a gate asks the system for: files, the log's database, sockets, memory, time.
CALLS = ("openat", "read", "pread64", "fstat", "newfstatat", "getdents64", "lseek", "fcntl", "mmap", "recvfrom",
         "fdatasync", "clock_gettime")


@check("attack 96: no system call that fails makes the gate allow")
def failing(rehearsal: Rehearsal) -> None:
    if shutil.which("strace") is None:
        raise Unavailable("no strace")
    if subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode != 0:
        # Some sandboxes have the program and do not let it look into another one.
        print("  not asked: strace does not work here", flush=True)
        return
    both = f"{FILES},{TREE}"
    answered = 0
    with serving(rehearsal, "closed.yaml") as gate:
        status, text = gate.post("/v1/admit", review("CREATE", "pvc://tiny", both))
        expect(status == 200 and b"QG051" in text, f"not closed by an unreadable order: {text!r}")
    for call in CALLS:
        for first in (1, 5, 40, 400, 1500):
            fault = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject={call}:error=EIO:when={first}+3"]
            # Only the order that does not read keeps the first question from a yes, and only its name the second.
            for config, annotation in (("closed.yaml", both), ("gate.yaml", f"{TREE},{FILES}")):
                with serving(rehearsal, config, before=fault) as gate:
                    for _ in range(3):
                        status, text = gate.post("/v1/admit", review("CREATE", "pvc://tiny", annotation))
                        answered += status == 200
                        allowed = status == 200 and json.loads(text)["response"]["allowed"]
                        expect(not allowed, f"{config}: allowed with {call} failing from call {first} on")
    expect(answered > len(CALLS), f"only {answered} questions were answered: nothing was tried")
