"""Many agents at once over HTTPS: hello, push, pull, each signed and timed from asking to answer.

Everything is sealed before; a client signs, sends, reads and checks that it was taken.
"""

from __future__ import annotations

import http.client
import os
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, count, islice
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from app.domain.identity import Node
from app.office.store.contract import Store
from app.settings.office import OfficeSettings
from app.sync.agent_loop import wall_milliseconds
from app.sync.answers import HelloAnswer, Verdict
from app.sync.bundle import seal_run
from app.sync.requests import (
    COUNT_HEADER,
    HELLO,
    NODE_HEADER,
    PUSH,
    SIGNATURE_HEADER,
    Hello,
    pull_path,
    request_signature,
)
from tests.counter import SeededRandomness
from tests.office.town import Served
from tests.scale.fleet import Fleet, epoch_key, transport_key
from tests.scale.founding import run_of
from tests.scale.telling import household

EVENTS = 100
"""Of a pushed bundle."""
_APART = 197
"""Between the kiosks that speak, so that they stand in different regions."""
_SCOPES = ("everyone",)


@dataclass
class Load:
    """What each client does."""

    rounds: int
    every: float
    """Seconds from the beginning of a round to that of the next; 0: without a pause."""
    only_hello: bool = False


@dataclass
class Timed:
    """Milliseconds of each request, by kind."""

    took: dict[str, list[float]] = field(default_factory=dict)
    seconds: float = 0.0
    cpu: float = 0.0
    """Seconds of a processor that the clients used themselves."""
    served: float = 0.0
    """Seconds of a processor that head office's processes used, their other work included."""

    @property
    def requests(self) -> int:
        """All together."""
        return sum(map(len, self.took.values()))


@dataclass
class Client:
    """One kiosk's agent."""

    node: Node
    bundles: Sequence[bytes]
    seq: int
    hash: bytes
    took: dict[str, list[float]] = field(default_factory=dict)
    failed: BaseException | None = None
    _count: Iterator[int] = field(default_factory=lambda: count(wall_milliseconds()))
    _scopes: dict[str, int] = field(default_factory=dict)

    def run(self, settings: OfficeSettings, load: Load, ready: threading.Barrier) -> None:
        """In a thread."""
        try:
            self._run(settings, load, ready)
        except BaseException as error:  # noqa: BLE001  raised again by speak
            self.failed = error
            ready.abort()

    def _run(self, settings: OfficeSettings, load: Load, ready: threading.Barrier) -> None:
        where = urlsplit(settings.url)
        trust = ssl.create_default_context(cafile=str(settings.certificate))
        assert where.hostname is not None
        connection = http.client.HTTPSConnection(where.hostname, where.port, context=trust)
        key = transport_key(self.node)

        def ask(kind: str, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
            number = next(self._count)
            began = time.perf_counter()
            headers = {
                NODE_HEADER: str(self.node),
                COUNT_HEADER: str(number),
                SIGNATURE_HEADER: request_signature(key, method, path, number, body),
            }
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            said = answer.read()
            self.took.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
            return answer.status, said

        self._hello(ask)  # connects
        self.took.clear()
        ready.wait()
        begins = time.monotonic() + load.every * (self.node % 50) / 50
        for number, bundle in enumerate(self.bundles[: load.rounds]):
            time.sleep(max(0.0, begins + number * load.every - time.monotonic()))
            self._hello(ask)
            if load.only_hello:
                continue
            status, said = ask("push of 100 events", "POST", PUSH, bundle)
            assert status == 200, msgspec.msgpack.decode(said, type=Verdict)
            status, said = ask("pull", "GET", pull_path(self._scopes, 0))
            assert status in (200, 204), status
        connection.close()

    def _hello(self, ask: object) -> None:
        body = msgspec.msgpack.encode(
            Hello(
                epoch=1,
                seq=self.seq,
                hash=self.hash,
                program="2.0.0",
                protocols=[1],
                wall=wall_milliseconds(),
                trusted=True,
                waiting=EVENTS,
                health={"printer": "ready"},
            )
        )
        status, said = ask("hello", "POST", HELLO, body)  # type: ignore[operator]
        assert status == 200, status
        heads = msgspec.msgpack.decode(said, type=HelloAnswer).scopes
        self._scopes = dict(heads)


def prepared(store: Store, fleet: Fleet, clients: int, rounds: int, office: bytes) -> list[Client]:
    """Bundles of as many kiosks; ``office``: its seal key, for the keys of those in them."""
    nodes = [1 + at * _APART % fleet.kiosks for at in range(clients)]
    assert len(set(nodes)) == clients
    return [_client(store, fleet, node, rounds, office) for node in nodes]


def _client(store: Store, fleet: Fleet, node: Node, rounds: int, office: bytes) -> Client:
    kiosk = store.kiosk(node)
    assert kiosk is not None
    last = kiosk.in_force
    events = len(fleet.models.buyer.bodies)
    done, offset = divmod(last.last_seq - fleet.last_seq, events)
    persons = (fleet.newcomer(node, number) for number in count(done))
    told = chain.from_iterable(
        ((person, body) for _id, body in household(fleet, person)) for person in persons
    )
    rest = islice(told, offset, None)
    seq, hash, bundles = last.last_seq, last.last_hash, []
    for number in range(rounds):
        some = list(islice(rest, EVENTS))
        run = run_of(node, seq + 1, hash, tuple(body for _person, body in some))
        bundles.append(
            seal_run(
                run,
                epoch_key(node),
                SeededRandomness(seq),
                images=_images(node, number),
                keys={person.account: person.key for person, _body in some},
                receiver=office,
            )
        )
        seq, hash = run.last, run.last_hash
    return Client(node, bundles, last.last_seq, last.last_hash)


def _images(node: Node, number: int) -> tuple[bytes, ...]:
    """As of the cards that were written: mostly alike, with a code that nothing packs."""
    random = SeededRandomness(node << 20 | number)
    return tuple(bytes(200) + random.bytes(80) for _sale in range(EVENTS // 3))


def speak(served: Served, clients: Sequence[Client], load: Load) -> Timed:
    """All of them at once, a thread each. Raises what a client met."""
    assert served.process is not None
    ready = threading.Barrier(len(clients) + 1)
    given = (served.settings, load, ready)
    threads = [
        threading.Thread(target=one.run, args=given, name=f"client {one.node}") for one in clients
    ]
    for thread in threads:
        thread.start()
    with suppress(threading.BrokenBarrierError):
        ready.wait()
    timed = Timed()
    began, cpu, used = time.monotonic(), time.process_time(), _used(served)
    for thread in threads:
        thread.join()
    timed.seconds, timed.cpu = time.monotonic() - began, time.process_time() - cpu
    timed.served = _used(served) - used
    for one in clients:
        if one.failed is not None:
            raise one.failed
        for kind, took in one.took.items():
            timed.took.setdefault(kind, []).extend(took)
    return timed


def _used(served: Served) -> float:
    """Of ``serve`` and those that it began; proc(5): fields 14 and 15, behind the name."""
    assert served.process is not None
    ticks = 0
    for process in (served.process.pid, *served.children()):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
