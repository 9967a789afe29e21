"""Corrections stand in their order, with what was booked and the purchases that they changed."""

from __future__ import annotations

from peewee import Database

from app.domain.entries import Book
from app.ledger.events.corrections import ClassCorrected, TendersCorrected
from tests.reports.journal_read import Journal
from tests.reports.told import made


def test_each_stands_where_it_was_made(tables: Database) -> None:
    """By day, then as they were made; what one deed put right by its name."""
    assert [row["what"] for row in made(tables, "corrections").rows] == [
        *("tenders", "household_size", "tariff_class", "meter", "dial", "payment", "arrears"),
        *("purchase", "meter_change"),
    ]


def test_its_amounts_are_what_was_booked(tables: Database, happened: Journal) -> None:
    """What an account has to pay more or less: arrears, balance, and cash that went back."""
    events = {str(id): event for id, _entry, event in happened.kept}
    for row in made(tables, "corrections").rows:
        if row["what"] in ("payment", "arrears", "tariff_class"):
            booked = [
                line.amount
                for line in getattr(events[row["event"]], "entries", ())
                if line.book in (Book.ARREARS, Book.BALANCE, Book.DRAWER)
            ]
            assert sum(booked) == row.get("amount", 0)


def test_behind_a_row_stand_the_purchases_that_it_changed(
    tables: Database, happened: Journal
) -> None:
    events = {str(id): event for id, _entry, event in happened.kept}
    bought = {sale.event.to_key() for sale in happened.sales}
    rows, _totals, behind = made(tables, "corrections")
    for row, ids in zip(rows, behind, strict=True):
        event = events[row["event"]]
        match event:
            case TendersCorrected():
                assert ids == [event.purchase.to_key()]
            case ClassCorrected():
                changed = {one.purchase.to_key() for one in event.changed}
                assert set(ids) == changed
            case _ if row["what"] == "purchase":
                (id,) = ids
                (refund,) = (one for one in happened.refunds if one.purchase.to_key() == id)
                assert refund.reason == row["reason"]
                assert id in bought
            case _:
                assert ids == []
