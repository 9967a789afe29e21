"""The projected tables: what they are made of, how they are rebuilt, how they are checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import get_args

import apsw
import pytest
from peewee import Database, IntegrityError

from app.domain.entries import Book
from app.ledger.events import exceptions, master_data
from app.ledger.events.codec import AnyEvent
from app.ledger.projection import engine
from app.ledger.projection.dump import canonical_dump, check, digests
from app.ledger.projection.engine import TABLES, create_tables, is_current, project, rebuild
from app.ledger.projection.projectors.registry import PROJECTORS
from app.ledger.projection.statements import execute
from app.ledger.queries import money, plans, sales, settings
from tests.ledger.goods import ACCOUNT
from tests.ledger.kiosks import Chain, empty_tables
from tests.ledger.village import Village


@pytest.fixture
def db() -> Iterator[Database]:
    with closing(empty_tables()) as database:
        yield database


def a_day() -> Village:
    """Settings, a shift, an account, a first purchase and another one in doubt."""
    village = Village()
    village.genesis()
    village.settings()
    shift = village.shift()
    village.account()
    first = village.pay(shift)
    village.load(first, 1)
    second = village.pay(shift, number=2, allocation=first, request="again")
    village.append(exceptions.PlanInDoubt(plan=second, account=ACCOUNT, why="card pulled", slip=1))
    return village


class TestTables:
    def test_every_type_of_event_has_a_projector(self) -> None:
        assert set(PROJECTORS) == set(get_args(AnyEvent))

    def test_they_are_strict_and_reference_nothing(self, db: Database) -> None:
        strict = {row[1]: row[5] for row in execute(db, "PRAGMA table_list")}
        for table in TABLES:
            assert strict[table.name] == 1, table.name
            assert not execute(db, f'PRAGMA foreign_key_list("{table.name}")').fetchall()

    def test_they_hold_only_integers_texts_and_blobs(self, db: Database) -> None:
        kinds = {
            row[2] for table in TABLES for row in execute(db, f'PRAGMA table_info("{table.name}")')
        }
        assert kinds == {"INTEGER", "TEXT", "BLOB"}

    def test_an_outcome_that_no_event_gives_is_refused(self, db: Database) -> None:
        with pytest.raises(IntegrityError):
            execute(db, "INSERT INTO plan (id, outcome) VALUES (1, 'lost')")

    def test_the_open_plans_of_an_account_are_found_without_reading_the_closed(
        self, db: Database
    ) -> None:
        steps = execute(
            db,
            "EXPLAIN QUERY PLAN SELECT id FROM plan "
            "WHERE outcome IS NULL AND kind IS NOT NULL AND account = ?",
            (ACCOUNT,),
        ).fetchall()
        assert "plan_open" in steps[0][-1]

    def test_the_open_plans_of_a_node_are_found_without_reading_the_closed(
        self, db: Database
    ) -> None:
        steps = execute(
            db,
            "EXPLAIN QUERY PLAN SELECT id FROM plan "
            "WHERE outcome IS NULL AND kind IS NOT NULL AND +id BETWEEN ? AND ?",
            (1, 2),
        ).fetchall()
        assert "plan_open" in steps[0][-1]


class TestProjecting:
    def test_one_event_at_a_time_gives_what_all_at_once_give(self, db: Database) -> None:
        chain = a_day().chain
        project(db, chain)
        with closing(empty_tables()) as other:
            for one in chain:
                project(other, [one])
            assert list(canonical_dump(other)) == list(canonical_dump(db))

    def test_a_closing_that_comes_before_its_opening_waits_for_it(self, db: Database) -> None:
        village = Village()
        shift = village.shift()
        purchase = village.pay(shift)
        village.load(purchase, 1)
        opening, closing_event = village.chain[1:]
        project(db, [closing_event])
        assert plans.plan(db, purchase) is None
        assert plans.open_plans(db) == []
        assert sales.purchase(db, purchase, purchase) is None
        project(db, [opening])
        found = plans.plan(db, purchase)
        assert found is not None
        assert found.outcome == "happened"
        assert sales.purchase(db, purchase, purchase) is not None

    def test_an_event_with_entries_is_not_taken_twice(self, db: Database) -> None:
        village = Village()
        shift = village.shift()
        project(db, village.chain)
        with pytest.raises(apsw.ConstraintError), db.atomic():
            project(db, village.chain)
        assert money.drawer(db, shift) == 20_000

    def test_entries_of_every_event_sum_to_zero_over_all_books(self, db: Database) -> None:
        project(db, a_day().chain)
        assert execute(db, "SELECT SUM(amount) FROM book_total").fetchone()[0] == 0
        assert money.book_total(db, Book.SUSPENSE, ACCOUNT) == -400

    def test_of_equal_stamps_the_later_node_counts(self, db: Database) -> None:
        for nodes in ((7, 8), (8, 7)):
            village = Village()
            for node in nodes:
                named = master_data.RegionSet(region=3, name=f"by {node}")
                village.append(named, node=node, at=1)
            project(db, village.chain)
            region = settings.region(db, 3)
            assert region is not None
            assert region.name == "by 8"
            for table in ("region", "setting_change", "deed", "touch"):
                execute(db, f'DELETE FROM "{table}"')


class TestRebuilding:
    def test_it_gives_the_same_tables_with_their_indexes(self, db: Database) -> None:
        village = a_day()
        project(db, village.chain)
        before, schema = list(canonical_dump(db)), _schema(db)
        rebuild(db, [village.chain[:3], village.chain[3:]])
        assert list(canonical_dump(db)) == before
        assert _schema(db) == schema

    def test_a_rebuild_cut_short_leaves_the_tables_and_can_be_done_again(
        self, db: Database
    ) -> None:
        village = a_day()
        project(db, village.chain)
        before = digests(db)

        def torn() -> Iterator[Chain]:
            yield village.chain[:2]
            raise OSError("pulled")

        with pytest.raises(OSError, match="pulled"):
            rebuild(db, torn())
        assert digests(db) == before
        rebuild(db, [village.chain])
        assert digests(db) == before

    def test_tables_of_another_form_are_told_apart(
        self, db: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert is_current(db)
        monkeypatch.setattr(engine, "VERSION", engine.VERSION + 1)
        assert not is_current(db)
        rebuild(db, [])
        assert is_current(db)

    def test_a_ledger_without_tables_is_not_current(self) -> None:
        with closing(empty_tables()) as database:
            execute(database, "DROP TABLE projection_form")
            assert not is_current(database)
            create_tables(database)
            assert is_current(database)


class TestChecking:
    def test_true_tables_differ_in_nothing(self, db: Database) -> None:
        chain = a_day().chain
        project(db, chain)
        assert check(db, [chain]) == []

    def test_a_changed_column_is_named_with_both_values(self, db: Database) -> None:
        chain = a_day().chain
        project(db, chain)
        execute(db, "UPDATE book_total SET amount = 1 WHERE book = 'suspense'")
        (found,) = check(db, [chain])
        assert (found.table, found.key) == ("book_total", ("suspense", ACCOUNT))
        assert (found.column, found.stored, found.recomputed) == ("amount", 1, -400)

    def test_a_row_without_an_event_is_named(self, db: Database) -> None:
        chain = a_day().chain
        project(db, chain)
        execute(db, "INSERT INTO epoch (event, at, public_key) VALUES (9, 1, x'00')")
        (found,) = check(db, [chain])
        assert (found.table, found.key, found.column) == ("epoch", (9,), None)
        assert found.recomputed is None

    def test_the_dump_is_text_in_the_order_of_keys(self, db: Database) -> None:
        village = Village()
        for region, name in ((10, "Zehn"), (2, "Zwei")):
            village.append(master_data.RegionSet(region=region, name=name), at=5)
        village.append(
            master_data.FeeSet(code="card", name="", amount=1, valid_from=date(2026, 1, 1)), at=5
        )
        project(db, village.chain)
        lines = [line for line in canonical_dump(db) if line.startswith(b'["region"')]
        keys = [id.to_key() for id, _entry in village.chain]
        assert lines == [
            f'["region",2,5,{keys[1]},"Zwei",null,"",false]\n'.encode(),
            f'["region",10,5,{keys[0]},"Zehn",null,"",false]\n'.encode(),
        ]


def _schema(db: Database) -> set[tuple[str, str]]:
    rows = execute(db, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {(row[0], row[1].replace('"building_', '"')) for row in rows}
