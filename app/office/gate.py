"""Who may speak: no request without a valid signature is answered with anything but a refusal.

Signature, then whether the kiosk is barred, then its number: whoever replays a request learns the
last number and nothing else. docs/sync.md, "Requests".
"""

from __future__ import annotations

import logging
import threading
from typing import NamedTuple

from app.domain.identity import Node
from app.domain.text import _
from app.office.rates import Rates
from app.office.replies import REVOKED, Reply, failed, refused, seen_already
from app.office.store.contract import Store
from app.office.store.rows import Kiosk
from app.sync.requests import is_request_genuine

_LOG = logging.getLogger(__name__)

_REQUESTS, _REQUESTS_PER_SECOND = 200, 20.0
"""Of one kiosk: it catches up in some ten, and asks a few times a minute in the long run."""
_BYTES, _BYTES_PER_SECOND = 256 << 20, 4 << 10
"""Likewise: all that it sold in ten years, and 350 MB a day, of which it sells some 25 KB. One that
went mad fills no disk before somebody sees it."""
_NOTED, _NOTED_PER_SECOND = 50, 2.0
"""Refusals that are written down: a flood must not keep the store busy."""
_ANYBODY = "anybody"


class Asked(NamedTuple):
    """A request as it came."""

    method: str
    path: str
    """With its query."""
    node: Node
    number: int
    """``Tapcard-Count``: greater with each request of a kiosk."""
    signature: str
    body: bytes


class Gate:
    """For any number of threads."""

    def __init__(self, store: Store) -> None:
        """``store``: knows the kiosks."""
        self._store = store
        self._requests = Rates(_REQUESTS, _REQUESTS_PER_SECOND)
        self._bytes = Rates(_BYTES, _BYTES_PER_SECOND)
        self._noted = Rates(_NOTED, _NOTED_PER_SECOND)
        self._known = set[Node]()
        self._guard = threading.Lock()
        self._last: dict[Node, int] = {}
        """Numbers taken since the start: also of those that a failing database forgot."""

    def is_known(self, node: Node) -> bool:
        """Whether the node was found enrolled before: whoever is once, stays in the store."""
        return node in self._known

    def find(self, node: Node) -> bool:
        """Whether it is enrolled, barred or not. Raises what the store raises."""
        if self._store.kiosk(node) is None:
            return False
        self._known.add(node)
        return True

    def admit(self, asked: Asked, at: int) -> Kiosk | Reply:
        """The kiosk that asks, or what it is answered instead. Raises what the store raises."""
        kiosk = self._store.kiosk(asked.node)
        if kiosk is None or not _is_genuine(kiosk, asked):
            self.note(asked.node, "wrong_request_signature", asked.path, at)
            return refused(401, _("This request is not signed by a kiosk that is known here."))
        if kiosk.revoked:
            self.note(asked.node, "revoked", asked.path, at)
            return REVOKED
        if not self._requests.allow(asked.node):
            self.note(asked.node, "too_many_requests", asked.path, at)
            return failed(503, _("Too many requests: the same again later."))
        if not self._bytes.allow(asked.node, len(asked.body)):
            self.note(asked.node, "too_many_bytes", asked.path, at)
            return failed(503, _("Too much at once: the same again later."))
        last = self._take(asked.node, asked.number)
        if last is not None:
            self.note(asked.node, "replayed_request", asked.path, at)
            return seen_already(last)
        return kiosk

    def _take(self, node: Node, number: int) -> int | None:
        """None, or the last number that was taken, which is not below this one."""
        with self._guard:
            last = self._last.get(node, 0)
            if number <= last:
                return last
            self._last[node] = number
        return self._store.take_count(node, number)

    def note(self, node: Node, code: str, detail: str, at: int) -> None:
        """Logs and counts a refusal; of a flood only so many. Raises what the store raises."""
        if self._noted.allow(_ANYBODY):
            _LOG.warning("refused a request of node %d: %s %s", node, code, ascii(detail)[:200])
            self._store.refused(node, code, detail[:200], at)


def _is_genuine(kiosk: Kiosk, asked: Asked) -> bool:
    key = kiosk.enrolment.transport_key
    return bool(key) and is_request_genuine(
        key, asked.method, asked.path, asked.number, asked.body, asked.signature
    )
