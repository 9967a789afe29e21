"""What systemd hears, on a real datagram socket."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.console import notify


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(address)
        listener.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        yield listener


@pytest.mark.parametrize(
    ("tell", "heard"),
    [
        (notify.ready, b"READY=1"),
        (notify.watchdog, b"WATCHDOG=1"),
        (notify.stopping, b"STOPPING=1"),
        (lambda: notify.status("Selling"), b"STATUS=Selling"),
    ],
)
def test_systemd_hears(systemd: socket.socket, tell: Callable[[], bool], heard: bytes) -> None:
    assert tell()
    assert systemd.recv(100) == heard


def test_a_status_cannot_say_more_than_a_status(systemd: socket.socket) -> None:
    """A second line would be a message of its own, and names come from customers."""
    notify.status("Sold to Amina\nWATCHDOG=1")
    assert systemd.recv(100) == b"STATUS=Sold to Amina WATCHDOG=1"


def test_an_abstract_socket_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"tapcard-notify-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("\0" + name)
        listener.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", "@" + name)
        assert notify.ready()
        assert listener.recv(100) == b"READY=1"


@pytest.mark.parametrize("address", [None, "", "/nowhere/at/all"])
def test_without_systemd_nothing_happens(
    monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    if address is not None:
        monkeypatch.setenv("NOTIFY_SOCKET", address)
    assert not notify.ready()


def test_a_deaf_systemd_does_not_stop_the_counter(systemd: socket.socket) -> None:
    """The queue is full: the sender gives up after a second."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as filler:
        filler.setblocking(False)
        with pytest.raises(BlockingIOError):
            while True:
                filler.sendto(b"x", systemd.getsockname())
    assert not notify.watchdog()


@pytest.mark.parametrize(
    ("allowed", "process", "seconds"),
    [
        ("30000000", None, 10.0),
        ("30000000", "own", 10.0),
        ("30000000", "1", None),  # meant for another process
        (None, None, None),
        ("0", None, None),
        ("soon", None, None),
    ],
)
def test_the_watchdog_is_fed_three_times_in_its_interval(
    monkeypatch: pytest.MonkeyPatch,
    allowed: str | None,
    process: str | None,
    seconds: float | None,
) -> None:
    for name, value in (("WATCHDOG_USEC", allowed), ("WATCHDOG_PID", process)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, str(os.getpid()) if value == "own" else value)
    assert notify.watchdog_seconds() == seconds
