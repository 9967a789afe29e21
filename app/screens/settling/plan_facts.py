"""An open operation in words: which, whose money, when, how much."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from peewee import Database

from app.domain.identity import milliseconds_of
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import accounts, journal, settings
from app.ledger.queries.plans import PlanRow
from app.operations.paper.in_doubt_slip import OPERATION_NAMES, amount_of
from app.screens.customer import personal_name
from app.telling.words import Words
from app.widgets.rows import Row

_PAYING_BACK = "refund_opened"


def name_of(kiosk: Kiosk, account: str) -> str:
    """Whose account it is, for a headline; none: the card is for meters."""
    if not account:
        return _("A card for meters, no customer's")
    with kiosk.ledger.read() as reader:
        found = accounts.account(reader.db, account)
    return (personal_name(kiosk, found) if found else "") or _("Customer without a name")


def operation_name(row: PlanRow) -> str:
    """What kind of operation a plan belongs to."""
    return OPERATION_NAMES.get(row.kind, row.kind)


def plan_facts(words: Words, row: PlanRow) -> list[Row]:
    """Operation, account, time, money."""
    with words.kiosk.ledger.read() as reader:
        when, amount = began(reader.db, row), amount_of(reader.db, row)
    return [
        (_("Operation"), f"{row.id}  {operation_name(row)}"),
        (_("Account"), row.account),
        *_meters(words, row),
        (_("Began"), _("{when}, operator {number}").format(when=when, number=row.operator or "?")),
        (_("Money"), _money(words, row, amount)),
        (_("Slip"), "" if row.slip is None else str(row.slip)),
    ]


def _meters(words: Words, row: PlanRow) -> list[Row]:
    """What each of several meters gets."""
    if len(row.parts) < 2:
        return []
    contents = [part.contents for part in row.parts]
    return [
        (words.meter(one.kind, one.meter), words.credit(one.load, one.charging, one.kind))
        for one in contents
    ]


def _money(words: Words, row: PlanRow, amount: int) -> str:
    if not amount:
        return _("none")
    sentence = _("{money} to be paid back") if row.kind == _PAYING_BACK else _("{money} was paid")
    return sentence.format(money=words.money(amount))


def began(db: Database, row: PlanRow) -> str:
    """When its payment was recorded, as clocks here show it: ``2026-11-23 15:04``."""
    entry = journal.entry(db, row.id)
    if entry is None:
        return row.date.isoformat()
    zone = ZoneInfo(settings.utility(db).time_zone)
    at = datetime.fromtimestamp(milliseconds_of(entry.at) // 1000, tz=UTC).astimezone(zone)
    return at.strftime("%Y-%m-%d %H:%M")
