"""The slip of a tariff class or household that was put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import Database

from app.domain.identity import EventId
from app.domain.tariff.in_force import in_force
from app.domain.text import _
from app.ledger.queries import money, settings
from app.operations.paper.correction_slip import correction_slip
from app.printing.documents import Change, CorrectionSlip

if TYPE_CHECKING:
    from datetime import date

    from app.kiosk import Kiosk
    from app.operations.correct_class import CorrectClassQuote
    from app.operations.operation import Caller


def class_slip(
    kiosk: Kiosk,
    db: Database,
    quote: CorrectClassQuote,
    *,
    number: EventId,
    shift: EventId,
    caller: Caller,
) -> CorrectionSlip:
    """What changed from which day on, and what that comes to. Its event is not booked yet."""
    account, today = quote.look.account.number, quote.look.today
    changes = []
    if quote.tariff_class is not None:
        old, new = quote.tariff_class.old, quote.tariff_class.new
        changes.append(
            Change(
                name=_("Tariff class"),
                old=class_named(db, old, today),
                new=class_named(db, new, today),
            )
        )
    if quote.household_size is not None:
        size = quote.household_size
        changes.append(Change(name=_("Persons in household"), old=str(size.old), new=str(size.new)))
    return correction_slip(
        kiosk,
        db,
        number=number,
        shift=shift,
        operator=caller.operator,
        second=caller.second,
        account=account,
        what=_("From {day} on").format(day=quote.since.isoformat()),
        changes=changes,
        reason=quote.reason,
        lines=quote.lines,
        to_arrears=quote.to_arrears,
        to_balance=quote.to_balance,
        arrears_after=quote.look.arrears + quote.to_arrears,
        balance_after=money.balance(db, account) + quote.to_balance,
    )


def class_named(db: Database, tariff_class: int, on: date) -> str:
    """``1 Domestic``."""
    found = in_force(settings.revisions(db, tariff_class), on)
    return f"{tariff_class} {found.name}" if found is not None else str(tariff_class)
