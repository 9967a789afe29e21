"""Meter changes in words: what will happen, what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from app.domain.amounts import format_volume
from app.domain.sales import Tender
from app.domain.text import _
from app.operations.meter_change_quote import ChangeMeterQuote
from app.operations.meter_change_result import ChangeMeterResult
from app.operations.undo_meter_change import UndoMeterChangeResult
from app.telling.words import Row, Told, Words


def reckoning_rows(words: Words, quote: ChangeMeterQuote) -> list[Row]:
    """What the old meter leaves, where it goes, and what was used beyond it."""
    contents, reckoning, first = quote.contents, quote.reckoning, quote.first

    def credit(amount: int) -> str:
        return words.credit(amount, contents.charging, contents.kind) if amount else ""

    used = _("Used, ESTIMATED") if quote.estimated else _("Used")
    dial = _("{first} to {last}, {day}").format(
        first=format_volume(quote.look.old.dial),
        last=format_volume(quote.dial),
        day=quote.terms.began.isoformat(),
    )
    return [
        (_("Old dial"), dial),
        (_("Last reading"), _last_reading(quote)),
        (_("Credit for the old meter"), credit(reckoning.credited) or _("none")),
        (used, credit(reckoning.used) or _("nothing")),
        (_("Not loaded before"), credit(reckoning.unloaded)),
        (_("Left in the old meter"), credit(reckoning.owed)),
        (_("On the card"), credit(first.load) or _("no load")),
        (_("Still owed afterwards"), credit(first.still_owed)),
        (_("Used beyond it"), credit(reckoning.overuse)),
        *words.charges(quote.lines, contents.kind),
        *words.charges(quote.look.fees),
        (_("Paid now"), words.money(quote.fees) if quote.tenders else ""),
        (_("Change"), _change(words, quote.tenders)),
        (_("Arrears"), words.money(quote.arrears) if quote.arrears else ""),
    ]


def _last_reading(quote: ChangeMeterQuote) -> str:
    """What the dial was held against; empty where nobody read it before."""
    last = quote.look.last_dial
    if last is None:
        return ""
    said = _("{dial}, {day}").format(dial=format_volume(last.dial), day=last.read_on.isoformat())
    return _("{reading}: DOES NOT FIT").format(reading=said) if quote.doubtful else said


def _changed(words: Words, changed: ChangeMeterResult) -> Told:
    contents = changed.contents

    def credit(amount: int) -> str:
        return words.credit(amount, contents.charging, changed.kind) if amount else ""

    headline = _("Meter {old} is gone; the card opens meter {new}.").format(
        old=changed.old_meter, new=changed.new_meter
    )
    return Told(
        headline,
        [
            (_("Account"), changed.account),
            (_("Work done on"), changed.work_date.isoformat()),
            (_("Credit for the old meter"), credit(changed.credited)),
            (_("Used, ESTIMATED") if changed.estimated else _("Used"), credit(changed.used)),
            (_("Not loaded before"), credit(changed.unloaded)),
            (_("Left in the old meter"), credit(changed.owed)),
            (_("On the card"), credit(contents.load) or _("no load")),
            (_("Still owed"), credit(changed.still_owed)),
            (_("Used beyond it"), credit(changed.overuse)),
            (_("Arrears"), words.money(changed.arrears) if changed.arrears else ""),
            *((_("Note"), note) for note in changed.notes),
            (_("Fee paid"), words.money(changed.fees) if changed.tenders else ""),
            (_("Change"), _change(words, changed.tenders)),
            (_("Receipt"), words.receipt(changed.receipt) if changed.receipt else ""),
            (_("Slip"), str(changed.change)),
        ],
    )


def _change(words: Words, tenders: Sequence[Tender]) -> str:
    change = sum(tender.change for tender in tenders)
    return words.money(change) if change else ""


def _undone(words: Words, undone: UndoMeterChangeResult) -> Told:
    contents = undone.contents
    load = words.credit(contents.load, contents.charging, contents.kind)
    return Told(
        _("The meter change is taken back: the card is meter {old}'s again.").format(
            old=undone.old_meter
        ),
        [
            (_("Account"), undone.account),
            (_("On the card"), load if contents.load else ""),
            (_("Reason"), undone.reason),
            (_("Slip"), str(undone.undo)),
        ],
    )


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    ChangeMeterResult: _changed,
    UndoMeterChangeResult: _undone,
}
