"""A head office that serves and counters that sell, each a process, for tests of all together."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.commands.office_founding import Founding, found
from app.commands.sync_enrolling import enrol_machine
from app.domain.identity import Node
from app.office.admin_socket import OfficeClosed, ask_office
from app.office.administration import (
    Ask,
    AskAllowance,
    AskBlock,
    AskCode,
    AskKiosks,
    Invited,
    KioskStanding,
)
from app.office.signing import By
from app.operations.begin_ledger import BeginLedgerArguments
from app.settings import load_settings
from app.settings.office import OfficeSettings
from app.sync.agent_loop import wall_milliseconds
from app.sync.enrolling import Way
from tests.counter import ADMINISTRATOR, PIN, REGION, SUPERVISOR, UTILITY, Counter, SetClock

OFFICE_NODE = 32_000
BEGUN_WITH = BeginLedgerArguments(
    utility=UTILITY,
    utility_name="Mto Water",
    currency="KES",
    time_zone="Africa/Nairobi",
    region=REGION,
    region_name="Kilifi",
    site="99",
    operator=ADMINISTRATOR,
    operator_name="Asha",
)
"""What head office is told at its beginning."""
BY = By(operator=ADMINISTRATOR, pin=PIN)
BY_TWO = By(operator=ADMINISTRATOR, pin=PIN, second=SUPERVISOR, second_pin=PIN)
"""Where :func:`set_master` set the second one."""


def tapcard(*arguments: object) -> list[str]:
    return [sys.executable, "-c", "from app.cli import main; main()", *map(str, arguments)]


def until(true: Callable[[], bool], seconds: float = 40.0) -> None:
    """Waits for a thing."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
        return port


def children_of(process: int) -> list[int]:
    """Those that run, of all its threads."""
    found: list[int] = []
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):  # the thread ended meanwhile
            found += map(int, file.read_text().split())
    return found


def founded(folder: Path, store: str = "") -> OfficeSettings:
    """A head office with operators, a tariff and fees, that nobody serves yet."""
    founding = Founding(OFFICE_NODE, "127.0.0.1", f"127.0.0.1:{free_port()}", store)
    return found(folder / "office.toml", founding, BEGUN_WITH, PIN)


def set_master(settings: OfficeSettings) -> None:
    """Sets operators, tariff and fees in head office's ledger, while nobody serves it."""
    counter = Counter(settings.ledger, node=OFFICE_NODE, clock=SetClock(wall_milliseconds())).open()
    counter.prepare()
    counter.close()


@dataclass
class Served:
    """Head office as a process."""

    settings: OfficeSettings
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers."""
        log = self.settings.folder / "serve.log"
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                tapcard("office", "serve", "--settings", self.settings.file), stdout=out, stderr=out
            )
        until(self._answers)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.settings.folder / "serve.log").read_text()
        try:
            with socket.create_connection(("127.0.0.1", self.settings.listen.port)):
                self.kiosks()
        except (OfficeClosed, OSError):
            return False
        return True

    def ask(self, ask: Ask, form: object) -> object:
        return ask_office(self.settings.socket, ask, form)  # type: ignore[arg-type]

    def kiosks(self) -> dict[Node, KioskStanding]:
        rows: list[KioskStanding] = ask_office(
            self.settings.socket, AskKiosks(), list[KioskStanding]
        )
        return {one.node: one for one in rows}

    def code(self, site: str) -> Invited:
        return ask_office(
            self.settings.socket, AskCode(name="Kati", region=REGION, site=site, by=BY), Invited
        )

    def allow(self, node: Node) -> str:
        """Lets a kiosk sell and open accounts; the digits of the vending limit."""
        self.ask(AskBlock(node=node, numbers=100, by=BY), list[int])
        ask = AskAllowance(node=node, money="100000", count=100, until=date(2099, 12, 31), by=BY)
        digits: str = ask_office(self.settings.socket, ask, str)
        return digits

    def children(self) -> list[int]:
        """Processes that it began: on PostgreSQL projectors."""
        assert self.process is not None
        return children_of(self.process.pid)

    def kill(self) -> None:
        """Returns when what it began has seen it and ended, too."""
        assert self.process is not None
        children = self.children()
        self.process.kill()
        self.process.wait()
        until(lambda: not any(Path(f"/proc/{one}").exists() for one in children))

    def stop(self) -> int:
        """As systemd ends it; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@dataclass
class Stall:
    """A machine that was made a kiosk: its counter and its agent, both processes."""

    folder: Path
    node: Node
    processes: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    @classmethod
    def enrol(cls, folder: Path, invited: Invited) -> Stall:
        """As `tapcard sync enrol`."""
        folder.mkdir()
        (folder / "kiosk.toml").write_text(
            f"[kiosk]\nid = {invited.node}\n[state]\npath = 'state'\n[sync]\nfolder = 'shared'\n"
        )
        return cls.enrol_again(folder, invited)

    @classmethod
    def enrol_again(cls, folder: Path, invited: Invited) -> Stall:
        """After a try that was cut or refused."""
        enrol_machine(
            load_settings(folder / "kiosk.toml"),
            Way(invited.url),
            invited.code,
            folder / "sync.toml",
            folder / "identity",
        )
        return cls(folder, invited.node)

    @property
    def config(self) -> Path:
        return self.folder / "kiosk.toml"

    def open(self) -> None:
        command = [sys.executable, "-m", "tests.office.selling_counter", self.config]
        self.processes["counter"] = subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def connect(self) -> None:
        self.processes["agent"] = subprocess.Popen(
            tapcard("sync", "run", "--settings", self.folder / "sync.toml"), encoding="utf-8"
        )

    def cut(self) -> None:
        """The agent ends, wherever it is."""
        agent = self.processes.pop("agent")
        agent.kill()
        agent.wait()

    def do(self, line: str) -> tuple[int, str]:
        """Tells the counter; number and hash of its last event."""
        counter = self.processes["counter"]
        assert counter.stdin is not None
        assert counter.stdout is not None
        counter.stdin.write(f"{line}\n")
        counter.stdin.flush()
        last, hash = json.loads(counter.stdout.readline())
        return last, hash

    def close(self) -> None:
        if "agent" in self.processes:
            self.cut()
        counter = self.processes.pop("counter", None)
        if counter is not None:
            assert counter.stdin is not None
            assert counter.stdout is not None
            counter.stdin.close()
            assert counter.wait(30) == 0
            counter.stdout.close()
