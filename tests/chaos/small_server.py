"""Head office on a socket: ``python -m tests.chaos.small_server STORE``; says its address.

The rules of push over HTTP and nothing else, as docs/sync.md has it, to be killed at any time.
"""

from __future__ import annotations

import http.server
import sys
import time
from contextlib import suppress

import msgspec

from app.domain.errors import TapcardError
from app.office.chains import next_of
from app.office.epochs import Granted, Waits, ask_epoch
from app.office.push import push, wanted
from app.office.push_answers import Acked, Fenced, Fork, Full, Gap, Revoked, Ungranted
from app.office.store.contract import Store
from app.office.store.errors import StoreUnavailable
from app.office.store.opening import open_store
from app.sync.answers import Code, HelloAnswer, Verdict, Wanted, signed_answer
from app.sync.requests import (
    ANSWER_HEADER,
    COUNT_HEADER,
    EPOCH,
    HELLO,
    NODE_HEADER,
    PUSH,
    SIGNATURE_HEADER,
    is_request_genuine,
)
from tests.office.nodes import OFFICE


def verdict_of(answer: object) -> tuple[int, Verdict]:
    """Status and body."""
    match answer:
        case Acked(epoch, seq, hash):
            return 200, Verdict(code=Code.ACK, epoch=epoch, seq=seq, hash=hash)
        case Gap(epoch, seq, hash):
            return 409, Verdict(code=Code.GAP, epoch=epoch, seq=seq, hash=hash)
        case Fork(epoch, seq):
            return 409, Verdict(code=Code.FORK, epoch=epoch, seq=seq)
        case Fenced(epoch):
            return 409, Verdict(code=Code.FENCED, epoch=epoch)
        case Ungranted(epoch):
            return 409, Verdict(code=Code.UNGRANTED, epoch=epoch)
        case Granted(epoch):
            return 200, Verdict(code=Code.GRANTED, epoch=epoch)
        case Waits(epoch):
            return 202, Verdict(code=Code.WAITS, epoch=epoch)
        case Full():
            return 503, Verdict(code=Code.FAILED)
    assert isinstance(answer, Revoked)
    return 403, Verdict(code=Code.REVOKED)


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection of a kiosk."""

    protocol_version = "HTTP/1.1"
    store: Store

    def do_POST(self) -> None:
        """Any request."""
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return
        try:
            status, answer = self._answer(body)
        except StoreUnavailable:
            status, answer = 503, Verdict(code=Code.FAILED)
        except TapcardError as error:
            status, answer = 400, Verdict(code=Code.REFUSED, why=error.message)
        self._send(status, msgspec.msgpack.encode(answer))

    def _answer(self, body: bytes) -> tuple[int, Verdict | HelloAnswer]:
        node, count = int(self.headers[NODE_HEADER]), int(self.headers[COUNT_HEADER])
        kiosk = self.store.kiosk(node)
        signature = self.headers[SIGNATURE_HEADER]
        if kiosk is None or not is_request_genuine(
            kiosk.enrolment.transport_key, "POST", self.path, count, body, signature
        ):
            return 401, Verdict(code=Code.REFUSED)
        last = self.store.take_count(node, count)
        if last is not None:
            return 409, Verdict(code=Code.COUNT, seq=last)
        now = time.time_ns() // 1_000_000
        match self.path:
            case path if path == PUSH:
                return verdict_of(push(self.store, node, body, now))
            case path if path == EPOCH:
                return verdict_of(ask_epoch(self.store, node, body[:32], body[32:], now))
        assert self.path == HELLO
        own, first = next_of(kiosk, kiosk.in_force.epoch), wanted(kiosk)
        older = [] if first.epoch == own.epoch else [Wanted(first.epoch, first.next)]
        return 200, HelloAnswer(
            epoch=own.epoch, next=own.next, hash=own.previous, office_time=now, wanted=older
        )

    def _send(self, status: int, body: bytes) -> None:
        node, count = int(self.headers[NODE_HEADER]), int(self.headers[COUNT_HEADER])
        answer = signed_answer(OFFICE, node, count, status, body)
        with suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header(ANSWER_HEADER, answer.signature.hex())
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Nothing is written for a request."""


class Server(http.server.ThreadingHTTPServer):
    """A thread for each connection."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A kiosk that hangs up is nothing to tell; anything else is."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def main(where: str) -> None:
    """Answers until it is killed."""
    handler = type("OneHandler", (Handler,), {"store": open_store(where)})
    server = Server(("127.0.0.1", 0), handler)
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
