"""An auditor takes the journals of all counters from head office, and checks every one of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from app.domain.identity import EventId
from app.ledger.audit_export.verifying import verify_export
from app.ledger.checkpoint import Signer
from app.ledger.errors import LedgerDamaged
from app.office.audit_export import export_store
from app.office.store.contract import Store
from app.office.store.errors import NotEnrolled
from app.office.store.rows import Page
from tests.ledger.events import region
from tests.ledger.exported_journal import files, places, verdict
from tests.office.nodes import KioskNode

HEAD = 30
_EVENTS = 2 + 4 + 3 + 3
"""Of head office, of both lives of kiosk 7, of kiosk 9."""


@dataclass(frozen=True)
class Fleet:
    """Head office's node and kiosk 9, which is not restored."""

    head: KioskNode
    ninth: KioskNode


@pytest.fixture
def fleet(store: Store) -> Fleet:
    """Head office, a kiosk that was restored, and one that was not; all is pushed."""
    head = KioskNode(HEAD).write(region(3))
    seventh = KioskNode(7).write(region(4)).restart(region(5)).write(region(6))
    ninth = KioskNode(9).write(region(7), region(8))
    for one in (head, seventh, ninth):
        one.enrol(store).push(store)
    seventh.begin_epoch().be_granted(store)
    seventh.write(region(9)).restart(region(10)).push(store)
    return Fleet(head, ninth)


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    place = tmp_path / "work"
    place.mkdir()
    return place


def export(store: Store, fleet: Fleet, target: Path) -> int:
    """Writes it; how many events."""
    return export_store(store, HEAD, fleet.head.signer, target).events


def test_every_chain_of_every_counter_is_proved(
    store: Store, fleet: Fleet, tmp_path: Path, workplace: Path
) -> None:
    assert export(store, fleet, tmp_path / "export") == _EVENTS
    found = verdict(tmp_path / "export", workplace)
    assert found.findings == ()
    assert found.report is not None
    assert (found.report.events, found.report.unproven) == (_EVENTS, 0)
    assert {name for name in files(tmp_path / "export") if name.startswith("journal/")} == {
        *("journal/K07-01.txt", "journal/K07-02.txt"),
        *("journal/K09-01.txt", "journal/K30-01.txt"),
    }


@pytest.mark.parametrize("name", ["journal/K07-01.txt", "journal/K09-01.txt"])
def test_what_is_changed_in_the_folder_is_found(
    store: Store, fleet: Fleet, tmp_path: Path, workplace: Path, name: str
) -> None:
    export(store, fleet, tmp_path / "export")
    file = tmp_path / "export" / name
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join((lines[0], *lines[2:])))
    assert [place for place in places(tmp_path / "export", workplace) if name in place]


@pytest.mark.parametrize("limit", [1, 2, 1000])
def test_pages_make_no_difference(
    store: Store, fleet: Fleet, tmp_path: Path, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(store, fleet, tmp_path / "one")
    monkeypatch.setattr("app.office.audit_export._PAGE", limit)
    export(store, fleet, tmp_path / "other")
    assert files(tmp_path / "one") == files(tmp_path / "other")


def test_what_comes_meanwhile_stays_out(
    store: Store, fleet: Fleet, tmp_path: Path, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = store.page

    def pushed_meanwhile(node: int, epoch: int, first: int, limit: int) -> Page:
        if node == 7 and epoch == 1:
            fleet.ninth.write(region(11)).push(store)
        return asked(node, epoch, first, limit)

    monkeypatch.setattr(store, "page", pushed_meanwhile)
    assert export(store, fleet, tmp_path / "export") == _EVENTS
    assert places(tmp_path / "export", workplace) == []


@pytest.mark.parametrize(
    "id", [EventId(9, 1, 3), EventId(7, 1, 2), EventId(7, 2, 3), EventId(HEAD, 1, 2)], ids=str
)
@pytest.mark.parametrize("lost", [True, False], ids=["lost", "changed"])
def test_a_store_that_was_altered_gives_nothing(
    store: Store,
    fleet: Fleet,
    tmp_path: Path,
    id: EventId,
    lost: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = store.page

    def altered(node: int, epoch: int, first: int, limit: int) -> Page:
        page = asked(node, epoch, first, limit)
        if (node, epoch) != id[:2]:
            return page
        changed = [(seq, body.replace(b"Region", b"Regoin")) for seq, body in page.events]
        assert changed != page.events
        kept = [one for one in page.events if one[0] != id.seq]
        return Page(page.headers, kept if lost else changed)

    monkeypatch.setattr(store, "page", altered)
    with pytest.raises(LedgerDamaged, match=str(id)[: len("K07-01-")]):
        export(store, fleet, tmp_path / "export")
    assert not list(tmp_path.glob("export*"))


def test_only_head_offices_own_key_signs(store: Store, fleet: Fleet, tmp_path: Path) -> None:
    with pytest.raises(LedgerDamaged, match="not the one of its store"):
        export_store(store, HEAD, Signer(bytes(32)), tmp_path / "export")
    with pytest.raises(NotEnrolled):
        export_store(store, HEAD + 1, fleet.head.signer, tmp_path / "export")
    assert not (tmp_path / "export").exists()


def test_the_fingerprint_is_head_offices(
    store: Store, fleet: Fleet, tmp_path: Path, workplace: Path
) -> None:
    key = export_store(store, HEAD, fleet.head.signer, tmp_path / "export").fingerprint
    assert verify_export(tmp_path / "export", workplace, key).findings == ()
