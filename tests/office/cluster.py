"""A PostgreSQL cluster of the tests' own: on a unix socket, with fsync, ended with the session."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
_OWNER = "postgres"


class Cluster:
    """Servers of one folder; databases are made on demand."""

    def __init__(self, folder: Path, *, log: str = "64MB") -> None:
        """``folder``: empty; a short path, for the socket stands in it.

        ``log``: how much of it a crash may leave to go through.
        """
        self._data = folder / "data"
        self._folder = folder
        if os.geteuid() == 0:
            owner = pwd.getpwnam(_OWNER)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        self._do("initdb", "-D", self._data, "-A", "trust", "-U", "postgres", "--no-sync")
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write(
                f"listen_addresses = ''\nunix_socket_directories = '{folder}'\n"
                "fsync = on\nfull_page_writes = on\nmax_connections = 100\n"
                # After a crash all files of all databases are synced, else one by one.
                f"recovery_init_sync_method = syncfs\nmax_wal_size = {log}\n"
            )
        self.start()

    @property
    def folder(self) -> Path:
        """Which the server's user may reach."""
        return self._folder

    def start(self) -> None:
        """Returns when it takes connections."""
        self._do("pg_ctl", "-D", self._data, "-w", "-t", "300", "-l", self._folder / "log", "start")

    def stop_at_once(self) -> None:
        """As a crash: no checkpoint; what was committed must come back from the log."""
        self._do("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")

    def kill(self) -> None:
        """SIGKILL to the server; returns when the last of its processes has noticed and ended."""
        processes = self._processes()
        os.kill(self._server(), signal.SIGKILL)
        while any(map(_is_there, processes)):
            time.sleep(0.01)

    def kill_one_of_its_processes(self) -> None:
        """SIGKILL to one that works for a client: all others end, and the log is gone through.

        Returns when connections are taken again.
        """
        with suppress(psycopg.OperationalError), self.connect() as connection:
            row = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' "
                "ORDER BY pid = pg_backend_pid(), state <> 'active' LIMIT 1"
            ).fetchone()
            assert row is not None
            os.kill(row[0], signal.SIGKILL)
            while True:  # until this connection is ended with all others
                connection.execute("SELECT pg_sleep(0.01)")
        while not self._takes_connections():
            time.sleep(0.05)

    def _takes_connections(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def dsn(self, database: str = "postgres") -> str:
        """As libpq takes it."""
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def new_database(self, name: str) -> str:
        """An empty one; its DSN."""
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.dsn(name)

    def connect(self, dsn: str | None = None) -> psycopg.Connection[Any]:
        """A connection for looking in from beside."""
        return psycopg.connect(dsn or self.dsn(), autocommit=True)

    def set(self, setting: str, value: str) -> None:
        """For the whole server; in force for whoever connects next."""
        with self.connect() as connection:
            connection.execute(f"ALTER SYSTEM SET {setting} = {value}".encode())
        self._do("pg_ctl", "-D", self._data, "reload")
        in_force = ""
        while in_force != value:
            with self.connect() as connection:
                row = connection.execute(f"SHOW {setting}".encode()).fetchone()
                in_force = row[0] if row else ""

    def remove(self) -> None:
        """Ends it and its files."""
        self.stop_at_once()
        shutil.rmtree(self._folder)

    def _server(self) -> int:
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def _processes(self) -> list[int]:
        with self.connect() as connection:
            rows = connection.execute("SELECT pid FROM pg_stat_activity").fetchall()
        return [self._server(), *(row[0] for row in rows)]

    def _do(self, program: str, *arguments: object) -> None:
        command = [str(_BINARIES[-1] / program), *map(str, arguments)]
        as_owner = ["setpriv", f"--reuid={_OWNER}", f"--regid={_OWNER}", "--init-groups"]
        done = subprocess.run(
            [*(as_owner if os.geteuid() == 0 else ()), *command],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=self._folder,
        )
        assert done.returncode == 0, done.stderr.decode()


def _is_there(process: int) -> bool:
    """Dead ones too, until their parent has fetched them: no other server starts before."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
