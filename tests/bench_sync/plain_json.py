"""What most programs do: the same sales as JSON over HTTP, stored by their identity.

The same events, in batches, to a small server that writes each batch durably to SQLite. No hash, no
signature, no packing is done, so it is the least that a program of its own can do.
"""

from __future__ import annotations

import http.client
import http.server
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.bench_sync.row import Row, told
from tests.bench_sync.village_sales import Sales, Village

_BATCH = 500
_TIMES = 20
"""The same stretch again and again under other numbers, for a rate."""
_DAY = 300


def measure(village: Village, folder: Path) -> list[Row]:
    """Rate and bytes."""
    sales = village.last_sales(_DAY)
    bodies = sales.found.run.bodies
    with _server(folder / "plain.db") as port:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        start = time.perf_counter()
        for number in range(_TIMES):
            for at in range(0, len(bodies), _BATCH):
                _post(connection, number, at, bodies[at : at + _BATCH])
        rate = len(bodies) * _TIMES / (time.perf_counter() - start)
        connection.close()
    return [
        told("plain JSON over HTTP: events made durable, sqlite", rate, "/s"),
        told("plain JSON over HTTP: bytes a sale", _size(sales) / _DAY, "B"),
        told(f"plain JSON over HTTP: bytes a day, {_DAY} sales, without TLS", _size(sales), "B"),
    ]


def _size(sales: Sales) -> int:
    return len(_request(0, 0, sales.found.run.bodies))


def _request(number: int, at: int, bodies: Sequence[bytes]) -> bytes:
    return msgspec.json.encode(
        [(number, at + place, msgspec.Raw(body)) for place, body in enumerate(bodies)]
    )


def _post(
    connection: http.client.HTTPConnection, number: int, at: int, bodies: Sequence[bytes]
) -> None:
    connection.request("POST", "/", _request(number, at, bodies))
    response = connection.getresponse()
    response.read()
    if response.status != http.HTTPStatus.OK:
        raise AssertionError(response.status)


@contextmanager
def _server(path: Path) -> Iterator[int]:
    handler = type("OneHandler", (_Handler,), {"path_of_database": path})
    server = http.server.HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    path_of_database: Path

    def setup(self) -> None:
        super().setup()
        self._database = sqlite3.connect(self.path_of_database, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS sale (kiosk, number, body, PRIMARY KEY (kiosk, number))"
        )

    def finish(self) -> None:
        self._database.close()
        super().finish()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        rows = msgspec.json.decode(body, type=list[tuple[int, int, msgspec.Raw]])
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT INTO sale VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [(kiosk, number, bytes(raw)) for kiosk, number, raw in rows],
        )
        self._database.execute("COMMIT")
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass
