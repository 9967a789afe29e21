"""At head office, on each of its databases, reports say what the counters' own events say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from peewee import Database

from app.cli import main
from app.domain.identity import EventId
from app.ledger import journal
from app.ledger.events.codec import Entry
from app.ledger.events.locked_months import MonthLocked
from app.ledger.projection.statements import all_rows
from app.office.store.contract import Store
from app.office.store.opening import open_store
from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from app.reports.columns import Row
from app.reports.errors import ReportCancelled
from app.reports.report import Report
from app.reports.running import Running, purchases_behind
from app.reports.watch import Watch
from tests.counter import Counter
from tests.office.cluster import Cluster
from tests.office.conftest import cluster  # noqa: F401  a fixture
from tests.office.stories import arrive, project_all
from tests.reports.conftest import Office

pytestmark = [pytest.mark.xdist_group("reports"), pytest.mark.timeout(300)]

FIRST, LAST = date(2026, 11, 1), date(2027, 12, 31)
SILENT_SINCE = date(2027, 6, 1)
"""So late that everybody had a meter by then, and bought nothing since."""
LOCKED = (
    EventId(30, 1, 1),
    Entry(
        at=1,
        schema=1,
        operator=1,
        second=2,
        office=True,
        event=MonthLocked(month=date(2026, 11, 1), before=None),
    ),
)
"""Locked when nothing of the month was heard yet."""
FORMS = [(name, by) for name, report in REPORTS.items() for by in report.by or ("",)]


class Stores(NamedTuple):
    """Two head offices to which all counters sent everything."""

    sqlite: Store
    postgres: Store
    places: dict[str, str]
    """Where each is, by its name."""


KINDS = ("sqlite", "postgres")


@pytest.fixture(scope="module")
def counters(office: Office, quarter_counter: Counter, kept_counter: Counter) -> list[Counter]:
    return [office.counter, quarter_counter, kept_counter]


@pytest.fixture(scope="module")
def stores(
    counters: list[Counter],
    tmp_path_factory: pytest.TempPathFactory,
    cluster: Cluster,  # noqa: F811
) -> Iterator[Stores]:
    places = {
        "sqlite": str(tmp_path_factory.mktemp("offices")),
        "postgres": cluster.new_database("reports"),
    }
    with ExitStack() as opened:
        each = {kind: opened.enter_context(closing(open_store(at))) for kind, at in places.items()}
        for store in each.values():
            arrive(store, [LOCKED])
            _everything(store, *counters)
        yield Stores(**each, places=places)


def _everything(store: Store, *counters: Counter) -> None:
    for counter in counters:
        assert counter.ledger is not None
        with counter.ledger.read() as reader:
            arrive(
                store,
                [(id, entry) for batch in journal.scan(reader.db) for id, entry, _bytes in batch],
            )
    project_all(store, own=counters[0].node)


class _Told(NamedTuple):
    rows: list[Row]
    totals: Row | None
    behind: list[list[tuple[int, int]]]
    """The purchases behind each row."""


def _told(db: Database, name: str, which: Asked) -> _Told:
    report = REPORTS[name]
    running = Running(db, report, which)
    rows = list(running)
    return _Told(rows, running.totals, [purchases_behind(db, report, which, row) for row in rows])


def _account(db: Database) -> str:
    """Somebody with a statement."""
    return str(all_rows(db, "SELECT MIN(account) FROM purchase")[0][0])


def _asked(db: Database, name: str, by: str) -> Asked:
    account = _account(db) if REPORTS[name].of_account else ""
    since = SILENT_SINCE if name == "silent-accounts" else FIRST
    return Asked(since=since, until=LAST, by=by, account=account)


@pytest.mark.parametrize(("name", "by"), FORMS)
def test_both_databases_tell_the_same(stores: Stores, name: str, by: str) -> None:
    with stores.sqlite.read_tables() as one, stores.postgres.read_tables() as other:
        which = _asked(one, name, by)
        told = _told(one, name, which)
        assert told.rows
        assert repr(_told(other, name, which)) == repr(told)


@pytest.mark.parametrize("at", range(3))
def test_head_office_of_one_counter_tells_what_the_counter_does(
    counters: list[Counter], at: int, tmp_path: Path
) -> None:
    ledger = counters[at].ledger
    assert ledger is not None
    with closing(open_store(str(tmp_path))) as store:
        _everything(store, counters[at])
        with store.read_tables() as db, ledger.read() as reader:
            for name, by in FORMS:
                which = _asked(reader.db, name, by)
                assert repr(_told(db, name, which)) == repr(_told(reader.db, name, which))


def test_by_kiosk_each_row_is_what_its_counter_sold(
    stores: Stores, counters: list[Counter]
) -> None:
    with stores.postgres.read_tables() as db:
        told = _told(db, "sales-by", _asked(db, "sales-by", "kiosk"))
    assert [row[0] for row in told.rows] == ["K07", "K08", "K09"]
    for row, behind, counter in zip(told.rows, told.behind, counters, strict=True):
        assert counter.ledger is not None
        with counter.ledger.read() as reader:
            own = _told(reader.db, "sales-by", _asked(reader.db, "sales-by", "kiosk"))
        assert (own.rows, own.behind) == ([row], [behind])
        assert len(behind) == row[3]


@pytest.mark.parametrize("kind", KINDS)
def test_a_statement_that_lasts_is_given_up(stores: Stores, kind: str) -> None:
    store: Store = getattr(stores, kind)
    endless = (
        "WITH RECURSIVE step (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM step) "
        "SELECT COUNT(*) FROM step"
    )
    asked: list[int] = []

    def given_up() -> bool:
        asked.append(1)
        return len(asked) > 1

    report = Report(
        name="endless",
        title="",
        about="",
        columns=lambda _which: (),
        rows=lambda db, _which, _watch: iter(all_rows(db, endless)),
    )
    with pytest.raises(ReportCancelled), store.read_tables() as db:
        list(Running(db, report, Asked(since=FIRST, until=LAST), Watch(given_up=given_up)))
    with store.read_tables() as db:
        assert _told(db, "sales", _asked(db, "sales", "day")).rows


@pytest.mark.parametrize("kind", KINDS)
def test_by_command_without_serve(
    stores: Stores, counters: list[Counter], kind: str, tmp_path: Path
) -> None:
    settings = _settings(tmp_path, stores.places[kind], counters[0].node)
    asked = ("--from", FIRST.isoformat(), "--to", LAST.isoformat(), "--by", "kiosk")
    told = json.loads(_run("sales-by", *asked, "--json", "--settings", settings))
    assert [row["kiosk"] for row in told["rows"]] == ["K07", "K08", "K09"]
    out = tmp_path / "sales.csv"
    _run("sales-by", *asked, "--format", "csv", "--out", out, "--settings", settings)
    assert [line.split(",")[0] for line in out.read_text(encoding="utf-8-sig").splitlines()] == [
        *("kiosk", "K07", "K08", "K09", "Total"),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_head_office_that_never_ran_says_how_to_start_it(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    place = str(tmp_path / "store")
    if kind == "postgres":
        place = request.getfixturevalue("cluster").new_database("empty")
    said = _run("shifts", "--settings", _settings(tmp_path, place, 7), code=5)
    assert "`tapcard office serve` makes them" in said


def _settings(folder: Path, store: str, node: int) -> Path:
    file = folder / "office.toml"
    file.write_text(
        f'[office]\nnode = {node}\nfolder = "."\nlisten = "127.0.0.1:1"\n'
        f'url = "https://office.example:8443"\nstore = "{store}"\n'
    )
    return file


def _run(*arguments: object, code: int = 0) -> str:
    done = CliRunner().invoke(main, ["office", "report", *map(str, arguments)])
    assert done.exit_code == code, done.output
    return done.output
