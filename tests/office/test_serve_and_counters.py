"""Head office and two counters, all processes of their own, over HTTPS: cut, sold on, equal."""

from __future__ import annotations

from pathlib import Path

from app.clock import SystemRandomness
from app.ledger.audit_export.manifest import fingerprint
from app.ledger.audit_export.verifying import verify_export
from app.ledger.audit_export.writing import export_audit, journal_name
from app.ledger.checkpoint import Signer
from app.ledger.ledger import Ledger
from app.ledger.projection.statements import execute
from app.office.audit_export import export_store
from app.office.projector import project_once
from app.office.store.opening import open_store
from app.office.tables import compare_tables
from app.settings import load_settings
from app.settings.office import OfficeSettings
from app.sync.agent_loop import wall_milliseconds
from app.sync.folder import SyncFolder
from app.sync.reading_runs import read_run
from tests.counter import SetClock
from tests.office.town import Served, Stall, founded, set_master, until

_HOMES = 8
"""Accounts: each stall opens two, twice."""


def test_counters_sell_cut_off_and_end_equal_with_head_office(tmp_path: Path, where: str) -> None:
    settings = founded(tmp_path / "head", where)
    set_master(settings)
    served = Served(settings)
    served.start()
    stalls: list[Stall] = []
    try:
        for number in (1, 2):
            stalls.append(Stall.enrol(tmp_path / f"stall{number}", served.code(f"{number}")))
        for one in stalls:
            served.allow(one.node)
            one.open()
            one.connect()
        for one in stalls:
            one.do("open")
            one.do("sell 2")
        until(lambda: are_equal(served, stalls))
        stalls[0].cut()
        served.kill()
        for one in stalls:
            one.do("sell 2")
        until(lambda: has_waiting(stalls[0]))  # sealed beside the sales, within a second
        served.start()
        assert not are_equal(served, stalls)
        stalls[0].connect()
        until(lambda: are_equal(served, stalls))
        until(lambda: not any(has_waiting(one) for one in stalls))
        until(lambda: all(one.do("accounts")[0] == _HOMES for one in stalls))
        heads = {one.node: one.do("head") for one in stalls}
        assert served.stop() == 0
    finally:
        for one in stalls:
            one.close()
        if served.process is not None and served.process.poll() is None:
            served.kill()
    require_same_bytes(settings.store, heads, stalls)
    require_tables(settings.store)
    require_audit(settings, tmp_path)
    for one in stalls:
        require_same_file(one, tmp_path)


def require_same_file(one: Stall, folder: Path) -> None:
    """What a counter exports of itself is what head office exports of it."""
    path = load_settings(one.config).ledger.path
    own = folder / f"export of {one.node}"
    with Ledger.open(path, node=one.node, clock=SetClock(), random=SystemRandomness()) as ledger:
        export_audit(ledger, ledger.signer, own)
    name = journal_name(one.node, 1)
    assert (own / name).read_bytes() == (folder / "export" / name).read_bytes()


def require_audit(settings: OfficeSettings, folder: Path) -> None:
    """An auditor proves both counters and head office from what head office exports."""
    store = open_store(settings.store)
    try:
        signer = Signer.load(settings.ledger)
        export_store(store, settings.node, signer, folder / "export")
        events = sum(one.in_force.last_seq for one in store.kiosks())
    finally:
        store.close()
    (folder / "work").mkdir()
    verdict = verify_export(folder / "export", folder / "work", fingerprint(signer.public_key))
    assert verdict.findings == ()
    assert verdict.report is not None
    assert (verdict.report.events, verdict.report.unproven) == (events, 0)


def require_tables(place: str) -> None:
    """Head office knows all accounts, and its tables are what the journals say.

    What `serve` had not come to when it was told to end, it does when it begins again.
    """
    store = open_store(place)
    try:
        while not project_once(store, wall_milliseconds()).nothing:
            pass
        assert compare_tables(store) == []
        with store.read_tables() as db:
            assert execute(db, "SELECT COUNT(*) FROM account").fetchone()[0] == _HOMES
    finally:
        store.close()


def are_equal(served: Served, stalls: list[Stall]) -> bool:
    here = served.kiosks()
    return all(here[one.node].events == one.do("head")[0] for one in stalls)


def has_waiting(stall: Stall) -> bool:
    folder = load_settings(stall.config).sync.folder
    assert folder is not None
    return bool(SyncFolder(folder).bundles(stall.node))


def require_same_bytes(place: str, heads: dict[int, tuple[int, str]], stalls: list[Stall]) -> None:
    store = open_store(place)
    try:
        for one in stalls:
            last, hash = heads[one.node]
            kiosk = store.kiosk(one.node)
            assert kiosk is not None
            assert (kiosk.in_force.last_seq, kiosk.in_force.last_hash.hex()) == (last, hash)
            page = store.page(one.node, 1, 1, last)
            with (
                Ledger.open(
                    load_settings(one.config).ledger.path,
                    node=one.node,
                    clock=SetClock(),
                    random=SystemRandomness(),
                ) as ledger,
                ledger.read() as reader,
            ):
                found = read_run(reader.db, one.node, 1, 1, last)
            assert [body for _seq, body in page.events] == list(found.run.bodies)
            assert page.headers == found.run.headers
    finally:
        store.close()
