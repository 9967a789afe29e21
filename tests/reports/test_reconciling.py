"""`tapcard verify` finds a report that says otherwise than the journal, by a single unit."""

from __future__ import annotations

import json
from collections import Counter as Tally
from pathlib import Path

import pytest
from click.testing import CliRunner
from peewee import Database

from app.cli import main
from app.commands.outcome import EXIT_LEDGER
from app.domain.identity import EventId
from app.ledger import journal
from app.ledger.audit.totals import Totals, TotalsAddUp
from app.ledger.events.operators import ShiftOpened
from app.reports.asked import Asked
from app.reports.reconciling import reconcile
from tests.counter import SUPERVISOR, Counter
from tests.reports.journal_read import Journal
from tests.reports.life_desk import FIRST, LAST
from tests.reports.tampered import tamper, tampered
from tests.reports.truth_purchases import tenders
from tests.reports.truth_sales import sales


def totals(db: Database, *, unknown: tuple[EventId, ...] = ()) -> Totals:
    """Of the journal that these tables came from, but for events that never came here."""
    gathered = TotalsAddUp()
    for batch in journal.scan(db):
        for id, entry, _bytes in batch:
            if id not in unknown:
                gathered.feed(id, entry)
    return gathered.totals(db)


def test_totals_are_those_of_the_events(tables: Database, happened: Journal) -> None:
    said = totals(tables)
    days = Asked(since=FIRST, until=LAST, by="year")
    sold = sales(happened, days).totals
    assert (said.purchases, said.charged) == (sold["purchases"], sold["charged"])
    assert (said.refunds, said.refunded) == (sold["refunds"], sold["refunded"])
    assert said.tenders == {row["tender"]: row["paid"] for row in tenders(happened, days).rows}
    booked: Tally[tuple[str, bool]] = Tally()
    for line in happened.bookings:
        booked[line.book.value, line.amount > 0] += abs(line.amount)
    for side, debit in ((said.debits, True), (said.credits, False)):
        assert side == {book: n for (book, of), n in booked.items() if of is debit}


def test_reports_agree_with_them(tables: Database) -> None:
    assert reconcile(tables, totals(tables)) == []


def test_sales_of_a_shift_that_is_not_known_are_no_fault(
    kept_counter: Counter, tmp_path: Path, happened: Journal
) -> None:
    """A counter hears of what others sold to its customers, not of their shifts."""
    (shift,) = (
        id for id, _entry, opened in happened.of(ShiftOpened) if opened.operator == SUPERVISOR
    )
    with tampered(kept_counter, tmp_path, f"DELETE FROM shift WHERE id = {shift.to_key()}") as db:
        said = totals(db, unknown=(shift,))
        # The float that it began with is not known either.
        found = [one.where for one in reconcile(db, said) if "general-ledger" not in one.where]
    assert found == []
    assert 0 < said.charged_in_shifts < said.charged


_ONE = "(SELECT id FROM purchase WHERE total > 0 AND tenders <> '[]' ORDER BY id LIMIT 1)"
CASES = {
    "a price": (f"UPDATE purchase SET total = total + 1 WHERE id = {_ONE}", "sales charged"),
    "a purchase": (f"DELETE FROM purchase WHERE id = {_ONE}", "sales purchases"),
    "another shift": (f"UPDATE plan SET shift = 1 WHERE id = {_ONE}", "cashier-close"),
    "a refund": ("UPDATE refund SET paid = NULL", "sales refunds"),
    "its amount": ("UPDATE refund SET amount = amount - 1", "sales refunded"),
    "a correction": ("DELETE FROM tender_correction", "tenders paid mobile"),
    "a debit": ("UPDATE posting SET amount = amount + 1 WHERE amount > 0", "general-ledger debit"),
    "a book": ("UPDATE posting SET book = 'gas' WHERE book = 'water'", "general-ledger credit gas"),
}


@pytest.mark.parametrize(("statement", "where"), CASES.values(), ids=list(CASES))
def test_what_is_changed_in_a_table_is_found(
    kept_counter: Counter, tmp_path: Path, statement: str, where: str
) -> None:
    with tampered(kept_counter, tmp_path, statement) as db:
        found = [one.where for one in reconcile(db, totals(db))]
    assert any(one.startswith(where) for one in found), found


def test_verify_says_it(kept_counter: Counter, tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(
        f"[kiosk]\nid = {kept_counter.node}\n"
        f'[ledger]\npath = "{tmp_path}/ledger.db"\n[state]\npath = "{tmp_path}"\n'
    )
    tamper(kept_counter, tmp_path)
    fine = CliRunner().invoke(main, ["verify", "--json", "--config", str(config)])
    assert fine.exit_code == 0, fine.output
    assert json.loads(fine.stdout)["totals"]["purchases"] > 0
    (tmp_path / "ledger.db").unlink()
    tamper(kept_counter, tmp_path, f"UPDATE purchase SET total = total + 1 WHERE id = {_ONE}")
    found = CliRunner().invoke(main, ["verify", "--config", str(config)])
    assert found.exit_code == EXIT_LEDGER
    assert "reports sales charged" in found.output
