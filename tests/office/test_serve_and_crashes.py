"""Head office over HTTPS while its database crashes."""

from __future__ import annotations

from pathlib import Path

from app.office.store.postgres import PostgresStore
from tests.office.cluster import Cluster
from tests.office.speaker import Speaker
from tests.office.town import Served, founded, until


def test_a_kiosk_is_told_to_come_again_while_the_database_is_away(
    tmp_path: Path, cluster: Cluster
) -> None:
    served = Served(founded(tmp_path / "head", cluster.new_database("served")))
    served.start()
    try:
        kiosk = Speaker.enrol(tmp_path / "kiosk", served, "1")
        assert kiosk.push(kiosk.journal.sell(3).seal()).status == 200
        cluster.stop_at_once()
        try:
            heard = kiosk.push(kiosk.journal.sell(1).seal())
            assert (heard.status, heard.said[0], heard.is_signed) == (503, "failed", True)
        finally:
            cluster.start()
        until(lambda: kiosk.push(kiosk.journal.seal()).status == 200)
        last, hash = kiosk.journal.head
        assert kiosk.hello().said[:3] == [1, last + 1, hash]
        assert len(served.children()) == PostgresStore.projectors + 1
        served.kill()  # returns only when nothing that it began is left
    finally:
        if served.process is not None and served.process.poll() is None:
            served.kill()
