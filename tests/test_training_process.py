"""The training counter's process, as the real counter starts and awaits it."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from app.commands import training_process

Calls: TypeAlias = Callable[[str], None]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    def calls(program: str) -> None:
        monkeypatch.setattr(sys, "orig_argv", [sys.executable, "-c", program, "counter"])

    return calls


def test_it_is_the_same_call_without_what_opens_keys(
    calls: Calls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    for name in ("CREDENTIALS_DIRECTORY", "TAPCARD_KEY_PASSPHRASE", "NOTIFY_SOCKET"):
        monkeypatch.setenv(name, "secret")
    calls(
        "import os, sys, pathlib;"
        f"pathlib.Path({str(told)!r}).write_text(str((sys.argv, dict(os.environ))));"
        "sys.exit(7)"
    )
    assert training_process.train() == 7
    assert "'counter', '--training'" in told.read_text()
    assert "secret" not in told.read_text()


def test_told_to_end_it_ends_both(calls: Calls) -> None:
    calls("import os, signal; os.kill(os.getppid(), signal.SIGTERM); signal.pause()")
    assert training_process.train() is None


def test_systemd_hears_that_the_counter_lives(
    calls: Calls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = tmp_path / "go"
    os.mkfifo(go)
    monkeypatch.setenv("WATCHDOG_USEC", "30000")
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        heard: list[bytes] = []

        def listen() -> None:
            heard.append(systemd.recv(100))
            go.write_bytes(b"go")

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        calls(f"open({str(go)!r}).read()")
        assert training_process.train() == 0
        listener.join(10)
    assert heard == [b"WATCHDOG=1"]
