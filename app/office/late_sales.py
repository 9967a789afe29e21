"""Sales to accounts that were at their end, by counters that had not heard of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from peewee import Database

from app.domain.identity import EventId
from app.domain.quantity import Money
from app.ledger.projection.statements import all_rows
from app.office.among import Accounts, among

_LATE = (
    "SELECT p.id, p.account, p.date, p.total, s.event FROM account_state s "
    "JOIN purchase p ON p.account = s.account JOIN deed d ON d.event = p.id "
    "WHERE {among} AND s.becomes IN ('cancelled', 'merged', 'voided') AND d.at > s.at "
    "AND p.id >> 48 <> s.event >> 48 AND NOT EXISTS (SELECT 1 FROM account_state other "
    "WHERE other.account = s.account AND other.becomes IN ('cancelled', 'merged', 'voided') "
    "AND (other.at < s.at OR (other.at = s.at AND other.event < s.event))) "
    "ORDER BY p.id, p.allocation"
)

_ENDED = (
    "SELECT DISTINCT account FROM account_state "
    "WHERE {among} AND becomes IN ('cancelled', 'merged', 'voided') ORDER BY account"
)
"""Few accounts are at their end: whose purchases need not be looked at one by one."""


class LateSale(msgspec.Struct, frozen=True, kw_only=True):
    """A purchase behind the end of its account."""

    purchase: EventId
    account: str
    day: date
    total: Money
    ended: EventId
    """The event that ended the account."""


def late_sales(db: Database, accounts: Accounts = None) -> Iterator[LateSale]:
    """Those of some accounts, one for each purchase. They stand: the customer has paid."""
    if accounts is not None:
        some = among("account", accounts)
        ended_ones = all_rows(db, _ENDED.format(among=some.sql), some.params)
        accounts = [str(account) for (account,) in ended_ones]
    these = among("s.account", accounts)
    sums: dict[int, LateSale] = {}
    for id, account, day, total, ended in all_rows(db, _LATE.format(among=these.sql), these.params):
        before = sums.get(id)
        sums[id] = LateSale(
            purchase=EventId.from_key(int(id)),
            account=str(account),
            day=date.fromisoformat(day),
            total=int(total) + (0 if before is None else before.total),
            ended=EventId.from_key(int(ended)),
        )
    yield from sums.values()
