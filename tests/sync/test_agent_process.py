"""The agent as a process: killed anywhere, behind a proxy, let run, asked how it is."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

import msgspec
import pytest

from app.sync.agent_loop import back_off
from app.sync.reading_runs import Found
from tests.sync.office_server import NODE
from tests.sync.shop import Road, Shop, meet
from tests.sync.test_taking_in import feed_of, their_events


def test_an_agent_killed_anywhere_loses_and_doubles_nothing(counter: Shop, way: Road) -> None:
    meet(counter, way)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.sync.killed_agent", way.settings.file],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as agents:
        assert agents.stdin is not None
        assert agents.stdout is not None
        killed = 0
        for point in range(1, 60, 4):
            counter.sell()
            counter.desk.step()
            agents.stdin.write(f"{point}\n")
            agents.stdin.flush()
            ended = int(agents.stdout.readline())
            counter.desk.step()
            if ended == 0:
                break
            assert ended == -signal.SIGKILL
            killed += 1
        agents.stdin.close()
    assert killed >= 3
    for _time in range(2):
        way.once()
        counter.desk.step()
    assert (counter.outbox, counter.inbox, counter.aside) == ([], [], [])
    head = counter.ledger.verify().heads[NODE, 1]
    assert (way.office.seq, way.office.hashes[1][-1]) == head


def tapcard(*arguments: object) -> list[str]:
    return [sys.executable, "-c", "from app.cli import main; main()", *map(str, arguments)]


def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Waits for a thing."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_running_agent_moves_sales_and_feeds_within_seconds_and_outlives_its_end(
    counter: Shop, way: Road, whole: Found
) -> None:
    command = tapcard("sync", "run", "--settings", way.settings.file)
    counter.desk.start()
    try:
        agent = subprocess.Popen(command)
        until(lambda: way.office.seq == counter.ledger.last)
        counter.sell()
        until(lambda: way.office.seq == counter.ledger.last)
        with way.office.guard:
            way.office.feeds.append(feed_of(counter, whole, 1, 10))
        until(lambda: their_events(counter) == 10)
        agent.kill()
        agent.wait()
        counter.sell()
        until(lambda: len(counter.outbox) == 1)
        assert way.office.seq < counter.ledger.last
        agent = subprocess.Popen(command)
        until(lambda: way.office.seq == counter.ledger.last)
        until(lambda: counter.outbox == [])
        until(lambda: counter.desk.words == "online, 0 waiting")
        agent.send_signal(signal.SIGTERM)
        assert agent.wait(10) == 0
    finally:
        counter.desk.stop()


def test_the_state_is_told_in_words_and_as_json(counter: Shop, way: Road) -> None:
    meet(counter, way)
    counter.sell()
    counter.desk.step()
    way.office.faults["/v1/hello"] = ["broken"]
    once = subprocess.run(
        tapcard("sync", "once", "--settings", way.settings.file),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert once.returncode == 5
    assert "not signed by head office" in once.stderr
    told = subprocess.run(
        tapcard("sync", "status", "--json", "--settings", way.settings.file),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    figures = json.loads(told.stdout)
    assert figures["files"] == 1
    assert "not signed" in figures["failure"]
    assert figures["contact"] is not None


@contextmanager
def proxy() -> Iterator[tuple[str, list[str]]]:
    """A proxy that opens tunnels, with the places that were asked for."""
    asked: list[str] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    caller, _address = listener.accept()
                    threading.Thread(target=tunnel, args=(caller,), daemon=True).start()

        def tunnel(caller: socket.socket) -> None:
            with caller, suppress(OSError):
                head = b""
                while b"\r\n\r\n" not in head:
                    head += caller.recv(4096)
                place = head.split()[1].decode()
                asked.append(place)
                host, _colon, port = place.rpartition(":")
                with socket.create_connection((host, int(port))) as office:
                    caller.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    back = threading.Thread(target=pump, args=(office, caller), daemon=True)
                    back.start()
                    pump(caller, office)
                    back.join()

        def pump(source: socket.socket, target: socket.socket) -> None:
            with suppress(OSError):
                while data := source.recv(65536):
                    target.sendall(data)
            with suppress(OSError):
                target.shutdown(socket.SHUT_WR)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_a_proxy_is_gone_through_when_it_is_set(counter: Shop, way: Road) -> None:
    with proxy() as (url, asked):
        settings = msgspec.structs.replace(way.settings, proxy=url)
        meet(counter, Road(way.office, settings, way.certificate, way.fingerprint))
    assert way.office.seq == counter.ledger.last
    assert asked
    assert set(asked) == {way.settings.url.removeprefix("https://")}


@pytest.mark.parametrize(("failures", "longest"), [(1, 2.0), (5, 32.0), (100, 300.0)])
def test_the_time_to_the_next_try_doubles_to_a_limit_and_differs(
    failures: int, longest: float
) -> None:
    tries = {back_off(failures) for _try in range(20)}
    assert len(tries) > 1
    assert all(longest / 2 <= one <= longest for one in tries)
