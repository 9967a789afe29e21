"""Requests of a simulated kiosk over a real socket, with the accidents of a bad network.

Written from docs/sync.md, beside the agent's own client: an answer counts only if it is signed.
"""

from __future__ import annotations

import http.client
import ssl
from typing import Protocol
from urllib.parse import urlsplit

from app.domain.identity import Node
from app.ledger.checkpoint import Signer
from app.sync.answers import Answer, Code, Verdict
from app.sync.requests import (
    ANSWER_HEADER,
    COUNT_HEADER,
    NODE_HEADER,
    SIGNATURE_HEADER,
    request_signature,
)

CUT, LOST, UNHEARD = "cut", "lost", "unheard"
"""Half a body is sent; nobody waits for the answer; the answer comes and is lost."""
_SECONDS = 120.0
_SERVER_ERROR = 500


class AnswerLost(OSError):
    """The network failed; what was asked may have been done or not."""


class Reached(Protocol):
    """Head office, as a kiosk knows it."""

    @property
    def office_key(self) -> bytes:
        """Public half of the office identity."""

    @property
    def trust(self) -> ssl.SSLContext:
        """Takes its certificate and no other."""

    def address(self) -> str:
        """``https://host:port``."""


class Wire:
    """One kiosk's way to head office."""

    def __init__(self, office: Reached, identity: Signer, node: Node) -> None:
        """``identity``: signs the requests."""
        self._office = office
        self._identity = identity
        self._node = node
        self._count = 0
        self._connection: http.client.HTTPSConnection | None = None

    def ask(self, path: str, body: bytes, fault: str = "", method: str = "POST") -> Answer:
        """The signed answer. Raises OSError and HTTPException, after which nothing is known."""
        try:
            answer = self._ask(method, path, body, fault)
            while answer.status == http.HTTPStatus.CONFLICT and _counted(answer):
                self._count = answer.verdict().seq
                answer = self._ask(method, path, body, fault)
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if answer.status >= _SERVER_ERROR:
            raise AnswerLost(answer.status)
        return answer

    def close(self) -> None:
        """The next request opens a new connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: bytes, fault: str) -> Answer:
        self._count += 1
        connection = self._connected()
        connection.putrequest(method, path)
        for name, value in (
            (NODE_HEADER, str(self._node)),
            (COUNT_HEADER, str(self._count)),
            (
                SIGNATURE_HEADER,
                request_signature(self._identity, method, path, self._count, body),
            ),
            ("Content-Length", str(len(body))),
        ):
            connection.putheader(name, value)
        connection.endheaders(body[: len(body) // 2] if fault == CUT else body)
        if fault in (CUT, LOST):
            raise AnswerLost(fault)
        response = connection.getresponse()
        content = response.read()
        if fault == UNHEARD:
            raise AnswerLost(fault)
        signature = bytes.fromhex(response.headers.get(ANSWER_HEADER, ""))
        answer = Answer(self._count, response.status, content, signature)
        if response.status < _SERVER_ERROR:
            answer.require_genuine(self._office.office_key, self._node)
        return answer

    def _connected(self) -> http.client.HTTPSConnection:
        if self._connection is None:
            to = urlsplit(self._office.address()).netloc
            self._connection = http.client.HTTPSConnection(
                to, timeout=_SECONDS, context=self._office.trust
            )
        return self._connection


def _counted(answer: Answer) -> bool:
    verdict: Verdict = answer.verdict()
    return verdict.code == Code.COUNT
