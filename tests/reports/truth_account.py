"""What the statement of an account must say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.payments import PaymentFor
from app.ledger.events.accounts import AccountMerged
from app.ledger.events.meter_changes import MeterChangeOpened
from app.ledger.events.meter_credit import MeterCreditRefunded
from app.ledger.events.payments import PaymentReversed, PaymentTaken
from app.ledger.events.sales import CompensationOpened
from app.reports.asked import Asked
from app.reports.columns import Cell
from tests.reports.expected import Expected, Line, expected
from tests.reports.journal_read import Journal

_BOOKS = {Book.ARREARS: "arrears", Book.BALANCE: "balance", Book.DEPOSIT: "deposit"}
Priced = tuple[EventId, date, str, int]
"""Event, day, what it was, what it cost."""


@dataclass
class _Deed:
    """What one event did to the account."""

    day: date
    words: list[str] = field(default_factory=list)
    charged: int | None = None
    moved: Counter[Book] = field(default_factory=Counter)


def statement(journal: Journal, asked: Asked) -> Expected:
    """Deeds of the days in order, each with what it came to; how it stood before and after."""
    deeds: dict[EventId, _Deed] = {}
    for event, day, words, amount in _priced(journal, asked.account):
        if asked.since <= day <= asked.until:
            deed = deeds.setdefault(event, _Deed(day))
            deed.words.append(words)
            deed.charged = (deed.charged or 0) + amount
    standing: Counter[Book] = Counter()
    for number in (asked.account, *_merged_into(journal, asked.account)):
        for line in journal.of_accounts.get(number, ()):
            amount = line.amount if line.book is Book.ARREARS else -line.amount
            if line.day < asked.since:
                standing[line.book] += amount
            elif line.day <= asked.until:
                deeds.setdefault(line.event, _Deed(line.day)).moved[line.book] += amount
    rows = [_standing(asked.since, "Before", standing)]
    for event, deed in sorted(deeds.items(), key=lambda one: (one[1].day, one[0])):
        standing.update(deed.moved)
        rows.append(_told(event, deed, standing))
    rows.append(_standing(asked.until, "After", standing))
    return expected(("date", "entry", "what"), rows, ("charged",))


def _told(event: EventId, deed: _Deed, standing: Counter[Book]) -> Line:
    moved = [name for book, name in _BOOKS.items() if book in deed.moved]
    row: dict[str, Cell] = {
        "date": deed.day.isoformat(),
        "entry": str(event),
        "what": ", ".join(deed.words or [name.capitalize() for name in moved]),
        "charged": deed.charged,
    }
    for book, name in _BOOKS.items():
        row[name] = deed.moved[book] if name in moved else None
        row[f"{name}_now"] = standing[book] if name in moved else None
    return row


def _standing(day: date, words: str, standing: Counter[Book]) -> Line:
    none: dict[str, Cell] = dict.fromkeys(("entry", "charged", *_BOOKS.values()))
    now = {f"{name}_now": standing[book] for book, name in _BOOKS.items()}
    return {"date": day.isoformat(), "what": words, **none, **now}


def _priced(journal: Journal, account: str) -> Iterator[Priced]:
    """What was bought, given, given back and paid without a card, but for what two people declared
    not written and what the meter proved that it had."""
    unwritten = journal.declared_unwritten
    for sale in journal.sales:
        if sale.account == account and sale.event not in unwritten:
            yield sale.event, sale.day, f"Purchase {sale.load.number}", sale.price.total
    for id, _entry, given in journal.every(CompensationOpened, MeterChangeOpened):
        if given.account == account and given.load.number and id not in unwritten:
            yield id, given.date, f"Credit {given.load.number}", 0
    for back in journal.refunds:
        gone = back.event in journal.refuted or back.event in unwritten
        if back.account == account and not gone:
            yield back.event, back.day, "Given back", -back.amount
    for id, _entry, inside in journal.of(MeterCreditRefunded):
        if inside.account == account:
            yield id, inside.date, "Given back", -inside.amount
    for id, _entry, paid in journal.every(PaymentTaken, PaymentReversed):
        if paid.account == account and paid.what is PaymentFor.OTHER:
            sign = 1 if isinstance(paid, PaymentTaken) else -1
            yield id, paid.date, paid.line.name, sign * (paid.line.amount + paid.rounding)


def _merged_into(journal: Journal, account: str) -> list[str]:
    """Accounts whose customer goes on with this one, and those merged into them."""
    found = [account]
    for survivor in found:
        found += [
            event.account
            for _id, _entry, event in journal.of(AccountMerged)
            if event.survivor == survivor and event.account not in found
        ]
    return found[1:]
