"""The report of corrections says who put what right, and by how much, as the events do."""

from __future__ import annotations

from peewee import Database

from app.domain.entries import Book
from app.ledger.events.corrections import ClassCorrected, TendersCorrected
from app.ledger.events.sales import PurchasePaid, RefundOpened
from tests.reports import truth
from tests.reports.told import made
from tests.reports.truth_corrections import corrections


def test_each_with_who_and_why(tables: Database, happened: truth.Events) -> None:
    rows, totals, _behind = made(tables, "corrections")
    expected = corrections(happened)
    assert rows == expected
    assert {row["what"] for row in rows} == {
        *("purchase", "payment", "arrears", "tenders", "dial", "meter"),
        *("tariff_class", "household_size", "meter_change"),
    }
    for column in ("amount", "moved"):
        assert totals[column] == sum(row.get(column, 0) for row in expected) != 0


def test_its_amounts_are_what_was_booked(tables: Database, happened: truth.Events) -> None:
    """What an account has to pay more or less: arrears, balance, and cash that went back."""
    events = {str(id): entry for id, entry in happened}
    for row in made(tables, "corrections").rows:
        if row["what"] in ("payment", "arrears", "tariff_class"):
            booked = [
                line.amount
                for line in getattr(events[row["event"]].event, "entries", ())
                if line.book in (Book.ARREARS, Book.BALANCE, Book.DRAWER)
            ]
            assert sum(booked) == row.get("amount", 0)


def test_behind_a_row_stand_the_purchases_that_it_changed(
    tables: Database, happened: truth.Events
) -> None:
    events = {id: entry.event for id, entry in happened}
    named = {str(id): event for id, event in events.items()}
    rows, _totals, behind = made(tables, "corrections")
    for row, ids in zip(rows, behind, strict=True):
        event = named[row["event"]]
        match event:
            case TendersCorrected():
                assert ids == [event.purchase.to_key()]
            case ClassCorrected():
                changed = {one.purchase.to_key() for one in event.changed}
                assert set(ids) == changed
            case _ if row["what"] == "purchase":
                (id,) = ids
                (refund,) = (
                    one
                    for one in events.values()
                    if isinstance(one, RefundOpened) and one.purchase.to_key() == id
                )
                assert refund.reason == row["reason"]
                assert isinstance(events[refund.purchase], PurchasePaid)
            case _:
                assert ids == []
