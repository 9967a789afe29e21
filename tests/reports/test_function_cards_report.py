"""The register of function cards: who has which, since when, and what became of it."""

from __future__ import annotations

from datetime import date

from app.ledger.events.function_cards import FunctionCardOpened
from tests.counter import SUPERVISOR
from tests.reports.conftest import Office
from tests.reports.life_office import TECHNICIAN

MADE = date(2027, 3, 20)


def test_every_card_that_was_made(office: Office) -> None:
    made = [
        (str(id), card.holder, str(entry.operator), str(entry.second))
        for id, entry, card in office.journal.of(FunctionCardOpened)
    ]
    rows = office.rows("function-cards")
    assert [(row["card"], row["holder"], row["operator"], row["second"]) for row in rows] == made
    assert {(row["operator"], row["second"]) for row in rows} == {
        (str(TECHNICIAN), str(SUPERVISOR))
    }
    assert [row["state"] for row in rows] == ["returned", "lost", "overdue"]
    assert [row["returned"] for row in rows] == [MADE.isoformat(), None, None]
    assert [row["lost"] for row in rows] == [None, MADE.isoformat(), None]


def test_one_that_is_out_stays_on_the_list(office: Office) -> None:
    april = {"since": date(2027, 4, 1), "until": date(2027, 4, 30)}
    (row,) = office.rows("function-cards", **april)
    assert (row["state"], row["due_back"]) == ("overdue", "2027-03-25")
    assert not office.rows("function-cards", until=date(2027, 3, 19))
