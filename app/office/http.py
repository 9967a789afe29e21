"""Head office on the network: sizes and time are checked here, everything else off the loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple, TypeVar

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from app.domain.errors import TapcardError
from app.domain.identity import Node
from app.domain.text import _
from app.office.enrolling import NotInvited
from app.office.gate import Asked
from app.office.head_office import HeadOffice
from app.office.hearing import hear_epoch, hear_hello, hear_push
from app.office.news import News
from app.office.rates import Rates
from app.office.replies import NOTHING_NEW, Reply, failed, refused, reply_to_error
from app.office.store.contract import Store
from app.office.store.rows import Kiosk
from app.sync.answers import signed_answer
from app.sync.bundle_header import FILE_LIMIT
from app.sync.enrolment import ENROL
from app.sync.requests import (
    ANSWER_HEADER,
    COUNT_HEADER,
    EPOCH,
    HELLO,
    NODE_HEADER,
    PULL,
    PUSH,
    SIGNATURE_HEADER,
)
from app.sync.scopes import scopes_of_kiosk

T = TypeVar("T")
_LOG = logging.getLogger(__name__)

_THREADS = 8
PUSHES = 3
"""Threads that take bundles: they compute, and whoever only asks must not wait behind them."""
_BODIES = 64
"""Bodies in memory at once: with the largest ones half a gigabyte."""
_BODY_SECONDS = 60.0
_WAIT_SECONDS = 300
"""Longest wait of a pull."""
_SCOPES = 32
_LIMITS: Mapping[str, int] = {
    ENROL: 4 << 10,
    HELLO: 64 << 10,
    PUSH: FILE_LIMIT,
    EPOCH: FILE_LIMIT + 32,
    PULL: 0,
}
"""Largest body of each request."""
_WRONG_CODES, _WRONG_CODES_PER_SECOND = 10, 1 / 60
"""Of one address: nobody guesses a code."""

_Hear = Callable[[Store, Kiosk, bytes, int], Reply]
_HEARD: Mapping[str, _Hear] = {HELLO: hear_hello, PUSH: hear_push, EPOCH: hear_epoch}
_COMPUTED = frozenset({PUSH, EPOCH})
"""Requests that take long."""


class _Head(NamedTuple):
    """What stands in the headers of a request."""

    node: Node
    number: int
    signature: str


class OfficeHttp:
    """Requests of one head office, in one event loop."""

    def __init__(self, office: HeadOffice) -> None:
        """``office``: open."""
        self._office = office
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="office")
        self._pushes = ThreadPoolExecutor(PUSHES, thread_name_prefix="pushes")
        self._bodies = asyncio.Semaphore(_BODIES)
        self._wrong_codes = Rates(_WRONG_CODES, _WRONG_CODES_PER_SECOND)
        self._news = News(self._heads)
        self.app = Starlette(
            routes=[
                Route(path, self._serve, methods=["GET" if path == PULL else "POST"])
                for path in _LIMITS
            ]
        )

    def close(self) -> None:
        """Answers whoever waits for news."""
        self._news.close()

    def end(self) -> None:
        """After the last request: ends the threads."""
        self._pushes.shutdown()
        self._threads.shutdown()

    async def _serve(self, request: Request) -> Response:
        head = _head(request)
        if head is None:
            return Response(status_code=400)
        try:
            reply = await self._reply(request, head)
        except (ClientDisconnect, TimeoutError):
            return Response(status_code=400)
        except TapcardError as error:
            reply = await self._refused(request, head, error)
        except Exception:  # noqa: BLE001  told as a failure, and the next request is served
            _LOG.exception("a request of node %d failed", head.node)
            reply = failed(500, _("Head office failed; the same again later."))
        answer = signed_answer(
            self._office.identity, head.node, head.number, reply.status, reply.body
        )
        return Response(
            reply.body,
            status_code=reply.status,
            headers={ANSWER_HEADER: answer.signature.hex()},
        )

    async def _reply(self, request: Request, head: _Head) -> Reply:
        path = request.url.path
        if path != ENROL and not await self._is_enrolled(head.node):
            await self._note(head.node, "not_enrolled", path)
            return refused(401, _("This request is not signed by a kiosk that is known here."))
        async with self._bodies:
            body = await _body(request, _LIMITS[path])
            if body is None:
                await self._note(head.node, "request_too_large", path)
                return refused(413, _("This request is larger than it may be."))
            query = request.url.query
            asked = Asked(request.method, path + (f"?{query}" if query else ""), *head, body)
            if path == ENROL:
                return await self._enrol(request, asked)
            threads = self._pushes if path in _COMPUTED else self._threads
            heard = await self._in(threads, self._hear, path, asked)
        return heard if isinstance(heard, Reply) else await self._pull(request, heard)

    async def _is_enrolled(self, node: Node) -> bool:
        gate = self._office.gate
        return gate.is_known(node) or await self._in_thread(gate.find, node)

    def _hear(self, path: str, asked: Asked) -> Kiosk | Reply:
        """In a thread: what is answered; of whoever pulls, who that is."""
        at = self._office.now()
        admitted = self._office.gate.admit(asked, at)
        if isinstance(admitted, Reply) or path == PULL:
            return admitted
        return _HEARD[path](self._office.store, admitted, asked.body, at)

    async def _enrol(self, request: Request, asked: Asked) -> Reply:
        address = request.client.host if request.client else ""
        if not self._wrong_codes.has_left(address):
            await self._note(asked.node, "too_many_codes", address)
            return failed(503, _("Too many tries: wait some minutes."))
        try:
            return await self._in_thread(self._office.enrolling.enrol, asked, self._office.now())
        except NotInvited:
            self._wrong_codes.allow(address)
            raise

    async def _pull(self, request: Request, kiosk: Kiosk) -> Reply:
        scopes = scopes_of_kiosk(kiosk.enrolment.node, kiosk.enrolment.region)
        after = _versions(request.query_params.get("after", ""), scopes)
        seconds = _seconds(request.query_params.get("wait", "0"))
        if after is None or seconds is None:
            await self._note(kiosk.enrolment.node, "bad_pull", request.url.query)
            return refused(400, _("This request is not understood."))
        end = asyncio.get_running_loop().time() + seconds
        while True:
            known = await self._heads(scopes)
            feed = await self._next_feed(kiosk, after)
            if feed is not None:
                return Reply(200, feed)
            left = end - asyncio.get_running_loop().time()
            if left <= 0 or not await self._news.wait(known, left):
                return NOTHING_NEW

    async def _next_feed(self, kiosk: Kiosk, after: Mapping[str, int]) -> bytes | None:
        return await self._in_thread(self._office.feed, kiosk, after)

    async def _heads(self, scopes: Sequence[str]) -> Mapping[str, int]:
        return await self._in_thread(self._office.store.scope_heads, scopes)

    async def _refused(self, request: Request, head: _Head, error: TapcardError) -> Reply:
        self._office.noted(error)
        reply = reply_to_error(error)
        if reply.status >= 500:
            _LOG.error("a request of node %d failed: %s", head.node, error.message)
            return reply
        await self._note(head.node, error.code, f"{request.url.path} {error.message}")
        return reply

    async def _note(self, node: Node, code: str, detail: str) -> None:
        try:
            note = partial(self._office.gate.note, node, code, detail)
            await self._in_thread(note, self._office.now())
        except TapcardError as error:
            self._office.noted(error)

    async def _in_thread(self, work: Callable[..., T], *arguments: object) -> T:
        return await self._in(self._threads, work, *arguments)

    async def _in(
        self, threads: ThreadPoolExecutor, work: Callable[..., T], *arguments: object
    ) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(threads, partial(work, *arguments))


def _head(request: Request) -> _Head | None:
    """None for headers that no agent writes."""
    try:
        node = _number(request.headers[NODE_HEADER], 32_767)
        count = _number(request.headers[COUNT_HEADER], 1 << 62)
        return _Head(node, count, request.headers[SIGNATURE_HEADER])
    except (KeyError, ValueError):
        return None


def _number(text: str, most: int) -> int:
    """1 to ``most``, as a number is written. Raises ValueError."""
    if len(text) > 20 or not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= most:
        raise ValueError(text)
    return int(text)


async def _body(request: Request, limit: int) -> bytes | None:
    """None for more than the limit, of which no more is read. Raises TimeoutError."""
    if len(said := request.headers.get("content-length", "0")) > 10 or int(said) > limit:
        return None
    body = bytearray()
    async with asyncio.timeout(_BODY_SECONDS):
        async for piece in request.stream():
            body += piece
            if len(body) > limit:
                return None
    return bytes(body)


def _versions(text: str, scopes: Sequence[str]) -> Mapping[str, int] | None:
    """Of the kiosk's own scopes; None for what is no list of versions."""
    found: dict[str, int] = {}
    for part in text.split(",") if text else ():
        scope, _colon, version = part.rpartition(":")
        if not (version.isascii() and version.isdecimal()) or len(version) > 19:
            return None
        found[scope] = int(version)
    if len(found) > _SCOPES:
        return None
    return {scope: found.get(scope, 0) for scope in scopes}


def _seconds(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal()) or len(text) > 9:
        return None
    return min(int(text), _WAIT_SECONDS)
