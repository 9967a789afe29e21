"""A kiosk that says to head office what a test tells it, signed by hand as docs/sync.md has it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import urllib3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.domain.identity import Node
from app.ledger.checkpoint import Signer
from app.sync.enrolling import read_enrolment
from app.sync.transport_identity import load_identity
from tests.office.nodes import KioskNode
from tests.office.town import Served, Stall


class Heard(NamedTuple):
    """An answer."""

    status: int
    said: Any
    """Decoded; None for no body."""
    is_signed: bool


@dataclass
class Speaker:
    """An enrolled kiosk without a ledger."""

    url: str
    node: Node
    identity: Signer
    office_key: bytes
    journal: KioskNode
    pool: urllib3.PoolManager
    count: int = 0

    @classmethod
    def enrol(cls, folder: Path, served: Served, site: str) -> Speaker:
        stall = Stall.enrol(folder, served.code(site))
        enrolled = read_enrolment(folder / "state" / "enrolment")
        assert enrolled is not None
        journal = KioskNode.of(stall.node, Signer(enrolled.secret))
        return cls(
            served.settings.url,
            stall.node,
            load_identity(folder / "identity"),
            enrolled.answer.office_key,
            journal,
            urllib3.PoolManager(ca_certs=str(served.settings.certificate)),
        )

    def headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        """Of the next request."""
        self.count += 1
        said = f"{method}\n{path}\n{self.count}\n{sha256(body).hexdigest()}".encode()
        return {
            "Tapcard-Node": str(self.node),
            "Tapcard-Count": str(self.count),
            "Tapcard-Signature": self.identity.sign(b"tapcard request 1\n" + said).hex(),
        }

    def ask(self, method: str, path: str, body: bytes = b"") -> Heard:
        return self.send(method, path, body, self.headers(method, path, body))

    def send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Heard:
        """As it stands."""
        response = self.pool.request(
            method, self.url + path, body=body, headers=headers, retries=False, timeout=60
        )
        data = response.data
        signature = bytes.fromhex(response.headers.get("Tapcard-Answer", ""))
        if signature:
            said = f"{headers['Tapcard-Node']}\n{headers['Tapcard-Count']}\n{response.status}\n"
            said += sha256(data).hexdigest()
            Ed25519PublicKey.from_public_bytes(self.office_key).verify(
                signature, b"tapcard answer 1\n" + said.encode()
            )
            return Heard(response.status, msgspec.msgpack.decode(data) if data else None, True)
        return Heard(response.status, data or None, False)

    def push(self, data: bytes) -> Heard:
        return self.ask("POST", "/v1/push", data)

    def hello(self) -> Heard:
        said = [1, 0, bytes(32), "1.0", [1], 0, True, 0]
        return self.ask("POST", "/v1/hello", msgspec.msgpack.encode(said))
