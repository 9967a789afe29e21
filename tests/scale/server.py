"""A PostgreSQL server of a size that a fleet needs, in a folder that may be kept."""

from __future__ import annotations

from pathlib import Path

from tests.office.cluster import Cluster

_LOADING = (
    "wal_level = minimal\nmax_wal_senders = 0\nmax_wal_size = '8GB'\ncheckpoint_timeout = '30min'\n"
)
_SERVING = "wal_level = replica\nmax_wal_senders = 10\nmax_wal_size = '2GB'\n"
_ALWAYS = "shared_buffers = '3GB'\neffective_cache_size = '12GB'\nrandom_page_cost = 1.1\n"


class Server(Cluster):
    """With a quarter of a small server's memory, as its manual says."""

    def __init__(self, folder: Path) -> None:
        """Made where there is nothing; as it was left where there is."""
        if (folder / "data").exists():
            self._data, self._folder = folder / "data", folder
            self.start()
            return
        folder.mkdir()
        folder.chmod(0o755)
        super().__init__(folder)

    def for_loading(self) -> None:
        """What is copied into a table of the same transaction does not go through the log."""
        self._set(_LOADING)

    def for_serving(self) -> None:
        """As head office has it."""
        self._set(_SERVING)

    def stop(self) -> None:
        """With everything written."""
        self._do("pg_ctl", "-D", self._data, "-w", "-t", "600", "-m", "fast", "stop")

    def _set(self, settings: str) -> None:
        self.stop()
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(_ALWAYS + settings)
        self.start()
