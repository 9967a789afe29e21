"""Accounts that paid more of their arrears than they owed: two counters collected the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from peewee import Database

from app.domain.identity import EventId, Node
from app.domain.quantity import Money
from app.ledger.projection.statements import all_rows
from app.office.among import Accounts, among

_OVER = (
    "SELECT subject, amount FROM book_total WHERE book = 'arrears' AND amount < 0 AND {among} "
    "ORDER BY subject"
)
_COLLECTED = (
    "SELECT event, date FROM posting WHERE book = 'arrears' AND subject = ? AND amount < 0 "
    "ORDER BY event"
)


class OverCollected(msgspec.Struct, frozen=True, kw_only=True):
    """What an account paid too much."""

    account: str
    amount: Money
    kiosks: tuple[Node, ...]
    """Those that collected."""
    last_day: date


def over_collected(db: Database, accounts: Accounts = None) -> Iterator[OverCollected]:
    """Those of some accounts."""
    these = among("subject", accounts)
    for account, amount in all_rows(db, _OVER.format(among=these.sql), these.params):
        rows = all_rows(db, _COLLECTED, (account,))
        yield OverCollected(
            account=str(account),
            amount=-int(amount),
            kiosks=tuple(sorted({EventId.from_key(int(event)).node for event, _day in rows})),
            last_day=max(date.fromisoformat(day) for _event, day in rows),
        )
