"""A machine becomes a kiosk: keys are made, head office is asked once, and all is written down.

Keys stand on the disk before head office hears of them, so that a cut asks again with the same
ones and gets the same answer.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
import tomli_w

from app.domain.identity import Node, kiosk_name
from app.domain.text import _
from app.kiosk import Randomness
from app.ledger.checkpoint import Signer
from app.ledger.files import move_durably, write_durably
from app.sync.answers import ANSWER_LIMIT, Answer
from app.sync.bundle_header import unpacked
from app.sync.enrolment import ENROL, EnrolAnswer, EnrolmentCode, EnrolRequest, LedgerStanding
from app.sync.errors import SyncError, WrongSignature
from app.sync.office_client import OfficeUnreachable
from app.sync.requests import (
    ANSWER_HEADER,
    COUNT_HEADER,
    NODE_HEADER,
    SIGNATURE_HEADER,
    request_signature,
)
from app.sync.transport_identity import make_identity

_SECONDS = 60.0
_COUNT = 1
"""Of the request: no kiosk has asked before it is one."""
_OK = 200


class NotEnrolled(SyncError):
    """Head office does not make this machine a kiosk."""

    code = "not_enrolled_here"


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """What a ledger that is yet to be made begins with: the file that enrolment writes."""

    answer: EnrolAnswer
    secret: bytes
    """Of the node's first epoch, 32 bytes."""


class Places(NamedTuple):
    """Where enrolment writes."""

    enrolment: Path
    """Read by `tapcard init`, which removes it."""
    identity: Path
    """Of the agent."""
    agent: Path
    """sync.toml."""
    shared: Path
    """The folder between counter and agent."""


class Way(NamedTuple):
    """How head office is reached."""

    url: str
    """``https://host:port``."""
    proxy: str = ""
    """``http://host:port``, or empty."""


def enrol(
    way: Way, code: EnrolmentCode, places: Places, machine: str, random: Randomness
) -> EnrolAnswer:
    """Raises OfficeUnreachable, WrongSignature, NotEnrolled, and OSError of the places."""
    secret = _node_secret(places.enrolment, random)
    node_key = Signer(secret)
    transport = make_identity(places.identity, random)
    request = EnrolRequest(
        secret=code.secret,
        transport_key=transport.public_key,
        public_key=node_key.public_key,
        seal_key=node_key.seal_public_key,
        machine=machine,
    )
    answer, fingerprint = _asked(way, code, transport, msgspec.msgpack.encode(request))
    _write_agent(way, answer, fingerprint, places)
    _write(places.enrolment, Enrolled(answer=answer, secret=secret))
    _pending(places.enrolment).unlink(missing_ok=True)
    return answer


class Joining(NamedTuple):
    """A ledger that is there already, as head office hears of it."""

    first_key: bytes
    """Public key of its first epoch, as its genesis says."""
    seal_key: bytes
    """Of its epoch now."""
    stands: LedgerStanding


def join(
    way: Way,
    code: EnrolmentCode,
    places: Places,
    joining: Joining,
    machine: str,
    random: Randomness,
    believe: Callable[[EnrolAnswer], None],
) -> EnrolAnswer:
    """Enrols a ledger that is there already, or the machine that it came to.

    It gets a new transport key, which takes its place as the last thing: whatever ends before,
    the same code may be used again here. ``believe`` makes the ledger believe head office.
    Raises as :func:`enrol`.
    """
    coming = places.identity.with_name(places.identity.name + ".new")
    transport = make_identity(coming, random)
    request = EnrolRequest(
        secret=code.secret,
        transport_key=transport.public_key,
        public_key=joining.first_key,
        seal_key=joining.seal_key,
        machine=machine,
        stands=joining.stands,
    )
    answer, fingerprint = _asked(way, code, transport, msgspec.msgpack.encode(request))
    believe(answer)
    _write_agent(way, answer, fingerprint, places)
    move_durably(coming, places.identity)
    return answer


