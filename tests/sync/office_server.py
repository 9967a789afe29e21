"""A small head office on real HTTPS, which speaks docs/sync.md by itself, and lies when told to.

Nothing of the agent's own code for requests and answers is used here: both sides must have read the
same page.
"""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509.oid import NameOID

from app.ledger.checkpoint import Signer
from app.ledger.events.codec import decode_entry
from app.sync.bundle import Bundle, key_id, parse_joined, read_images
from app.sync.event_codecs import decode_events
from app.sync.run import public_key_in

OFFICE = Signer(bytes(range(32)))
NODE = 9
ZEROS = bytes(32)


@dataclass
class Office:
    """What head office knows of one kiosk, and how it will misbehave."""

    agent_key: bytes
    node: int = NODE
    hashes: dict[int, list[bytes]] = field(default_factory=dict)
    """Of every durable event, by epoch; the first stands before event 1."""
    bodies: dict[tuple[int, int], bytes] = field(default_factory=dict)
    epoch: int = 1
    granted: bool = True
    """Whether a new epoch is granted at once."""
    revoked: bool = False
    count: int = 0
    keys: dict[int, bytes] = field(default_factory=dict)
    parent: tuple[int, int] = (0, 0)
    """Event that the epoch in force goes on from."""
    feeds: list[bytes] = field(default_factory=list)
    """What pulls get, one after the other."""
    wanted: list[list[int]] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=dict)
    """What goes wrong with the next requests of a path: see :meth:`Handler.answer`."""
    heard: list[str] = field(default_factory=list)
    """Paths of all requests, in order."""
    pushed: list[int] = field(default_factory=list)
    """Events in each push."""
    last: tuple[int, bytes, bytes] | None = None
    guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def seq(self) -> int:
        return len(self.hashes.get(self.epoch, [ZEROS])) - 1

    def forget_behind(self, seq: int) -> None:
        """As after a restore of head office."""
        with self.guard:
            del self.hashes[self.epoch][seq + 1 :]

    def hello(self, _body: bytes) -> tuple[int, Any]:
        chain = self.hashes.get(self.epoch, [ZEROS])
        now = time.time_ns() // 1_000_000
        before = chain[-1] if self.seq else b""
        return 200, [self.epoch, self.seq + 1, before, now, [], [], self.wanted]

    def push(self, body: bytes) -> tuple[int, Any]:
        bundles = parse_joined(body)
        self.pushed.append(sum(one.header.count for one in bundles))
        for bundle in bundles:
            refused = self._take(bundle)
            if refused is not None:
                return refused
        last = bundles[-1].header
        chain = self.hashes[last.epoch]
        return 200, ["ack", last.epoch, len(chain) - 1, chain[-1], ""]

    def begin(self, body: bytes) -> tuple[int, Any]:
        key = body[:32]
        (bundle,) = parse_joined(body[32:])
        if not self.granted:
            return 202, ["waits", bundle.header.epoch, 0, b"", ""]
        run = bundle.open(key).run
        assert key == public_key_in(run)
        event: Any = decode_entry(run.bodies[0]).event
        self.parent = (event.previous_epoch, event.previous_seq)
        self.keys[bundle.header.epoch], self.epoch = key, bundle.header.epoch
        self.hashes.setdefault(self.epoch, [bundle.header.previous])
        return 200, ["granted", self.epoch, 0, b"", ""]

    def _take(self, bundle: Bundle) -> tuple[int, Any] | None:
        header = bundle.header
        chain = self.hashes.setdefault(header.epoch, [header.previous])
        if header.epoch < self.epoch and (header.epoch, header.last) > self.parent:
            return 409, ["fenced", self.epoch, 0, b"", ""]
        lacking = len(self.hashes.get(self.parent[0], []))
        if header.epoch > 1 and header.first == 1 and lacking <= self.parent[1]:
            return 409, ["gap", self.parent[0], lacking, b"", ""]
        if header.first > len(chain):
            return 409, ["gap", header.epoch, len(chain), b"", ""]
        if not self.keys:
            self.keys[1] = self._key_in(bundle)
        if header.key_id not in map(key_id, self.keys.values()):
            return 400, ["refused", 0, 0, b"", "by no known key"]
        sealed_by = [key for key in self.keys.values() if key_id(key) == header.key_id]
        run = bundle.open(sealed_by[0]).run
        for id, data, hash in run.events():
            if id.seq < len(chain):
                if chain[id.seq] != hash:
                    return 409, ["fork", header.epoch, id.seq, b"", ""]
            else:
                chain.append(hash)
                self.bodies[header.epoch, id.seq] = data
        return None

    def _key_in(self, bundle: Bundle) -> bytes:
        """Of a beginning, by its own word, as enrolment would have told it."""

        header, whole = bundle.header, bundle._body
        images = whole[header.events.size : header.events.size + header.images.size]

        bodies, _headers = decode_events(
            header.events.codec,
            whole[: header.events.size],
            header.events.raw_size,
            first=1,
            count=header.count,
            images=read_images(header.images, images),
        )
        event: Any = decode_entry(bodies[0]).event
        key: bytes = event.public_key
        return key


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    office: Office

    def do_POST(self) -> None:
        self.serve()

    def do_GET(self) -> None:
        self.serve()

    def serve(self) -> None:
        office = self.office
        length = int(self.headers.get("Content-Length") or 0)
        fault = self.fault()
        if fault == "cut upload":
            self.rfile.read(length // 2)
            self.drop()
            return
        body = self.rfile.read(length)
        if len(body) < length:  # the other side died
            self.drop()
            return
        with office.guard:
            office.heard.append(self.path)
            status, answer = self.reply(body)
            data = b"" if answer is None else self.encoded(answer)
            self.send(fault, int(self.headers["Tapcard-Count"]), status, data)

    def fault(self) -> str:
        with self.office.guard:
            waiting = self.office.faults.get(urlsplit(self.path).path, [])
            return waiting.pop(0) if waiting else ""

    def reply(self, body: bytes) -> tuple[int, Any]:
        office, count = self.office, int(self.headers["Tapcard-Count"])
        signed = f"{self.command}\n{self.path}\n{count}\n{sha256(body).hexdigest()}".encode()
        signature = bytes.fromhex(self.headers["Tapcard-Signature"])
        try:
            Ed25519PublicKey.from_public_bytes(office.agent_key).verify(
                signature, b"tapcard request 1\n" + signed
            )
        except InvalidSignature:
            return 401, ["refused", 0, 0, b"", "signature"]
        if office.revoked:
            return 403, ["revoked", 0, 0, b"", ""]
        if count <= office.count:
            return 409, ["count", 0, office.count, b"", ""]
        office.count = count
        match urlsplit(self.path).path:
            case "/v1/hello":
                return office.hello(body)
            case "/v1/push":
                return office.push(body)
            case "/v1/epoch":
                return office.begin(body)
        assert "after" in parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        return (200, office.feeds.pop(0)) if office.feeds else (204, None)

    def encoded(self, answer: Any) -> bytes:
        return answer if isinstance(answer, bytes) else msgspec.msgpack.encode(answer)

    def send(self, fault: str, count: int, status: int, data: bytes) -> None:
        office = self.office
        said = f"{office.node}\n{count}\n{status}\n{sha256(data).hexdigest()}".encode()
        signature = OFFICE.sign(b"tapcard answer 1\n" + said)
        before, office.last = office.last, (status, data, signature)
        match fault:
            case "lost answer":
                self.drop()
                return
            case "garbage":
                data, signature = b"\xc1 no answer \x00" * 9, bytes(64)
            case "replayed":
                assert before is not None
                status, data, signature = before
            case "wrong signature":
                signature = bytes([signature[0] ^ 1]) + signature[1:]
            case "another kiosk":
                other = said.replace(b"9\n", b"8\n", 1)
                signature = OFFICE.sign(b"tapcard answer 1\n" + other)
            case "broken":
                status, data, signature = 500, b"<h1>Internal Server Error</h1>", b""
            case "too much":
                data += bytes(10 << 20)
            case "drip":
                status, data = 200, bytes(1 << 20)
        with suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Tapcard-Answer", signature.hex())
            self.end_headers()
            if fault == "cut answer":
                self.wfile.write(data[: len(data) // 2])
                self.drop()
            elif fault == "drip":
                for byte in data:  # ends when the other side has left
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(0.02)
            elif fault == "slow":
                for byte in data:
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.02)
            else:
                self.wfile.write(data)

    def drop(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_arguments: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, handler: type[Handler], context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.context = context

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In the connection's thread: a slow handshake holds up nobody."""
        with suppress(OSError), self.context.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, *_arguments: Any) -> None:
        pass  # the other side was killed


@contextmanager
def serving(office: Office, certificate: Path) -> Iterator[str]:
    """The address of an office that answers while the context lasts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    handler = type("OneHandler", (Handler,), {"office": office})
    server = Server(handler, context)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make_certificate(path: Path) -> bytes:
    """Certificate and key of a server on this machine, in one file; returns its SHA-256."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "head office of a test")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    return certificate.fingerprint(hashes.SHA256())
