"""PouchDB with pouchdb-server, the same sales as documents; where node and npm can install them."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path

from tests.bench_sync.counting_road import counting_road
from tests.bench_sync.row import Row, told
from tests.bench_sync.village_sales import Village

_SALES = 300
_PACKAGES = ("pouchdb@9.0.0", "pouchdb-server@4.2.0")
_INSTALL_SECONDS, _SECONDS = 120, 120
_NAME = "PouchDB"


def measure(village: Village, folder: Path) -> list[Row]:
    """Rate and bytes of one replication, as it comes."""
    folder.mkdir()
    if not _installed(folder):
        return [Row(name=_NAME, value=None, unit="not installed")]
    bodies = village.last_sales(_SALES).found.run.bodies
    (folder / "sales.json").write_text(json.dumps([json.loads(body) for body in bodies]))
    shutil.copy(Path(__file__).with_name("replicate.js"), folder)
    port = _free_port()
    server = subprocess.Popen(
        [
            "node_modules/.bin/pouchdb-server",
            "--port",
            str(port),
            "--dir",
            "data",
            "--no-stdout-logs",
        ],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        with counting_road(port) as road:
            done = subprocess.run(
                ["node", "replicate.js", "sales.json", f"http://127.0.0.1:{road.port}/sales"],
                cwd=folder,
                check=True,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
            )
            both = road.both
    finally:
        server.kill()
        server.wait()
    seconds = int(done.stdout) / 1000
    return [
        told(f"{_NAME}: events replicated", len(bodies) / seconds, "/s"),
        told(f"{_NAME}: bytes a sale", both / _SALES, "B"),
        told(f"{_NAME}: bytes a day, {_SALES} sales in one replication, without TLS", both, "B"),
    ]


def _installed(folder: Path) -> bool:
    """No scripts are run: leveldown brings its library ready made."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return False
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *_PACKAGES]
    try:
        done = subprocess.run(
            command, cwd=folder, check=False, capture_output=True, timeout=_INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as one:
        port: int = one.getsockname()[1]
    return port


def _wait_for(port: int) -> None:
    until = time.monotonic() + _SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