def read_enrolment(path: Path) -> Enrolled | None:
    """What enrolment wrote; None where this machine was not enrolled. Raises BundleDamaged."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    return unpacked(data, Enrolled)


class EnrolmentWaits(SyncError):
    """Head office made this machine a kiosk, and its ledger is yet to be made."""

    code = "enrolment_waits"

    def __init__(self, node: Node) -> None:
        super().__init__(
            _("Head office made this machine {kiosk}: its ledger is yet to be made.").format(
                kiosk=kiosk_name(node)
            )
        )
        self.remedy = _("Make it: `tapcard init` with operator and operator_name.")


def require_none_waits(path: Path) -> None:
    """Raises EnrolmentWaits."""
    found = read_enrolment(path)
    if found is not None:
        raise EnrolmentWaits(found.answer.node)


def _pending(enrolment: Path) -> Path:
    """The node's key before head office has answered."""
    return enrolment.with_name(enrolment.name + ".key")


def _node_secret(enrolment: Path, random: Randomness) -> bytes:
    done = read_enrolment(enrolment)
    if done is not None:
        return done.secret
    pending = _pending(enrolment)
    if not pending.exists():
        pending.parent.mkdir(parents=True, exist_ok=True)
        write_durably(pending, random.bytes(32), mode=0o600)
    return pending.read_bytes()


def _write(path: Path, enrolled: Enrolled) -> None:
    write_durably(path, msgspec.msgpack.encode(enrolled), mode=0o600)


def _write_agent(way: Way, answer: EnrolAnswer, fingerprint: str, places: Places) -> None:
    tables = {
        "office": {
            "url": way.url,
            "key": answer.office_key.hex(),
            "fingerprint": fingerprint,
        },
        "agent": {
            "folder": str(places.shared),
            "identity": str(places.identity),
            "proxy": way.proxy,
        },
    }
    places.agent.parent.mkdir(parents=True, exist_ok=True)
    write_durably(places.agent, tomli_w.dumps(tables).encode(), mode=0o640)


def _asked(
    way: Way, code: EnrolmentCode, transport: Signer, body: bytes
) -> tuple[EnrolAnswer, str]:
    """What head office says, and the SHA-256 of its certificate."""
    signature = request_signature(transport, "POST", ENROL, _COUNT, body)
    headers = {
        NODE_HEADER: str(code.node),
        COUNT_HEADER: str(_COUNT),
        SIGNATURE_HEADER: signature,
        "Content-Type": "application/octet-stream",
    }
    try:
        with closing(_connected(way)) as connection:
            fingerprint = _require_certificate(connection, code)
            connection.request("POST", ENROL, body, headers)
            response = connection.getresponse()
            content = response.read(ANSWER_LIMIT)
            signed = bytes.fromhex(response.headers.get(ANSWER_HEADER, ""))
            answer = Answer(_COUNT, response.status, content, signed)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise OfficeUnreachable(
            _("Head office cannot be reached: {error}.").format(error=error)
        ) from error
    return _believed(answer, code), fingerprint


def _connected(way: Way) -> http.client.HTTPSConnection:
    """Nothing has been said yet. Raises OSError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the code says which certificate it is
    office = urlsplit(way.url)
    first = urlsplit(way.proxy) if way.proxy else office
    connection = http.client.HTTPSConnection(
        first.hostname or "", first.port, timeout=_SECONDS, context=context
    )
    if way.proxy:
        connection.set_tunnel(office.hostname or "", office.port)
    connection.connect()
    return connection


def _require_certificate(connection: http.client.HTTPSConnection, code: EnrolmentCode) -> str:
    """Its SHA-256, hexadecimal. Raises WrongSignature."""
    certificate = connection.sock.getpeercert(binary_form=True) or b""
    found = sha256(certificate)
    if not code.is_of(found.digest()):
        raise WrongSignature(_("Whoever answers there is not the head office that gave this code."))
    return found.hexdigest()


def _believed(answer: Answer, code: EnrolmentCode) -> EnrolAnswer:
    """Raises NotEnrolled, WrongSignature, BundleDamaged."""
    if answer.status != _OK:
        raise NotEnrolled(answer.verdict().why or _("Head office cannot take it now."))
    said = unpacked(answer.body, EnrolAnswer)
    answer.require_genuine(said.office_key, code.node)
    if said.node != code.node:
        raise WrongSignature(_("This answer is for another kiosk."))
    return said
