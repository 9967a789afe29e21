"""Requests of the agent over HTTPS; an answer comes out only if the office identity signed it."""

from __future__ import annotations

import time

import urllib3
from urllib3.exceptions import HTTPError, SSLError
from urllib3.util import SKIP_HEADER

from app.domain.identity import Node
from app.domain.text import _
from app.ledger.checkpoint import Signer
from app.settings.agent import AgentSettings
from app.sync.answers import ANSWER_LIMIT, Answer, Code
from app.sync.errors import SyncError, WrongSignature
from app.sync.requests import (
    ANSWER_HEADER,
    COUNT_HEADER,
    NODE_HEADER,
    SIGNATURE_HEADER,
    request_signature,
)
from app.sync.transport_identity import RequestCount

_CONNECT_SECONDS = 30.0
"""To connect, and for each part that is sent."""
_PIECE = 1 << 16
_CONFLICT = 409


class OfficeUnreachable(SyncError):
    """No believable answer came: what was asked may have been done or not."""

    code = "office_unreachable"


class OfficeClient:
    """One kiosk's way to head office. For several threads."""

    def __init__(
        self, settings: AgentSettings, identity: Signer, count: RequestCount, node: Node
    ) -> None:
        """Nothing is connected yet."""
        self._settings = settings
        self._identity = identity
        self._count = count
        self._node = node
        self._pool = _pool(settings)

    def ask(self, method: str, path: str, body: bytes = b"", *, seconds: float = 60.0) -> Answer:
        """The signed answer; ``seconds``: until it must be whole.

        Raises OfficeUnreachable, WrongSignature.
        """
        answer = self._ask(method, path, body, seconds)
        if answer.status == _CONFLICT:
            verdict = answer.verdict()
            if verdict.code == Code.COUNT:
                self._count.pass_over(verdict.seq)
                return self._ask(method, path, body, seconds)
        return answer

    def close(self) -> None:
        """Ends its connections."""
        self._pool.clear()

    def _ask(self, method: str, path: str, body: bytes, seconds: float) -> Answer:
        count = self._count.next()
        headers = {
            NODE_HEADER: str(self._node),
            COUNT_HEADER: str(count),
            SIGNATURE_HEADER: request_signature(self._identity, method, path, count, body),
            # Whatever says nothing costs on every one of a day's requests.
            "User-Agent": SKIP_HEADER,
            "Accept-Encoding": SKIP_HEADER,
        }
        until = time.monotonic() + seconds
        try:
            response = self._pool.request(
                method,
                self._settings.url + path,
                body=body,
                headers=headers,
                timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=seconds),
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            try:
                content = _whole(response, until)
                signature = bytes.fromhex(response.headers.get(ANSWER_HEADER, ""))
            except BaseException:
                response.close()
                raise
            response.release_conn()
        except (HTTPError, OSError, ValueError) as error:
            raise _unreachable(error) from error
        try:
            answer = Answer(count, response.status, content, signature)
            answer.require_genuine(self._settings.key, self._node)
        except WrongSignature:
            response.close()
            raise
        return answer


def _whole(response: urllib3.BaseHTTPResponse, until: float) -> bytes:
    """The body; a server that drips or floods is left. Raises OfficeUnreachable."""
    content = bytearray()
    while piece := response.read1(_PIECE):
        content += piece
        if len(content) > ANSWER_LIMIT:
            raise OfficeUnreachable(_("Head office answers more than it may."))
        if time.monotonic() > until:
            raise OfficeUnreachable(_("Head office answers too slowly."))
    said = response.headers.get("Content-Length")
    if said is not None and said != str(len(content)):
        raise OfficeUnreachable(_("The answer of head office is cut."))
    return bytes(content)


def _pool(settings: AgentSettings) -> urllib3.PoolManager:
    trust: dict[str, object] = {"num_pools": 2, "maxsize": 2}
    if settings.ca is not None:
        trust["ca_certs"] = str(settings.ca)
    if settings.fingerprint:
        trust |= {"assert_fingerprint": settings.fingerprint}
        if settings.ca is None:
            trust["cert_reqs"] = "CERT_NONE"  # the certificate itself is known
    if settings.proxy:
        return urllib3.ProxyManager(settings.proxy, **trust)  # type: ignore[arg-type]
    return urllib3.PoolManager(**trust)  # type: ignore[arg-type]


def _unreachable(error: Exception) -> OfficeUnreachable:
    cause = error.args[-1] if error.args else error
    if isinstance(error, SSLError):
        return OfficeUnreachable(
            _("The certificate of head office is not the one that is known: {error}.").format(
                error=cause
            )
        )
    return OfficeUnreachable(_("Head office cannot be reached: {error}.").format(error=cause))
